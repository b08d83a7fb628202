"""Worker and presence tell whether they are well, and count what they do."""

import asyncio
import os
import socket
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx

from tests.resilience.children import RUCHE, Child, OwnRedis, Served, until

LISTENS = "0A"  # as the kernel's table has it


async def test_worker_and_presence_tell_whether_they_are_well(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    everywhere = {"RUCHE_HOST": "0.0.0.0"}  # opens pages to the network, not what tells of them
    environment = {"REDIS_URL": redis.url, "RUCHE_METRICS": "on", **everywhere}
    both = [Served(nursery, data, (RUCHE, name), **environment) for name in ("worker", "presence")]
    for process in both:  # by turns: the first lays the store
        await process.start()
    for process in both:
        assert (await _get(process, "/ready")).json() == {"ok": True}
        told = (await _get(process, "/metrics")).text
        assert "ruche_commits_total" in told
        assert "ruche_jobs_oldest_due_seconds" in told
        assert "ruche_connections" not in told  # it has no sockets to count
        assert ("ruche_presence_up 1.0" in told) == (process is both[1])  # who keeps the roster
        assert "http://127.0.0.1:" in process.program.output()
    redis.kill()
    for process in both:
        await until(lambda url=process.url: not _is_ready(url), "it notices that Redis is gone")
        assert (await _get(process, "/up")).status_code == 200
    redis.run()
    for process in both:
        await until(lambda url=process.url: _is_ready(url), "it is well again")
    assert await asyncio.gather(*(process.stop() for process in both)) == [0, 0]


async def test_without_a_port_neither_listens_anywhere(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    for name in ("worker", "presence"):
        command = (RUCHE, name, "--data", str(data))
        child = Child(nursery, data.parent, command, REDIS_URL=redis.url, RUCHE_HOST="0.0.0.0")
        program = child.run()
        await until(lambda program=program: "works" in program.output(), "it works")
        await until(lambda pid=program.process.pid: _sockets(pid) != set(), "it talks to Redis")
        assert not _sockets(program.process.pid) & _listening()
        assert await child.stop() == 0, program.output()


def test_who_listens_is_seen_to(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.socket() as other:
        found = _sockets(os.getpid()) & _listening()
        assert str(os.fstat(one.fileno()).st_ino) in found
        assert str(os.fstat(other.fileno()).st_ino) not in found


def _sockets(pid: int) -> set[str]:
    """The sockets that a process holds, by inode."""
    found = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            kind, _, inode = os.readlink(one).partition(":")
            found |= {inode.strip("[]")} if kind == "socket" else set()
    return found


def _listening() -> set[str]:
    """All TCP sockets of this machine that listen, by inode."""
    found = set()
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            rows = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            found |= {row.split()[9] for row in rows if row.split()[3] == LISTENS}
    return found


async def _get(process: Served, path: str) -> httpx.Response:
    return await asyncio.to_thread(httpx.get, f"{process.url}{path}")


def _is_ready(url: str) -> bool:
    return httpx.get(f"{url}/ready").status_code == 200
