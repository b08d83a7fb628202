"""A hive with three people, a browser, and windows whose console stays silent."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.hive import Hive, furnished, serving
from tests.browser.window import DESK, POCKET, Window

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
]
ARTIFACTS = Path(".pytest_cache/browser")

FAILED = pytest.StashKey[bool]()

Opens = Callable[..., Window]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A window tells what it showed where its test failed."""
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs a browser."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """The system's Chromium, headless."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def three_people(tmp_path_factory: pytest.TempPathFactory) -> Hive:
    """Ada (the owner), Bob and Chloé in a server that never starts: it is copied."""
    people = {"ada": "Ada", "bob": "Bob", "chloe": "Chloé"}
    hive = furnished(tmp_path_factory.mktemp("three"), people)
    for handle in people:
        hive.token(handle)
    return hive


@pytest.fixture(scope="module")
def hive(three_people: Hive, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """A server with Ada (its owner), Bob and Chloé."""
    with serving(three_people.copied(tmp_path_factory.mktemp("hive"))) as hive:
        yield hive


@pytest.fixture
def opens(browser: Browser, hive: Hive, request: pytest.FixtureRequest) -> Iterator[Opens]:
    """Open a window for somebody: `opens("ada")`, `opens("bob", pocket=True)`.

    At the end every console must be empty, but for what a test expects and clears itself.
    """
    windows: list[Window] = []
    hive.waits_until_left()  # a test may end before the server hears that a draft is gone
    hive.drops_drafts()

    def open_for(handle: str, *, pocket: bool = False, locale: str = "en-GB") -> Window:
        context = browser.new_context(
            viewport=POCKET if pocket else DESK,  # type: ignore[arg-type]
            has_touch=pocket,
            is_mobile=pocket,
            locale=locale,
            reduced_motion="reduce",
        )
        window = Window(context, hive, handle, pocket)
        windows.append(window)
        window.signs_in()
        return window

    yield open_for
    words = {window.handle: window.words for window in windows if window.words}
    for at, window in enumerate(windows):
        if request.node.stash.get(FAILED, False):
            shown = window.page.locator("body").aria_snapshot()
            print(f"What {window.handle} had before them:\n{shown}")
            ARTIFACTS.mkdir(parents=True, exist_ok=True)
            window.page.screenshot(path=ARTIFACTS / f"{request.node.name}-{at}.png")
        window.context.close()
    assert not words, words
