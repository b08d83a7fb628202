"""Questions about posts and their acknowledgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from channels.core.cards import FoundMessage
from channels.membership.tables import MemberRow
from channels.messages.protocol import MessageView, PostKind, PostLabel, PostView
from channels.people.tables import PersonRow
from channels.posts.tables import AcknowledgementRow, PostRow, WallRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_post = table_of(PostRow)
_ack = table_of(AcknowledgementRow)
_wall = table_of(WallRow)
_member = table_of(MemberRow)
_person = table_of(PersonRow)

_KINDS: Mapping[str, PostKind] = {  # a default is known by identity
    "message": "message",
    "post": "post",
    "announcement": "announcement",
    "question": "question",
}
_LABELS: Mapping[str, PostLabel] = {
    "none": "none",
    "todo": "todo",
    "in_progress": "in_progress",
    "answered": "answered",
    "decided": "decided",
}


async def find(snapshot: Snapshot, message_id: str) -> PostView | None:
    """What the root is besides a message, or None."""
    row = await snapshot.first(select(_post).where(_post.c.message_id == message_id))
    return to_view(row) if row is not None else None


async def add_posts(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with what they are besides; one query."""
    roots = [view.id for view in views if view.thread_id is None]
    if not roots:
        return list(views)
    rows = await snapshot.all(select(_post).where(_post.c.message_id.in_(roots)))
    found = {row.message_id: row for row in rows}
    if not found:
        return list(views)
    return [
        replace(view, post=to_view(found[view.id])) if view.id in found else view for view in views
    ]


async def has_acknowledged(snapshot: Snapshot, message_id: str, person_id: str) -> bool:
    """Has the person said that they have seen and understood it?"""
    query = select(_ack.c.at_ms).where(
        _ack.c.message_id == message_id, _ack.c.person_id == person_id
    )
    return await snapshot.first(query) is not None


async def asked(snapshot: Snapshot, message: FoundMessage) -> set[str]:
    """The people in its channel, but for its author, bots and closed accounts."""
    query = (
        select(_member.c.person_id)
        .join(_person, _person.c.id == _member.c.person_id)
        .where(
            _member.c.channel_id == message.channel_id,
            _member.c.person_id != message.author_id,
            _person.c.active.is_(True),
            _person.c.bot.is_(False),
        )
    )
    return set(await snapshot.scalars(query))


async def acknowledged(snapshot: Snapshot, message_id: str) -> set[str]:
    """Who has acknowledged it."""
    query = select(_ack.c.person_id).where(_ack.c.message_id == message_id)
    return set(await snapshot.scalars(query))


async def wall_of(snapshot: Snapshot, person_id: str) -> str | None:
    """The channel that is a person's wall, or None."""
    query = select(_wall.c.channel_id).where(_wall.c.person_id == person_id)
    found = await snapshot.scalar(query)
    return str(found) if found is not None else None


def to_view(row: Any) -> PostView:
    """A row as it is shown."""
    return PostView(
        kind=_KINDS[row.kind],
        label=_LABELS[row.label],
        closed=row.closed,
        accepted_id=row.accepted_id,
        wants_ack=row.wants_ack,
        shared_id=row.shared_id,
        shared_channel_id=row.shared_channel_id,
        reminded_at=row.reminded_at,
    )
