"""What a Redis Cluster can do to a bus: slots that move, nodes that die and come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.crc import key_slot

from persistence import bus_redis_cluster
from persistence.bus_redis_cluster import RedisClusterBus
from persistence.redis_cluster import Node, Slots, is_cluster, seeds
from persistence.streams import Stream
from tests import services
from tests.ports.test_bus import Ear, publish_until_taken
from tests.redis_cluster import RedisCluster, running_redis_cluster

STREAMS = [Stream(f"c:{number}") for number in range(60)]


def slot_of(stream: Stream) -> int:
    return key_slot(b"ruche:" + stream.encode())


@pytest.fixture
def cluster(redis_program: object) -> Iterator[RedisCluster]:
    """A cluster of the test's own."""
    program = services.find_redis()
    assert program is not None
    with running_redis_cluster(program) as found:
        yield found


@pytest.fixture
async def pair(cluster: RedisCluster) -> AsyncIterator[tuple[Ear, Ear]]:
    """Two processes; the second one hears all streams."""
    ada, bob = Ear(RedisClusterBus(cluster.url)), Ear(RedisClusterBus(cluster.url))
    await asyncio.gather(ada.bus.start(), bob.bus.start())
    await asyncio.gather(*(bob.bus.subscribe(stream) for stream in STREAMS))
    yield ada, bob
    await asyncio.gather(ada.bus.stop(), bob.bus.stop())


async def say_everywhere(ada: Ear, bob: Ear, seq: int) -> None:
    """One batch in each stream, all of which are heard, each once."""
    before = len(bob.heard)
    await asyncio.gather(
        *(publish_until_taken(ada.bus, stream, [(seq, b"x")]) for stream in STREAMS)
    )
    await bob.until_heard(before + len(STREAMS))
    assert sorted(stream for stream, _ in bob.heard[before:]) == sorted(STREAMS)


async def test_streams_are_spread_over_the_nodes_and_all_heard(
    cluster: RedisCluster, pair: tuple[Ear, Ear]
) -> None:
    ada, bob = pair
    heard_at = [
        {str(name) for name in cluster.ask(port, "PUBSUB", "SHARDCHANNELS")}
        for port in cluster.ports
    ]
    assert all(heard_at), "each node has its share"
    assert len(set.union(*heard_at)) == sum(map(len, heard_at)) == len(STREAMS)
    await say_everywhere(ada, bob, 1)
    assert bob.losses == 0


async def test_a_slot_that_moves_takes_its_streams_along(
    cluster: RedisCluster, pair: tuple[Ear, Ear]
) -> None:
    ada, bob = pair
    await say_everywhere(ada, bob, 1)
    moving = STREAMS[:10]
    for stream in moving:
        slot = slot_of(stream)
        other = next(port for port in cluster.ports if port != cluster.owner(slot))
        await asyncio.to_thread(cluster.move, slot, other)
    await bob.until(lambda: bob.losses > 0)
    await _heard_at_their_owners(cluster)
    await say_everywhere(ada, bob, 2)
    await ada.bus.subscribe(moving[0])  # asked of whom it took for the owner until now
    await bob.bus.publish(moving[0], [(3, b"y")])
    await ada.until_heard(1)


async def _heard_at_their_owners(cluster: RedisCluster) -> None:
    """Wait until each stream is subscribed where its slot is now."""

    def settled() -> bool:
        for stream in STREAMS:
            port = cluster.owner(slot_of(stream))
            if port is None or f"ruche:{stream}" not in cluster.ask(
                port, "PUBSUB", "SHARDCHANNELS"
            ):
                return False
        return True

    async with asyncio.timeout(60):
        while not await asyncio.to_thread(settled):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_node_that_dies_is_missed_and_heard_again_when_it_is_back(
    cluster: RedisCluster, pair: tuple[Ear, Ear]
) -> None:
    ada, bob = pair
    [dead, *_] = cluster.ports
    assert bob.bus.in_reach
    cluster.kill(dead)
    await bob.until_out_of_reach()
    lost = next(stream for stream in STREAMS if slot_of(stream) < 5_000)
    with pytest.raises(ConnectionError):
        await ada.bus.publish(lost, [(1, b"into the void")])
    cluster.start(dead)
    await asyncio.to_thread(cluster.wait_until_whole)
    await bob.until(lambda: bob.losses > 0)
    await _heard_at_their_owners(cluster)
    await say_everywhere(ada, bob, 2)
    assert bob.bus.in_reach


async def test_where_no_node_answers_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_redis_cluster, "START_TIMEOUT_S", 0.3)
    port = services.free_port()
    bus = RedisClusterBus(f"redis+cluster://127.0.0.1:{port}")
    with pytest.raises(ConnectionError, match="REDIS_URL"):
        await bus.start()
    with pytest.raises(ConnectionError):
        await bus.publish(STREAMS[0], [(1, b"x")])


async def test_a_dead_seed_is_passed_over(cluster: RedisCluster) -> None:
    url = cluster.url.replace("//", f"//127.0.0.1:{services.free_port()},")
    ear = Ear(RedisClusterBus(url))
    await ear.bus.start()
    await ear.bus.subscribe(STREAMS[0])
    await ear.bus.publish(STREAMS[0], [(1, b"x")])
    await ear.until_heard(1)
    await ear.bus.stop()


def test_a_url_says_that_it_names_a_cluster() -> None:
    assert is_cluster("redis+cluster://a:7000,b:7001")
    assert is_cluster("rediss+cluster://a")
    assert not is_cluster("redis://a:6379/0")
    assert seeds("rediss+cluster://me:s%40crt@a:7000,b,[::1]:7002?ssl_cert_reqs=none") == [
        "rediss://me:s%40crt@a:7000?ssl_cert_reqs=none",
        "rediss://me:s%40crt@b?ssl_cert_reqs=none",
        "rediss://me:s%40crt@[::1]:7002?ssl_cert_reqs=none",
    ]


def test_what_a_node_has_told_goes_before_what_was_read() -> None:
    slots = Slots("redis://u:p@a:7000")
    name = b"ruche:c:1"
    assert slots.owner(name) is None
    slots.learn(key_slot(name), Node("::1", 7001))
    assert slots.owner(name) == Node("::1", 7001)
    assert slots.url_of(Node("::1", 7001)) == "redis://u:p@[::1]:7001"
