"""The catalogue of channels, what to look into, and who asks to come in."""

from __future__ import annotations

from typing import Any

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.core.kinds import ChannelKind
from channels.core.places import parse_place
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.homes import protocol as p
from channels.homes import queries
from channels.homes.service import door_of, to_request
from channels.membership.access import to_standing
from channels.membership.permissions import refusal


async def list_catalogue(ctx: Ctx, command: p.ListCatalogue) -> Page[p.CatalogueView]:
    """Errors: NotAllowed for guests; Invalid for a place that no page gave."""
    _no_guests(ctx)
    async with ctx.store.read() as snapshot:
        after = await _after(ctx, command.after)
        rows = await queries.catalogue(snapshot, ctx.me, command, after, command.limit + 1)
    shown = rows[: command.limit]
    items = [_to_entry(row) for row in shown]
    return Page(items=items, next=shown[-1].id if len(rows) > command.limit else None)


async def _after(ctx: Ctx, after: str | None) -> tuple[str, str] | None:
    """The place after a channel: its name may have changed since."""
    if after is None:
        return None
    async with ctx.store.read() as snapshot:
        found = await queries.listed_among(snapshot, ctx.me, [after])
    return (found[0].name_key, after) if found else ("", after)


async def list_themes(ctx: Ctx, _: p.ListThemes) -> Page[p.ThemeView]:
    """Errors: NotAllowed for guests."""
    _no_guests(ctx)
    async with ctx.store.read() as snapshot:
        rows = await queries.count_themes(snapshot, ctx.me)
    items = [p.ThemeView(theme=row.theme, section=row.section, count=row.channels) for row in rows]
    return Page(items=items, next=None)


async def suggest(ctx: Ctx, command: p.SuggestChannels) -> Page[p.CatalogueView]:
    """Errors: NotAllowed for guests."""
    _no_guests(ctx)
    async with ctx.store.read() as snapshot:
        near = await queries.where_people_i_know_are(snapshot, ctx.me, command.limit)
        rows = await queries.listed_among(snapshot, ctx.me, [id for id, _ in near])
    found = {row.id: row for row in rows}
    items = [_to_entry(found[id], people) for id, people in near if id in found]
    return Page(items=items, next=None)


async def list_requests(ctx: Ctx, command: p.ListRequests) -> Page[p.JoinRequestView]:
    """What I ask, and who asks to come where I may let people in."""
    async with ctx.store.read() as snapshot:
        mine = await queries.requests_by(snapshot, ctx.me)
        inside = await queries.private_channels_of(snapshot, ctx.me)
        theirs = await queries.requests_for(snapshot, inside) if inside else []
    rows: list[tuple[tuple[int, str], p.JoinRequestView]] = []
    for row in [*mine, *theirs]:
        card = await ctx.access.peek_channel(row["channel_id"])
        if card is None or (row["person_id"] != ctx.me and not _runs(ctx, card)):
            continue
        place = (row["asked_at_ms"], f"{row['channel_id']}.{row['person_id']}")
        rows.append((place, to_request(card, row)))
    rows.sort(key=lambda one: one[0], reverse=True)
    if command.after is not None:
        before = parse_place(command.after)
        rows = [one for one in rows if one[0] < before]
    shown = rows[: command.limit]
    last = f"{shown[-1][0][0]}-{shown[-1][0][1]}" if len(rows) > command.limit else None
    return Page(items=[view for _, view in shown], next=last)


def _runs(ctx: Ctx, card: Any) -> bool:
    return refusal(Right.MANAGE, to_standing(ctx.actor, card)) is None


def _to_entry(row: Any, known: int = 0) -> p.CatalogueView:
    reads = row.kind == ChannelKind.PUBLIC or row.me is not None
    return p.CatalogueView(
        id=row.id,
        name=row.name,
        door=door_of(row.kind, row.door),
        purpose=row.purpose,
        topic=row.topic if reads else "",
        section=row.section or "",
        theme=row.theme or "",
        member_count=row.people,
        joined=row.me is not None,
        asked=row.asker is not None,
        active_at=row.latest_us // 1_000 if reads and row.latest_us else None,
        known=known,
    )


def _no_guests(ctx: Ctx) -> None:
    if ctx.actor.role is Role.GUEST:
        raise NotAllowed("Guests see only the channels that they were put in.")
