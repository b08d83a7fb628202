"""A channel with thousands of messages: scrolled, jumped about in, written in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Opens
from tests.browser.hive import Hive, furnished, serving
from tests.browser.window import Window
from tests.slack.archive import at, said, simple

COUNT = 2_400
FAR = 2_200
EVERY_S = 900  # 96 messages a day, for 25 days
MOST_ROWS = 250
MOST_HEAP_BYTES = 100_000_000  # a good part of the 150 MB that the whole page may take
MOST_NODES = 15_000  # what 250 rows need is far less, what 1,600 need far more

# Scroll up until so many different rows were seen; answers how many.
SCROLL_UP = """async (count) => {
    const box = document.querySelector(".message-list__box");
    const seen = new Set();
    const until = performance.now() + 180_000;
    while (seen.size < count && performance.now() < until) {
        for (const row of box.querySelectorAll("[data-id]")) seen.add(row.dataset.id);
        box.scrollTop -= 900;
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    }
    return seen.size;
}"""

# Count what changes in the list, once what was under way is there.
COUNT_CHANGES_ONCE_STILL = """async () => {
    window.changes = [];
    const list = document.querySelector(".message-list__content");
    new MutationObserver((found) => window.changes.push(...found.map((one) => one.type))).observe(
        list, { subtree: true, childList: true, attributes: true, characterData: true });
    const until = performance.now() + 30_000;
    for (let before = -1; before !== window.changes.length && performance.now() < until; ) {
        before = window.changes.length;
        await new Promise((done) => setTimeout(done, 700));
    }
    window.changes = [];
}"""


@pytest.fixture(scope="module")
def hive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hive]:
    """Ada and Bob, and the long history of #hive."""
    folder = tmp_path_factory.mktemp("long")
    hive = furnished(folder, {"ada": "Ada", "bob": "Bob"})
    _import(hive, folder / "long.zip")
    with serving(hive):
        yield hive


def _import(hive: Hive, file: Path) -> None:
    people = ("U0ADA", "U0BOB")
    messages = [
        said(people[number // 3 % 2], at(number * EVERY_S), f"Line {number} of the log")
        for number in range(COUNT)
    ]
    bob = {
        "id": "U0BOB",
        "team_id": "T0HIVE",
        "name": "bob",
        "profile": {"real_name": "Bob", "email": "bob@example.org"},
    }
    ada = {**bob, "id": "U0ADA", "name": "ada"}
    ada["profile"] = {"real_name": "Ada", "email": "ada@example.org"}
    hive.run("import", "slack", str(simple(file, messages, **{"users.json": [ada, bob]})))


def opened(opens: Opens, handle: str = "ada") -> Window:
    window = opens(handle)
    window.opens("hive")
    window.sees(f"Line {COUNT - 1} of the log")
    return window


def rows(page: Page) -> int:
    return page.locator("[data-id]").count()


def test_it_opens_at_the_newest_and_holds_few_rows_however_far_one_goes(
    hive: Hive, opens: Opens
) -> None:
    ada = opened(opens)
    assert ada.page.evaluate(SCROLL_UP, FAR) >= FAR
    assert rows(ada.page) <= MOST_ROWS
    tools = ada.context.new_cdp_session(ada.page)
    tools.send("HeapProfiler.collectGarbage")
    counted: Any = tools.send("Memory.getDOMCounters")
    assert counted["nodes"] < MOST_NODES
    heap: Any = tools.send("Runtime.getHeapUsage")
    assert heap["usedSize"] < MOST_HEAP_BYTES
    ada.page.get_by_role("button", name="Jump to newest").click()
    ada.sees(f"Line {COUNT - 1} of the log")
    ada.writes("Back at the end")
    ada.sees("Back at the end")
    expect(ada.page.get_by_role("button", name="Jump to newest")).to_have_count(0)


def test_what_is_read_stays_where_it_is_when_older_messages_come(hive: Hive, opens: Opens) -> None:
    ada = opened(opens)
    moved = ada.page.evaluate(
        """async () => {
            const box = document.querySelector(".message-list__box");
            const drawn = (done) => requestAnimationFrame(() => setTimeout(done, 0));
            const frame = () => new Promise(drawn);
            const moves = [];
            for (let turn = 0; turn < 30; turn += 1) {
                const edge = box.getBoundingClientRect().top;
                const rows = [...box.querySelectorAll("[data-id]")];
                const row = rows.find((one) => one.getBoundingClientRect().top >= edge);
                const top = (one) => one.getBoundingClientRect().top;
                const seenAt = () => top(row) - top(box);
                const before = seenAt();
                const wanted = Math.min(120, box.scrollTop);
                box.scrollTop -= wanted;
                await frame();
                await frame();
                const moved = seenAt() - before - wanted;
                if (!row.isConnected || Math.abs(moved) <= 2) continue;
                moves.push([turn, moved, row.innerText]);
            }
            return moves;
        }"""
    )
    assert moved == []


def test_a_late_answer_moves_nothing_at_the_upper_end(hive: Hive, opens: Opens) -> None:
    ada = opens("ada")
    late: list[tuple[WebSocketRoute, str | bytes]] = []
    slow = False

    def between(page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def answer(told: str | bytes) -> None:
            if slow:
                late.append((page, told))
            else:
                page.send(told)

        server.on_message(answer)

    ada.context.route_web_socket("**", between)
    ada.page.reload()
    ada.opens("hive")
    ada.sees(f"Line {COUNT - 1} of the log")
    slow = True
    box = ada.page.locator(".message-list__box")
    box.evaluate("(box) => (box.scrollTop = 0)")
    expect(box.get_by_role("status", name="Loading")).to_be_visible()
    box.evaluate("(box) => (box.scrollTop = 0)")
    first = box.locator("[data-id]").first
    line, before = first.get_by_text("of the log").inner_text(), first.bounding_box()
    assert before is not None
    slow = False
    for page, told in late:
        page.send(told)
    expect(box.get_by_role("status", name="Loading")).to_have_count(0)
    after = box.get_by_text(line, exact=True).locator("xpath=ancestor::*[@data-id]").bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) <= 2


def test_what_grows_above_while_one_scrolls_moves_nothing(hive: Hive, opens: Opens) -> None:
    ada = opened(opens)
    moved = ada.page.evaluate(
        """async () => {
            const box = document.querySelector(".message-list__box");
            const drawn = (done) => requestAnimationFrame(() => setTimeout(done, 0));
            const frame = () => new Promise(drawn);
            box.scrollTop -= 400;
            await frame();
            await frame();
            const edge = box.getBoundingClientRect().top;
            const rows = [...box.querySelectorAll("[data-id]")];
            const at = rows.findIndex((one) => one.getBoundingClientRect().top >= edge);
            const before = rows[at].getBoundingClientRect().top;
            rows[at - 5].style.paddingTop = "80px"; // a picture has come
            box.scrollTop -= 10;
            await frame();
            await frame();
            return Math.round(rows[at].getBoundingClientRect().top - before);
        }"""
    )
    assert moved == 10


def test_a_day_is_jumped_to_and_read_on_from(hive: Hive, opens: Opens) -> None:
    ada = opened(opens)
    number = 960  # the first message of the eleventh day
    when = datetime.fromtimestamp(float(at(number * EVERY_S)), UTC)
    day = ada.page.evaluate(
        """(at) => {
            const then = new Date(at);
            const two = (part) => String(part).padStart(2, "0");
            return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
        }""",
        when.timestamp() * 1_000,
    )
    midnight = ada.page.evaluate("(day) => new Date(`${day}T00:00`).getTime()", day)
    first = -(-int(midnight - float(at(0)) * 1_000) // (EVERY_S * 1_000))
    ada.page.evaluate(SCROLL_UP, 150)
    ada.page.get_by_role("button", name="Jump to another day").first.click()
    ada.page.get_by_label("A date").fill(day)
    ada.page.get_by_role("button", name="Go", exact=True).click()
    target = ada.message(f"Line {first} of the log")
    expect(target).to_be_in_viewport()
    assert ada.page.evaluate(SCROLL_UP, 150) >= 150
    assert int(ada.page.locator("[data-id] .text").first.inner_text().split()[1]) < first - 50


def test_unread_messages_are_jumped_to_however_far_they_are(hive: Hive, opens: Opens) -> None:
    channels = hive.call("bob", "channels.list", limit=100)["items"]
    channel_id = next(one["id"] for one in channels if one["name"] == "hive")
    page = hive.call("bob", "messages.history", channel_id=channel_id, around=900, limit=3)
    hive.call("bob", "reads.mark", channel_id=channel_id, seq=page["items"][1]["seq"])
    bob = opens("bob")
    bob.opens("hive")
    bob.page.get_by_role("button", name="Jump to unread").click()
    expect(bob.page.get_by_role("separator", name="New messages")).to_be_in_viewport()
    assert rows(bob.page) <= MOST_ROWS


def test_a_key_in_the_composer_changes_nothing_in_the_list(hive: Hive, opens: Opens) -> None:
    ada = opened(opens)
    ada.page.evaluate(SCROLL_UP, 400)
    ada.page.evaluate(COUNT_CHANGES_ONCE_STILL)
    ada.composer.press_sequentially("words that nobody waits for")
    expect(ada.composer).to_have_value("words that nobody waits for")
    assert ada.page.evaluate("window.changes") == []
    ada.composer.fill("")


def test_new_messages_are_read_aloud_history_is_not_and_calm_is_silent(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "aloud", "bob")
    hive.call("bob", "messages.post", channel_id=channel_id, text="Old words")
    ada = opens("ada")
    ada.opens("aloud")
    ada.sees("Old words")
    aloud = ada.page.locator("[data-announcer]")
    hive.call("bob", "messages.post", channel_id=channel_id, text="New *words*")
    expect(aloud).to_have_text("Bob: New words")
    hive.call("ada", "preferences.set", calm=True)
    ada.page.clock.install()
    ada.goes_to("/me")
    expect(ada.page.get_by_label("Do not read new messages aloud")).to_be_checked()
    ada.goes_to(f"/c/{channel_id}")
    ada.sees("Old words")
    hive.call("bob", "messages.post", channel_id=channel_id, text="Quiet words")
    hive.call("bob", "messages.post", channel_id=channel_id, text="Last words")
    ada.sees("Last words")
    ada.page.clock.run_for(2_000)  # longer than what is new is gathered
    expect(aloud).to_have_text("")
    hive.call("ada", "preferences.set", calm=False)


def test_keys_on_a_message_do_what_its_toolbar_does_and_nothing_moves(
    hive: Hive, opens: Opens
) -> None:
    channel_id = hive.channel("ada", "keys-on-rows", "bob")
    hive.call("bob", "messages.post", channel_id=channel_id, text="First of two")
    ada = opens("ada")
    ada.opens("keys-on-rows")
    ada.writes("Second of two")
    ada.sees_once("First of two", "Second of two")
    first, second = ada.message("First of two"), ada.message("Second of two")
    before = first.bounding_box()
    first.focus()
    expect(first.get_by_role("toolbar", name="Message actions")).to_be_visible()
    assert first.bounding_box() == before
    ada.page.keyboard.press("e")  # not mine: nothing happens
    ada.page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    ada.page.keyboard.press("e")
    field = ada.page.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("Second of two")
    field.press("Escape")
    first.focus()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("menuitem", name="Pin", exact=True)).to_be_visible()
    ada.page.keyboard.press("Escape")
    first.focus()
    ada.page.keyboard.press("r")
    expect(ada.page.get_by_role("heading", name="Thread", exact=True)).to_be_visible()
