"""What a person types into the search field, taken apart; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from channels.core.errors import Invalid
from channels.core.text import fold

FIELD = "query"
HAS = ("file", "link")
DAY = timedelta(days=1)
LAST_YEAR = 2100  # the index counts until 2112

# -"a phrase", from:"a value", word
_TERM = re.compile(r'(-?)(?:([a-z]+):(?=\S))?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of a query. Words and phrases are folded; times are Unix microseconds.

    `since_us` is included, `until_us` is not. `people` and `places` are as typed, without sign.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    since_us: int | None = None
    until_us: int | None = None


def parse_query(text: str) -> Query:
    """Read `word "a phrase" -not from:ada in:general has:file before:2026-05-31 after: on:`.

    Days are UTC days; `after` and `before` leave their own day out. A colon after any other word
    has no meaning. Errors: Invalid (field `query`) for an empty query, a day that is none, or
    another thing after `has:`.
    """
    if not text.strip():
        raise Invalid("Say what to look for.", FIELD)
    found = _Found()
    for minus, name, phrase, word in _TERM.findall(text):
        found.take(bool(minus), name.lower(), phrase, word)
    return found.query()


class _Found:
    """The terms of a query, gathered one by one."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._phrases: list[str] = []
        self._without: list[str] = []
        self._named: dict[str, list[str]] = {"from": [], "in": [], "has": []}
        self._since: list[datetime] = []
        self._until: list[datetime] = []

    def take(self, minus: bool, name: str, phrase: str, word: str) -> None:
        value = phrase or word
        if not minus and name in self._named:
            self._named[name].append(value)
        elif not minus and name in ("before", "after", "on"):
            self._take_day(name, value)
        else:
            self._take_text(minus, f"{name} {value}" if name else value, bool(phrase))

    def _take_text(self, minus: bool, text: str, whole: bool) -> None:
        kind = self._without if minus else self._phrases if whole else self._words
        kind.append(fold(text))

    def _take_day(self, name: str, value: str) -> None:
        start = _day(name, value)
        if name in ("after", "on"):
            self._since.append(start + DAY if name == "after" else start)
        if name in ("before", "on"):
            self._until.append(start if name == "before" else start + DAY)

    def query(self) -> Query:
        return Query(
            words=tuple(self._words),
            phrases=tuple(self._phrases),
            without=tuple(self._without),
            people=tuple(value.removeprefix("@").lower() for value in self._named["from"]),
            places=tuple(value.removeprefix("#").lower() for value in self._named["in"]),
            has=tuple(_has(value) for value in self._named["has"]),
            since_us=_us(max(self._since)) if self._since else None,
            until_us=_us(min(self._until)) if self._until else None,
        )


def _has(value: str) -> str:
    kind = value.lower().removesuffix("s")
    if kind not in HAS:
        raise Invalid(f"has: takes {' or '.join(HAS)}.", FIELD)
    return kind


def _day(name: str, value: str) -> datetime:
    try:
        found = date.fromisoformat(value)
        if found.year > LAST_YEAR:
            raise ValueError(value)
        return datetime(found.year, found.month, found.day, tzinfo=UTC)
    except ValueError:
        raise Invalid(f"{name}: takes a day such as 2026-05-31.", FIELD) from None


def _us(at: datetime) -> int:
    return max(0, (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
