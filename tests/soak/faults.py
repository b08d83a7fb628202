"""What can happen to a city. Each fault does real harm, and has mended it when it returns."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit

from tests import services
from tests.conformance.peer import Peer
from tests.resilience.children import until
from tests.soak.city import City
from tests.soak.engines import answers
from tests.soak.ground import Plan
from tests.soak.line import ANSWER_S

ROOM_BYTES = 64 * 1024
HOUR_S = 3_600
LONG = "a rather long message " * 500
SLEEPERS = 5
NEWER = [sys.executable, "-m", "tests.soak.newer"]

ONE = Plan(gateways=1)
ONE_BY_CLOCK = Plan(gateways=1, clock=True)
TWO = Plan()
TWO_ON_POSTGRES = Plan(postgres=True)
TWO_APART = Plan(postgres=True, island=True)


@dataclass(frozen=True)
class Fault:
    """`act(city, hold_s)` keeps up for about `hold_s` what can be kept up."""

    plan: Plan
    act: Callable[[City, float], Awaitable[None]]
    hold_s: float = 5.0
    brief_s: float = 0.5

    @property
    def possible(self) -> bool:
        """Whether this machine has what it takes."""
        more = [services.find_redis] if self.plan.gateways > 1 else []
        more += [services.find_postgres] if self.plan.postgres else []
        return all(find() is not None for find in more)


async def _process(city: City, hold_s: float) -> None:
    """The only process dies, and soon after its start again."""
    [server] = city.servers
    server.kill()
    await asyncio.sleep(hold_s)
    await server.start()
    await city.answers_more(1)
    server.kill()
    await server.start()


async def _gateway(city: City, hold_s: float) -> None:
    """One of two gateways dies."""
    server = city.random.choice(city.servers)
    server.kill()
    await city.answers_more(20)
    await asyncio.sleep(hold_s)
    await server.start()


async def _redis(city: City, hold_s: float) -> None:
    """Redis dies and forgets all; writing goes on."""
    assert city.redis is not None
    sent_away = sum(one.sent_away for one in city.listeners)
    city.redis.kill()
    await city.answers_more(20)
    await asyncio.sleep(hold_s)
    city.redis.run()
    await answers(city.redis.port)
    same = sum(one.sent_away for one in city.listeners) == sent_away
    assert same, "sockets stay open without Redis"


async def _redis_paused(city: City, hold_s: float) -> None:
    """Redis keeps its connections and answers nothing."""
    assert city.redis is not None
    process = city.redis.program.process
    process.send_signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(hold_s)
    finally:
        process.send_signal(signal.SIGCONT)


async def _postgres(city: City, hold_s: float) -> None:
    """PostgreSQL dies in the middle of whatever it does."""
    assert city.postgres is not None
    city.postgres.kill()
    await asyncio.sleep(hold_s)
    await city.postgres.start()


async def _cut(city: City, hold_s: float) -> None:
    """The first gateway is cut off from its clients and its engines; nobody is told."""
    wires = [city.island] if city.island else [city.servers[0].tap, *city.engine_taps]
    for wire in wires:
        wire.cut()
    # Long enough for who is there to notice; after an earlier cut all listeners are elsewhere.
    await asyncio.sleep(ANSWER_S + hold_s)
    for wire in wires:
        wire.heal()


async def _half_open(city: City, hold_s: float) -> None:
    """All clients of a server vanish without a word; its sockets stay open."""
    enough = city.resumes + len(city.listeners)
    gone = sum(server.tap.vanish() for server in city.servers)
    assert gone > 0
    await until(lambda: city.resumes >= enough, "all come back")


async def _disk_full(city: City, hold_s: float) -> None:
    """The server's files can hardly grow."""
    [server] = city.servers
    pid = server.program.process.pid
    largest = max(path.stat().st_size for path in city.data.iterdir())
    refused = city.refused
    prlimit(pid, RLIMIT_FSIZE, (largest + ROOM_BYTES, RLIM_INFINITY))
    await until(lambda: city.refused > refused, "posts are refused")
    await asyncio.sleep(hold_s)
    prlimit(pid, RLIMIT_FSIZE, (RLIM_INFINITY, RLIM_INFINITY))


async def _clock(city: City, hold_s: float) -> None:
    """The wall clock of one server jumps an hour or a day, ahead or back."""
    for step_s in (HOUR_S, -HOUR_S, 24 * HOUR_S, city.random.randint(-HOUR_S, HOUR_S)):
        city.clock_file.write_text(str(step_s))
        await city.answers_more(20)
        await asyncio.sleep(hold_s / 4)


async def _slow_readers(city: City, hold_s: float) -> None:
    """Some who never read what they are sent."""
    address = city.random.choice(city.addresses)
    sleepers = [
        await Peer.connects(
            address[1],
            "/ws",
            f"Authorization: Bearer {city.owner[1]}",
            "Sec-WebSocket-Protocol: ruche.v1.json",
            buffer_bytes=16 * 1024,
        )
        for _ in range(SLEEPERS)
    ]
    for number in range(int(60 + hold_s * 20)):
        text = f"long {len(city.asides)} {number} {LONG}"
        await city.says(address, city.random.choice(city.channels), text)
    for sleeper in sleepers:
        await sleeper.leaves()


async def _migration(city: City, hold_s: float) -> None:
    """A server is replaced by a newer version, whose new schema the older ones then live with."""
    for server in city.servers:
        assert await server.stop() == 0
        server.becomes([*NEWER, server.role])
        await server.start()
        await asyncio.sleep(hold_s)


FAULTS: dict[str, Fault] = {  # those that one city can live through stand together
    "process": Fault(ONE, _process),
    "disk-full": Fault(ONE, _disk_full),
    "clock": Fault(ONE_BY_CLOCK, _clock),
    "gateway": Fault(TWO_ON_POSTGRES, _gateway),
    "redis": Fault(TWO_ON_POSTGRES, _redis),
    "postgres": Fault(TWO_ON_POSTGRES, _postgres),
    "cut": Fault(TWO_APART, _cut),
    "migration": Fault(TWO_ON_POSTGRES, _migration),
    "redis-paused": Fault(TWO, _redis_paused, 10.0, 2.0),
    "half-open": Fault(TWO, _half_open),
    "slow-readers": Fault(TWO, _slow_readers),
}


def by_plan(names: Sequence[str]) -> dict[Plan, list[str]]:
    """Those of these faults that this machine can do, by the city that they need."""
    found: dict[Plan, list[str]] = {}
    for name in names:
        if FAULTS[name].possible:
            found.setdefault(FAULTS[name].plan, []).append(name)
    return found
