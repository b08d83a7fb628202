"""What a file of people would do, row by row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from channels.core.errors import DomainError, Invalid
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.csv_file import CsvRow
from channels.profiles.fields import MANAGER, FieldChoice, first_circle
from channels.profiles.reading import Planned, Reading, Row, shown
from persistence.snapshot import Snapshot


@dataclass(slots=True)
class Plan:
    """What a file would do, and what is wrong with it."""

    good: dict[str, Planned] = field(default_factory=dict)  # by e-mail address
    problems: list[p.RowProblem] = field(default_factory=list)
    managers: dict[str, str] = field(default_factory=dict)  # person -> manager, of the good
    bad: list[tuple[int, str]] = field(default_factory=list)  # lines, and the managers they name
    named: set[str] = field(default_factory=set)  # all addresses of the file

    def refuse(self, line: int, error: DomainError, cell: str) -> None:
        column, said = error.field or "", error.detail
        told = p.RowProblem(line=line, column=column, problem=said, value=shown(cell))
        self.problems.append(told)


async def plan_of(
    snapshot: Snapshot, rows: Sequence[CsvRow], choices: Mapping[str, FieldChoice]
) -> Plan:
    """The good rows and the bad ones, with who is whose manager afterwards."""
    plan = Plan()
    accounts = await queries.accounts_by_email(snapshot)
    lines: dict[str, int] = {}
    for row in rows:
        reading = Reading(row, choices)
        planned = reading.planned(accounts, lines)
        plan.named.add(reading.email)
        if planned is not None:
            plan.good[planned.email] = planned
            continue
        plan.bad.append((row.line, reading.manager))
        for problem in reading.problems:
            plan.refuse(row.line, problem, reading.cell(problem.field or ""))
    handles, managers = await queries.ids_by_handle(snapshot), await queries.managers(snapshot)
    who = Who(accounts, handles)
    _find_managers(plan, who)
    while _refuse_circle(plan, managers, accounts):
        _find_managers(plan, who)  # whoever names a row that is out now
    for line, manager in plan.bad:
        if manager and who.manager(plan, manager) is None:
            _refuse_manager(plan, line, manager)
    return plan


class Who(NamedTuple):
    """The people who are here."""

    accounts: Mapping[str, Row]
    handles: Mapping[str, str]

    def manager(self, plan: Plan, named: str) -> str | None:
        """The id of whom a row names: of a good row, of an account, or under a handle."""
        if named in plan.good:
            return plan.good[named].id
        if named in self.accounts:
            return str(self.accounts[named]["id"])
        return self.handles.get(named.removeprefix("@"))


def _find_managers(plan: Plan, who: Who) -> None:
    """A manager is in the workspace, or in the file with a good row of their own."""
    while True:
        bad: list[str] = []
        for email, planned in plan.good.items():
            if not planned.manager:
                continue
            manager = who.manager(plan, planned.manager)
            if manager is None:
                _refuse_manager(plan, planned.line, planned.manager)
                bad.append(email)
            else:
                plan.managers[planned.id] = manager
        for email in bad:
            plan.managers.pop(plan.good.pop(email).id, None)
        if not bad:
            return


def _refuse_manager(plan: Plan, line: int, named: str) -> None:
    if named in plan.named:
        plan.refuse(line, Invalid("This manager’s own row is bad.", MANAGER), named)
    else:
        plan.refuse(line, Invalid("Nobody here has this address or handle.", MANAGER), named)


def _refuse_circle(
    plan: Plan, managers: Mapping[str, str | None], accounts: Mapping[str, Row]
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
            circle_of = Invalid(f"This makes a circle: {chain}.", MANAGER)
            plan.refuse(planned.line, circle_of, planned.manager)
    return True
