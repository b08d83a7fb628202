"""What every roster guarantees, and what several processes on one Redis do together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import redis.asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presence.protocol import PresenceView, State
from presence.roster import Roster
from presence.roster_memory import MemoryRoster
from presence.roster_redis import RedisRoster
from presence.tracker import Tracker

NOON = 1_790_000_000_000
SECOND = 1_000
MINUTE = 60 * SECOND


def view(person_id: str, state: State, dnd: bool = False) -> PresenceView:
    return PresenceView(person_id=person_id, state=state, dnd=dnd)


async def states(roster: Roster, now: int, *person_ids: str) -> list[State]:
    return [one.state for one in await roster.get_many(person_ids, now)]


async def changes(roster: Roster, now: int) -> list[PresenceView]:
    """One round, as the service does it: what is new, shown to everybody."""
    await roster.flush(now)
    found: list[PresenceView] = []
    more = True
    while more:
        some, more = await roster.sweep(now, 100)
        await roster.settle(some, now)
        found += some
    return sorted(found, key=lambda one: one.person_id)


@pytest.fixture(params=["memory", "redis", "redis-cluster"])
async def roster(request: pytest.FixtureRequest) -> AsyncIterator[Roster]:
    made: Roster = MemoryRoster()
    if request.param == "redis":
        made = RedisRoster(request.getfixturevalue("redis_url"))
    elif request.param == "redis-cluster":
        made = RedisRoster(request.getfixturevalue("redis_cluster_url"))
    yield made
    await made.close(NOON + 100 * MINUTE)


@pytest.fixture
async def pair(redis_url: str) -> AsyncIterator[tuple[RedisRoster, RedisRoster]]:
    """Two processes on one Redis."""
    made = RedisRoster(redis_url), RedisRoster(redis_url)
    yield made
    for one in made:
        await one.close(NOON + 100 * MINUTE)


# -- every roster


async def test_a_person_comes_falls_silent_and_goes(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    assert await changes(roster, NOON) == [view("ada", "online")]
    assert await changes(roster, NOON) == []
    for now in range(NOON, NOON + 5 * MINUTE, 5 * SECOND):
        await roster.flush(now)
    assert await changes(roster, NOON + 5 * MINUTE) == [view("ada", "away")]
    roster.drop("laptop", NOON + 5 * MINUTE + 1)
    assert await changes(roster, NOON + 5 * MINUTE + 10 * SECOND) == []
    assert await changes(roster, NOON + 5 * MINUTE + 10 * SECOND + 1) == [view("ada", "offline")]


async def test_views_come_in_the_order_asked_and_strangers_are_offline(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    roster.touch("bob", "phone", False, NOON)
    found = await roster.get_many(["nobody", "bob", "ada", "bob"], NOON)
    assert found == [
        view("nobody", "offline"),
        view("bob", "away"),
        view("ada", "online"),
        view("bob", "away"),
    ]
    assert await roster.get_many([], NOON) == []


async def test_all_who_are_not_offline_can_be_listed(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    roster.touch("bob", "phone", False, NOON)
    roster.touch("chloe", "tablet", True, NOON)
    roster.drop("tablet", NOON)
    later = NOON + 11 * SECOND
    await roster.flush(later)
    found = sorted(await roster.present(later), key=lambda one: one.person_id)
    assert found == [view("ada", "online"), view("bob", "away")]


async def test_away_and_silence_lie_over_each_other(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    await changes(roster, NOON)
    await roster.set_away("ada", True, NOON)
    await roster.set_dnd("ada", NOON + 15 * SECOND, NOON)
    assert await changes(roster, NOON) == [view("ada", "away", dnd=True)]
    assert await changes(roster, NOON + 15 * SECOND) == [view("ada", "away")]
    await roster.set_away("ada", False, NOON + 16 * SECOND)
    assert await changes(roster, NOON + 16 * SECOND) == [view("ada", "online")]


async def test_silence_of_someone_offline_is_told_and_ends(roster: Roster) -> None:
    await roster.set_dnd("ada", NOON + MINUTE, NOON)
    assert await changes(roster, NOON) == [view("ada", "offline", dnd=True)]
    await roster.set_dnd("ada", 0, NOON)
    assert await changes(roster, NOON) == [view("ada", "offline")]
    assert await changes(roster, NOON + 2 * MINUTE) == []


async def test_a_change_is_given_until_it_is_settled(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    await roster.flush(NOON)
    for _ in range(2):
        found, _ = await roster.sweep(NOON, 100)
        assert found == [view("ada", "online")]
    await roster.settle(found, NOON)
    assert (await roster.sweep(NOON, 100)).changes == []


async def test_who_comes_and_goes_between_two_sweeps_is_no_change(roster: Roster) -> None:
    roster.touch("ada", "laptop", True, NOON)
    roster.drop("laptop", NOON)
    assert await changes(roster, NOON + 10 * SECOND) == []


async def test_a_limit_is_kept_and_the_rest_follows(roster: Roster) -> None:
    for number in range(7):
        roster.touch(f"person{number}", f"connection{number}", True, NOON)
    await roster.flush(NOON)
    found, more = await roster.sweep(NOON, 3)
    assert len(found) == 3
    assert more
    await roster.settle(found, NOON)
    assert len(await changes(roster, NOON)) == 4


# -- several processes


async def test_people_of_another_process_are_seen(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, there = pair
    there.touch("ada", "laptop", True, NOON)
    await there.flush(NOON)
    assert await states(here, NOON, "ada") == ["online"]


async def test_the_best_device_wins_across_processes(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, there = pair
    here.touch("ada", "laptop", False, NOON)
    there.touch("ada", "phone", True, NOON)
    await there.flush(NOON)
    assert await changes(here, NOON) == [view("ada", "online")]
    there.drop("phone", NOON + 1)
    await there.flush(NOON + 1)
    assert await changes(here, NOON + 10 * SECOND) == []
    assert await changes(here, NOON + 10 * SECOND + 1) == [view("ada", "away")]


async def test_a_reload_may_end_at_another_process(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, there = pair
    here.touch("ada", "before", True, NOON)
    assert await changes(here, NOON) == [view("ada", "online")]
    here.drop("before", NOON + SECOND)
    await here.flush(NOON + SECOND)
    there.touch("ada", "after", True, NOON + 4 * SECOND)
    await there.flush(NOON + 4 * SECOND)
    assert await changes(here, NOON + 15 * SECOND) == []


async def test_a_dead_process_takes_its_people_along(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, dead = pair
    here.touch("bob", "phone", True, NOON)
    dead.touch("ada", "laptop", True, NOON)
    await dead.flush(NOON)
    assert await changes(here, NOON) == [view("ada", "online"), view("bob", "online")]
    await here.flush(NOON + 19 * SECOND)
    assert await changes(here, NOON + 19 * SECOND) == []
    assert await changes(here, NOON + 20 * SECOND) == [view("ada", "offline")]
    assert await states(here, NOON + 20 * SECOND, "ada", "bob") == ["offline", "online"]


async def test_a_process_thought_dead_comes_back(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, paused = pair
    paused.touch("ada", "laptop", True, NOON)
    await paused.flush(NOON)
    await changes(here, NOON)
    assert await changes(here, NOON + 30 * SECOND) == [view("ada", "offline")]
    await paused.flush(NOON + 31 * SECOND)
    assert await changes(here, NOON + 31 * SECOND) == [view("ada", "online")]


async def test_a_redis_that_lost_everything_is_told_again(
    pair: tuple[RedisRoster, RedisRoster], redis_url: str
) -> None:
    here, there = pair
    here.touch("ada", "laptop", True, NOON)
    there.touch("bob", "phone", True, NOON)
    for one in pair:
        await one.flush(NOON)
    await changes(here, NOON)
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushall()
    for one in pair:
        await one.flush(NOON + 5 * SECOND)
    assert await states(here, NOON + 5 * SECOND, "ada", "bob") == ["online", "online"]


async def test_only_one_process_sweeps_and_another_follows_it(
    pair: tuple[RedisRoster, RedisRoster],
) -> None:
    here, there = pair
    await here.sweep(NOON, 100)
    there.touch("ada", "laptop", True, NOON)
    await there.flush(NOON)
    assert (await there.sweep(NOON, 100)).changes == []
    assert (await here.sweep(NOON + SECOND, 100)).changes == [view("ada", "online")]
    assert (await there.sweep(NOON + 3 * SECOND, 100)).changes == []
    assert (await there.sweep(NOON + 4 * SECOND, 100)).changes == [view("ada", "online")]
    assert (await here.sweep(NOON + 5 * SECOND, 100)).changes == []


async def test_what_a_process_was_sweeping_when_it_died_is_told_by_the_next(
    pair: tuple[RedisRoster, RedisRoster], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair

    async def dies(people: object, now: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(first, "_compare", dies)
    first.touch("ada", "laptop", True, NOON)
    with pytest.raises(ConnectionError):
        await changes(first, NOON)
    assert await changes(second, NOON + 5 * SECOND) == []  # may still come to an end
    assert await changes(second, NOON + 11 * SECOND) == [view("ada", "online")]


async def test_the_presence_process_takes_over_and_keeps_the_sweep(
    pair: tuple[RedisRoster, RedisRoster], redis_url: str
) -> None:
    gateway, _ = pair
    gateway.touch("ada", "laptop", True, NOON)
    await gateway.flush(NOON)
    assert (await gateway.sweep(NOON, 100)).changes == [view("ada", "online")]
    keen = RedisRoster(redis_url, keen=True)
    assert (await keen.sweep(NOON, 100)).changes == [view("ada", "online")]
    assert (await gateway.sweep(NOON, 100)).changes == []
    await keen.close(NOON)
    assert (await gateway.sweep(NOON + 3 * SECOND, 100)).changes == [view("ada", "online")]


async def test_rosters_with_other_prefixes_do_not_meet(redis_url: str) -> None:
    first, second = RedisRoster(redis_url, "one:"), RedisRoster(redis_url, "two:")
    first.touch("ada", "laptop", True, NOON)
    await first.flush(NOON)
    assert await states(second, NOON, "ada") == ["offline"]
    for one in (first, second):
        await one.close(NOON)


async def test_commands_do_not_grow_with_people_and_none_walks_the_keys(redis_url: str) -> None:
    roster = RedisRoster(redis_url)

    async def cost(people: int, now: int) -> int:
        async with redis.asyncio.Redis.from_url(redis_url) as client:
            before = (await client.info("stats"))["total_commands_processed"]
            for number in range(people):
                roster.touch(f"{now}-{number}", f"{now}-{number}", True, now)
            await roster.flush(now)
            found, _ = await roster.sweep(now, 10_000)
            assert len(found) == people
            await roster.settle(found, now)
            await roster.sweep(now, 10_000)
            await roster.get_many([one.person_id for one in found], now)
            return int((await client.info("stats"))["total_commands_processed"]) - int(before)

    few, many = await cost(10, NOON), await cost(2_000, NOON + SECOND)
    assert many <= few + 5  # a connection may say hello
    assert many < 100
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        used = await client.info("commandstats")
    assert not {"cmdstat_keys", "cmdstat_scan", "cmdstat_hscan", "cmdstat_hgetall"} & used.keys()
    await roster.close(NOON)


async def test_a_quiet_roster_costs_nothing_and_leaves_nothing_behind(redis_url: str) -> None:
    roster = RedisRoster(redis_url)
    for number in range(50):
        roster.touch(f"person{number}", f"connection{number}", True, NOON)
    await changes(roster, NOON)
    for number in range(50):
        roster.drop(f"connection{number}", NOON)
    for second in range(0, 400, 5):
        await changes(roster, NOON + second * SECOND)
    async with redis.asyncio.Redis.from_url(redis_url, decode_responses=True) as client:
        kept = sorted(await client.keys("*"))
    assert kept == ["{ruche:presence}:lease", "{ruche:presence}:places"]
    await roster.close(NOON)


async def test_an_unreachable_redis_is_told_and_made_up_for(redis_url: str) -> None:
    roster = RedisRoster("redis://127.0.0.1:1/0")
    roster.touch("ada", "laptop", True, NOON)
    with pytest.raises(ConnectionError):
        await roster.flush(NOON)
    with pytest.raises(ConnectionError):
        await roster.get_many(["ada"], NOON)
    with pytest.raises(ConnectionError):
        await roster.close(NOON)


# -- the two adapters agree

steps = st.one_of(
    st.tuples(
        st.just("touch"),
        st.sampled_from(["ada", "bob"]),
        st.sampled_from(["c1", "c2", "c3"]),
        st.booleans(),
    ),
    st.tuples(st.just("drop"), st.sampled_from(["c1", "c2", "c3"])),
    st.tuples(st.just("away"), st.sampled_from(["ada", "bob"]), st.booleans()),
    st.tuples(st.just("dnd"), st.sampled_from(["ada", "bob"]), st.sampled_from([0, 7, 70])),
    st.tuples(st.just("wait"), st.sampled_from([1, 4, 10, 11, 30, 295])),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(script=st.lists(steps, max_size=25))
def test_two_processes_on_redis_are_as_one_in_memory(
    redis_url: str, script: list[tuple[object, ...]]
) -> None:
    asyncio.run(_compare(redis_url, script))


async def _compare(redis_url: str, script: list[tuple[object, ...]]) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushall()
    one = MemoryRoster()
    two = RedisRoster(redis_url), RedisRoster(redis_url)
    heard: list[dict[str, PresenceView]] = [{}, {}]
    now = NOON
    for step in script:
        match step:
            case ("touch", str(person_id), str(connection_id), bool(active)):
                # c3 of bob is at another process than c3 of ada: it changes hands there, too
                home = _home(two, person_id, connection_id)
                for other in two:
                    if other is not home:
                        other.drop(connection_id, now)
                for roster in (one, home):
                    roster.touch(person_id, connection_id, active, now)
            case ("drop", str(connection_id)):
                for any_roster in (one, *two):
                    any_roster.drop(connection_id, now)
            case ("away", str(person_id), bool(away)):
                for roster in (one, two[0]):
                    await roster.set_away(person_id, away, now)
            case ("dnd", str(person_id), int(seconds)):
                until = now + seconds * SECOND if seconds else 0
                for roster in (one, two[0]):
                    await roster.set_dnd(person_id, until, now)
            case ("wait", int(seconds)):
                for passed in range(0, seconds, 4):
                    await _round(one, two, heard, now + passed * SECOND)
                now += seconds * SECOND
        await _round(one, two, heard, now)
    for made in two:
        await made.close(now)


def _home(two: tuple[RedisRoster, RedisRoster], person_id: str, connection_id: str) -> RedisRoster:
    return two[(len(person_id) + int(connection_id[1]) + (person_id == "bob")) % 2]


async def _round(
    one: MemoryRoster,
    two: tuple[RedisRoster, RedisRoster],
    heard: list[dict[str, PresenceView]],
    now: int,
) -> None:
    for process in two:
        await process.flush(now)
    rosters: tuple[Roster, Roster] = one, two[0]
    for index, roster in enumerate(rosters):
        heard[index].update({view.person_id: view for view in await changes(roster, now)})
    everybody = ["ada", "bob"]
    assert await two[1].get_many(everybody, now) == await one.get_many(everybody, now)
    bare = Tracker()
    for person_id in everybody:
        first, second = (one.get(person_id, bare.view(person_id, now)) for one in heard)
        assert first == second


async def test_activity_is_known_while_one_is_connected(roster: Roster) -> None:
    roster.touch("ada", "desk", True, NOON)
    roster.touch("ada", "phone", True, NOON + 40 * SECOND)
    roster.touch("bob", "tab", False, NOON)
    later = NOON + MINUTE
    await roster.flush(later)
    asked = ["bob", "ada", "chloe"]
    assert await roster.active_at(asked, later) == [0, NOON + 40 * SECOND, 0]
    roster.drop("desk", later)
    roster.drop("phone", later)
    await roster.flush(later + SECOND)
    assert await roster.active_at(asked, later + SECOND) == [0, 0, 0]


async def test_activity_at_another_process_counts(pair: tuple[RedisRoster, RedisRoster]) -> None:
    here, there = pair
    there.touch("ada", "phone", True, NOON)
    await there.flush(NOON)
    await here.flush(NOON)
    assert await here.active_at(["ada"], NOON + SECOND) == [NOON]
