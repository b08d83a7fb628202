"""What is said of a file of people, in the visitor's language: its columns, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping

from channels.profiles.protocol import ProfileFieldsView
from web.languages import mark
from web.visit import Visit

FIELD_NAMES: Mapping[str, str] = {
    "pronouns": mark("Pronouns"),
    "department": mark("Department"),
    "site": mark("Site"),
    "manager": mark("Manager"),
    "phones": mark("Phone"),
    "email": mark("E-mail"),
    "time_zone": mark("Time zone"),
    "languages": mark("Languages"),
    "skills": mark("Skills"),
    "interests": mark("Interests"),
    "links": mark("Links"),
    "about": mark("A few words"),
}
_ACCOUNT: Mapping[str, str] = {
    "e-mail": mark("E-mail"),
    "name": mark("Name"),
    "title": mark("Job title"),
}
# Sentences that hold something of the file's own.
_HOLDING = (
    mark("The same address stands on line %(line)s."),
    mark("This makes a circle: %(chain)s."),
    mark("The file cannot be read from line %(line)s: %(why)s."),
    mark("Two columns mean the same: %(columns)s."),
)
# A column's heading as it is written here, what it takes, and an example.
COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "email_address": (
        mark("E-mail"),
        mark("Whose row it is; the only one that every row needs."),
        "bea@example.org",
    ),
    "name": (
        mark("Full name"),
        mark("As it is shown; or two columns, First name and Last name. A new person needs it."),
        "Béatrice Martin",
    ),
    "title": (mark("Job title"), "", "Apicultrice"),
    "pronouns": (mark("Pronouns"), "", "elle"),
    "department": (mark("Department"), mark("Also: Team."), "Production"),
    "site": (mark("Site"), mark("Also: Office, Location."), "Lyon"),
    "manager": (
        mark("Manager"),
        mark("The e-mail address or handle of somebody who is here, or in the file."),
        "",
    ),
    "phones": (mark("Phone"), mark("Several with semicolons between them."), "+33 1 23 45 67 89"),
    "time_zone": (mark("Time zone"), mark("Such as Europe/Paris."), "Europe/Paris"),
    "languages": (
        mark("Languages"),
        mark("Several with semicolons between them."),
        "français; English",
    ),
    "skills": (mark("Skills"), mark("Several with semicolons between them."), "Varroa; Excel"),
    "interests": (mark("Interests"), mark("Several with semicolons between them."), "Photo"),
    "links": (mark("Links"), mark("Whole web addresses."), "https://example.org"),
    "about": (mark("About"), mark("Up to 4,000 characters, in several lines too."), ""),
}


def columns_of(known: ProfileFieldsView) -> dict[str, tuple[str, str, str]]:
    """The columns that count in this workspace, the administrator's own last."""
    used = {field.key: field for field in known.fields if field.used}
    account = ("email_address", "name", "title")
    found = {key: words for key, words in COLUMNS.items() if key in account or key in used}
    own = {key: (field.label, "", "") for key, field in used.items() if field.label}
    return {**found, **own}


def column_name(visit: Visit, key: str, own: Mapping[str, str]) -> str:
    """What a column is called where something is said of it."""
    return own.get(key) or visit.say(_ACCOUNT.get(key) or FIELD_NAMES.get(key, key))


def in_words(visit: Visit, problem: str) -> str:
    """The sentence in the visitor's language, with what it holds of the file."""
    for sentence in _HOLDING:
        found = _pattern(sentence).fullmatch(problem)
        if found is not None:
            return visit.say(sentence, **found.groupdict())
    return visit.say(problem)


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    made = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.*)" for at, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)
