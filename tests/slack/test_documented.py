"""The table of what works is the truth."""

from __future__ import annotations

import re
from pathlib import Path

from server.slack.manifest import WANTS
from server.slack.telling.events import tells
from tests.world import World

PAGE = Path(__file__).parents[2] / "docs" / "bots.md"
_CODE = re.compile(r"`([^`]+)`")
_NO_METHODS = ("events", "kinds of `message`", "ways")


def table() -> dict[str, list[str]]:
    """The rows under "What works": what is in code marks, in each row's order."""
    below = PAGE.read_text().split("## What works", 1)[1]
    lines = [line for line in below.split("## ", 1)[0].splitlines() if line.startswith("| ")]
    rows: dict[str, list[str]] = {}
    for line in lines:
        name, cell = (part.strip() for part in line.strip("|").split("|", 1))
        rows[name] = _CODE.findall(cell)
    return rows


def methods_in(codes: list[str]) -> list[str]:
    """Whole names: `chat.postMessage update` is two methods of one family."""
    found: list[str] = []
    for code in codes:
        family = ""
        for word in code.split():
            whole = "." in word and (not family or not _is_part(word))
            if whole:
                family = word.partition(".")[0]
            found.append(word if whole else f"{family}.{word}")
    return found


def _is_part(word: str) -> bool:
    """Such as `profile.get`, after `users.list`."""
    return word in ("profile.get", "profile.set", "scheduledMessages.list")


async def test_the_table_names_all_methods_and_no_others(world: World) -> None:
    rows = table()
    assert len(rows) > 10
    told = [
        method
        for name, codes in rows.items()
        if name not in _NO_METHODS
        for method in methods_in([code for code in codes if "." in code])
    ]
    assert sorted(told) == sorted({"api.test", *world.server.slack.methods})


def test_the_table_names_all_events_that_an_app_can_ask_for() -> None:
    told = table()["events"][0].split()
    known = {name.partition(".")[0] for name in WANTS}
    assert sorted(told) == sorted(known)
    assert all(tells(ours) for wants in WANTS.values() for ours in wants)
