"""What a person types into the search field, taken apart; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    "to": "to", "pour": "to",
    "with": "with",
    "has": "has", "avec": "has",
    "is": "is", "est": "is",
    "before": "before", "avant": "before",
    "after": "after", "apres": "after",
    "since": "since", "depuis": "since",
    "on": "on", "le": "on",
}  # fmt: skip
# What may stand behind `has:` and `is:`, folded and without the s of a plural.
VALUES: Mapping[str, Mapping[str, str]] = {
    "has": {
        "file": "file", "fichier": "file",
        "link": "link", "lien": "link",
        "image": "image", "photo": "image",
        "reaction": "reaction",
    },
    "is": {
        "thread": "thread", "fil": "thread",
        "saved": "saved", "garde": "saved",
        "pinned": "pinned", "epingle": "pinned",
        "question": "question",
        "post": "post", "publication": "post",
    },
}  # fmt: skip
_SAID = {
    "has": "file, link, image or reaction", "avec": "fichier, lien, image ou réaction",
    "is": "thread, saved, pinned, post or question",
    "est": "fil, gardé, épinglé, publication ou question",
}  # fmt: skip

# -"a phrase", from:"a value", word; a letter's accent may be written apart
_TERM = re.compile(r'(-?)(?:((?:[^\W\d_][\u0300-\u036f]*)+):(?=\S))?(?:"([^"]*)"?|(\S+))')
# As phones and French keyboards write quotation marks
_OPENING = re.compile(r"[“„‟«]\s*")
_CLOSING = re.compile(r"\s*[”»]")


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of a query. Words and phrases are folded; times are Unix microseconds.

    `since_us` is included, `until_us` is not. People and `places` are as typed, without sign.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since_us: int | None = None
    until_us: int | None = None


def parse_query(text: str) -> Query:
    """Read `word "a phrase" -not from:ada to: with: in:general has:file is:pinned on:2026-05-31`.

    `OPERATORS` says how else they may be called; one has no blank after its colon. Days are UTC
    days; `after` and `before` leave their own day out, `since` does not. A colon after any other
    word has no meaning. Errors: Invalid (field `query`) for an empty query, a day that is none,
    another thing after `has:` or `is:`, or a minus before an operator.
    """
    if not text.strip():
        raise Invalid("Say what to look for.", FIELD)
    found = _Found()
    for minus, name, phrase, word in _TERM.findall(_CLOSING.sub('"', _OPENING.sub('"', text))):
        found.take(bool(minus), name, phrase, word)
    return found.query()


@dataclass(slots=True)
class _Found:
    """The terms of a query, gathered one by one."""

    parts: dict[str, list[str]] = field(default_factory=dict)
    since: list[datetime] = field(default_factory=list)
    until: list[datetime] = field(default_factory=list)

    def take(self, minus: bool, name: str, phrase: str, word: str) -> None:
        value = phrase or word
        operator = OPERATORS.get(fold(name))
        if operator == "has" and value.startswith("@"):
            operator = "with"  # avec:@ada, as avec:fichier
        if minus and operator is not None:
            raise Invalid(f"-{name}: only words and phrases can be left out.", FIELD)
        if operator is None:
            kind = "without" if minus else "phrases" if phrase else "words"
            self._add(kind, fold(f"{name} {value}" if name else value))
        elif operator in _TAKEN:
            kind, read = _TAKEN[operator]
            self._add(kind, read(name, value))
        else:
            self._take_day(operator, _day(name, value))

    def _add(self, kind: str, value: str) -> None:
        self.parts.setdefault(kind, []).append(value)

    def _take_day(self, operator: str, start: datetime) -> None:
        if operator != "before":
            self.since.append(start + DAY if operator == "after" else start)
        if operator in ("before", "on"):
            self.until.append(start if operator == "before" else start + DAY)

    def query(self) -> Query:
        return Query(
            **{kind: tuple(values) for kind, values in self.parts.items()},
            since_us=_us(max(self.since)) if self.since else None,
            until_us=_us(min(self.until)) if self.until else None,
        )


def _person(_: str, value: str) -> str:
    return value.removeprefix("@").lower()


def _place(_: str, value: str) -> str:
    return value.removeprefix("#").lower()


def _one_of(operator: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        found = VALUES[operator].get(fold(value).removesuffix("s"))
        if found is None:
            raise Invalid(f"{name}: takes {_SAID[fold(name)]}.", FIELD)
        return found

    return read


# Where the value of an operator goes, and how it is read.
_TAKEN: Mapping[str, tuple[str, Callable[[str, str], str]]] = {
    "from": ("people", _person),
    "to": ("to", _person),
    "with": ("beside", _person),
    "in": ("places", _place),
    "has": ("has", _one_of("has")),
    "is": ("states", _one_of("is")),
}


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
