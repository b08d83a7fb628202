"""The ground a city stands on: engines, servers and the taps before them, each to be hurt."""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import services
from tests.resilience.children import RUCHE, Child, OwnRedis
from tests.soak.engines import LOOPBACK, OwnPostgres, Tap, answers
from tests.soak.island import Island, possible
from tests.soak.line import Address

START_S = 90.0


@dataclass(frozen=True)
class Plan:
    """What a city is made of: several gateways work with Redis; a store that is not SQLite."""

    gateways: int = 2
    postgres: bool = False
    clock: bool = False  # the first server's clock can be stepped
    island: bool = False  # the first server has a network of its own, where that is possible
    writers: int = 6
    listeners: int = 4
    channels: int = 3
    rest_s: float = 0.02  # between two messages of a writer


class Server(Child):
    """`ruche serve` or `ruche gateway`, reached through a tap."""

    def __init__(
        self,
        nursery: AsyncExitStack,
        data: Path,
        command: list[str],
        island: Island | None,
        **env: str,
    ) -> None:
        self.own_port = services.free_port()
        self._island = island
        self._host = island.inside if island else LOOPBACK
        self.tap = Tap(self.own_port, self._host)
        self._data = data
        self.role = command[-1]
        super().__init__(nursery, data.parent, self._whole(command), **env)

    def _whole(self, command: list[str]) -> list[str]:
        prefix = self._island.prefix if self._island else []
        where = ["--host", self._host, "--port", str(self.own_port)]
        return [*prefix, *command, "--data", str(self._data), *where]

    @property
    def address(self) -> Address:
        """Where clients go."""
        return ("127.0.0.1", self.tap.port)

    async def start(self) -> None:
        """Start it and wait until it answers."""
        program = self.run()
        url = f"http://{self._host}:{self.own_port}/health"
        await asyncio.to_thread(program.wait_until_it_answers, url, START_S)

    def becomes(self, command: list[str]) -> None:
        """Another program from the next start on."""
        self._command = self._whole(command)

    def rss_mb(self) -> float:
        """Memory it holds now, 0 while it is dead."""
        try:
            status = Path(f"/proc/{self.program.process.pid}/status").read_text()
        except OSError:
            return 0.0
        found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
        return int(found[0]) / 1024 if found else 0.0


class Ground:
    """Engines and servers of a plan, started by `begins`; `nursery` ends them."""

    def __init__(self, plan: Plan, folder: Path, nursery: AsyncExitStack) -> None:
        self.plan, self.folder, self.nursery = plan, folder, nursery
        self.data = folder / "data"
        self.servers: list[Server] = []
        self.others: list[Child] = []  # presence and worker
        self.redis: OwnRedis | None = None
        self.postgres: OwnPostgres | None = None
        self.engine_taps: list[Tap] = []  # between the first gateway and what it stands on
        self.island: Island | None = None  # where the first gateway is
        self.clock_file = folder / "clock"
        self._environment: dict[str, str] = {}

    @property
    def addresses(self) -> list[Address]:
        """Where clients may go."""
        return [server.address for server in self.servers]

    @property
    def database_url(self) -> str:
        """The store's, empty for SQLite."""
        return self._environment.get("DATABASE_URL", "")

    async def start_engines(self) -> None:
        """Redis and PostgreSQL, as planned."""
        self.data.mkdir()
        env = {"RUCHE_RATE_LIMITS": "off"}
        if self.plan.gateways > 1:
            program = services.find_redis()
            assert program is not None
            self.redis = OwnRedis(self.nursery, self.folder, program)
            self.redis.run()
            await answers(self.redis.port)
            env["REDIS_URL"] = self.redis.url
        if self.plan.postgres:
            programs = services.find_postgres()
            assert programs is not None
            made = await asyncio.to_thread(OwnPostgres, self.nursery, self.folder, programs)
            self.postgres = made
            await self.postgres.start()
            env["DATABASE_URL"] = self.postgres.url()
        self._environment = env

    async def start_servers(self) -> None:
        """The gateways with presence and worker, or the one process that does all."""
        env = self._environment
        if self.plan.island and possible():
            self.island = Island(self.nursery)
        for number in range(self.plan.gateways):
            special: dict[str, str] = {}
            if number == 0 and self.plan.gateways > 1:
                special |= await self._tapped(env)
            command = [RUCHE]
            if number == 0 and self.plan.clock:
                self.clock_file.write_text("0")
                special["SOAK_CLOCK_FILE"] = str(self.clock_file)
                command = [sys.executable, "-m", "tests.soak.stepped"]
            command.append("gateway" if self.plan.gateways > 1 else "serve")
            island = self.island if number == 0 else None
            server = Server(self.nursery, self.data, command, island, **{**env, **special})
            await server.tap.start()
            self.nursery.push_async_callback(server.tap.stop)
            self.servers.append(server)
        if self.plan.gateways > 1:
            for role in ("presence", "worker"):
                command = [RUCHE, role, "--data", str(self.data)]
                other = Child(self.nursery, self.folder, command, **env)
                other.run()
                self.others.append(other)
        await asyncio.gather(*(server.start() for server in self.servers))

    async def stop_servers(self) -> None:
        """In good order, while this event loop still runs the taps that they speak through."""
        running = [one for one in (*self.servers, *self.others) if one.runs]
        await asyncio.gather(*(one.stop() for one in running))
        if self.postgres is not None and self.postgres.runs:
            self.postgres.kill()  # asked kindly it waits for connections that nobody closes

    async def _tapped(self, env: dict[str, str]) -> dict[str, str]:
        """The first gateway reaches its engines through taps."""
        found: dict[str, str] = {}
        for name, engine in (("REDIS_URL", self.redis), ("DATABASE_URL", self.postgres)):
            if engine is not None:
                at = self.island.outside if self.island else LOOPBACK
                tap = Tap(engine.port, at=at)
                await tap.start()
                self.nursery.push_async_callback(tap.stop)
                self.engine_taps.append(tap)
                before = f"{LOOPBACK}:{engine.port}"
                found[name] = env[name].replace(before, f"{at}:{tap.port}")
        return found
