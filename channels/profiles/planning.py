"""What a file of people would do, row by row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from channels.core.actor import Role
from channels.core.errors import DomainError, Invalid
from channels.people.names import clean_email, clean_line, clean_name
from channels.people.protocol import Email
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.csv_file import CsvRow, values_of
from channels.profiles.fields import MANAGER, FieldChoice, clean_values, first_circle
from persistence.ids import new_id
from persistence.snapshot import Snapshot

_ACCOUNT = ("email_address", "name", "first_name", "last_name", "title")
LONGEST_NAME = 80


@dataclass(slots=True)
class Planned:
    """A row that is good so far: whose it is, and what it says. `account` is None for a new one."""

    line: int
    id: str
    email: str
    account: Mapping[str, Any] | None
    name: str
    named: bool  # the file says the name
    title: str | None
    values: dict[str, list[str]] = field(default_factory=dict)
    manager: str = ""  # as the file names them


@dataclass(slots=True)
class Plan:
    """What a file would do, and what is wrong with it."""

    good: dict[str, Planned] = field(default_factory=dict)  # by e-mail address
    problems: list[p.RowProblem] = field(default_factory=list)
    managers: dict[str, str] = field(default_factory=dict)  # person -> manager, of the good

    def refuse(self, line: int, error: DomainError | str, column: str = "") -> None:
        said = error if isinstance(error, str) else error.detail
        at = column or ("" if isinstance(error, str) else (error.field or ""))
        self.problems.append(p.RowProblem(line=line, column=at, problem=said))


async def plan_of(
    snapshot: Snapshot, rows: Sequence[CsvRow], choices: Mapping[str, FieldChoice]
) -> Plan:
    """The good rows and the bad ones, with who is whose manager afterwards."""
    plan = Plan()
    accounts = await queries.accounts_by_email(snapshot)
    lines: dict[str, int] = {}
    for row in rows:
        try:
            planned = _read_row(row, accounts, choices)
            if planned.email in lines:
                first = lines[planned.email]
                raise Invalid(f"The same address stands on line {first}.", "e-mail")
        except DomainError as error:
            plan.refuse(row.line, error)
            continue
        lines[planned.email] = row.line
        plan.good[planned.email] = planned
    handles, managers = await queries.ids_by_handle(snapshot), await queries.managers(snapshot)
    _find_managers(plan, accounts, handles)
    while _refuse_circle(plan, managers, accounts):
        _find_managers(plan, accounts, handles)  # whoever names a row that is out now
    return plan


def _read_row(
    row: CsvRow, accounts: Mapping[str, Mapping[str, Any]], choices: Mapping[str, FieldChoice]
) -> Planned:
    """Errors: Invalid, naming the column."""
    cells = row.cells
    email = clean_email(cells.get("email_address", ""))
    try:
        msgspec.convert(email, Email)
    except msgspec.ValidationError:
        raise Invalid("Write an e-mail address, such as ada@example.org.", "e-mail") from None
    account = accounts.get(email)
    if account is not None and account["role"] == Role.GUEST:
        raise Invalid("This is a guest, who has no profile.", "e-mail")
    if "name" not in cells and account is None:
        raise Invalid("A new person needs a name.", "name")
    known = str(account["name"]) if account is not None else ""
    name = clean_name(cells["name"]) if "name" in cells else known
    if len(name) > LONGEST_NAME:
        raise Invalid("A name has at most 80 characters.", "name")
    title = clean_line(cells["title"], "title") if "title" in cells else None
    if title is not None and len(title) > 250:
        raise Invalid("Use at most 250 characters.", "title")
    id = account["id"] if account is not None else new_id("U")
    planned = Planned(row.line, id, email, account, name, "name" in cells, title)
    for key, cell in cells.items():
        if key == MANAGER:
            planned.manager = clean_line(cell, MANAGER).lower()
        elif key not in _ACCOUNT:
            if not choices[key].used:
                raise Invalid("This workspace has no such field.", key)
            planned.values[key] = clean_values(choices[key], values_of(cell, choices[key]))
    return planned


def _find_managers(
    plan: Plan, accounts: Mapping[str, Mapping[str, Any]], handles: Mapping[str, str]
) -> None:
    """A manager is in the workspace, or in the file with a good row of their own."""
    while True:
        bad: list[str] = []
        for email, planned in plan.good.items():
            if not planned.manager:
                continue
            named = planned.manager
            if named in plan.good:
                manager: str | None = plan.good[named].id
            elif named in accounts:
                manager = accounts[named]["id"]
            else:
                manager = handles.get(named.removeprefix("@"))
            if manager is None:
                plan.refuse(planned.line, f"Nobody here is {planned.manager}.", MANAGER)
                bad.append(email)
            else:
                plan.managers[planned.id] = manager
        for email in bad:
            plan.managers.pop(plan.good.pop(email).id, None)
        if not bad:
            return


def _refuse_circle(
    plan: Plan, managers: Mapping[str, str | None], accounts: Mapping[str, Mapping[str, Any]]
) -> bool:
    """Rows that together have people report to themselves are bad, all of them."""
    circle = first_circle({**managers, **plan.managers}, plan.managers)
    if not circle:
        return False
    names = {row["id"]: str(row["name"]) for row in accounts.values()}
    names |= {planned.id: planned.name for planned in plan.good.values()}
    chain = " → ".join(names.get(id, "?") for id in [*circle, circle[0]])
    by_id = {planned.id: email for email, planned in plan.good.items()}
    for id in circle:
        if plan.managers.pop(id, None) is not None:
            planned = plan.good.pop(by_id[id])
            plan.refuse(planned.line, f"This makes a circle: {chain}.", MANAGER)
    return True
