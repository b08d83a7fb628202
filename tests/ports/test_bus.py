"""What every bus guarantees, and what only Redis can lose."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import pytest

from persistence import redis_publisher
from persistence.bus import Bus
from persistence.bus_memory import MemoryBus
from persistence.bus_redis import RedisBus
from persistence.bus_redis_cluster import RedisClusterBus
from persistence.streams import Stream
from tests import services

HIVE = Stream("c:hive")
GARDEN = Stream("c:garden")


class Ear:
    """Attaches itself to a bus and keeps all that it hears."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.heard: list[tuple[Stream, tuple[tuple[int, bytes], ...]]] = []
        self.losses = 0
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()
        bus.attach(self._hear, self._lose)

    def _hear(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        self.heard.append((stream, tuple((seq, body) for seq, body in entries)))
        self._tell()

    def _lose(self) -> None:
        self.losses += 1
        self._tell()

    def _tell(self) -> None:
        async def tell() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.create_task(tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for the condition."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(condition)

    async def until_out_of_reach(self) -> None:
        """Wait until the bus has noticed a loss."""
        async with asyncio.timeout(30):
            while self.bus.in_reach:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def until_heard(self, batches: int) -> None:
        """Wait for so many batches in all."""
        await self.until(lambda: len(self.heard) >= batches)


@pytest.fixture(params=["memory", "redis", "redis-cluster"])
def make_bus(request: pytest.FixtureRequest) -> Callable[[], Bus]:
    if request.param == "memory":
        return MemoryBus
    if request.param == "redis-cluster":
        cluster: str = request.getfixturevalue("redis_cluster_url")
        return lambda: RedisClusterBus(cluster)
    url: str = request.getfixturevalue("redis_url")
    return lambda: RedisBus(url)


@pytest.fixture
async def ear(make_bus: Callable[[], Bus]) -> AsyncIterator[Ear]:
    found = Ear(make_bus())
    await found.bus.start()
    yield found
    await found.bus.stop()


async def test_batches_of_a_stream_arrive_whole_and_in_the_order_published(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    for seq in range(1, 200, 2):
        await ear.bus.publish(HIVE, [(seq, b"odd"), (seq + 1, bytes(range(256)))])
    await ear.until_heard(100)
    assert [stream for stream, _ in ear.heard] == [HIVE] * 100
    assert [batch for _, batch in ear.heard] == [
        ((seq, b"odd"), (seq + 1, bytes(range(256)))) for seq in range(1, 200, 2)
    ]


async def test_publishes_of_one_moment_keep_their_order(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    await asyncio.gather(*(ear.bus.publish(HIVE, [(seq, b"x")]) for seq in range(1, 501)))
    await ear.until_heard(500)
    assert [batch[0][0] for _, batch in ear.heard] == list(range(1, 501))


async def test_a_batch_is_heard_once_although_subscribed_twice(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    await ear.bus.subscribe(HIVE)
    await ear.bus.publish(HIVE, [(1, b"a")])
    await ear.bus.publish(HIVE, [(2, b"b")])
    await ear.until_heard(2)
    assert [batch for _, batch in ear.heard] == [((1, b"a"),), ((2, b"b"),)]


async def test_only_subscribed_streams_are_heard(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    await ear.bus.publish(GARDEN, [(1, b"unheard")])
    await ear.bus.publish(HIVE, [(1, b"heard")])
    await ear.until_heard(1)
    assert ear.heard == [(HIVE, ((1, b"heard"),))]


async def test_after_unsubscribing_nothing_more_is_heard(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    await ear.bus.subscribe(GARDEN)
    await ear.bus.unsubscribe(HIVE)
    await ear.bus.publish(HIVE, [(1, b"unheard")])
    await ear.bus.publish(GARDEN, [(1, b"heard")])
    await ear.until_heard(1)
    assert ear.heard == [(GARDEN, ((1, b"heard"),))]


async def test_a_stream_left_and_taken_again_is_heard_again(ear: Ear) -> None:
    for _ in range(3):
        await ear.bus.subscribe(HIVE)
        await ear.bus.unsubscribe(HIVE)
    await ear.bus.subscribe(HIVE)
    await ear.bus.publish(HIVE, [(1, b"a")])
    await ear.until_heard(1)


async def test_an_ephemeral_entry_has_no_seq(ear: Ear) -> None:
    await ear.bus.subscribe(HIVE)
    await ear.bus.publish(HIVE, [(0, b"typing")])
    await ear.until_heard(1)
    assert ear.heard[0][1] == ((0, b"typing"),)


async def test_a_subscription_is_certain_once_it_returns(redis_url: str) -> None:
    ada, bob = Ear(RedisBus(redis_url)), Ear(RedisBus(redis_url))
    await asyncio.gather(ada.bus.start(), bob.bus.start())
    streams = [Stream(f"c:{number}") for number in range(300)]
    await asyncio.gather(*(bob.bus.subscribe(stream) for stream in streams))
    await asyncio.gather(*(ada.bus.publish(stream, [(1, b"hello")]) for stream in streams))
    await bob.until_heard(300)
    assert ada.heard == []
    await asyncio.gather(ada.bus.stop(), bob.bus.stop())


async def test_another_process_hears_and_is_heard(redis_url: str) -> None:
    ear = Ear(RedisBus(redis_url))
    await ear.bus.start()
    await ear.bus.subscribe(Stream("c:answer"))
    peer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ports.bus_peer", redis_url,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert peer.stdin is not None
    assert peer.stdout is not None
    async with asyncio.timeout(60):
        assert await peer.stdout.readline() == b"ready\n"
        await ear.bus.publish(Stream("c:ask"), [(1, b"bonjour"), (2, b"hello")])
        await ear.until_heard(1)
        peer.stdin.close()
        await peer.wait()
    assert ear.heard == [(Stream("c:answer"), ((1, b"BONJOUR"), (2, b"HELLO")))]
    await ear.bus.stop()


class Server:
    """A redis-server of the test's own that can be killed and started again on its port."""

    def __init__(self, program: Path) -> None:
        self.port = services.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None


@pytest.fixture
def own_redis(redis_program: Path) -> Iterator[Server]:
    server = Server(redis_program)
    server.start()
    yield server
    server.kill()


async def publish_until_taken(bus: Bus, stream: Stream, entries: list[tuple[int, bytes]]) -> None:
    """Try again while the bus is out of reach, as a sweep does."""
    async with asyncio.timeout(30):
        while True:
            try:
                await bus.publish(stream, entries)
            except ConnectionError:
                await asyncio.sleep(0.02)
            else:
                return


async def test_a_loss_is_told_once_and_all_streams_are_heard_again(own_redis: Server) -> None:
    ear = Ear(RedisBus(own_redis.url))
    await ear.bus.start()
    await ear.bus.subscribe(HIVE)
    await ear.bus.subscribe(GARDEN)
    await ear.bus.unsubscribe(GARDEN)
    own_redis.kill()
    with pytest.raises(ConnectionError):
        await ear.bus.publish(HIVE, [(1, b"into the void")])
    own_redis.start()
    await ear.until(lambda: ear.losses > 0)
    await publish_until_taken(ear.bus, GARDEN, [(1, b"unheard")])
    await publish_until_taken(ear.bus, HIVE, [(2, b"after")])
    await ear.until_heard(1)
    assert ear.losses == 1
    assert ear.heard == [(HIVE, ((2, b"after"),))]
    await ear.bus.stop()


async def test_a_stream_wanted_while_redis_is_away_is_heard_on_its_return(
    own_redis: Server,
) -> None:
    ear = Ear(RedisBus(own_redis.url))
    await ear.bus.start()
    await ear.bus.subscribe(HIVE)
    own_redis.kill()
    await publish_fails(ear.bus)
    with pytest.raises(ConnectionError):
        await ear.bus.subscribe(GARDEN)
    own_redis.start()
    await ear.until(lambda: ear.losses > 0)
    await publish_until_taken(ear.bus, GARDEN, [(7, b"flowers")])
    await ear.until_heard(1)
    assert ear.heard == [(GARDEN, ((7, b"flowers"),))]
    await ear.bus.stop()


async def publish_fails(bus: Bus) -> None:
    """Come back once the bus has noticed that it is out of reach."""
    async with asyncio.timeout(30):
        while True:
            try:
                await bus.publish(HIVE, [(0, b"")])
                await asyncio.sleep(0.01)
            except ConnectionError:
                return


async def test_where_nobody_answers_the_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("persistence.bus_redis.START_TIMEOUT_S", 0.3)
    bus = RedisBus(f"redis://127.0.0.1:{services.free_port()}/0")
    with pytest.raises(ConnectionError, match="REDIS_URL"):
        await bus.start()
    with pytest.raises(ConnectionError):
        await bus.publish(HIVE, [(1, b"x")])


async def test_too_much_waiting_is_refused_not_kept(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_publisher, "MAX_WAITING", 10)
    bus = RedisBus(redis_url)
    await bus.start()
    results = await asyncio.gather(
        *(bus.publish(HIVE, [(seq, b"x")]) for seq in range(1, 13)), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None)] * 10 + [ConnectionError] * 2
    await bus.stop()


async def test_a_receiver_that_fails_does_not_deafen_the_others(redis_url: str) -> None:
    bus = RedisBus(redis_url)
    heard: list[int] = []
    done = asyncio.Event()

    def deliver(stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        heard.append(entries[0][0])
        if entries[0][0] == 1:
            raise RuntimeError("the receiver stumbles")
        done.set()

    bus.attach(deliver, lambda: None)
    await bus.start()
    await bus.subscribe(HIVE)
    await bus.publish(HIVE, [(1, b"a")])
    await bus.publish(HIVE, [(2, b"b")])
    await asyncio.wait_for(done.wait(), 30)
    assert heard == [1, 2]
    await bus.stop()
