"""Changing profiles, and which fields they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed
from channels.core.protocol import Done
from channels.people import queries as people
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.fields import (
    MANAGER,
    OWN,
    USUAL,
    FieldChoice,
    Said,
    Visibility,
    clean_values,
    tags_of,
)
from channels.profiles.showing import no_guests, to_fields
from channels.profiles.tables import ProfileFieldRow, ProfileRow, ProfileTagRow
from persistence.decision import Card, Change, Decision, Delete, Insert
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

_TRIES = 5  # to read a chain of managers that others change at this moment


async def set_fields(ctx: Ctx, command: p.SetProfileFields) -> Decision:
    """Choose fields. Errors: Invalid for a field that is not there."""
    async with ctx.store.read() as snapshot:
        choices = dict(await queries.field_choices(snapshot))
    changes: list[Change] = []
    for wanted in command.fields:
        if wanted.key not in USUAL:
            raise Invalid("There is no such field.", "fields")
        label = " ".join(wanted.label.split()) if wanted.key in OWN else ""
        used = bool(label) if wanted.key in OWN else wanted.used
        row = {"key": wanted.key, "used": used, "visibility": wanted.visibility.value}
        row["label"] = label
        changes.append(Insert(ProfileFieldRow, row, update=("used", "visibility", "label")))
        choices[wanted.key] = choices[wanted.key]._replace(
            used=used, visibility=wanted.visibility, label=label
        )
    return Decision(reply=to_fields(choices), changes=changes, basis=ctx.basis)


async def update_profile(ctx: Ctx, command: p.UpdateProfile) -> Decision:
    """Change one's own profile.

    Errors: NotAllowed for guests; NotFound for the manager; Conflict where the manager would
    stand below oneself, naming the chain.
    """
    no_guests(ctx)
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    async with ctx.store.read() as snapshot:
        choices = await queries.field_choices(snapshot)
        before = (await queries.said_by(snapshot, [ctx.me])).get(ctx.me, Said())
        known = (await queries.tags_of_people(snapshot, [ctx.me])).get(ctx.me, set())
    after = changed(before, choices, command)
    chain = await _check_manager(ctx, before, after)
    if after == before:
        return Decision(reply=Done())
    return Decision(
        reply=Done(),
        changes=profile_changes(ctx.me, after, known),
        basis=(*ctx.basis, *chain),
        touches={user_stream(ctx.me): None},  # what was decided on the former manager, once more
    )


def changed(before: Said, choices: Mapping[str, FieldChoice], asked: p.UpdateProfile) -> Said:
    """What is said now; Errors: Invalid for a field that is not used or not well filled."""
    values, only = dict(before.values), dict(before.only)
    for key, given in asked.values.items():
        clean = clean_values(used_field(choices, key), given)
        if clean:
            values[key] = clean
        else:
            values.pop(key, None)
    for key, visibility in asked.only.items():
        used_field(choices, key)
        if visibility is Visibility.EVERYONE:
            only.pop(key, None)
        else:
            only[key] = visibility
    unasked = before.unasked if asked.unasked is None else asked.unasked
    return replace(before, values=values, only=only, unasked=unasked)


def used_field(choices: Mapping[str, FieldChoice], key: str) -> FieldChoice:
    """The field. Errors: Invalid where this workspace does not use it."""
    choice = choices.get(key)
    if choice is None or not choice.used:
        raise Invalid("This workspace has no such field.", key)
    return choice


def profile_changes(person_id: str, said: Said, known: set[tuple[str, str]]) -> list[Change]:
    """What stores a profile; `known` are the tags that are stored now."""
    row = {
        "person_id": person_id,
        "manager_id": next(iter(said.values.get(MANAGER, [])), None),
        "manager_open": MANAGER not in said.only,
        "packed": queries.pack(said),
    }
    tags = tags_of(said)
    gone = known - {(tag.kind, tag.folded) for tag in tags}
    changes: list[Change] = [
        Insert(ProfileRow, row, update=("manager_id", "manager_open", "packed"))
    ]
    changes += [
        Delete(ProfileTagRow, {"person_id": person_id, "kind": kind, "folded": folded})
        for kind, folded in sorted(gone)
    ]
    changes += [
        Insert(
            ProfileTagRow, {"person_id": person_id, **tag._asdict()}, update=("label", "is_open")
        )
        for tag in tags
    ]
    return changes


async def _check_manager(ctx: Ctx, before: Said, after: Said) -> tuple[Card, ...]:
    """The cards of all above the new manager: of two changes that would make a circle together,
    the later is decided again. Errors: NotFound, Conflict."""
    manager = next(iter(after.values.get(MANAGER, [])), None)
    if manager is None or before.values.get(MANAGER) == after.values[MANAGER]:
        return ()
    await ctx.access.person(ctx.actor, manager, MANAGER)
    chain = await _chain(ctx, manager)
    for _ in range(_TRIES):
        cards = await ctx.access.cards_of(chain)
        again = await _chain(ctx, manager)
        if again == chain:
            break
        chain = again
    else:
        raise Conflict("Somebody is changing the same thing at this moment. Try again.")
    if ctx.me in chain:
        async with ctx.store.read() as snapshot:
            raise circle_refused(await _names(snapshot, [ctx.me, *chain[: chain.index(ctx.me)]]))
    return tuple(cards.values())


async def _chain(ctx: Ctx, manager: str) -> list[str]:
    async with ctx.store.read() as snapshot:
        return [manager, *await queries.chain_above(snapshot, manager)]


async def _names(snapshot: Snapshot, person_ids: Sequence[str]) -> list[str]:
    rows = await people.accounts(snapshot, person_ids)
    return [rows[id]["name"] for id in person_ids if id in rows]


def circle_refused(names: Sequence[str]) -> Conflict:
    """Why a chart would have no top, naming the chain."""
    if len(names) == 1:
        return Conflict("Nobody is their own manager. Choose somebody else.", MANAGER)
    steps = [f"{name} reports to {names[(at + 1) % len(names)]}" for at, name in enumerate(names)]
    chain = ", ".join(steps)
    return Conflict(f"This makes a circle: {chain}. Choose another manager.", MANAGER)
