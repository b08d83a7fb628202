"""Welcoming newcomers."""

from __future__ import annotations

from sqlalchemy import select

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.protocol import Done
from channels.membership.tables import ChannelRow, MemberRow
from channels.people.tables import PersonRow
from channels.welcome import protocol as p
from channels.welcome.tables import WelcomeRow
from persistence.bulk import table_of
from persistence.decision import Decision, Insert
from persistence.snapshot import Snapshot

NEW_FOR_MS = 30 * 24 * 60 * 60 * 1000

_welcome = table_of(WelcomeRow)
_member = table_of(MemberRow)
_channel = table_of(ChannelRow)
_person = table_of(PersonRow)


async def get(ctx: Ctx, _: p.GetWelcome) -> p.WelcomeView:
    """A newcomer is a member who came within the last thirty days; who runs the place is none."""
    async with ctx.store.read() as snapshot:
        text = await snapshot.scalar(select(_welcome.c.text).where(_welcome.c.id == 1))
        came_ms = await _came_ms(snapshot, ctx.me)
    new = came_ms is not None and came_ms > ctx.now_ms - NEW_FOR_MS
    return p.WelcomeView(text=text or "", newcomer=new and ctx.actor.role is Role.MEMBER)


async def _came_ms(snapshot: Snapshot, person_id: str) -> int | None:
    """When a person came into #general, as all do who are no guests; or first came at all, where
    a list had put them there before."""
    query = (
        select(_member.c.joined_at_ms, _person.c.came_at_ms)
        .join_from(_member, _channel, _channel.c.id == _member.c.channel_id)
        .join(_person, _person.c.id == _member.c.person_id)
        .where(_member.c.person_id == person_id, _channel.c.general.is_(True))
    )
    found = await snapshot.first(query)
    return None if found is None else max(found.joined_at_ms, found.came_at_ms or 0)


async def change(ctx: Ctx, command: p.SetWelcome) -> Decision:
    """Again is harmless."""
    row = {"id": 1, "text": command.text.strip()}
    change = Insert(WelcomeRow, row, update=("text",))
    return Decision(reply=Done(), changes=[change], basis=ctx.basis)
