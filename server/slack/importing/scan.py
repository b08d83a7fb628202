"""The first reading of a channel's messages: their times, threads and people; pure."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from server.slack.importing.shapes import (
    UNKNOWN,
    Item,
    object_of,
    objects_of,
    text_of,
    texts_of,
    ts_us,
)
from server.slack.mrkdwn import mentioned

_NAMED = {"user_profile", "bot_profile", "username"}


@dataclass(slots=True)
class Scan:
    """What has to be known of a channel before its first message is written.

    `times` are those of new messages, ascending, each once; `missing` of roots that occur only in
    their replies. `people` are all who occur, with a name where one is told.
    """

    times: list[int] = field(default_factory=list)
    roots: set[int] = field(default_factory=set)
    missing: set[int] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    unreadable: int = 0
    known: int = 0


def scan(days: Iterable[list[Item]], known: Container[int]) -> Scan:
    """Read a channel for the first time; `known` are the times of messages already here."""
    found = Scan()
    times: set[int] = set()
    for day in days:
        for item in day:
            at = ts_us(item.get("ts"))
            if at is None:
                found.unreadable += 1
                continue
            if at in known or at in times:
                found.known += 1
            else:
                times.add(at)
            _note_thread(found, item, at)
            _note_people(found.people, item)
    found.missing = {root for root in found.roots if root not in times and root not in known}
    if found.missing:
        found.people.setdefault(UNKNOWN, "")
    found.times = sorted(times | found.missing)
    return found


def thread_of(item: Item, at: int) -> int | None:
    """The time of the root that this message replies to; None for a message of the channel."""
    if "thread_ts" not in item:
        return None
    root = ts_us(item["thread_ts"])
    return None if root is None or root == at else root


def author_of(item: Item) -> tuple[str, str]:
    """(foreign id, name or nothing) of who wrote a message; a bot may be known by name only."""
    user = item.get("user")
    if user and isinstance(user, str) and not _NAMED & item.keys():
        return user, ""  # nearly every message
    profile = object_of(item, "user_profile")
    name = text_of(profile, "real_name", "display_name", "name")
    bot_name = text_of(object_of(item, "bot_profile"), "name") or text_of(item, "username")
    if user and isinstance(user, str):
        return user, name or bot_name
    if bot_id := text_of(item, "bot_id"):
        return bot_id, bot_name
    if bot_name:
        return f"bot:{bot_name}", bot_name
    return UNKNOWN, name


def _note_thread(found: Scan, item: Item, at: int) -> None:
    root = thread_of(item, at)
    if root is not None:
        found.roots.add(root)


def _note_people(people: dict[str, str], item: Item) -> None:
    foreign, name = author_of(item)
    if not people.get(foreign):
        people[foreign] = name
    text = item.get("text")
    if isinstance(text, str) and "<@" in text:
        for id, label in mentioned(text):
            people.setdefault(id, label)
    if "reactions" not in item:
        return
    for reaction in objects_of(item, "reactions"):
        for id in texts_of(reaction, "users"):
            people.setdefault(id, "")
