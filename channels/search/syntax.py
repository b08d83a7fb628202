"""What a person types into the search field, taken apart; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from channels.core.errors import Invalid
from channels.core.text import fold

FIELD = "query"
DAY = timedelta(days=1)
LAST_YEAR = 2100  # the index counts until 2112

# What stands before a colon, folded: English and French, whoever asks.
OPERATORS: Mapping[str, str] = {
    "from": "from", "de": "from",
    "in": "in", "dans": "in",
    "has": "has", "avec": "has",
    "before": "before", "avant": "before",
    "after": "after", "apres": "after",
    "since": "since", "depuis": "since",
    "on": "on", "le": "on",
}  # fmt: skip
_HAS_WORDS = {"has": ("file", "link"), "avec": ("fichier", "lien")}
_HAS = {"file": "file", "fichier": "file", "link": "link", "lien": "link"}

# -"a phrase", from:"a value", word; a letter's accent may be written apart
_TERM = re.compile(r'(-?)(?:((?:[^\W\d_][\u0300-\u036f]*)+):(?=\S))?(?:"([^"]*)"?|(\S+))')
# As phones and French keyboards write quotation marks
_OPENING = re.compile(r"[“„‟«]\s*")
_CLOSING = re.compile(r"\s*[”»]")


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
    """Read `word "a phrase" -not from:ada in:general has:file before:2026-05-31 after: since: on:`.

    `OPERATORS` says how else they may be called; one has no blank after its colon. Days are UTC
    days; `after` and `before` leave their own day out, `since` does not. A colon after any other
    word has no meaning. Errors: Invalid (field `query`) for an empty query, a day that is none,
    another thing after `has:`, or a minus before an operator.
    """
    if not text.strip():
        raise Invalid("Say what to look for.", FIELD)
    found = _Found()
    for minus, name, phrase, word in _TERM.findall(_CLOSING.sub('"', _OPENING.sub('"', text))):
        found.take(bool(minus), name, phrase, word)
    return found.query()


class _Found:
    """The terms of a query, gathered one by one."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._phrases: list[str] = []
        self._without: list[str] = []
        self._people: list[str] = []
        self._places: list[str] = []
        self._has: list[str] = []
        self._since: list[datetime] = []
        self._until: list[datetime] = []

    def take(self, minus: bool, name: str, phrase: str, word: str) -> None:
        value = phrase or word
        operator = OPERATORS.get(fold(name))
        if minus and operator is not None:
            raise Invalid(f"-{name}: only words and phrases can be left out.", FIELD)
        if operator is None:
            self._take_text(minus, f"{name} {value}" if name else value, bool(phrase))
        elif operator == "from":
            self._people.append(value.removeprefix("@").lower())
        elif operator == "in":
            self._places.append(value.removeprefix("#").lower())
        elif operator == "has":
            self._has.append(_has(name, value))
        else:
            self._take_day(operator, _day(name, value))

    def _take_text(self, minus: bool, text: str, whole: bool) -> None:
        kind = self._without if minus else self._phrases if whole else self._words
        kind.append(fold(text))

    def _take_day(self, operator: str, start: datetime) -> None:
        if operator != "before":
            self._since.append(start + DAY if operator == "after" else start)
        if operator in ("before", "on"):
            self._until.append(start if operator == "before" else start + DAY)

    def query(self) -> Query:
        return Query(
            words=tuple(self._words),
            phrases=tuple(self._phrases),
            without=tuple(self._without),
            people=tuple(self._people),
            places=tuple(self._places),
            has=tuple(self._has),
            since_us=_us(max(self._since)) if self._since else None,
            until_us=_us(min(self._until)) if self._until else None,
        )


def _has(name: str, value: str) -> str:
    kind = _HAS.get(value.lower().removesuffix("s"))
    if kind is None:
        raise Invalid(f"{name}: takes {' or '.join(_HAS_WORDS[fold(name)])}.", FIELD)
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
