"""Ruche and its neighbours in processes of their own, to be killed and started again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from channels.core.actor import SYSTEM, Role
from channels.people.protocol import AddPerson, CreateToken
from persistence.bus_memory import MemoryBus
from persistence.clock import WallClock
from presence.protocol import PresenceView
from presence.roster_memory import MemoryRoster
from presence.service import PresenceService
from server.config import Settings
from server.core import Core
from server.limits import make_limits
from tests import services
from tests.setup.processes import Program, started
from tests.world import Person, Place, lay_store, settings_for

RUCHE = str(Path(sys.executable).with_name("ruche"))
PATIENCE_S = 60.0


async def until(true: Callable[[], bool], why: str, timeout_s: float = PATIENCE_S) -> None:
    """Wait for what has no signal of its own."""
    try:
        async with asyncio.timeout(timeout_s):
            while not true():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never within {timeout_s} s: {why}") from None


class Child:
    """One program that can be started, killed and started again; `nursery` ends it at last."""

    def __init__(
        self, nursery: AsyncExitStack, folder: Path, command: Sequence[str], **environment: str
    ) -> None:
        self._nursery = nursery
        self._command = command
        self._environment = environment
        self._folder = folder
        self._starts = 0
        self.program: Program

    def run(self) -> Program:
        """Start it, without waiting for anything."""
        self._starts += 1
        log = self._folder / f"{Path(self._command[0]).name}-{id(self)}-{self._starts}.log"
        begun = started(self._command, log, **self._environment)
        self.program = self._nursery.enter_context(begun)
        return self.program

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended."""
        return self._starts > 0 and self.program.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would: it is told nothing."""
        self.program.process.kill()
        self.program.process.wait()

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await asyncio.to_thread(self.program.process.wait, PATIENCE_S)

    async def stop(self) -> int:
        """Ask it to stop; its exit code."""
        return await asyncio.to_thread(self.program.stop)


class Served(Child, Place):
    """A process that serves people: `ruche serve` or `ruche gateway`, or another program."""

    def __init__(
        self,
        nursery: AsyncExitStack,
        data: Path,
        command: Sequence[str] = (RUCHE, "serve"),
        port: int | None = None,
        **environment: str,
    ) -> None:
        Place.__init__(self, port or services.free_port())
        whole = [*command, "--data", str(data), "--port", str(self.port)]
        # Beside the data, not in it: the log can be written where the data cannot.
        environment = {"RUCHE_RATE_LIMITS": "off", **environment}
        Child.__init__(self, nursery, data.parent, whole, **environment)

    async def start(self) -> None:
        """Start it and wait until it answers."""
        program = self.run()
        self._nursery.push_async_callback(self.leave)
        await asyncio.to_thread(program.wait_until_it_answers, f"{self.url}/health", 60)


class OwnRedis(Child):
    """A Redis of one test, on a port that stays the same."""

    def __init__(self, nursery: AsyncExitStack, folder: Path, program: Path) -> None:
        self.port = services.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [
            str(program), "--port", str(self.port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", str(folder),
        ]  # fmt: skip
        super().__init__(nursery, folder, command)


async def ruche(
    data: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return await asyncio.to_thread(
        subprocess.run,
        [RUCHE, *arguments, "--data", str(data)],
        env=environment or None,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


class Town:
    """A store and its people, as a visitor beside the servers makes them."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def system(self, op: str, command: Any) -> Any:
        """Do something as the system."""
        return await self.core.dispatcher.call(SYSTEM, op, command)

    async def person(self, place: Place, name: str, role: Role = Role.MEMBER) -> Person:
        """A person with an account and a token, who goes to that place."""
        email = f"{name}@example.org"
        view = await self.system(
            "people.add", AddPerson(email=email, name=name.title(), role=role, password=None)
        )
        made = await self.system("tokens.create", CreateToken(person_id=view.id))
        return Person(place, view.id, view.handle, view.role, made.secret)

    async def people(self, place: Place, *names: str) -> list[Person]:
        """Several people who go to the same place."""
        return [await self.person(place, name) for name in names]


@asynccontextmanager
async def town(data: Path, **settings: Any) -> AsyncIterator[Town]:
    """Open the store of that folder (or database) beside the servers."""
    wanted = settings_for(data, **settings)
    await asyncio.to_thread(lay_store, wanted)
    core = _visitor(wanted)
    await core.start()
    try:
        yield Town(core)
    finally:
        await core.stop()


def _visitor(settings: Settings) -> Core:
    clock = WallClock()
    presence = PresenceService(MemoryRoster(), _to_nobody, clock)
    limits = make_limits(settings, clock)
    return Core(settings, presence, limits, serves=False, clock=clock, bus=MemoryBus())


async def _to_nobody(people: Sequence[PresenceView]) -> None:
    """A visitor has nobody to announce to."""
