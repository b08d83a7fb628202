"""Presence as the server uses it: what is announced, how often, and what happens when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from channels.core.errors import Limited, Unavailable
from persistence.clock import HandClock, now_ms
from presence.protocol import PresenceView, State
from presence.roster import Roster
from presence.roster_memory import MemoryRoster
from presence.roster_redis import RedisRoster
from presence.service import PresenceService


class Listener:
    """Hears announcements, and can be deaf for a while."""

    def __init__(self) -> None:
        self.batches: list[list[PresenceView]] = []
        self.deaf = False
        self.heard = asyncio.Event()

    async def __call__(self, views: Sequence[PresenceView]) -> None:
        if self.deaf:
            raise ConnectionError("the bus is out of reach")
        self.batches.append(list(views))
        self.heard.set()

    @property
    def latest(self) -> dict[str, State]:
        return {view.person_id: view.state for batch in self.batches for view in batch}


Make = Callable[..., Awaitable[PresenceService]]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(params=["memory", "redis"])
def make_roster(request: pytest.FixtureRequest) -> Callable[[], Roster]:
    if request.param == "memory":
        shared = MemoryRoster()
        return lambda: shared
    url: str = request.getfixturevalue("redis_url")
    return lambda: RedisRoster(url)


@pytest.fixture
async def service(
    make_roster: Callable[[], Roster], listener: Listener, clock: HandClock
) -> AsyncIterator[PresenceService]:
    made = PresenceService(make_roster(), listener, clock, limit=3)
    yield made
    await made.stop()


async def test_arrival_silence_and_departure_are_announced_once_each(
    service: PresenceService, listener: Listener, clock: HandClock
) -> None:
    await service.arrive("ada", "laptop")
    await service.tick()
    await service.tick()
    for _ in range(60):
        clock.advance(5)
        await service.tick()
    await service.leave("laptop")
    for _ in range(3):
        clock.advance(5)
        await service.tick()
    states = [view.state for batch in listener.batches for view in batch]
    assert states == ["online", "away", "offline"]


async def test_activity_keeps_a_person_online(
    service: PresenceService, listener: Listener, clock: HandClock
) -> None:
    await service.arrive("ada", "laptop")
    for _ in range(150):
        clock.advance(4)
        service.active("laptop")
        await service.tick()
    assert listener.latest == {"ada": "online"}
    assert len(listener.batches) == 1


async def test_a_thousand_arrivals_within_a_tick_are_one_batch(
    service: PresenceService, listener: Listener
) -> None:
    for number in range(1_000):
        await service.arrive(f"person{number}", f"connection{number}")
    for _ in range(4):
        await service.tick()
    assert len(listener.batches) == 1
    assert len(listener.batches[0]) == 1_000


async def test_a_crowd_comes_in_bounded_batches_and_nobody_twice(
    service: PresenceService, listener: Listener
) -> None:
    for number in range(4_500):
        await service.arrive(f"person{number}", f"connection{number}")
    for _ in range(3):
        await service.tick()
    everybody = [view.person_id for batch in listener.batches for view in batch]
    assert len(everybody) == len(set(everybody)) == 4_500
    assert max(map(len, listener.batches)) <= 1_000
    assert len(listener.batches) <= 6


async def test_coming_and_going_within_the_grace_is_announced_once(
    service: PresenceService, listener: Listener, clock: HandClock
) -> None:
    for number in range(20):
        await service.arrive("ada", f"connection{number}")
        await service.tick()
        clock.advance(2)
        await service.leave(f"connection{number}")
        clock.advance(2)
        await service.tick()
    assert [view.state for batch in listener.batches for view in batch] == ["online"]


async def test_what_could_not_be_announced_is_announced_later(
    service: PresenceService, listener: Listener
) -> None:
    listener.deaf = True
    await service.arrive("ada", "laptop")
    with pytest.raises(ConnectionError):
        await service.tick()
    listener.deaf = False
    await service.tick()
    assert listener.latest == {"ada": "online"}


async def test_a_snapshot_knows_the_latest_before_it_is_announced(
    service: PresenceService, listener: Listener, clock: HandClock
) -> None:
    await service.arrive("ada", "laptop")
    await service.set_dnd("ada", now_ms(clock) + 60_000)
    await service.set_away("bob", True)
    assert await service.snapshot(["bob", "ada"]) == [
        PresenceView(person_id="bob", state="offline", dnd=False),
        PresenceView(person_id="ada", state="online", dnd=True),
    ]
    assert listener.batches == []


async def test_away_by_hand_lasts_until_it_is_taken_back(
    service: PresenceService, clock: HandClock
) -> None:
    await service.set_away("ada", True)
    await service.arrive("ada", "laptop")
    clock.advance(2)
    service.active("laptop")
    [view] = await service.snapshot(["ada"])
    assert view.state == "away"
    await service.set_away("ada", False)
    [view] = await service.snapshot(["ada"])
    assert view.state == "online"


async def test_a_person_may_have_so_many_connections_and_no_more(
    service: PresenceService,
) -> None:
    for number in range(3):
        await service.arrive("ada", f"connection{number}")
    await service.arrive("ada", "connection2")
    with pytest.raises(Limited):
        await service.arrive("ada", "connection3")
    await service.leave("connection0")
    await service.leave("connection0")
    await service.arrive("ada", "connection3")
    await service.arrive("bob", "other")


async def test_what_is_said_of_unknown_connections_is_ignored(service: PresenceService) -> None:
    service.active("nothing")
    service.beat("nothing", active=False)
    await service.leave("nothing")
    assert [view.state for view in await service.snapshot(["ada"])] == ["offline"]


async def test_two_processes_announce_each_change_once(
    redis_url: str, listener: Listener, clock: HandClock
) -> None:
    both = [PresenceService(RedisRoster(redis_url), listener, clock) for _ in range(2)]
    for number in range(100):
        await both[number % 2].arrive(f"person{number}", f"connection{number}")
    for _ in range(3):
        for one in both:
            await one.tick()
        clock.advance(0.25)
    everybody = [view.person_id for batch in listener.batches for view in batch]
    assert len(everybody) == len(set(everybody)) == 100
    for one in both:
        await one.stop()


async def test_the_sweep_goes_on_when_its_process_dies(
    redis_url: str, listener: Listener, clock: HandClock
) -> None:
    dies, lives = (PresenceService(RedisRoster(redis_url), listener, clock) for _ in range(2))
    await dies.arrive("ada", "laptop")
    await dies.tick()
    await lives.arrive("bob", "phone")
    for _ in range(6):
        clock.advance(4)
        await lives.tick()
    assert listener.latest == {"ada": "offline", "bob": "online"}
    for one in (dies, lives):
        await one.stop()


async def test_the_task_announces_by_itself_and_ends_when_told(
    make_roster: Callable[[], Roster], listener: Listener, clock: HandClock
) -> None:
    service = PresenceService(make_roster(), listener, clock)
    await service.start()
    await service.arrive("ada", "laptop")
    await asyncio.wait_for(listener.heard.wait(), 10)
    await service.stop()
    await service.stop()
    assert listener.latest == {"ada": "online"}
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "presence"]


async def test_the_task_outlives_failures(
    make_roster: Callable[[], Roster], clock: HandClock
) -> None:
    calls = 0
    done = asyncio.Event()

    async def fails_twice(views: Sequence[PresenceView]) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ConnectionError("the bus is out of reach")
        if calls == 2:
            raise ValueError("a bug")
        done.set()

    service = PresenceService(make_roster(), fails_twice, clock)
    await service.start()
    await service.arrive("ada", "laptop")
    await asyncio.wait_for(done.wait(), 10)
    await service.stop()
    assert calls == 3


async def test_without_redis_people_come_and_go_and_reads_say_try_again(
    listener: Listener, clock: HandClock
) -> None:
    service = PresenceService(RedisRoster("redis://127.0.0.1:1/0"), listener, clock)
    await service.start()
    await service.arrive("ada", "laptop")
    with pytest.raises(Unavailable):
        await service.snapshot(["ada"])
    with pytest.raises(Unavailable):
        await service.set_away("ada", True)
    await service.leave("laptop")
    await service.stop()
    assert listener.batches == []
