"""What is shown of channels and members."""

from __future__ import annotations

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.protocol import Page
from channels.core.text import fold
from channels.membership import protocol as p
from channels.membership import queries
from channels.membership.queries import ChannelPage, MySettings, to_facts
from channels.membership.views import SMALL, to_channel_view, to_member, view_of_card


async def list_channels(ctx: Ctx, command: p.ListChannels) -> Page[p.ChannelView]:
    """All channels that the person may see, by id."""
    page = ChannelPage(
        person_id=ctx.me,
        guest=ctx.actor.role is Role.GUEST,
        query=fold(command.query.strip().removeprefix("#")),
        joined=command.joined,
        archived=command.archived,
        after=command.after or "",
        limit=command.limit,
    )
    async with ctx.store.read() as snapshot:
        rows = await queries.list_channels(snapshot, page)
        shown = rows[: command.limit]
        versions = {row.id: row.members_version for row in shown}
        counts = await queries.count_members(snapshot, versions)
        small = [row.id for row in shown if row.kind in {kind.value for kind in SMALL}]
        members = await queries.members_of_small(snapshot, small)
    items = [
        to_channel_view(
            to_facts(row),
            members.get(row.id, []),
            counts[row.id],
            MySettings(row.level, row.muted, row.starred, row.role) if row.me is not None else None,
            row.head,
        )
        for row in shown
    ]
    return Page(items=items, next=shown[-1].id if len(rows) > command.limit else None)


async def get_channel(ctx: Ctx, command: p.GetChannel) -> p.ChannelView:
    """One channel."""
    async with ctx.store.read() as snapshot:
        mine = await queries.my_settings(snapshot, ctx.channel.id, ctx.me)
        head = await queries.head_of(snapshot, ctx.channel.id)
    return view_of_card(ctx.channel, mine, head)


async def list_members(ctx: Ctx, command: p.ListMembers) -> Page[p.MemberView]:
    """Members by person id."""
    if command.after is not None and not command.after.isalnum():
        raise Invalid("This is not a place in the list.", "after")
    after = command.after or ""
    ids = sorted(person_id for person_id in ctx.channel.members if person_id > after)
    shown = ids[: command.limit]
    items = [to_member(person_id, ctx.channel.members[person_id]) for person_id in shown]
    return Page(items=items, next=shown[-1] if len(ids) > command.limit else None)


async def get_pasts(ctx: Ctx, command: p.GetPasts) -> Page[p.ChannelPast]:
    """By id; of channels that there are not, nothing."""
    async with ctx.store.read() as snapshot:
        rows = await queries.pasts(snapshot, command.channel_ids)
    items = [
        p.ChannelPast(
            id=row.id,
            topic_by=row.topic_by,
            topic_at=row.topic_at_ms,
            purpose_by=row.purpose_by,
            purpose_at=row.purpose_at_ms,
            former_names=row.former_names.split(),
        )
        for row in rows
    ]
    return Page(items=items, next=None)
