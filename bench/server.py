"""A real server in a process of its own on one core, and what a load needs to talk to it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
RUCHE = Path(sys.executable).with_name("ruche")
SERVER_CORE = min(os.sched_getaffinity(0))
LOAD_CORE = max(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Running:
    """A server under measurement."""

    pid: int
    port: int
    data: Path
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a socket of the owner says in its handshake."""
        return {
            "Sec-WebSocket-Protocol": "ruche.v1.msgpack",
            "Authorization": f"Bearer {self.token}",
        }

    async def call(self, op: str, **args: Any) -> Any:
        """Call an operation over HTTP as the owner."""
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            headers = {"authorization": f"Bearer {self.token}"}
            answer = await client.post(f"/api/v1/{op}", json=args, headers=headers, timeout=60)
        body = answer.json()
        if not body["ok"]:
            raise RuntimeError(f"{op}: {body['error']}")
        return body["result"]


def ruche(data: Path, *words: str, **environ: str) -> dict[str, Any]:
    """Run the command line; answers its JSON."""
    done = subprocess.run(
        [RUCHE, *words, "--data", data, "--json"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@asynccontextmanager
async def running(data: Path | None = None, **environ: str) -> AsyncIterator[Running]:
    """`ruche serve` on a folder (a new one where none is given) until the end of the block."""
    folder = data or Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    ruche(
        folder, "user", "add", "--email", "bench@example.org", "--name", "Bench", **environ
    ) if data is None else None
    token = ruche(folder, "token", "create", "--email", "bench@example.org", **environ)["token"]
    try:
        async with beside(folder, "serve", SERVER_CORE, token, **environ) as server:
            yield server
    finally:
        if data is None:
            shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def beside(
    folder: Path, name: str, core: int, token: str = "", **environ: str
) -> AsyncIterator[Running]:
    """`ruche NAME` (serve, gateway, worker, presence) on a core until the end of the block."""
    process = subprocess.Popen(
        [RUCHE, name, "--port", "0", "--data", folder, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "RUCHE_RATE_LIMITS": "off", "RUCHE_LOG_LEVEL": "warning", **environ},
    )
    os.sched_setaffinity(process.pid, {core})
    try:
        assert process.stdout is not None
        said = json.loads(await asyncio.to_thread(process.stdout.readline))
        yield Running(process.pid, int(said["url"].rpartition(":")[2]), folder, token)
    finally:
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, 20)
        except subprocess.TimeoutExpired:
            process.kill()
