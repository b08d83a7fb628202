"""Questions about threads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace
from sqlalchemy import Integer, and_, case, func, or_, select

from channels.messages.protocol import MessageView, ThreadSummary
from channels.messages.queries import to_view
from channels.messages.tables import MessageRow
from channels.threads.tables import FollowRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

REPLIERS_SHOWN = 5

_message = table_of(MessageRow)
_follow = table_of(FollowRow)


async def add_summaries(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Roots with what they show of their threads; one query."""
    roots = [view.id for view in views if view.thread_id is None]
    found = await summaries(snapshot, roots) if roots else {}
    return [replace(view, thread=found[view.id]) if view.id in found else view for view in views]


async def summaries(snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, ThreadSummary]:
    """Of the threads that have had replies: how many are there, the last one's time, the first
    few authors."""
    present = func.sum(case((_message.c.deleted.is_(False), 1), else_=0), type_=Integer)
    query = (
        select(
            _message.c.thread_id,
            _message.c.author_id,
            present.label("present"),
            func.max(_message.c.created_us).label("last_us"),
            func.min(_message.c.seq).label("first_seq"),
        )
        .where(_message.c.thread_id.in_(thread_ids))
        .group_by(_message.c.thread_id, _message.c.author_id)
        .order_by(_message.c.thread_id, func.min(_message.c.seq))
    )
    by_thread: dict[str, list[Any]] = {}
    for row in await snapshot.all(query):
        by_thread.setdefault(row.thread_id, []).append(row)
    return {
        thread_id: ThreadSummary(
            reply_count=sum(row.present for row in rows),
            last_reply_at=max(row.last_us for row in rows) // 1_000,
            replier_ids=[row.author_id for row in rows[:REPLIERS_SHOWN]],
        )
        for thread_id, rows in by_thread.items()
    }


class LastReply(NamedTuple):
    """A thread and when its last reply was written."""

    thread_id: str
    at_us: int


async def followed(
    snapshot: Snapshot,
    person_id: str,
    channel_ids: Sequence[str],
    after: tuple[int, str] | None,
    limit: int,
) -> list[LastReply]:
    """The threads of these channels that a person follows, the latest reply first.

    Only threads that hold a reply; `after` is the (moment, id) to go on from.
    """
    last_us = func.max(_message.c.created_us)
    replies = and_(_message.c.thread_id == _follow.c.thread_id, _message.c.deleted.is_(False))
    query = (
        select(_follow.c.thread_id, last_us.label("last_us"))
        .join(_message, replies)
        .where(
            _follow.c.person_id == person_id,
            _follow.c.following.is_(True),
            _follow.c.channel_id.in_(channel_ids),
        )
        .group_by(_follow.c.thread_id)
        .order_by(last_us.desc(), _follow.c.thread_id.desc())
        .limit(limit)
    )
    if after is not None:
        at_us, thread_id = after
        query = query.having(
            or_(last_us < at_us, and_(last_us == at_us, _follow.c.thread_id < thread_id))
        )
    return [LastReply(row.thread_id, row.last_us) for row in await snapshot.all(query)]


async def last_replies(snapshot: Snapshot, threads: Sequence[LastReply]) -> dict[str, MessageView]:
    """The last reply of each thread."""
    query = select(_message).where(
        _message.c.thread_id.in_([thread.thread_id for thread in threads]),
        _message.c.created_us.in_([thread.at_us for thread in threads]),
        _message.c.deleted.is_(False),
    )
    views = [to_view(row) for row in await snapshot.all(query)]
    return {view.thread_id: view for view in views if view.thread_id is not None}


async def roots_of(snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, MessageView]:
    """The roots, deleted ones too."""
    rows = await snapshot.all(select(_message).where(_message.c.id.in_(thread_ids)))
    return {row.id: to_view(row) for row in rows}


async def follows_of(
    snapshot: Snapshot, thread_id: str, person_ids: Sequence[str]
) -> dict[str, bool]:
    """Who of these follows the thread; those who never chose are left out."""
    query = select(_follow.c.person_id, _follow.c.following).where(
        _follow.c.thread_id == thread_id, _follow.c.person_id.in_(person_ids)
    )
    return {row.person_id: row.following for row in await snapshot.all(query)}


async def followers(snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, set[str]]:
    """The people who follow each thread."""
    query = select(_follow.c.thread_id, _follow.c.person_id).where(
        _follow.c.thread_id.in_(thread_ids), _follow.c.following.is_(True)
    )
    found: dict[str, set[str]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.thread_id, set()).add(row.person_id)
    return found


async def last_seq(snapshot: Snapshot, thread_id: str) -> int:
    """The seq of the thread's last reply, deleted or not; 0 where there is none."""
    query = select(func.max(_message.c.seq)).where(_message.c.thread_id == thread_id)
    return await snapshot.scalar(query) or 0
