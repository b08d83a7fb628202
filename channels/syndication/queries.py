"""Questions about feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from channels.messages.protocol import MessageView
from channels.messages.queries import to_view
from channels.messages.tables import MessageRow
from channels.syndication.tables import AtomFeedRow, SubscriptionRow, TakenEntryRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_feed = table_of(AtomFeedRow)
_subscription = table_of(SubscriptionRow)
_taken = table_of(TakenEntryRow)
_message = table_of(MessageRow)


async def feeds_of(snapshot: Snapshot, person_id: str) -> list[Any]:
    """A person's private addresses."""
    return list(await snapshot.all(select(_feed).where(_feed.c.person_id == person_id)))


async def feed_by_secret(snapshot: Snapshot, secret_hash: str) -> Any | None:
    """The private address under this hash."""
    return await snapshot.first(select(_feed).where(_feed.c.secret_hash == secret_hash))


async def newest_roots(snapshot: Snapshot, channel_id: str, limit: int) -> list[MessageView]:
    """The newest threads of a channel by when they began, without notices."""
    query = (
        select(_message)
        .where(
            _message.c.channel_id == channel_id,
            _message.c.in_channel,
            _message.c.thread_id.is_(None),
            _message.c.deleted.is_(False),
            _message.c.kind != "notice",
        )
        .order_by(_message.c.seq.desc())
        .limit(limit)
    )
    return [to_view(row) for row in await snapshot.all(query)]


async def subscriptions_of(snapshot: Snapshot, channel_id: str) -> list[Any]:
    """What a channel takes in, in the order of adding."""
    query = select(_subscription).where(_subscription.c.channel_id == channel_id)
    return list(await snapshot.all(query.order_by(_subscription.c.id)))


async def subscription(snapshot: Snapshot, subscription_id: str) -> Any | None:
    """One of them."""
    return await snapshot.first(select(_subscription).where(_subscription.c.id == subscription_id))


async def count_subscriptions(snapshot: Snapshot, added_by: str | None = None) -> int:
    """How many there are in the workspace, or how many of them a person has added."""
    query = select(func.count()).select_from(_subscription)
    if added_by is not None:
        query = query.where(_subscription.c.added_by == added_by)
    return int(await snapshot.scalar(query) or 0)


async def taken(snapshot: Snapshot, channel_id: str, keys: Sequence[str]) -> set[str]:
    """Those of the keys that the channel has had."""
    query = select(_taken.c.key).where(_taken.c.channel_id == channel_id, _taken.c.key.in_(keys))
    return set(await snapshot.scalars(query)) if keys else set()


async def taken_before(
    snapshot: Snapshot, channel_id: str, keys: Sequence[str], at_ms: int
) -> list[str]:
    """Those of the keys that the channel has had, and that were seen last before then."""
    query = select(_taken.c.key).where(
        _taken.c.channel_id == channel_id, _taken.c.key.in_(keys), _taken.c.at_ms < at_ms
    )
    return list(await snapshot.scalars(query)) if keys else []


async def oldest_taken(snapshot: Snapshot, channel_id: str, most: int, limit: int) -> list[str]:
    """The oldest keys of a channel that has more than `most`."""
    of_channel = _taken.c.channel_id == channel_id
    count = await snapshot.scalar(select(func.count()).select_from(_taken).where(of_channel)) or 0
    if count <= most:
        return []
    query = select(_taken.c.key).where(of_channel).order_by(_taken.c.at_ms, _taken.c.key)
    return list(await snapshot.scalars(query.limit(min(limit, count - most))))


class Changed:
    """A row with some of its values changed."""

    def __init__(self, row: Any, values: dict[str, Any]) -> None:
        self._values = {**row._mapping, **values}

    def __getattr__(self, name: str) -> Any:
        return self._values[name]
