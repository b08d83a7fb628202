"""A person at a browser window: what they do, and what they see."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.browser.hive import PASSWORD, Hive

DESK = {"width": 1440, "height": 900}
POCKET = {"width": 390, "height": 844}

# What the browser itself says of a server or a network that is away.
NETWORK = ("WebSocket connection", "ERR_", "Failed to fetch", "fetching the script")


class Window:
    """One page of one person. `words` collects what the console said."""

    def __init__(self, context: BrowserContext, hive: Hive, handle: str, pocket: bool) -> None:
        self.context = context
        self.hive = hive
        self.handle = handle
        self.pocket = pocket
        self.words: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.words.append(f"error: {error}"))

    # -- where

    def signs_in(self) -> None:
        """Through the sign-in page the first time, later with the session that it gave."""
        known = self.hive.cookies.get(self.handle)
        if known:
            self.context.add_cookies(known)  # type: ignore[arg-type]
            self.goes_to("/")
            return
        self.page.goto(f"{self.hive.url}/sign-in")
        self.page.locator("input[name=email]").fill(f"{self.handle}@example.org")
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("input[name=password]").press("Enter")
        self._is_in()
        cookies: Any = self.context.cookies()
        self.hive.cookies[self.handle] = cookies

    def goes_to(self, path: str) -> None:
        """Open an address of the client."""
        self.page.goto(self.hive.url + path)
        self._is_in()

    def opens(self, channel: str) -> None:
        """Choose a channel by its name in the list."""
        if self.pocket and not self.page.get_by_role("navigation").is_visible():
            self.page.go_back()
        self.row(channel).click()
        expect(self.page.get_by_role("log", name=channel)).to_be_visible()

    def row(self, channel: str) -> Locator:
        """A channel's line in the list."""
        rows = self.page.locator(".channel-list")
        return rows.get_by_role("link", name=re.compile(rf"^{re.escape(channel)}"))

    def _is_in(self) -> None:
        expect(self.page.locator(".channel-list, [role=log], .page").first).to_be_visible()

    # -- writing

    @property
    def composer(self) -> Locator:
        """Where one writes: the last text box of the page."""
        return self.page.get_by_role("textbox").last

    def writes(self, text: str) -> None:
        """Type a message and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.composer).to_have_value("")

    def chooses(self, text: str, action: str) -> None:
        """Choose an action on the message that holds this text."""
        if self.pocket:
            self.presses_long(self.message(text))
        else:
            message = self.points_at(text)
            message.get_by_role("button", name="More").click()
        self.page.get_by_role("menuitem", name=action, exact=True).click()

    def points_at(self, text: str) -> Locator:
        """Lay the mouse on a message; its actions show."""
        message = self.message(text)
        self._is_confirmed(message)
        message.hover()
        return message

    def presses_long(self, message: Locator, hold_ms: int = 0) -> None:
        """Lay a finger on a message until its actions show, and so long after; then lift it."""
        self._is_confirmed(message)
        box = message.locator(".text").first.bounding_box()
        assert box is not None
        finger = {"x": box["x"] + 5, "y": box["y"] + box["height"] / 2}
        touches = self.context.new_cdp_session(self.page)
        touches.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
        expect(self.page.get_by_role("menu")).to_be_visible()
        self.page.wait_for_timeout(hold_ms)
        touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        touches.detach()

    def _is_confirmed(self, message: Locator) -> None:
        """Its row is not drawn anew by the server's answer any more."""
        expect(message).to_have_attribute("data-id", re.compile("."))

    # -- seeing

    def message(self, text: str) -> Locator:
        """The message with this text in the channel or thread that is open."""
        return self.page.locator("[role=article]").filter(has_text=text).last

    def sees(self, text: str) -> None:
        """The message is there."""
        expect(self.message(text)).to_be_visible()

    def sees_once(self, *texts: str) -> None:
        """The messages are there, confirmed, each once, in this order."""
        for text in texts:
            expect(self.page.locator("[data-id]").filter(has_text=text)).to_have_count(1)
        shown = self.page.locator("[data-id] .text").all_inner_texts()
        assert [text for text in shown if text in texts] == list(texts)

    def sees_nothing_of(self, text: str) -> None:
        """The message is not there."""
        expect(self.page.locator("[role=article]").filter(has_text=text)).to_have_count(0)

    def forgives_the_network(self, *also: str) -> None:
        """Forget what the browser itself said of it, and what holds one of these."""
        noise = (*NETWORK, *also)
        self.words = [word for word in self.words if not any(map(word.count, noise))]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.words.append(f"{message.type}: {message.text} {message.location.get('url', '')}")
