"""The fields of a profile: which there are, what they take, and who sees them; pure."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from channels.core.errors import Invalid
from channels.people.names import clean_line, query_words


class Visibility(StrEnum):
    """Who sees a field: all members, the person's team, or the person alone."""

    EVERYONE = "everyone"
    TEAM = "team"
    ME = "me"


class FieldKind(StrEnum):
    """What a field holds."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    PHONES = "phones"
    LINKS = "links"
    ZONE = "zone"
    PERSON = "person"
    EMAIL = "email"  # the account's own: shown, not written


class FieldChoice(NamedTuple):
    """A field as the administrator has it."""

    key: str
    kind: FieldKind
    used: bool
    visibility: Visibility
    label: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person wrote. `only`: fields that they show to fewer than the administrator lets.

    `unasked`: they do not want to be named to those who look for who knows something; `silent`:
    not for these words (`topic_key`).
    """

    values: dict[str, list[str]] = {}
    only: dict[str, Visibility] = {}
    unasked: bool = False
    silent: list[str] = []


MANAGER, EMAIL, ZONE = "manager", "email", "time_zone"
# What a new workspace has. What reaches a person outside work is shown to their team at most.
USUAL: Mapping[str, FieldChoice] = {
    choice.key: choice
    for choice in (
        FieldChoice("pronouns", FieldKind.LINE, True, Visibility.EVERYONE),
        FieldChoice("department", FieldKind.LINE, True, Visibility.EVERYONE),
        FieldChoice("site", FieldKind.LINE, True, Visibility.EVERYONE),
        FieldChoice(MANAGER, FieldKind.PERSON, True, Visibility.EVERYONE),
        FieldChoice("phones", FieldKind.PHONES, True, Visibility.TEAM),
        FieldChoice(EMAIL, FieldKind.EMAIL, True, Visibility.TEAM),
        FieldChoice(ZONE, FieldKind.ZONE, True, Visibility.EVERYONE),
        FieldChoice("languages", FieldKind.LIST, True, Visibility.EVERYONE),
        FieldChoice("skills", FieldKind.LIST, True, Visibility.EVERYONE),
        FieldChoice("interests", FieldKind.LIST, True, Visibility.EVERYONE),
        FieldChoice("links", FieldKind.LINKS, True, Visibility.EVERYONE),
        FieldChoice("about", FieldKind.TEXT, True, Visibility.EVERYONE),
        *(
            FieldChoice(f"own{number}", FieldKind.LINE, False, Visibility.TEAM)
            for number in range(1, 6)
        ),
    )
}
OWN = tuple(key for key in USUAL if key.startswith("own"))
# Fields whose words find and count people, by the kind of tag that they make.
TAGGED: Mapping[str, str] = {
    "department": "department",
    "site": "site",
    "languages": "language",
    "skills": "skill",
    "interests": "interest",
}
LONGEST_LINE, LONGEST_TEXT, LONGEST_WORD, MOST_WORDS = 250, 4_000, 60, 50
_STRICTNESS = {Visibility.EVERYONE: 0, Visibility.TEAM: 1, Visibility.ME: 2}
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()./-]{2,28}[0-9]")
_LINK = re.compile(r"https?://[^\s/?#]+\S*")
_LINES = (FieldKind.LINE, FieldKind.ZONE, FieldKind.PERSON)


def stricter(one: Visibility, other: Visibility) -> Visibility:
    """Whichever shows a field to fewer."""
    return max(one, other, key=_STRICTNESS.__getitem__)


def shows(visibility: Visibility, *, mine: bool, team: bool) -> bool:
    """Is a field of this visibility shown to such a reader?"""
    if mine or visibility is Visibility.EVERYONE:
        return True
    return visibility is Visibility.TEAM and team


def clean_values(choice: FieldChoice, values: Sequence[str]) -> list[str]:
    """A field's values as they are stored; nothing is left of an empty field.

    Errors: Invalid, naming the field.
    """
    key, kind = choice.key, choice.kind
    if kind is FieldKind.EMAIL:
        raise Invalid("The e-mail address is that of the account.", key)
    if kind is FieldKind.TEXT:
        return _text(key, "\n".join(values))
    found = list(dict.fromkeys(line for line in (clean_line(one, key) for one in values) if line))
    if kind in _LINES and len(found) > 1:
        raise Invalid("This field takes one value.", key)
    if len(found) > MOST_WORDS:
        raise Invalid("Name at most 50.", key)
    if any(len(one) > (LONGEST_WORD if kind is FieldKind.LIST else LONGEST_LINE) for one in found):
        raise Invalid("This is too long. Use fewer letters.", key)
    _check(kind, key, found)
    return found


def _check(kind: FieldKind, key: str, values: Sequence[str]) -> None:
    if kind is FieldKind.PHONES and not all(_PHONE.fullmatch(one) for one in values):
        raise Invalid("Write a phone number with digits, such as +33 1 23 45 67 89.", key)
    if kind is FieldKind.LINKS and not all(_LINK.fullmatch(one) for one in values):
        raise Invalid("Write a web address, such as https://example.org.", key)
    if kind is FieldKind.ZONE and values and not is_zone(values[0]):
        raise Invalid("Choose a time zone, such as Europe/Paris.", key)


def _text(key: str, text: str) -> list[str]:
    if len(text) > LONGEST_TEXT:
        raise Invalid("Use at most 4,000 characters.", key)
    text = text.replace("\r\n", "\n").strip()
    return [text] if text else []


def is_zone(name: str) -> bool:
    """Is this a time zone's name, such as Europe/Paris?"""
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def tag_key(label: str) -> str:
    """What makes two departments, skills or languages the same: no case, accents, signs."""
    return " ".join(query_words(label))


def topic_key(kind: str, label: str) -> str:
    """What a person keeps of a word for which they are not to be named, however it is spelled."""
    return f"{kind}/{tag_key(label) or label.lower()}"


class Tag(NamedTuple):
    """A word by which a person is found."""

    kind: str
    folded: str
    label: str
    is_open: bool


def tags_of(said: Said) -> list[Tag]:
    """The words by which a person is found; of two spellings of one the first stays."""
    found: dict[tuple[str, str], Tag] = {}
    for key, kind in TAGGED.items():
        is_open = said.only.get(key, Visibility.EVERYONE) is Visibility.EVERYONE
        for label in said.values.get(key, []):
            folded = tag_key(label) or label.lower()
            found.setdefault((kind, folded), Tag(kind, folded, label, is_open))
    return list(found.values())


def circle_from(managers: Mapping[str, str | None], person_id: str) -> list[str]:
    """The chain that leads from a person upwards and back to them; empty where it ends well."""
    chain = [person_id]
    above = managers.get(person_id)
    while above is not None and above not in chain:
        chain.append(above)
        above = managers.get(above)
    return chain if above == person_id else []


def first_circle(managers: Mapping[str, str | None], among: Iterable[str]) -> list[str]:
    """A circle that one of these people stands in; empty where there is none."""
    ended: set[str] = set()
    for person_id in among:
        path: list[str] = []
        at: str | None = person_id
        while at is not None and at not in ended:
            if at in path:
                return path[path.index(at) :]
            path.append(at)
            at = managers.get(at)
        ended.update(path)
    return []
