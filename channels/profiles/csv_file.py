"""A file of people as spreadsheets write it: its rows by what their columns mean; pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from channels.core.errors import Invalid
from channels.profiles.fields import OWN, FieldChoice, FieldKind, tag_key

MOST_ROWS = 50_000
MOST_BYTES = 50_000_000
_PARTS = re.compile(r"[;,|\n]")
_LISTS = (FieldKind.LIST, FieldKind.PHONES, FieldKind.LINKS)

# What a heading means, folded: in English and in French, as staff systems write it.
HEADINGS: Mapping[str, str] = {
    heading: meaning
    for meaning, headings in {
        "email_address": ("email", "e mail", "mail", "courriel", "adresse e mail", "email address"),
        "name": ("name", "full name", "display name", "nom complet", "nom affiche"),
        "first_name": ("first name", "given name", "prenom"),
        "last_name": ("last name", "family name", "surname", "nom", "nom de famille"),
        "title": ("title", "job", "job title", "position", "fonction", "poste", "metier"),
        "pronouns": ("pronouns", "pronoms"),
        "department": ("department", "team", "service", "departement", "direction", "equipe"),
        "site": ("site", "office", "location", "bureau", "lieu", "etablissement"),
        "manager": ("manager", "boss", "manager email", "responsable", "n 1", "superieur"),
        "phones": ("phone", "phones", "telephone", "mobile", "portable", "tel"),
        "time_zone": ("time zone", "timezone", "fuseau", "fuseau horaire"),
        "languages": ("languages", "language", "langues", "langue"),
        "skills": ("skills", "skill", "competences", "competence"),
        "interests": ("interests", "interets", "centres d interet"),
        "links": ("links", "link", "liens", "lien", "web"),
        "about": ("about", "bio", "a propos", "presentation"),
    }.items()
    for heading in headings
}


class CsvRow(NamedTuple):
    """A row: the line on which it begins, and its cells that are not empty, by meaning."""

    line: int
    cells: Mapping[str, str]


class CsvFile(NamedTuple):
    """What a file says; `ignored` are columns whose heading means nothing here."""

    rows: Sequence[CsvRow]
    ignored: Sequence[str]


def decode(content: bytes) -> str:
    """The text of a file, whichever program wrote it: UTF-8, UTF-16 or the older Windows signs.

    Errors: Invalid for what is too large or no text.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("The file is too large for a list of people.", "file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Invalid("This is no text file. Save the list as CSV first.", "file")
    return text


def read_people(text: str, choices: Mapping[str, FieldChoice]) -> CsvFile:
    """The rows of a file, whether commas, semicolons or tabs part its columns.

    Errors: Invalid where a column of e-mail addresses is missing, or the file cannot be read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    meanings: list[str] | None = None
    ignored: list[str] = []
    rows: list[CsvRow] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if meanings is None:
                meanings = [_meaning(cell, choices) for cell in cells]
                ignored = [cell for cell, what in zip(cells, meanings, strict=True) if not what]
                _check_headings(meanings)
                continue
            rows.append(CsvRow(line, _cells(meanings, cells)))
            if len(rows) > MOST_ROWS:
                raise Invalid("The file has more than 50,000 people. Split it.", "file")
    except csv.Error as error:
        raise Invalid(
            f"The file cannot be read from line {reader.line_num}: {error}.", "file"
        ) from None
    if meanings is None:
        raise Invalid("The file is empty.", "file")
    return CsvFile(rows, [heading for heading in ignored if heading.strip()])


def values_of(cell: str, choice: FieldChoice) -> list[str]:
    """A cell's values: a list's are parted by semicolons, commas, bars or lines."""
    if choice.kind not in _LISTS:
        return [cell]
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=lambda sign: (first.count(sign), sign == ","))


def _meaning(heading: str, choices: Mapping[str, FieldChoice]) -> str:
    folded = tag_key(heading)
    for key in OWN:
        if choices[key].used and tag_key(choices[key].label) == folded:
            return key
    return HEADINGS.get(folded, "")


def _check_headings(meanings: Sequence[str]) -> None:
    if "email_address" not in meanings:
        raise Invalid("The first line names the columns; one of them is E-mail.", "file")
    twice = [what for what in set(meanings) if what and meanings.count(what) > 1]
    if twice:
        raise Invalid(f"Two columns mean the same: {', '.join(sorted(twice))}.", "file")


def _cells(meanings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    found = {
        what: " ".join(cell.split()) if what != "about" else cell.strip()
        for what, cell in zip(meanings, cells, strict=False)
        if what and cell.strip()
    }
    if "name" not in found:
        parts = [found.get("first_name", ""), found.get("last_name", "")]
        name = " ".join(part for part in parts if part)
        if name:
            found["name"] = name
    return found
