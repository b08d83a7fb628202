"""The digest as a letter: subject, HTML that needs no picture, and its twin in plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from babel.dates import format_date, format_datetime

from channels.digest.missed import MOST_COUNTED
from channels.digest.ports import Cause
from channels.digest.protocol import MissedThread, MissedView
from channels.notifications.rules import zone
from web.faces import ground_of
from web.languages import choose, mark, say
from web.render import render

# The grounds of faces, as in `web/static/tokens.css`: mails know no style sheet of ours.
GROUNDS = (
    "#e9d9b8", "#d3dfc7", "#c6dcdb", "#cbd6e6", "#dccfe4", "#ebcfd3", "#eacfbb", "#d9d4cb",
)  # fmt: skip
HALF_A_YEAR_MS = 183 * 24 * 3_600_000
_WHY = {
    "mention": mark("You are named"),
    "announcement": mark("Announcement"),
    "person": mark("You follow %(name)s"),
    "recommended": mark("Somebody whom you follow recommends it"),
    "hashtag": mark("You follow #%(tag)s"),
    "answer": mark("Your question has a reply"),
    "mine": mark("You began it"),
    "part": mark("You take part"),
    "file": mark("A new file"),
    "starred": mark("A starred channel"),
    "lively": mark("People answer and react"),
}
_CHANNEL = mark("One of your channels")
_WALL = mark("Wall of %(name)s")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in one language."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Stops:
    """Where the link leads that ends these mails, and why one comes."""

    url: str
    cause: Cause


def digest_letter(missed: MissedView, root: str, stops: Stops, language: str = "") -> Letter:
    """In the person's language (or in `language`, as a page asks); `root` is our address."""
    spoken = choose(language, missed.language)
    count = len(missed.threads) + missed.more
    values: dict[str, Any] = {
        "address": lambda one: f"{root}/c/{one.channel_id}/t/{one.root_id}",
        "ground": lambda person_id: GROUNDS[ground_of(person_id) - 1],
        "ground_number": ground_of,
        "missed": missed,
        "root": root,
        "since": _day(missed, spoken),
        "stops": stops,
        "when": lambda at_ms: _moment(at_ms, missed, spoken),
        "why": lambda one: _why(one, spoken),
        "count": count,
        "place": lambda one: _place(one, spoken),
        "number": f"{count}+" if count >= MOST_COUNTED else str(count),
    }
    return Letter(
        subject=" ".join(render(spoken, "mail/missed_subject.txt", values).split()),
        html=render(spoken, "mail/missed.html", values),
        text=render(spoken, "mail/missed.txt", values),
    )


def _why(thread: MissedThread, language: str) -> str:
    """The first reason, in the words of the feed."""
    reason = thread.reason
    words = _WHY.get(reason.kind, _CHANNEL) if reason is not None else _CHANNEL
    tag = reason.tag if reason is not None else ""
    return say(language, words, name=thread.author, tag=tag)


def _place(thread: MissedThread, language: str) -> str:
    """Where it stands: a wall goes by its person."""
    if thread.wall_of:
        return say(language, _WALL, name=thread.wall_of)
    return f"#{thread.channel}"


def _moment(at_ms: int, missed: MissedView, language: str) -> str:
    """By the person's own clock where it is known, else by UTC, and said so."""
    own = zone(missed.time_zone)
    at = datetime.fromtimestamp(at_ms / 1_000, own or UTC)
    year = "" if missed.at - at_ms < HALF_A_YEAR_MS else " y"
    shown = format_datetime(at, f"d MMM{year}, HH:mm", locale=language)
    return shown if own is not None else f"{shown} UTC"


def _day(missed: MissedView, language: str) -> str:
    at = datetime.fromtimestamp(missed.since_at / 1_000, zone(missed.time_zone) or UTC)
    pattern = "EEEE d MMMM"
    return format_date(at.date(), pattern, locale=language)
