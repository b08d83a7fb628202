"""The messages that call a person, across all their channels."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import and_, select, tuple_, union

from channels.core.context import Ctx
from channels.core.places import parse_place
from channels.core.protocol import Page
from channels.membership.tables import MemberRow
from channels.messages.mentions import EVERYBODY
from channels.messages.queries import to_view
from channels.messages.tables import MentionRow, MessageRow
from channels.notifications import protocol as p
from channels.notifications.tables import KeywordHitRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_hit = table_of(KeywordHitRow)
_member = table_of(MemberRow)
_mention = table_of(MentionRow)
_message = table_of(MessageRow)


async def list_mentions(ctx: Ctx, command: p.ListMentions) -> Page[p.MentionView]:
    """Calls to everybody count from when one joined. Errors: Invalid when `after` is no place."""
    before = parse_place(command.after) if command.after is not None else None
    async with ctx.store.read() as snapshot:
        query = _calling(ctx.me).limit(command.limit + 1)
        if before is not None:
            query = query.where(tuple_(_message.c.created_us, _message.c.id) < tuple_(*before))
        rows = await snapshot.all(query)
        shown = rows[: command.limit]
        why = await _reasons(snapshot, ctx.me, [row.id for row in shown])
        views = await ctx.decorated(snapshot, [to_view(row) for row in shown])
    last = shown[-1] if len(rows) > command.limit else None
    return Page(
        items=[p.MentionView(message=view, why=why[view.id]) for view in views],
        next=f"{last.created_us}-{last.id}" if last is not None else None,
    )


def _calling(person_id: str):  # type: ignore[no-untyped-def]
    """Messages of others that call the person, in channels that they are in now.

    The calls come first, each kind along its index: never all that was said in the channels.
    """
    named = select(_mention.c.message_id).where(_mention.c.person_id == person_id)
    found = select(_hit.c.message_id).where(_hit.c.person_id == person_id)
    to_all, member = _message.alias("to_all"), _member.alias("since")
    everybody = (
        select(_mention.c.message_id)
        .join(member, member.c.channel_id == _mention.c.channel_id)
        .join(to_all, to_all.c.id == _mention.c.message_id)
        .where(
            _mention.c.person_id == EVERYBODY,
            member.c.person_id == person_id,
            to_all.c.created_us >= member.c.joined_at_ms * 1_000,
        )
    )
    calls = union(named, found, everybody).subquery("calls")
    return (
        select(_message)
        .select_from(calls)
        .join(_message, _message.c.id == calls.c.message_id)
        .join(
            _member,
            and_(_member.c.channel_id == _message.c.channel_id, _member.c.person_id == person_id),
        )
        .where(_message.c.author_id != person_id, _message.c.deleted.is_(False))
        .order_by(_message.c.created_us.desc(), _message.c.id.desc())
    )


Reason = Literal["mention", "everybody", "keyword"]


async def _reasons(snapshot: Snapshot, person_id: str, message_ids: list[str]) -> dict[str, Reason]:
    query = select(_mention.c.message_id, _mention.c.person_id).where(
        _mention.c.message_id.in_(message_ids), _mention.c.person_id.in_([person_id, EVERYBODY])
    )
    why: dict[str, Reason] = dict.fromkeys(message_ids, "keyword")
    for row in await snapshot.all(query):
        if row.person_id == person_id:
            why[row.message_id] = "mention"
        elif why[row.message_id] != "mention":
            why[row.message_id] = "everybody"
    return why
