"""What counters for limits guarantee, in memory and in Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.crc import key_slot

from persistence.clock import HandClock, WallClock
from server.buckets import Buckets
from server.buckets_memory import MemoryBuckets
from server.buckets_redis import RedisBuckets
from tests.redis_cluster import RedisCluster

SLOW = 0.0001  # refills per second: nothing comes back while a test runs


@pytest.fixture(params=["memory", "redis", "redis-cluster"])
async def buckets(request: pytest.FixtureRequest) -> AsyncIterator[Buckets]:
    memory = MemoryBuckets(WallClock())
    if request.param == "memory":
        yield memory
        return
    url = "redis_url" if request.param == "redis" else "redis_cluster_url"
    shared = RedisBuckets(request.getfixturevalue(url), MemoryBuckets(HandClock()))
    yield shared
    await shared.close()


async def test_a_full_bucket_gives_its_burst_and_then_tells_the_wait(buckets: Buckets) -> None:
    assert [await buckets.take("ada", 1.0, SLOW, 3.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert await buckets.take("ada", 1.0, SLOW, 3.0) == pytest.approx(1 / SLOW, rel=0.01)


async def test_a_refused_take_takes_nothing(buckets: Buckets) -> None:
    assert await buckets.take("ada", 2.0, SLOW, 3.0) == 0.0
    assert await buckets.take("ada", 2.0, SLOW, 3.0) > 0
    assert await buckets.take("ada", 1.0, SLOW, 3.0) == 0.0


async def test_keys_do_not_share(buckets: Buckets) -> None:
    assert await buckets.take("ada", 3.0, SLOW, 3.0) == 0.0
    assert await buckets.take("bob", 3.0, SLOW, 3.0) == 0.0


async def test_what_many_take_at_once_is_counted_each_time(buckets: Buckets) -> None:
    waits = await asyncio.gather(*(buckets.take("ada", 1.0, SLOW, 10.0) for _ in range(25)))
    assert waits.count(0.0) == 10


async def test_a_bucket_fills_again(buckets: Buckets) -> None:
    fast = 1_000_000.0  # a microsecond fills it: less than asking again takes
    assert await buckets.take("ada", 1.0, fast, 1.0) == 0.0
    wait_s = await buckets.take("ada", 1.0, fast, 1.0)
    assert wait_s <= 1 / fast
    assert await buckets.take("ada", 0.5, fast, 1.0) == 0.0


async def test_strikes_bar_as_long_as_their_number_says_and_are_forgiven(buckets: Buckets) -> None:
    found = []
    for _ in range(4):
        await buckets.strike("ada", (0.0, 100.0, 200.0))
        found.append(await buckets.barred("ada"))
    assert found == pytest.approx([0.0, 100.0, 200.0, 200.0], abs=1.0)
    assert await buckets.barred("bob") == 0.0
    await buckets.forgive("ada")
    assert await buckets.barred("ada") == 0.0
    await buckets.strike("ada", (0.0, 100.0, 200.0))
    assert await buckets.barred("ada") == 0.0


async def test_two_processes_count_together_in_redis(redis_url: str) -> None:
    one = RedisBuckets(redis_url, MemoryBuckets(WallClock()))
    two = RedisBuckets(redis_url, MemoryBuckets(WallClock()))
    assert await one.take("ada", 3.0, SLOW, 3.0) == 0.0
    assert await two.take("ada", 1.0, SLOW, 3.0) > 0
    await one.strike("ada", (50.0,))
    assert await two.barred("ada") > 0
    await one.close()
    await two.close()


async def test_without_redis_each_process_counts_for_itself() -> None:
    alone = RedisBuckets("redis://127.0.0.1:1", MemoryBuckets(WallClock()))
    assert await alone.take("ada", 3.0, SLOW, 3.0) == 0.0
    assert await alone.take("ada", 1.0, SLOW, 3.0) > 0
    await alone.strike("ada", (50.0,))
    assert await alone.barred("ada") > 0
    await alone.forgive("ada")
    assert await alone.barred("ada") == 0.0
    await alone.close()


async def test_counters_are_found_where_their_slot_has_moved(
    redis_cluster_server: RedisCluster,
) -> None:
    shared = RedisBuckets(redis_cluster_server.url, MemoryBuckets(HandClock()))
    assert await shared.take("zoe", 1.0, SLOW, 3.0) == 0.0  # it knows now who owns what
    slot = key_slot(b"yan")
    ports = redis_cluster_server.ports
    other = next(port for port in ports if port != redis_cluster_server.owner(slot))
    await asyncio.to_thread(redis_cluster_server.move, slot, other)
    assert await shared.take("yan", 3.0, SLOW, 3.0) == 0.0
    assert redis_cluster_server.ask(other, "EXISTS", "ruche:limit:{yan}") == 1
    assert await shared.take("yan", 1.0, SLOW, 3.0) > 0
    await shared.strike("yan", (50.0,))
    assert await shared.barred("yan") > 0
    await shared.close()


async def test_memory_forgets_the_longest_unused_first() -> None:
    small = MemoryBuckets(HandClock(), kept=2)
    for key in ("ada", "bob", "ada", "chloe"):
        await small.take(key, 1.0, SLOW, 2.0)
    assert await small.take("ada", 1.0, SLOW, 2.0) > 0
    assert await small.take("bob", 2.0, SLOW, 2.0) == 0.0
