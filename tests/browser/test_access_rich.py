"""Everybody can use it, also where there is much to see: rich messages, large pictures."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.access import faults_in_all_looks
from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.small_web import Pages, small_web

PAGE = b"""<html><head><title>Calm page</title>
<meta property="og:description" content="Bees sleep in winter, closely together.">
<meta property="og:image" content="/bee.png"></head></html>"""
RICH = """# The week
## Who does what
Dear **all**, *please* read ~~nothing~~ `notes.txt` and :bee: #garden, <@{bob}>:

```python
# counts hives
def count(hives: list[str]) -> int:
    return len(hives) + 0x1F  # "all" of them
```

> Quoted from **Bob**, with `code` and https://example.org/a/long/path?with=things

| hive | frames |
|------|-------:|
| one  |     10 |

1. first
2. second
   - within

- [ ] to do
- [x] done

---
{web}/calm
"""


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may look at the small web, with Ada and Bob."""
    people = {"ada": "Ada Lovelace", "bob": "Bob"}
    environ = {"RUCHE_LINK_PREVIEWS": "on", "RUCHE_ALLOW_PRIVATE_URLS": "on"}
    with serving(furnished(tmp_path_factory.mktemp("rich"), people, **environ)) as hive:
        yield hive


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    pages: Pages = {"/calm": ("text/html", PAGE), "/bee.png": ("image/png", _picture("orange"))}
    with small_web(pages) as url:
        yield url


@pytest.fixture(scope="module")
def much(hive: Hive, web: str) -> str:
    """A channel in which a message has everything; its id."""
    channel_id = hive.channel("ada", "much", "bob")
    bob = hive.call("bob", "people.me")["id"]
    text = RICH.format(bob=bob, web=web)
    root = hive.call("ada", "messages.post", channel_id=channel_id, text=text)["id"]
    hive.call("bob", "messages.post", channel_id=channel_id, thread_id=root, text="Thank you.")
    for emoji in ("bee", "+1", "tada"):
        hive.call("bob", "reactions.add", message_id=root, emoji=emoji)
    hive.call("ada", "reactions.add", message_id=root, emoji="bee")
    hive.call("ada", "pins.add", message_id=root)
    link = f"{hive.url}/c/{channel_id}/{root}"
    hive.call("bob", "messages.post", channel_id=channel_id, text=f"See {link}")
    files = [hive.upload("ada", f"{colour}.png", _picture(colour)) for colour in ("red", "gold")]
    files.append(hive.upload("ada", "notes.txt", b"three lines\n" * 3))
    hive.call("ada", "messages.post", channel_id=channel_id, text="Files", file_ids=files)
    return channel_id


def _picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 400), colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_the_first_page_of_a_new_server(browser: Browser, tmp_path: Path, locale: str) -> None:
    empty = Hive(tmp_path / "hive")
    empty.start()
    context = browser.new_context(reduced_motion="reduce", locale=locale)
    try:
        page = context.new_page()
        page.goto(empty.url)
        expect(page).to_have_url(f"{empty.url}/welcome")
        assert faults_in_all_looks(page, contrast=True) == []
        page.locator("form button[type=submit]").last.click()
        expect(page.locator("[aria-invalid=true], :invalid").first).to_be_visible()
        assert faults_in_all_looks(page) == []
    finally:
        context.close()
        empty.stop()


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_message_that_has_everything(opens: Opens, much: str, pocket: bool) -> None:
    bob = opens("bob", pocket=pocket)
    bob.goes_to(f"/c/{much}")
    expect(bob.page.get_by_role("article", name="Preview of Calm page")).to_be_visible()
    bob.page.locator(".code-block").first.scroll_into_view_if_needed()
    expect(bob.page.locator(".hljs-keyword").first).to_be_visible()
    expect(bob.page.get_by_role("group", name="Pictures").get_by_role("img")).to_have_count(2)
    expect(bob.page.locator(".preview--quoted")).to_be_visible()
    assert faults_in_all_looks(bob.page, contrast=True) == []
    bob.page.get_by_role("link", name="Download notes.txt").scroll_into_view_if_needed()
    assert faults_in_all_looks(bob.page) == []
    bob.page.locator(".thread-line").first.click()
    expect(bob.page.locator(".pane [data-id]")).to_have_count(2)
    assert faults_in_all_looks(bob.page) == []


@pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
def test_a_picture_that_is_open_large(opens: Opens, much: str, pocket: bool) -> None:
    bob = opens("bob", pocket=pocket)
    bob.goes_to(f"/c/{much}")
    bob.page.get_by_role("link", name="Open red.png").click()
    box = bob.page.get_by_role("dialog", name="red.png")
    expect(box.get_by_role("img", name="red.png")).to_be_visible()
    assert faults_in_all_looks(bob.page, contrast=True) == []
    if not pocket:
        box.get_by_role("button", name="Zoom in").click()
        expect(box.get_by_role("button", name="Zoom out")).to_be_enabled()
        assert faults_in_all_looks(bob.page) == []


def test_what_waits_for_the_network(hive: Hive, opens: Opens, much: str) -> None:
    bob = opens("bob")
    bob.goes_to(f"/c/{much}")
    bob.sees("Files")
    hive.stop()
    try:
        expect(bob.page.get_by_text("Offline. What you write is kept")).to_be_visible()
        bob.composer.fill("Later then")
        bob.composer.press("Enter")
        expect(bob.page.get_by_role("button", name="Do not send")).to_be_visible()
        assert faults_in_all_looks(bob.page, contrast=True) == []
    finally:
        hive.start()
    expect(bob.page.get_by_role("button", name="Do not send")).to_have_count(0)
    bob.forgives_the_network("503")
