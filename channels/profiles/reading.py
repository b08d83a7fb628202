"""A row of a file of people: what it says, or all that is wrong with it; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from channels.core.actor import Role
from channels.core.errors import DomainError, Invalid
from channels.people.names import clean_email, clean_line, clean_name
from channels.people.protocol import Email
from channels.profiles.csv_file import CsvRow, values_of
from channels.profiles.fields import MANAGER, FieldChoice, clean_values
from persistence.ids import new_id

LONGEST_NAME, LONGEST_TITLE, LONGEST_SHOWN = 80, 250, 60
ADDRESS = "e-mail"  # the column, as problems name it
_ACCOUNT = ("email_address", "name", "first_name", "last_name", "title", MANAGER)
Found = TypeVar("Found")
Row = Mapping[str, Any]


@dataclass(slots=True)
class Planned:
    """A row that is good so far: whose it is, and what it says. `account` is None for a new one."""

    line: int
    id: str
    email: str
    account: Row | None
    name: str
    named: bool  # the file says the name
    title: str | None
    values: dict[str, list[str]] = field(default_factory=dict)
    manager: str = ""  # as the file names them


class Reading:
    """Reads one row; each column that is wrong adds one to `problems`."""

    def __init__(self, row: CsvRow, choices: Mapping[str, FieldChoice]) -> None:
        self._row = row
        self._choices = choices
        self._nobodys = False  # there is no address to say whose row it is
        self.problems: list[DomainError] = []  # each names its column
        self.email = clean_email(row.cells.get("email_address", ""))
        named = self._try(lambda: clean_line(row.cells.get(MANAGER, ""), MANAGER))
        self.manager = (named or "").lower()

    def cell(self, column: str) -> str:
        """What the file says there."""
        return self._row.cells.get("email_address" if column == ADDRESS else column, "")

    def planned(self, accounts: Mapping[str, Row], lines: dict[str, int]) -> Planned | None:
        """What the row says; None where anything is wrong. `lines`: where each address stands."""
        cells, account = self._row.cells, accounts.get(self.email)
        self._check_address(account, lines)
        name = self._name(account)
        title = self._title() if "title" in cells else None
        values = {key: self._values(key) for key in cells if key not in _ACCOUNT}
        if self.problems:
            return None
        return Planned(
            line=self._row.line,
            id=account["id"] if account is not None else new_id("U"),
            email=self.email,
            account=account,
            name=name,
            named="name" in cells,
            title=title,
            values=values,
            manager=self.manager,
        )

    def _check_address(self, account: Row | None, lines: dict[str, int]) -> None:
        if account is not None and account["role"] == Role.GUEST:
            self._refuse(Invalid("This is a guest, who has no profile.", ADDRESS))
        try:
            msgspec.convert(self.email, Email)
        except msgspec.ValidationError:
            self._refuse(Invalid("Write an e-mail address, such as ada@example.org.", ADDRESS))
            self._nobodys = True
            return
        first = lines.setdefault(self.email, self._row.line)
        if first != self._row.line:
            self._refuse(Invalid(f"The same address stands on line {first}.", ADDRESS))

    def _name(self, account: Row | None) -> str:
        cell = self._row.cells.get("name")
        if cell is None:
            if account is None and not self._nobodys:
                self._refuse(Invalid("A new person needs a name.", "name"))
            return str(account["name"]) if account is not None else ""
        name = self._try(lambda: clean_name(cell)) or ""
        if len(name) > LONGEST_NAME:
            self._refuse(Invalid("A name has at most 80 characters.", "name"))
        return name

    def _title(self) -> str:
        title = self._try(lambda: clean_line(self.cell("title"), "title")) or ""
        if len(title) > LONGEST_TITLE:
            self._refuse(Invalid("Use at most 250 characters.", "title"))
        return title

    def _values(self, key: str) -> list[str]:
        choice = self._choices[key]
        if not choice.used:
            self._refuse(Invalid("This workspace has no such field.", key))
            return []
        return self._try(lambda: clean_values(choice, values_of(self.cell(key), choice))) or []

    def _refuse(self, problem: DomainError) -> None:
        self.problems.append(problem)

    def _try(self, read: Callable[[], Found]) -> Found | None:
        try:
            return read()
        except DomainError as error:
            self._refuse(error)
            return None


def shown(cell: str) -> str:
    """The beginning of a cell, as it can be shown anywhere."""
    seen = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in cell
    )
    return seen if len(seen) <= LONGEST_SHOWN else seen[: LONGEST_SHOWN - 1] + "…"
