"""Bringing in people from a file: all rows, or with leave the good ones, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from channels.core.actor import PersonId, Role
from channels.core.context import Ctx
from channels.people import queries as people
from channels.people.facts import PeopleListed
from channels.people.making import change_person
from channels.people.names import RESERVED_HANDLES, free_handle, handle_base, words_of
from channels.people.protocol import PersonJoined, PersonView
from channels.people.tables import PersonRow
from channels.people.views import to_person
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.csv_file import read_people
from channels.profiles.fields import MANAGER, Said, first_circle
from channels.profiles.planning import Plan, plan_of
from channels.profiles.reading import Planned
from channels.profiles.service import profile_changes
from persistence.bulk import defaults
from persistence.decision import Decision, Emit, Insert
from persistence.snapshot import Snapshot
from persistence.streams import WORKSPACE, user_stream

AT_ONCE = 500  # people of one commit: others write in between
MOST_TOLD = 200  # rows of which a dry run tells what they do
MOST_FAULTS = 2_000


async def import_people(ctx: Ctx, command: p.ImportPeople) -> Decision:
    """The next batch of rows, none as long as one is bad; with `keep_good` the good ones.

    People who are known by their e-mail address are changed, where a cell says something; others
    get an account that nobody can sign in to yet. All accounts are made before the first profile
    is written, so that each manager is there. Errors: Invalid for a file that is no list.
    """
    async with ctx.store.read() as snapshot:
        choices = await queries.field_choices(snapshot)
        file = read_people(command.content, choices)
        plan = await plan_of(snapshot, file.rows, choices)
        effects = _effects(plan, await queries.all_said(snapshot))
        managers = await queries.managers(snapshot)
        handles = set(await queries.ids_by_handle(snapshot))
    bad = sorted(plan.problems, key=lambda one: one.line)
    refused = bool(bad) and not command.keep_good
    written = not (refused or command.dry_run)
    report = p.ImportReport(
        **_counts(plan, effects),
        bad=len({one.line for one in bad}),
        faults=len(bad),
        problems=bad[:MOST_FAULTS],
        effects=effects[:MOST_TOLD] if command.dry_run else [],
        ignored=list(file.ignored),
        written=written,
    )
    if not written:
        return Decision(reply=report)
    new = [planned for planned in plan.good.values() if planned.account is None]
    if new:
        decision = Decision(basis=ctx.basis)
        _add_accounts(decision, ctx, new[:AT_ONCE], handles)
        decision.reply = msgspec.structs.replace(report, next=command.after)
        return decision
    left = sorted((one for one in plan.good.values() if one.line > command.after), key=_line)
    batch = left[:AT_ONCE]
    more = batch[-1].line if len(left) > AT_ONCE else None
    decision = await _written(ctx, plan, _without_circle(batch, plan, managers))
    decision.reply = msgspec.structs.replace(report, next=more)
    return decision


def _line(planned: Planned) -> int:
    return planned.line


def _without_circle(
    batch: Sequence[Planned], plan: Plan, managers: Mapping[str, str | None]
) -> list[Planned]:
    """The batch, and who else must change with it lest people report to themselves until then."""
    chosen = {planned.id: planned for planned in batch}
    rows = {planned.id: planned for planned in plan.good.values()}
    while True:
        moved = {id: plan.managers[id] for id in chosen if id in plan.managers}
        circle = first_circle({**managers, **moved}, moved)
        others = [id for id in circle if id in rows and id not in chosen]
        if not others:
            return list(chosen.values())
        chosen.update((id, rows[id]) for id in others)


async def _written(ctx: Ctx, plan: Plan, batch: Sequence[Planned]) -> Decision:
    """What changes of these people, on what they are now: each rests on their card, so that of
    two who change one person at once the later decides again."""
    ids = [PersonId(planned.id) for planned in batch]
    cards = await ctx.access.cards_of(ids)
    async with ctx.store.read() as snapshot:
        accounts = await people.accounts(snapshot, ids)
        known = await queries.said_by(snapshot, ids)
        tags = await queries.tags_of_people(snapshot, ids)
    decision = Decision()
    moved: dict[str, str] = {}
    for planned in batch:
        account, before = accounts.get(planned.id), known.get(planned.id, Said())
        if account is None:
            continue  # gone since
        changes, after = _changes(planned, account), _after(plan, planned, before)
        if not changes and after == before:
            continue
        if changes:
            change_person(decision, ctx, account, changes)
        if after != before:
            decision.changes += profile_changes(planned.id, after, tags.get(planned.id, set()))
            decision.touches[user_stream(planned.id)] = None
        if planned.id in plan.managers:
            moved[planned.id] = plan.managers[planned.id]
    decision.basis = (*ctx.basis, *cards.values())
    if moved:
        decision.holds = _makes_no_circle(moved)
    return decision


def _makes_no_circle(moved: Mapping[str, str]) -> Any:
    async def holds(snapshot: Snapshot) -> bool:
        return not first_circle({**await queries.managers(snapshot), **moved}, moved)

    return holds


def _effects(plan: Plan, known: Mapping[str, Said]) -> list[p.RowEffect]:
    """What the good rows do, in their order; those that say nothing new are left out."""
    found = []
    for planned in sorted(plan.good.values(), key=_line):
        account, columns = planned.account, list[str]()
        if account is not None:
            before = known.get(planned.id, Said())
            after = _after(plan, planned, before)
            columns = [key for key in ("name", "title") if key in _changes(planned, account)]
            columns += [key for key, said in after.values.items() if said != before.values.get(key)]
        if account is None or columns:
            effect = p.RowEffect(
                line=planned.line,
                name=planned.name,
                email=planned.email,
                new=account is None,
                columns=columns,
            )
            found.append(effect)
    return found


def _counts(plan: Plan, effects: Sequence[p.RowEffect]) -> dict[str, int]:
    """How many of the good rows are new, say something new, or nothing."""
    added = sum(effect.new for effect in effects)
    return {
        "added": added,
        "changed": len(effects) - added,
        "unchanged": len(plan.good) - len(effects),
    }


def _after(plan: Plan, planned: Planned, before: Said) -> Said:
    """What the person's profile says once the row is in."""
    values = {**before.values, **planned.values}
    if planned.id in plan.managers:
        values[MANAGER] = [plan.managers[planned.id]]
    return msgspec.structs.replace(before, values=values)


def _changes(planned: Planned, account: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the account that change; an empty cell leaves what stands there."""
    changes: dict[str, Any] = {}
    if planned.named and planned.name != account["name"]:
        changes = {"name": planned.name, "folded": words_of(planned.name, account["handle"])}
    if planned.title is not None and planned.title != account["title"]:
        changes["title"] = planned.title
    return changes


def _add_accounts(decision: Decision, ctx: Ctx, new: Sequence[Planned], handles: set[str]) -> None:
    """Accounts that wait for their people, who are members from now on and in #general."""
    for planned in new:
        row = _new_account(ctx, planned, handles)
        view = to_person({**defaults(PersonRow), **row}, ctx.now_ms)
        decision.changes.append(Insert(PersonRow, row))
        decision.emits.append(Emit(WORKSPACE, _joined(view)))
    ids = tuple(PersonId(planned.id) for planned in new)
    decision.facts.append(PeopleListed(decision.emits[-1], ids))


def _joined(view: PersonView) -> Callable[[Emit], PersonJoined]:
    return lambda _: PersonJoined(person=view)


def _new_account(ctx: Ctx, planned: Planned, handles: set[str]) -> dict[str, Any]:
    """An account that waits for its person, as an import of history makes it."""
    base = handle_base(planned.email)
    if base in RESERVED_HANDLES:
        base = handle_base(planned.name)
    handle = free_handle(base, handles)
    handles.add(handle)
    return {
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
