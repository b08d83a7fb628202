"""What a city stands on, each to be hurt: PostgreSQL, Redis, and the wires between."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from tests import services
from tests.resilience.children import Child, until

CHUNK_BYTES = 1 << 16
TRIES = 20
LOOPBACK = "127.0.0.1"


class OwnPostgres(Child):
    """A PostgreSQL of one city; what it has answered survives being killed, as the files do."""

    def __init__(self, nursery: AsyncExitStack, folder: Path, programs: Path) -> None:
        self.port = services.free_port()
        self._place = Path(tempfile.mkdtemp(prefix="ruche-soak-"))
        nursery.callback(shutil.rmtree, self._place, ignore_errors=True)
        self._ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        user = services.unprivileged_user()
        if user is not None:
            shutil.chown(self._place, user)
        cluster = str(self._place / "cluster")
        initdb = [str(programs / "initdb"), "-D", cluster, "-U", "ruche", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=self._place)
        command = [
            str(programs / "postgres"), "-D", cluster, "-p", str(self.port), "-k", str(self._place),
            "-h", "127.0.0.1", "-c", "fsync=off", "-c", "max_connections=100",
        ]  # fmt: skip
        # The very process becomes PostgreSQL's, so that it is PostgreSQL that is killed.
        alias = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        super().__init__(nursery, folder, [*alias, *command])

    def url(self, port: int | None = None) -> str:
        """Where it is reached, perhaps through a tap."""
        return f"postgresql://ruche@127.0.0.1:{port or self.port}/postgres"

    async def start(self) -> None:
        """Start it and wait until it answers; the children of one killed may yet be dying."""
        for _ in range(TRIES):
            program = self.run()
            while program.process.poll() is None:
                if await asyncio.to_thread(services.succeeds, self._ready):
                    return
                await asyncio.sleep(0.05)
            await asyncio.sleep(0.2)
        raise services.ServiceError(program.output())

    def kill(self) -> None:
        """It and the process of each connection end at once."""
        pid = self.program.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for number in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.program.process.wait()


class Tap:
    """A wire between clients and a port, which can be cut: nothing passes and nobody is told."""

    def __init__(self, target: int, host: str = LOOPBACK, at: str = LOOPBACK) -> None:
        self.port = 0
        self._target = (host, target)
        self._at = at
        self._passes = asyncio.Event()
        self._passes.set()
        self._lost: set[asyncio.Task[None]] = set()  # half-open for good
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._ends = False

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, self._at, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """From now on bytes are held; new connections open, and hear nothing."""
        self._passes.clear()

    def heal(self) -> None:
        """What was held goes on, late, as after a cable is put back."""
        self._passes.set()

    def vanish(self) -> int:
        """Whoever is connected now is never heard of again, though no socket closes; how many."""
        self._lost |= self._tasks
        return len(self._tasks)

    async def stop(self) -> None:
        """Cut all sockets."""
        self._ends = True
        if self._server is not None:
            self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # in which the event loop lets go of the sockets

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        ends, pumps = [writer], []
        try:
            await self._passes.wait()
            there, far = await asyncio.open_connection(*self._target)
            ends.append(far)
            pumps = [
                asyncio.create_task(self._pump(one, other, task))
                for one, other in ((reader, far), (there, writer))
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        except (OSError, asyncio.CancelledError):
            pass  # nobody listens there now, or the city ends
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            for end in ends:
                end.transport.abort() if self._ends else end.close()
            self._tasks.discard(task)
            self._lost.discard(task)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, task: asyncio.Task[None]
    ) -> None:
        while data := await reader.read(CHUNK_BYTES):
            await self._passes.wait()
            if task in self._lost:
                break
            writer.write(data)
            await writer.drain()
        if task in self._lost:
            await asyncio.Event().wait()


async def answers(port: int) -> None:
    """Wait until a Redis answers there."""
    await until(lambda: services.answers_ping(port), "Redis answers")
