"""Without a network: what was read can be read, what is written is kept, nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, expect

from tests.browser.conftest import FLAGS, Opens
from tests.browser.hive import Hive
from tests.browser.window import POCKET, Window

OFFLINE = "Offline. What you write is kept and will be sent."
WAITING = "Waiting to be sent"
KEPT = """async () => {
    const names = (await indexedDB.databases()).map((database) => database.name);
    const caches_ = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            caches_.push(new URL(request.url).pathname);
    return { names, caches: caches_ };
}"""
SHELL_KEPT = """async (path) => {
    for (const name of await caches.keys())
        if (await (await caches.open(name)).match(path)) return true;
    return false;
}"""
CACHED = """(channelId) => new Promise((resolve) => {
    const opening = indexedDB.open("ruche-cache");
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
        const db = opening.result;
        if (!db.objectStoreNames.contains("channels")) return db.close(), resolve(0);
        const asking = db.transaction("channels").objectStore("channels").get(channelId);
        asking.onsuccess = () => {
            db.close();
            resolve(Object.keys(asking.result?.messages ?? {}).length);
        };
    };
})"""
PAGE_KEPT = """(name) => new Promise((resolve) => {
    const opening = indexedDB.open("ruche-cache");
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
        const db = opening.result;
        const asking = db.transaction("parts").objectStore("parts").get("pages");
        asking.onsuccess = () => {
            db.close();
            resolve(asking.result?.[name]?.length ?? 0);
        };
    };
})"""
SEEN = """() => {
    const picture = document.querySelector("[data-id] img[alt='north-side.jpg']");
    return picture?.src.endsWith("/thumbnail") && picture.complete && picture.naturalWidth > 0;
}"""

Launches = Callable[[], Window]


class Pocket(Window):
    """A window of a browser that remembers: closing and opening it again is a restart."""

    def is_kept(self, channel_id: str, count: int = 1) -> None:
        """The shell is there without a network, and so many messages of the channel."""
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        self._until(SHELL_KEPT, "/", 1)  # wait_for_function takes a promise for true
        self._until(CACHED, channel_id, count)

    def _until(self, script: str, argument: Any, count: int) -> None:
        for _ in range(300):
            if self.page.evaluate(script, argument) >= count:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{argument} is not kept")


@pytest.fixture
def pocket(browser: Browser, chromium: Path, hive: Hive, tmp_path: Path) -> Iterator[Launches]:
    """Open Ada's phone: the same profile each time, as if the browser had been restarted."""
    running: list[Pocket] = []
    words: list[str] = []

    def close() -> None:
        while running:
            window = running.pop()
            window.forgives_the_network()
            words.extend(window.words)
            window.context.close()

    def launch(offline: bool = False) -> Pocket:
        close()
        context: BrowserContext = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=str(chromium),
            args=FLAGS,
            viewport=POCKET,  # type: ignore[arg-type]
            has_touch=True,
            is_mobile=True,
            locale="en-GB",
            reduced_motion="reduce",
            offline=offline,
        )
        window = Pocket(context, hive, "ada", True)
        running.append(window)
        return window

    yield launch
    close()
    assert not words, words


@pytest.fixture(autouse=True)
def _serving(hive: Hive) -> Iterator[None]:
    """A test that failed while the server was away leaves the next one a server."""
    yield
    hive.start()


def _photo() -> FilePayload:
    out = BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(out, "JPEG")
    return FilePayload(name="north-side.jpg", mimeType="image/jpeg", buffer=out.getvalue())


def test_a_message_with_a_photo_outlives_the_browser_and_arrives_once_and_in_order(
    hive: Hive, pocket: Any, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "field", "bob")
    hive.call("bob", "messages.post", channel_id=channel_id, text="Send us a picture")
    phone = pocket()
    phone.signs_in()
    phone.opens("field")
    phone.sees("Send us a picture")
    phone.is_kept(channel_id)
    phone.context.set_offline(True)
    hive.stop()
    expect(phone.page.get_by_text(OFFLINE)).to_be_visible()
    phone.page.locator("input[type=file]").first.set_input_files(_photo())
    expect(phone.page.get_by_role("button", name="Remove north-side.jpg")).to_be_visible()
    expect(phone.page.locator(".upload progress")).to_have_count(0)
    phone.writes("Here is the north side")
    phone.writes("And it rains")
    expect(phone.page.get_by_text(WAITING)).to_have_count(2)

    phone = pocket(offline=True)
    phone.goes_to(f"/c/{channel_id}")
    phone.sees("Send us a picture")
    expect(phone.page.get_by_text(WAITING)).to_have_count(2)
    expect(phone.page.get_by_role("button", name="Do not send")).to_have_count(2)
    expect(phone.page.get_by_text(OFFLINE)).to_be_visible()
    picture = phone.message("Here is the north side").get_by_role("img", name="north-side.jpg")
    expect(picture).to_have_attribute("src", re.compile("^blob:"))
    phone.writes("Still nobody")

    hive.start()
    phone = pocket()
    phone.goes_to(f"/c/{channel_id}")
    story = ("Send us a picture", "Here is the north side", "And it rains", "Still nobody")
    phone.sees_once(*story)
    expect(phone.page.get_by_text(WAITING)).to_have_count(0)
    bob = opens("bob")
    bob.opens("field")
    bob.sees_once(*story)
    shown = bob.message("Here is the north side").get_by_role("img", name="north-side.jpg")
    expect(shown).to_be_visible()
    phone.page.wait_for_function(SEEN)
    phone.is_kept(channel_id, len(story))  # it is written a moment after it is shown
    phone = pocket(offline=True)
    phone.goes_to(f"/c/{channel_id}")
    phone.sees_once(*story)
    phone.page.wait_for_function(SEEN)
    bob.forgives_the_network()


def test_a_restart_of_the_server_in_the_middle_of_typing_loses_nothing(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "restart", "bob")
    ada = opens("ada")
    ada.opens("restart")
    ada.writes("Before")
    ada.sees("Before")
    ada.composer.press_sequentially("Half a sen")
    hive.stop()
    ada.composer.press_sequentially("tence, and ")
    expect(ada.page.get_by_text(OFFLINE)).to_be_visible()
    hive.start()
    ada.composer.press_sequentially("the rest")
    expect(ada.composer).to_have_value("Half a sentence, and the rest")
    ada.composer.press("Enter")
    ada.sees_once("Before", "Half a sentence, and the rest")
    expect(ada.page.get_by_text(OFFLINE)).to_have_count(0)
    texts = [
        item["text"]
        for item in hive.call("bob", "messages.history", channel_id=channel_id)["items"]
    ]
    assert texts.count("Half a sentence, and the rest") == 1
    ada.forgives_the_network()


def test_a_revoked_session_leaves_nothing_in_the_browser(hive: Hive, pocket: Any) -> None:
    channel_id = hive.channel("ada", "secret", kind="private")
    hive.call("ada", "messages.post", channel_id=channel_id, text="Between us")
    cookies = hive.cookies.pop("ada", None)  # this phone has a session of its own
    phone = pocket()
    phone.signs_in()
    phone.opens("secret")
    phone.sees("Between us")
    phone.is_kept(channel_id)
    hive.cookies.pop("ada")
    if cookies:
        hive.cookies["ada"] = cookies
    sessions = hive.call("ada", "sessions.list")["items"]
    newest = max(
        (one for one in sessions if one.get("kind", "session") == "session"),
        key=lambda one: one["created_at"],
    )
    hive.call("ada", "sessions.revoke", session_id=newest["id"])
    phone.page.get_by_role("link", name="Sign in").first.click()
    expect(phone.page.locator("input[name=password]")).to_be_visible()
    kept = phone.page.evaluate(KEPT)
    assert "ruche-cache" not in kept["names"]
    assert "/" not in kept["caches"]
    phone = pocket()
    phone.page.goto(hive.url)
    expect(phone.page.locator("input[name=password]")).to_be_visible()


def test_two_tabs_send_each_message_once(hive: Hive, pocket: Any) -> None:
    channel_id = hive.channel("ada", "two-tabs")
    first = pocket()
    first.signs_in()
    first.goes_to(f"/c/{channel_id}")
    first.writes("Both are here")
    first.sees("Both are here")
    first.is_kept(channel_id)
    second = Window(first.context, hive, "ada", True)
    second.goes_to(f"/c/{channel_id}")
    second.sees("Both are here")
    first.context.set_offline(True)
    hive.stop()
    expect(first.page.get_by_text(OFFLINE)).to_be_visible()
    expect(second.page.get_by_text(OFFLINE)).to_be_visible()
    first.writes("From the first")
    second.writes("From the second")
    second.page.close()
    expect(first.page.get_by_text(WAITING)).to_have_count(2)
    hive.start()
    first.context.set_offline(False)
    for text in ("From the first", "From the second"):
        expect(first.page.locator("[data-id]").filter(has_text=text)).to_have_count(1)
    history = hive.call("ada", "messages.history", channel_id=channel_id)["items"]
    assert sorted(item["text"] for item in history if item["text"].startswith("From")) == [
        "From the first",
        "From the second",
    ]


def test_a_new_version_takes_over_without_losing_a_draft(hive: Hive, pocket: Any) -> None:
    channel_id = hive.channel("ada", "update")
    phone = pocket()
    phone.signs_in()
    phone.goes_to(f"/c/{channel_id}")
    phone.writes("Hello")
    phone.sees("Hello")
    phone.is_kept(channel_id)

    phone.composer.fill("Not yet said")
    phone.page.evaluate("navigator.serviceWorker.register('/sw.js?newer')")
    expect(phone.page.get_by_text("A new version is ready.")).to_be_visible()
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Reload").click()
    phone.sees("Hello")
    expect(phone.composer).to_have_value("Not yet said")
    newer = "() => navigator.serviceWorker.controller.scriptURL.endsWith('?newer')"
    phone.page.wait_for_function(newer)


def test_what_another_app_shares_waits_in_the_composer(hive: Hive, pocket: Any) -> None:
    channel_id = hive.channel("ada", "shared")
    phone = pocket()
    phone.signs_in()
    phone.goes_to(f"/c/{channel_id}")
    phone.writes("Hello")
    phone.sees("Hello")
    phone.is_kept(channel_id)
    with phone.page.expect_navigation():
        phone.page.evaluate(
            """() => {
                const form = document.createElement("form");
                const enctype = "multipart/form-data";
                Object.assign(form, { method: "post", action: "/share", enctype });
                const fields = { title: "A page", url: "https://example.org/bees" };
                for (const [name, value] of Object.entries(fields)) {
                    const field = document.createElement("input");
                    Object.assign(field, { name, value });
                    form.append(field);
                }
                const files = document.createElement("input");
                Object.assign(files, { type: "file", name: "files" });
                const carried = new DataTransfer();
                carried.items.add(new File(["notes"], "notes.txt", { type: "text/plain" }));
                files.files = carried.files;
                form.append(files);
                document.body.append(form);
                form.submit();
            }"""
        )
    phone.page.get_by_role("dialog").get_by_role("button", name="shared", exact=True).click()
    expect(phone.composer).to_have_value("A page\nhttps://example.org/bees")
    expect(phone.page.get_by_role("button", name="Remove notes.txt")).to_be_visible()


def test_threads_and_lists_that_nobody_opened_can_be_read_offline(hive: Hive, pocket: Any) -> None:
    channel_id = hive.channel("ada", "unread", "bob")
    root = hive.call("ada", "messages.post", channel_id=channel_id, text="Which gate?")
    other = hive.call("ada", "messages.post", channel_id=channel_id, text="Only a root")
    for text in ("The north one", "@ada at nine"):
        place = {"channel_id": channel_id, "thread_id": root["id"]}
        hive.call("bob", "messages.post", text=text, **place)
    hive.call("ada", "saved.add", message_id=other["id"])
    hive.call("ada", "pins.add", message_id=other["id"])
    phone = pocket()
    phone.signs_in()
    phone.is_kept(channel_id, 4)  # both roots and both replies: fetched at leisure
    phone._until(PAGE_KEPT, "saved", 1)
    phone._until(PAGE_KEPT, f"members/{channel_id}", 2)

    phone = pocket(offline=True)
    hive.stop()
    phone.goes_to("/threads")
    phone.page.get_by_role("link", name="Which gate?").click()
    phone.sees("Which gate?")
    phone.sees("at nine")
    phone.goes_to(f"/c/{channel_id}/t/{other['id']}")
    phone.sees("Only a root")
    expect(phone.page.get_by_text("The replies come with the network.")).to_be_visible()
    for path, text in (
        ("/saved", "Only a root"),
        ("/mentions", "at nine"),
        (f"/c/{channel_id}/pins", "Only a root"),
        (f"/c/{channel_id}/members", "Bob"),
    ):
        phone.page.goto(hive.url + path)
        expect(phone.page.get_by_text(text).first).to_be_visible()
        expect(phone.page.get_by_text("This is what was here last")).to_be_visible()
    hive.start()
    phone.context.set_offline(False)
    expect(phone.page.get_by_text("This is what was here last")).to_have_count(0)
    expect(phone.page.get_by_text("Bob").first).to_be_visible()
