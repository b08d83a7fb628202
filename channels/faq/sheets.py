"""Entries as CSV, and CSV as entries; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from channels.core.errors import Invalid
from channels.faq.protocol import AnswerText, AskedText, BadRow, Day, EntryLanguage, Variants

COLUMNS = ("id", "question", "answer", "variants", "language", "owner", "review_on")
NEEDED = ("question", "answer")
BETWEEN = "|"  # between variants
_WRONG = {
    "question": "The question is empty or too long.",
    "answer": "The answer is empty or too long.",
    "variants": "A variant is too long, or there are too many of them.",
    "language": "The language is en or fr.",
    "review_on": "Write the day like this: 2027-01-31.",
}
_TOO_WIDE = "There are more cells than the first line has names."
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can be an entry. `owner` is a handle, empty for who brings it in."""

    question: AskedText
    answer: AnswerText
    variants: Variants = []
    language: EntryLanguage | None = None
    review_on: Day = ""
    id: str = ""
    owner: str = ""


class Read(NamedTuple):
    """What a file holds: rows by the line on which they begin, and those that cannot be read."""

    rows: list[tuple[int, SheetRow]]
    bad: list[BadRow]


def write_sheet(rows: Iterable[Any], handles: dict[str, str]) -> str:
    """Entries as CSV (RFC 4180); cells that a spreadsheet would compute begin with `'`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        variants = f" {BETWEEN} ".join(row.variants.splitlines())
        owner = handles.get(row.owner_id, "")
        cells = (row.id, row.question, row.answer, variants, row.language, owner, row.review_on)
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def read_sheet(text: str) -> Read:
    """The rows of a CSV file with a first line of names; commas or semicolons between.

    Errors: Invalid (field `csv`) for a file without a line of names, or one that is no CSV.
    """
    text = text.lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    between = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        _check_names(names)
        return _read(reader, names)
    except csv.Error as error:
        raise Invalid(f"Line {reader.line_num} is not CSV: {error}.", "csv") from None


def _check_names(names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Invalid(
            f"The first line must name the columns; there is no {' and no '.join(missing)}.", "csv"
        )


def _read(reader: Any, names: Sequence[str]) -> Read:
    read = Read([], [])
    end = reader.line_num
    for cells in _filled(reader):
        line, end = end + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(names):
            read.bad.append(BadRow(line=line, field="", detail=_TOO_WIDE))
            continue
        named = dict(zip(names, (_plain(cell) for cell in cells), strict=False))
        try:
            read.rows.append((line, _to_row(named)))
        except msgspec.ValidationError as error:
            _, _, path = str(error).partition(" - at `$.")
            field = path.rstrip("`").partition("[")[0]
            read.bad.append(BadRow(line=line, field=field, detail=_WRONG[field]))
    return read


def _filled(reader: Any) -> Iterator[list[str]]:
    yield from reader


def _to_row(named: dict[str, str]) -> SheetRow:
    """Errors: msgspec.ValidationError."""
    cells: dict[str, Any] = {name: named.get(name, "").strip() for name in COLUMNS}
    variants = (variant.strip() for variant in cells["variants"].split(BETWEEN))
    cells["variants"] = [variant for variant in variants if variant]
    cells["language"] = cells["language"].lower() or None
    cells["owner"] = cells["owner"].lstrip("@").lower()
    return msgspec.convert(cells, SheetRow)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
