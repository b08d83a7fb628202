"""Posts with a picture and with a link, as the feed draws them: nothing that is read moves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.access import faults
from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.small_web import Pages, small_web
from tests.browser.test_app_pictures import picture

SIZES = pytest.mark.parametrize("pocket", [False, True], ids=["desk", "pocket"])
DRAWN = "image => image.complete && image.naturalWidth > 0"


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server that may look at the small web."""
    people = {"ada": "Ada", "bob": "Bob"}
    environ = {"RUCHE_LINK_PREVIEWS": "on", "RUCHE_ALLOW_PRIVATE_URLS": "on"}
    with serving(furnished(tmp_path_factory.mktemp("posts"), people, **environ)) as hive:
        yield hive


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    head = (
        '<title>All about bees</title><meta property="og:image" content="/bees.png">'
        '<meta property="og:description" content="They make honey.">'
    )
    pages: Pages = {
        "/bees": ("text/html", head.encode()),
        "/bees.png": ("image/png", picture(1_200, 630)),
    }
    with small_web(pages) as url:
        yield url


class Held:
    """Pictures that do not come before they are let go."""

    def __init__(self) -> None:
        self._routes: list[Route] = []
        self._free = False

    def __call__(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._routes.append(route)

    def go(self) -> None:
        self._free = True
        for route in self._routes:
            route.continue_()


def is_drawn(image: Locator) -> None:
    """It has come, and is seen."""
    expect(image).to_be_visible()
    image.scroll_into_view_if_needed()
    image.page.wait_for_function(DRAWN, arg=image.element_handle())


def top_of(card: Locator) -> float:
    box = card.bounding_box()
    assert box is not None
    return box["y"]


@SIZES
def test_a_post_with_a_picture_and_one_with_a_link_keep_their_places(
    hive: Hive, opens: Opens, web: str, pocket: bool
) -> None:
    name = "frames-pocket" if pocket else "frames-desk"
    channel_id = hive.channel("bob", name, "ada")
    for title in (f"{name} below", f"{name} last"):
        hive.call("bob", "posts.write", channel_id=channel_id, title=title, text="Words.")
    comb = hive.upload("bob", "comb.png", picture(1_200, 800))
    shown = {"title": f"{name} picture", "text": "See.", "file_ids": [comb]}
    hive.call("bob", "posts.write", channel_id=channel_id, **shown)
    linked = {"title": f"{name} link", "text": f"Read {web}/bees"}
    hive.call("bob", "posts.write", channel_id=channel_id, **linked)
    ada = opens("ada", pocket=pocket)
    page = ada.page
    held = Held()
    ada.context.route("**/previews/**", held)
    ada.context.route("**/files/**", held)
    ada.goes_to("/feed")

    def card(title: str) -> Locator:
        return page.locator(".feed-card").filter(has_text=f"{name} {title}")

    expect(card("link").get_by_role("article", name="Preview of All about bees")).to_be_visible()
    drawn = card("link").locator(".preview__image"), card("picture").locator(".picture img")
    expect(drawn[0]).to_have_count(1)
    expect(drawn[1]).to_have_count(1)
    read = card("last")
    expect(read).to_be_visible()
    before = read.bounding_box()
    assert not any(image.evaluate(DRAWN) for image in drawn)
    held.go()
    for image in drawn:
        is_drawn(image)
        box = image.bounding_box()
        assert box is not None
        assert box["width"] >= 200
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= (390 if pocket else 1440)
    page.locator(".page__body").evaluate("body => body.scrollTo({ top: 0 })")
    assert read.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []


@SIZES
def test_a_link_that_comes_above_what_is_read_moves_nothing(
    hive: Hive, opens: Opens, web: str, pocket: bool
) -> None:
    name = "late-pocket" if pocket else "late-desk"
    channel_id = hive.channel("bob", name, "ada")
    for number in range(8):
        words = {"title": f"{name} {number}", "text": "Row by row it is watered. " * 12}
        hive.call("bob", "posts.write", channel_id=channel_id, **words)
    top = hive.call("bob", "posts.write", channel_id=channel_id, title=f"{name} top", text="Soon.")
    ada = opens("ada", pocket=pocket)
    page = ada.page
    ada.goes_to("/feed")
    first = page.locator(".feed-card").filter(has_text=f"{name} top")
    expect(first).to_contain_text("Soon.")
    read = page.locator(".feed-card").filter(has_text=f"{name} 4")
    read.evaluate("card => card.scrollIntoView({ block: 'start' })")
    before = top_of(read)
    hive.call("bob", "messages.edit", message_id=top["id"], text=f"Here: {web}/bees")
    preview = first.get_by_role("article", name="Preview of All about bees")
    expect(preview).to_have_count(1)
    expect(preview.locator("img")).to_have_count(1)
    assert abs(top_of(read) - before) < 1  # the browser keeps it, to whole pixels
    is_drawn(preview.locator("img"))
