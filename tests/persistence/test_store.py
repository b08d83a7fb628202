"""The store's guarantees, on both databases."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence import log
from persistence.clock import HandClock
from persistence.decision import Card, Decision, Delete, Emit, Insert, Stale, Update
from persistence.failures import OutcomeUnknown, StoreUnavailable
from persistence.log import Entry
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.tables import StoreFact, StreamRow
from tests.persistence.stores import (
    GARDEN,
    ORCHARD,
    Database,
    facts,
    make_database,
    note,
    noted,
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    return await make_database(request, request.param, tmp_path)


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    async with database.store() as opened:
        yield opened


async def together(store: Store, decisions: Iterable[Decision]) -> list[Any]:
    """Write them all in the same moment; answers or errors, in order."""
    return await asyncio.gather(*map(store.write, decisions), return_exceptions=True)


async def test_seqs_have_no_gap_and_follow_the_order_given(store: Store) -> None:
    answers = await together(store, (note(f"{n}", GARDEN, ORCHARD, GARDEN) for n in range(300)))
    assert answers == [[2 * n + 1, n + 1, 2 * n + 2] for n in range(300)]
    in_garden = await noted(store, GARDEN)
    assert [seq for seq, _ in in_garden] == list(range(1, 601))
    assert [what for _, what in in_garden[::2]] == [f"{n}" for n in range(300)]
    assert [seq for seq, _ in await noted(store, ORCHARD)] == list(range(1, 301))


async def test_what_waits_is_committed_in_groups(store: Store) -> None:
    await together(store, (note(f"{n}", GARDEN) for n in range(400)))
    assert store.writes == 400
    assert store.groups <= 10


async def test_an_answer_is_given_after_the_commit(store: Store) -> None:
    told: list[tuple[str, int]] = []
    store.on_commit = lambda entries: told.append(("commit", len(entries)))
    (seq,) = await store.write(note("first", GARDEN, key="a"))
    told.append(("answer", seq))
    assert told == [("commit", 1), ("answer", 1)]
    assert await facts(store) == {"a": "first"}


async def test_times_grow_though_the_clock_stands_still(store: Store) -> None:
    emits: list[Emit] = []
    decisions = [note(f"{n}", GARDEN) for n in range(50)]
    for decision in decisions:
        emits += decision.emits
    await together(store, decisions)
    times = [emit.at_us for emit in emits]
    assert times == sorted(set(times))


async def test_a_taken_key_makes_one_decision_stale_and_harms_no_other(store: Store) -> None:
    await store.write(note("first", key="taken"))
    wanted = [note(f"{n}", GARDEN, key=f"k{n}" if n != 7 else "taken") for n in range(20)]
    answers = await together(store, wanted)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Stale)] == [7]
    assert [what for _, what in await noted(store, GARDEN)] == [f"{n}" for n in range(20) if n != 7]
    assert [seq for seq, _ in await noted(store, GARDEN)] == list(range(1, 20))
    assert (await facts(store))["taken"] == "first"
    assert len(await facts(store)) == 20


async def test_a_decision_that_cannot_be_written_harms_no_other(store: Store) -> None:
    def fails(_: Emit) -> Any:
        raise RuntimeError("a bug in an event")

    async def wrong(decisions: list[Decision]) -> None:
        answers = await together(store, decisions)
        assert [isinstance(answer, Exception) for answer in answers] == [False, True, False]

    await wrong([note("a", GARDEN), Decision(emits=[Emit(GARDEN, fails)]), note("b", GARDEN)])
    bad_row = Decision(changes=[Insert(StoreFact, {"key": "k", "value": object()})])
    await wrong([note("c", GARDEN), bad_row, note("d", GARDEN)])
    assert await noted(store, GARDEN) == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


async def test_rows_and_events_are_stored_together_or_not_at_all(store: Store) -> None:
    await store.write(note("first", key="taken"))
    both = note("second", GARDEN, key="new")
    both.changes.append(Insert(StoreFact, {"key": "taken", "value": "again"}))
    with pytest.raises(Stale):
        await store.write(both)
    assert await facts(store) == {"taken": "first"}
    assert await noted(store, GARDEN) == []


async def test_a_decision_on_old_ground_is_stale(store: Store) -> None:
    card = Card(GARDEN, 0)
    card.fresh = False
    with pytest.raises(Stale):
        await store.write(note("too late", GARDEN, basis=(card,)))
    assert await noted(store, GARDEN) == []


async def test_a_change_of_ground_ends_its_group(store: Store) -> None:
    card = Card(GARDEN, 0)

    def touched(streams: Any) -> None:
        assert list(streams) == [GARDEN]
        card.fresh = False

    store.on_touch = touched
    before = note("before", GARDEN, basis=(card,))
    change = note("change", GARDEN, basis=(card,), touches={GARDEN: None})
    after = note("after", GARDEN, basis=(card,))
    answers = await together(store, [before, change, after])
    assert answers[:2] == [[1], [2]]
    assert isinstance(answers[2], Stale)
    fresh = Card(GARDEN, 1)
    assert await store.write(note("decided again", GARDEN, basis=(fresh,))) == [3]


async def test_ground_changed_by_another_process_is_noticed(database: Database) -> None:
    async with database.store(shared=True) as one, database.store(shared=True) as other:
        dropped: list[Any] = []
        one.on_touch = lambda streams: dropped.extend(streams)
        await other.write(note("elsewhere", GARDEN, touches={GARDEN: None}))
        card = Card(GARDEN, 0)
        one.on_touch = lambda streams: (dropped.extend(streams), setattr(card, "fresh", False))  # type: ignore[func-returns-value]
        with pytest.raises(Stale):
            await one.write(note("here", GARDEN, basis=(card,)))
        with pytest.raises(Stale):
            await one.write(note("here", ORCHARD, basis=(card,)))
        assert dropped == [GARDEN]
        assert await one.write(note("here", GARDEN, basis=(Card(GARDEN, 1),))) == [2]


async def test_two_processes_share_one_numbering(database: Database) -> None:
    async with database.store(shared=True) as one, database.store(shared=True) as other:
        answers = await asyncio.gather(
            together(one, (note(f"one {n}", GARDEN, ORCHARD) for n in range(100))),
            together(other, (note(f"other {n}", ORCHARD, GARDEN) for n in range(100))),
        )
        for answer in answers:
            seqs = [pair[0] for pair in answer]
            assert seqs == sorted(seqs)
        for stream in (GARDEN, ORCHARD):
            found = await noted(one, stream)
            assert [seq for seq, _ in found] == list(range(1, 201))
            whats = [what for _, what in found]
            for name in ("one", "other"):
                mine = [what for what in whats if what.startswith(f"{name} ")]
                assert mine == [f"{name} {n}" for n in range(100)]


async def test_who_enters_the_queue_is_told_at_once(store: Store) -> None:
    told: list[str] = []
    writing = asyncio.create_task(
        store.write(note("first", GARDEN), lambda: told.append("entered"))
    )
    await asyncio.sleep(0)
    assert told == ["entered"]
    assert await writing == [1]


async def test_a_writer_who_went_away_harms_no_other(store: Store) -> None:
    writes = [asyncio.create_task(store.write(note(f"{n}", GARDEN))) for n in range(20)]
    await asyncio.sleep(0)
    for write in writes[::2]:
        write.cancel()
    answers = await asyncio.gather(*writes, return_exceptions=True)
    there = [n for n, answer in enumerate(answers) if isinstance(answer, list)]
    assert there == list(range(1, 20, 2))
    found = await noted(store, GARDEN)
    assert [seq for seq, _ in found] == list(range(1, len(found) + 1))
    assert {what for _, what in found} >= {f"{n}" for n in there}


async def test_closing_finishes_what_waits_and_takes_no_more(database: Database) -> None:
    async with database.store() as store:
        writes = [asyncio.create_task(store.write(note(f"{n}", GARDEN))) for n in range(50)]
        await asyncio.sleep(0)
    assert [await write for write in writes] == [[n + 1] for n in range(50)]
    with pytest.raises(ConnectionError):
        await store.write(note("too late", GARDEN))
    async with database.store() as again:
        assert len(await noted(again, GARDEN)) == 50
        assert again.epoch == store.epoch


async def test_a_reader_sees_one_moment(store: Store) -> None:
    async with store.read() as snapshot:
        query = text("SELECT count(*) FROM event_log")
        assert await snapshot.scalar(query) == 0
        await store.write(note("meanwhile", GARDEN))
        assert await snapshot.scalar(query) == 0
    async with store.read() as snapshot:
        assert await snapshot.scalar(query) == 1


async def test_work_of_its_own_runs_between_groups_and_all_or_nothing(store: Store) -> None:
    async def add(snapshot: Snapshot, key: str) -> str:
        statement = text("INSERT INTO store_fact (key, value) VALUES (:key, 'x')")
        await snapshot.connection.execute(statement, {"key": key})
        return key

    async def fail(snapshot: Snapshot) -> None:
        await add(snapshot, "lost")
        raise RuntimeError("in the middle")

    answers = await asyncio.gather(
        store.write(note("before", GARDEN)),
        store.exclusively(lambda snapshot: add(snapshot, "kept")),
        store.exclusively(fail),
        store.write(note("after", GARDEN)),
        return_exceptions=True,
    )
    assert answers[:2] == [[1], "kept"]
    assert isinstance(answers[2], RuntimeError)
    assert answers[3] == [2]
    assert await facts(store) == {"kept": "x"}


async def test_changes_keep_their_order_within_a_table(store: Store) -> None:
    key = {"key": "k"}
    await store.write(
        Decision(
            changes=[
                Insert(StoreFact, {"key": "k", "value": "a"}),
                Update(StoreFact, key, {"value": "b"}),
                Delete(StoreFact, key),
                Insert(StoreFact, {"key": "k", "value": "c"}),
                Insert(StoreFact, {"key": "k", "value": "d"}, ignore=True),
                Insert(StoreFact, {"key": "other", "value": "x"}),
                Update(StoreFact, {"key": "other"}, {"value": "y"}),
            ]
        )
    )
    assert await facts(store) == {"k": "c", "other": "y"}


async def test_a_column_that_only_grows_never_shrinks(store: Store) -> None:
    def row(seq: int) -> Insert:
        named = {"name": "s", "seq": seq, "members_version": 0}
        return Insert(StreamRow, named, update=("seq",), greatest=("seq",))

    await store.write(Decision(changes=[row(5), row(9), row(3)]))
    await store.write(Decision(changes=[row(7)]))
    await store.write(
        Decision(changes=[Update(StreamRow, {"name": "s"}, {"seq": 2}, greatest=("seq",))])
    )
    async with store.read() as snapshot:
        assert await snapshot.scalar(text("SELECT seq FROM stream WHERE name = 's'")) == 9


async def test_a_decision_of_nothing_is_answered(store: Store) -> None:
    assert await store.write(Decision(reply="nothing to do")) == "nothing to do"


async def test_entries_are_handed_on_in_the_order_of_their_commit(store: Store) -> None:
    handed: list[Entry] = []
    store.on_commit = handed.extend
    await together(store, (note(f"{n}", GARDEN if n % 2 else ORCHARD) for n in range(40)))
    ids = [entry.id for entry in handed]
    assert ids == sorted(set(ids))
    assert len(handed) == 40
    assert [entry.seq for entry in handed if entry.stream == GARDEN] == list(range(1, 21))


async def test_a_clock_set_back_does_not_turn_times(database: Database) -> None:
    clock = HandClock()
    async with database.store(clock) as store:
        first, second = note("first", GARDEN), note("second", GARDEN)
        await store.write(first)
        clock.advance(-3600)
        await store.write(second)
        assert second.emits[0].at_us > first.emits[0].at_us


async def test_a_group_cut_off_at_its_commit_is_not_written_again(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await make_database(request, "postgresql", tmp_path)
    execute = AsyncConnection.exec_driver_sql
    cut_off: list[str] = []

    async def cut(connection: AsyncConnection, statement: str, *more: Any) -> Any:
        result = await execute(connection, statement, *more)
        if statement == "COMMIT" and not cut_off:
            cut_off.append(statement)
            raise DBAPIError(statement, None, ConnectionError("gone"), connection_invalidated=True)
        return result

    async with database.store() as store:
        await store.write(note("before", GARDEN))
        monkeypatch.setattr(AsyncConnection, "exec_driver_sql", cut)
        answers = await together(store, [note("a", GARDEN), note("b", GARDEN)])
        assert [type(answer) for answer in answers] == [OutcomeUnknown, OutcomeUnknown]
        await store.write(note("after", GARDEN))
        assert [what for _, what in await noted(store, GARDEN)] == ["before", "a", "b", "after"]


async def test_who_cannot_be_served_in_time_is_told_so(store: Store) -> None:
    pool: Any = store._engine.sync_engine.pool
    pool._timeout = 0.05
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(pool.size() - pool.checkedout()):
            await stack.enter_async_context(store.read())
        with pytest.raises(StoreUnavailable):
            await stack.enter_async_context(store.read())
    async with store.read() as snapshot:
        assert await snapshot.scalar(text("SELECT 1")) == 1


async def test_a_glance_sees_what_is_committed_and_holds_nothing_open(store: Store) -> None:
    count = text("SELECT count(*) FROM event_log")
    for n in range(3):
        async with store.glance() as glance:
            assert await glance.scalar(count) == n
            await store.write(note(f"{n}", GARDEN))


async def test_a_glance_is_one_statement(store: Store) -> None:
    async with store.glance() as glance:
        await glance.scalar(text("SELECT 1"))
        with pytest.raises(RuntimeError, match="one statement"):
            await glance.scalar(text("SELECT 1"))


async def test_a_snapshot_stays_where_its_first_statement_found_it(store: Store) -> None:
    count = text("SELECT count(*) FROM event_log")
    async with store.read() as snapshot:
        assert await snapshot.scalar(count) == 0
        await store.write(note("later", GARDEN))
        assert await snapshot.scalar(count) == 0
    async with store.read() as snapshot:
        assert await snapshot.scalar(count) == 1


async def test_a_question_of_many_is_answered_for_each(store: Store) -> None:
    for stream in (GARDEN, ORCHARD, ORCHARD):
        await store.write(note("x", stream))
    asked = (GARDEN, ORCHARD, "c:nowhere")
    answers = await asyncio.gather(*(store.ask(log.spans, one) for one in asked))
    assert answers == [(0, 1), (0, 2), None]


async def test_one_who_stumbles_over_what_they_are_told_stops_no_writer(store: Store) -> None:
    def stumble(entries: list[Entry]) -> None:
        raise RuntimeError("a bug in a listener")

    store.on_commit = stumble
    await asyncio.wait_for(store.write(note("a", GARDEN)), 30)
    await asyncio.wait_for(store.write(note("b", GARDEN)), 30)
    assert await noted(store, GARDEN) == [(1, "a"), (2, "b")]
