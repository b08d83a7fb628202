"""Profiles as a reader may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.people import queries as people
from channels.people.views import to_person
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.fields import (
    EMAIL,
    MANAGER,
    TAGGED,
    ZONE,
    FieldChoice,
    Said,
    Visibility,
    shows,
    stricter,
)
from channels.profiles.queries import Row
from persistence.snapshot import Snapshot

MOST_CHANNELS = 50


def no_guests(ctx: Ctx) -> None:
    """Errors: NotAllowed for guests, who know of people only what their channels show."""
    if ctx.actor.role is Role.GUEST and not ctx.is_system:
        raise NotAllowed("Guests see only the people of their channels.")


async def list_fields(ctx: Ctx, _: p.ListProfileFields) -> p.ProfileFieldsView:
    """All fields. Errors: NotAllowed for guests."""
    no_guests(ctx)
    async with ctx.store.read() as snapshot:
        choices = await queries.field_choices(snapshot)
    return to_fields(choices)


def to_fields(choices: Mapping[str, FieldChoice]) -> p.ProfileFieldsView:
    """The fields as they are shown."""
    return p.ProfileFieldsView(
        fields=[p.ProfileFieldView(**choice._asdict()) for choice in choices.values()]
    )


async def get_profile(ctx: Ctx, command: p.GetProfile) -> p.ProfileView:
    """A person, and what I may see of their profile: nothing for guests. Errors: NotFound."""
    card = await ctx.access.person(ctx.actor, command.person_id)
    async with ctx.store.read() as snapshot:
        rows = await people.accounts(snapshot, [card.id])
        person = to_person(rows[card.id], ctx.now_ms)
        if ctx.actor.role is Role.GUEST and not ctx.is_system:
            return p.ProfileView(person=person)
        choices = await queries.field_choices(snapshot)
        said = (await queries.said_by(snapshot, [card.id])).get(card.id, Said())
        mine = card.id == ctx.me
        team = mine or await _is_team(snapshot, ctx.me, card.id)
        values = _values(choices, said, rows[card.id], mine=mine, team=team)
        manager = next((value.values[0] for value in values if value.key == MANAGER), None)
        boss = (await people.accounts(snapshot, [manager])).get(manager) if manager else None
        shared = await queries.shared_channels(snapshot, ctx.me, card.id, MOST_CHANNELS)
        reports = await queries.count_reports(snapshot, [card.id])
    return p.ProfileView(
        person=person,
        values=values,
        manager=to_person(boss, ctx.now_ms) if boss is not None else None,
        reports=reports.get(card.id, 0) if chart_is_shown(choices) else 0,
        channel_ids=[] if mine else shared,
        unasked=said.unasked if mine else False,
    )


async def get_zones(ctx: Ctx, command: p.GetZones) -> p.ZonesView:
    """Nothing of what somebody shows to fewer than everyone, and nothing for guests."""
    if ctx.actor.role is Role.GUEST and not ctx.is_system:
        return p.ZonesView()
    async with ctx.store.read() as snapshot:
        choice = (await queries.field_choices(snapshot))[ZONE]
        said = await queries.said_by(snapshot, command.person_ids) if choice.used else {}
    zones = {}
    for person_id, one in said.items():
        own = one.only.get(ZONE, Visibility.EVERYONE)
        zone = (one.values.get(ZONE) or [""])[0]
        if zone and stricter(choice.visibility, own) is Visibility.EVERYONE:
            zones[person_id] = zone
    return p.ZonesView(zones=zones)


def _values(
    choices: Mapping[str, FieldChoice], said: Said, account: Row, *, mine: bool, team: bool
) -> list[p.ProfileValueView]:
    found = []
    for key, choice in choices.items():
        own = said.only.get(key, Visibility.EVERYONE)
        visibility = stricter(choice.visibility, own)
        values = [account["email"] or ""] if key == EMAIL else said.values.get(key, [])
        if choice.used and any(values) and shows(visibility, mine=mine, team=team):
            shown = visibility if mine else None
            found.append(p.ProfileValueView(key=key, values=list(values), visibility=shown))
    return found


async def _is_team(snapshot: Snapshot, me: str, other: str) -> bool:
    """Does the other say that I am their manager? What I say of myself opens nobody's door."""
    return (await queries.manager_of(snapshot, [other])).get(other) == me


def open_kinds(choices: Mapping[str, FieldChoice]) -> set[str]:
    """The kinds of words that may find and count people: those that everybody sees."""
    return {
        kind
        for key, kind in TAGGED.items()
        if choices[key].used and choices[key].visibility is Visibility.EVERYONE
    }


def chart_is_shown(choices: Mapping[str, FieldChoice]) -> bool:
    """Is there a chart? Not where managers are shown to few."""
    manager = choices[MANAGER]
    return manager.used and manager.visibility is Visibility.EVERYONE


async def departments_of(
    snapshot: Snapshot, person_ids: Collection[str], kinds: Collection[str]
) -> dict[str, dict[str, str]]:
    """Department and site of these people, as far as everybody sees them."""
    return await queries.open_tags(snapshot, person_ids, {"department", "site"} & set(kinds))


def ids_of(rows: Sequence[Row]) -> list[str]:
    """The ids of these people, in their order."""
    return [row["id"] for row in rows]
