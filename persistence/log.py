"""The event log: what was committed, in each stream's order.

It serves the relay, clients that come back, the search index and bots' deliveries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, select

from persistence.bulk import table_of
from persistence.decision import Change, Emit, Insert
from persistence.ids import ids
from persistence.snapshot import Snapshot
from persistence.streams import Stream
from persistence.tables import LogRow, StreamRow
from persistence.wire import event_body

PRUNE_BATCH = 500

_log = table_of(LogRow)
_stream = table_of(StreamRow)


class Entry(NamedTuple):
    """A committed event. `id` grows with time over all streams."""

    id: int
    stream: Stream
    seq: int
    at_ms: int
    body: bytes
    touches: tuple[Stream, ...]


def entry(emit: Emit, touches: tuple[Stream, ...]) -> Entry:
    """The entry of a numbered event."""
    body = event_body(emit.build(emit))
    return Entry(ids.number(), emit.stream, emit.seq, emit.at_ms, body, touches)


def rows(entries: Iterable[Entry], relay_after_ms: int) -> list[Change]:
    """The log rows of new entries."""
    return [
        Insert(
            LogRow,
            {
                "stream": item.stream,
                "seq": item.seq,
                "id": item.id,
                "at_ms": item.at_ms,
                "body": item.body,
                "touches": " ".join(item.touches),
                "relayed": False,
                "relay_after_ms": relay_after_ms,
            },
        )
        for item in entries
    ]


async def since(
    snapshot: Snapshot, stream: Stream, seq: int, limit: int
) -> list[tuple[int, bytes]]:
    """(seq, body) of the entries after `seq`, ascending, at most `limit`."""
    query = (
        select(_log.c.seq, _log.c.body)
        .where(_log.c.stream == stream, _log.c.seq > seq)
        .order_by(_log.c.seq)
        .limit(limit)
    )
    return [(row.seq, row.body) for row in await snapshot.all(query)]


async def spans(snapshot: Snapshot, streams: Sequence[str]) -> dict[str, tuple[int, int]]:
    """(the seq before the oldest entry kept, the head) of streams in which anything happened.

    Where nothing is kept the two are equal. Seqs reserved by a bulk load have no entries; the
    event that tells of the load comes after them.
    """
    oldest = select(func.min(_log.c.seq)).where(_log.c.stream == _stream.c.name).scalar_subquery()
    query = select(_stream.c.name, _stream.c.seq, oldest.label("oldest")).where(
        _stream.c.name.in_(streams)
    )
    return {
        row.name: (row.seq if row.oldest is None else row.oldest - 1, row.seq)
        for row in await snapshot.all(query)
    }


async def unrelayed(snapshot: Snapshot, now_ms: int, limit: int) -> list[Entry]:
    """Committed entries that nobody has published, oldest first."""
    query = (
        select(_log)
        .where(_log.c.relayed.is_(False), _log.c.relay_after_ms <= now_ms)
        .order_by(_log.c.id)
        .limit(limit)
    )
    return [_to_entry(row) for row in await snapshot.all(query)]


async def after_id(snapshot: Snapshot, id: int, limit: int) -> list[Entry]:
    """Entries of all streams after `id`, oldest first: for consumers that keep a cursor."""
    query = select(_log).where(_log.c.id > id).order_by(_log.c.id).limit(limit)
    return [_to_entry(row) for row in await snapshot.all(query)]


async def prune(snapshot: Snapshot, before_ms: int) -> bool:
    """Forget some entries older than `before_ms`; True where there are more.

    Who comes back from further behind gets a reset.
    """
    old = (
        select(_log.c.id)
        .where(_log.c.at_ms < before_ms, _log.c.relayed.is_(True))
        .order_by(_log.c.at_ms)
        .limit(PRUNE_BATCH)
    )
    done = await snapshot.connection.execute(delete(_log).where(_log.c.id.in_(old)))
    return done.rowcount == PRUNE_BATCH


def _to_entry(row: object) -> Entry:
    touches = tuple(Stream(name) for name in row.touches.split())  # type: ignore[attr-defined]
    return Entry(row.id, Stream(row.stream), row.seq, row.at_ms, bytes(row.body), touches)  # type: ignore[attr-defined]
