"""Committed entries reach the bus at least once and in order, whatever breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from persistence import log
from persistence.bus_memory import MemoryBus
from persistence.clock import HandClock
from persistence.relay import Audiences, Relay
from persistence.store import Store
from persistence.streams import Stream
from persistence.wire import read_event_body
from tests.persistence.stores import GARDEN, ORCHARD, Database, Noted, make_database, note


class Ear(MemoryBus):
    """A bus that keeps what came, and that can be out of reach."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[Stream, int, str]] = []
        self.reachable = True
        self.refused = 0
        self.attach(self._keep, lambda: None)

    async def publish(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        if not self.reachable:
            self.refused += 1
            raise ConnectionError("the bus is away")
        await super().publish(stream, entries)

    def of(self, stream: Stream) -> list[int]:
        """The seqs heard of a stream, in the order heard."""
        return [seq for name, seq, _ in self.heard if name == stream]

    def _keep(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        self.heard += [
            (stream, seq, str(read_event_body(body)[1]["what"])) for seq, body in entries
        ]


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    return await make_database(request, request.param, tmp_path)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@asynccontextmanager
async def process(
    database: Database, clock: HandClock, starts: bool = True
) -> AsyncIterator[tuple[Store, Relay, Ear]]:
    """A store with its relay and the bus it publishes to."""
    async with database.store(clock) as store:
        ear = Ear()
        for stream in (GARDEN, ORCHARD):
            await ear.subscribe(stream)
        relay = Relay(store, ear, shared=False)
        store.on_commit = relay.committed
        if starts:
            await relay.start()
        yield store, relay, ear
        if starts:
            await relay.stop()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - the bus tells nobody
            await asyncio.sleep(0.01)


async def unrelayed(store: Store, clock: HandClock) -> int:
    async with store.read() as snapshot:
        return len(await log.unrelayed(snapshot, clock.now_us() // 1_000 + 10_000, 1_000))


async def test_each_stream_is_published_in_order_and_once(
    database: Database, clock: HandClock
) -> None:
    async with process(database, clock) as (store, _, ear):
        writes = (note(f"{n}", GARDEN, ORCHARD) for n in range(100))
        await asyncio.gather(*map(store.write, writes))
        await until(lambda: len(ear.heard) >= 200)
        assert ear.of(GARDEN) == ear.of(ORCHARD) == list(range(1, 101))
    async with database.store(clock) as store:
        assert await unrelayed(store, clock) == 0


async def test_what_a_crash_left_is_published_by_the_next_process(
    database: Database, clock: HandClock
) -> None:
    async with process(database, clock, starts=False) as (store, _, ear):
        for n in range(5):
            await store.write(note(f"{n}", GARDEN))
        assert ear.heard == []
    async with process(database, clock) as (_, relay, ear):
        assert ear.heard == []  # the one that wrote them may still be at it
        clock.advance(3)
        await relay.sweep()
        assert ear.of(GARDEN) == [1, 2, 3, 4, 5]
        await relay.sweep()
        assert ear.of(GARDEN) == [1, 2, 3, 4, 5]


async def test_what_a_visitor_wrote_is_published_at_once(
    database: Database, clock: HandClock
) -> None:
    async with process(database, clock) as (_, relay, ear):
        changed: list[Audiences] = []
        relay.on_elsewhere = lambda audiences: changed.append(audiences)
        async with database.store(clock, serves=False) as visitor:
            await visitor.write(note("one", GARDEN, touches={GARDEN: None}))
            await visitor.write(note("two", GARDEN))
        await until(lambda: len(ear.heard) >= 2)
        assert ear.of(GARDEN)[:2] == [1, 2]
        assert {GARDEN: 0} in changed


async def test_what_the_bus_refused_is_published_when_it_is_back(
    database: Database, clock: HandClock
) -> None:
    async with process(database, clock) as (store, relay, ear):
        ear.reachable = False
        await store.write(note("one", GARDEN))
        await until(lambda: ear.refused > 0)
        await relay.publish_unlogged(GARDEN, Noted(what="passing"))
        ear.reachable = True
        clock.advance(3)
        await relay.sweep()
        assert ear.of(GARDEN) == [1]
        await store.write(note("two", GARDEN))
        await until(lambda: ear.of(GARDEN) == [1, 2])


async def test_passing_events_have_no_number_and_leave_no_trace(
    database: Database, clock: HandClock
) -> None:
    async with process(database, clock) as (store, relay, ear):
        await relay.publish_unlogged(GARDEN, Noted(what="passing"))
        assert ear.heard == [(GARDEN, 0, "passing")]
        async with store.read() as snapshot:
            assert await log.spans(snapshot, [GARDEN]) == {}


async def test_the_log_is_read_from_any_place(database: Database, clock: HandClock) -> None:
    async with database.store(clock) as store:
        for n in range(6):
            await store.write(note(f"{n}", GARDEN))
        await store.write(note("x", ORCHARD))
        async with store.read() as snapshot:
            assert [seq for seq, _ in await log.since(snapshot, GARDEN, 2, 3)] == [3, 4, 5]
            assert await log.since(snapshot, GARDEN, 6, 3) == []
            found = await log.spans(snapshot, [GARDEN, ORCHARD, Stream("c:C9")])
            assert found == {GARDEN: (0, 6), ORCHARD: (0, 1)}
            entries = await log.after_id(snapshot, 0, 4)
            rest = await log.after_id(snapshot, entries[-1].id, 10)
            assert [entry.seq for entry in (*entries, *rest)] == [1, 2, 3, 4, 5, 6, 1]


async def test_only_old_and_published_entries_are_pruned(
    database: Database, clock: HandClock
) -> None:
    async with database.store(clock) as store:
        for n in range(4):
            await store.write(note(f"{n}", GARDEN))
        async with store.read() as snapshot:
            old = await log.after_id(snapshot, 0, 10)
        await store.mark_relayed([entry.id for entry in old[:3]])
        clock.advance(3600)
        await store.write(note("new", GARDEN))
        now_ms = clock.now_us() // 1_000
        assert await store.exclusively(lambda tx: log.prune(tx, now_ms - 1_000)) is False
        async with store.read() as snapshot:
            assert await log.spans(snapshot, [GARDEN]) == {GARDEN: (3, 5)}
            assert [seq for seq, _ in await log.since(snapshot, GARDEN, 0, 10)] == [4, 5]
