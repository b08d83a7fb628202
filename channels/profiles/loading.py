"""Bringing in people from a file: all rows, or with leave the good ones; each bad one is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import DomainError, Invalid
from channels.people.making import change_person
from channels.people.names import (
    RESERVED_HANDLES,
    clean_email,
    clean_line,
    clean_name,
    free_handle,
    handle_base,
    words_of,
)
from channels.people.protocol import Email
from channels.people.tables import PersonRow
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.csv_file import CsvRow, read_people, values_of
from channels.profiles.fields import MANAGER, FieldChoice, Said, clean_values, first_circle
from channels.profiles.service import profile_changes
from persistence.decision import Decision, Insert
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

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


async def import_people(ctx: Ctx, command: p.ImportPeople) -> Decision:
    """All rows in one commit, or none. With `keep_good` the bad ones alone are left out.

    People who are known by their e-mail address are changed, where a cell says something; others
    get an account that nobody can sign in to yet. Errors: Invalid for a file that is no list.
    """
    async with ctx.store.read() as snapshot:
        choices = await queries.field_choices(snapshot)
        file = read_people(command.content, choices)
        plan = await _plan(snapshot, file.rows, choices)
        known = await queries.all_said(snapshot)
        tags = await queries.all_tags(snapshot)
        handles = set(await queries.ids_by_handle(snapshot))
    refused = bool(plan.problems) and not command.keep_good
    decision = Decision(basis=ctx.basis)
    report = _write(ctx, decision, plan, known, tags, handles)
    problems = sorted(plan.problems, key=lambda one: one.line)
    written = not (refused or command.dry_run)
    reply = p.ImportReport(**report, problems=problems, ignored=list(file.ignored), written=written)
    if not written:
        return Decision(reply=reply)
    decision.reply = reply

    async def still_no_circle(snapshot: Snapshot) -> bool:
        above = {**await queries.managers(snapshot), **plan.managers}
        return not first_circle(above, plan.managers)

    decision.holds = still_no_circle
    return decision


async def _plan(
    snapshot: Snapshot, rows: Sequence[CsvRow], choices: Mapping[str, FieldChoice]
) -> Plan:
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
    planned = Planned(row.line, id, email, account, name, title)
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
    people = [names.get(id, "?") for id in [*circle, circle[0]]]
    steps = [f"{one} reports to {other}" for one, other in pairwise(people)]
    by_id = {planned.id: email for email, planned in plan.good.items()}
    for id in circle:
        if plan.managers.pop(id, None) is not None:
            planned = plan.good.pop(by_id[id])
            plan.refuse(planned.line, f"This makes a circle: {', '.join(steps)}.", MANAGER)
    return True


def _write(
    ctx: Ctx,
    decision: Decision,
    plan: Plan,
    known: Mapping[str, Said],
    tags: Mapping[str, set[tuple[str, str]]],
    handles: set[str],
) -> dict[str, int]:
    counts = {"added": 0, "changed": 0, "unchanged": 0}
    for planned in plan.good.values():
        before = known.get(planned.id, Said())
        values = {**before.values, **planned.values}
        if planned.id in plan.managers:
            values[MANAGER] = [plan.managers[planned.id]]
        after = msgspec.structs.replace(before, values=values)
        if planned.account is None:
            decision.changes.append(_new_account(ctx, planned, handles))
            counts["added"] += 1
        else:
            changes = _changes(planned)
            if changes:
                change_person(decision, ctx, planned.account, changes)
            counts["changed" if changes or after != before else "unchanged"] += 1
        if after != before:
            decision.changes += profile_changes(planned.id, after, tags.get(planned.id, set()))
            decision.touches[user_stream(planned.id)] = None
    return counts


def _changes(planned: Planned) -> dict[str, Any]:
    account = planned.account or {}
    changes: dict[str, Any] = {}
    if planned.name != account["name"]:
        changes = {"name": planned.name, "folded": words_of(planned.name, account["handle"])}
    if planned.title is not None and planned.title != account["title"]:
        changes["title"] = planned.title
    return changes


def _new_account(ctx: Ctx, planned: Planned, handles: set[str]) -> Insert:
    """An account that waits for its person, as an import of history makes it."""
    base = handle_base(planned.email)
    if base in RESERVED_HANDLES:
        base = handle_base(planned.name)
    handle = free_handle(base, handles)
    handles.add(handle)
    row = {
        "id": planned.id,
        "email": planned.email,
        "name": planned.name,
        "handle": handle,
        "folded": words_of(planned.name, handle),
        "role": Role.MEMBER.value,
        "title": planned.title or "",
        "dormant": True,
        "created_at_ms": ctx.now_ms,
    }
    return Insert(PersonRow, row)
