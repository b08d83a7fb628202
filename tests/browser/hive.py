"""A server process of one's own, as an administrator starts it: with the `ruche` command."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

PASSWORD = "correct horse battery"
READY_S = 60.0
AT_REST = {"ruche_connections 0.0", "ruche_writes_under_way 0.0", "ruche_writes_waiting 0.0"}
ROOT = Path(__file__).resolve().parents[2]
RUCHE = str(Path(sys.executable).with_name("ruche"))


class Hive:
    """A running server on a free port, its data folder, and the people in it."""

    def __init__(self, folder: Path, **environ: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.environ = environ  # settings of this server alone
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.cookies: dict[str, list[dict[str, Any]]] = {}
        self._tokens: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> dict[str, Any]:
        """Run a `ruche` subcommand; its JSON answer."""
        command = [RUCHE, *words, "--data", str(self.folder), "--json"]
        done = subprocess.run(
            command, cwd=ROOT, env=self._environ(), capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        answer: dict[str, Any] = json.loads(done.stdout or b"{}")
        return answer

    def copied(self, folder: Path) -> Hive:
        """The same server with its people and tokens in another folder; this one must not serve."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        other = Hive(folder, **self.environ)
        other._tokens = dict(self._tokens)
        return other

    def start(self) -> None:
        """Serve, unless it does; returns once the server answers."""
        if self._process is not None:
            return
        log = (self.folder / "server.log").open("ab")
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port)]
        command = [RUCHE, *words, "--data", str(self.folder)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environ(), stdout=log, stderr=subprocess.STDOUT
        )
        log.close()
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            assert self._process.poll() is None, (self.folder / "server.log").read_text()[-4000:]
            try:
                if httpx.get(f"{self.url}/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise TimeoutError((self.folder / "server.log").read_text()[-4000:])

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The server is there and does nothing, as on a network that swallows everything."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End in good order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=30)
            self._process = None

    def add(self, handle: str, name: str, role: str = "member") -> None:
        """Make an account."""
        email = f"{handle}@example.org"
        self.run(
            "user", "add", "--email", email, "--name", name, "--role", role, "--password", PASSWORD
        )

    def token(self, handle: str) -> str:
        """A person's token, made when it is first asked for."""
        if handle not in self._tokens:
            made = self.run("token", "create", "--email", f"{handle}@example.org")
            self._tokens[handle] = made["token"]
        return self._tokens[handle]

    def call(self, handle: str, operation: str, **args: Any) -> Any:
        """Do something as a person, over the HTTP API."""
        headers = {"authorization": f"Bearer {self.token(handle)}"}
        answer = httpx.post(
            f"{self.url}/api/v1/{operation}", json=args, headers=headers, timeout=30
        ).json()
        assert answer["ok"], answer
        return answer["result"]

    def upload(self, handle: str, name: str, content: bytes) -> str:
        """Upload a file; its id."""
        headers = {"authorization": f"Bearer {self.token(handle)}"}
        files = {"file": (name, content)}
        url = f"{self.url}/api/v1/files.upload"
        answer = httpx.post(url, files=files, headers=headers, timeout=60).json()
        assert answer["ok"], answer
        file_id: str = answer["result"]["id"]
        return file_id

    def channel(self, handle: str, name: str, *members: str, kind: str = "public") -> str:
        """A new channel with these members; its id."""
        channel_id: str = self.call(handle, "channels.create", name=name, kind=kind)["id"]
        if members:
            ids = [self.call(member, "people.me")["id"] for member in members]
            self.call(handle, "channels.invite", channel_id=channel_id, person_ids=ids)
        return channel_id

    def waits_until_left(self) -> None:
        """Until every window that was closed is gone here too, and what it still said is done."""
        until = time.monotonic() + READY_S
        while not AT_REST.issubset(self._metrics()):
            assert time.monotonic() < until, "somebody is still connected"
            time.sleep(0.05)

    def _metrics(self) -> set[str]:
        return set(httpx.get(f"{self.url}/metrics").text.splitlines())

    def drops_drafts(self) -> None:
        """Throw away what people have begun to write, as far as they were heard of here."""
        for handle in list(self._tokens):
            for draft in self.call(handle, "drafts.list")["items"]:
                place = {"channel_id": draft["channel_id"], "thread_id": draft.get("thread_id")}
                self.call(handle, "drafts.set", **place, text="")

    def waits_for_search(self, handle: str, query: str, count: int) -> None:
        """Until a search finds so many messages: the index comes after the message."""
        until = time.monotonic() + READY_S
        while len(self.call(handle, "search.messages", query=query)["items"]) != count:
            assert time.monotonic() < until, query
            time.sleep(0.05)

    def _environ(self) -> dict[str, str]:
        ours = ("RUCHE_", "REDIS_", "DATABASE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        quiet = {"RUCHE_RATE_LIMITS": "off", "RUCHE_LINK_PREVIEWS": "off", "RUCHE_METRICS": "on"}
        return {**kept, **quiet, **self.environ}


def furnished(folder: Path, people: dict[str, str], **environ: str) -> Hive:
    """A server with these people (handle: name; the first is its owner), not yet started."""
    hive = Hive(folder, **environ)
    for at, (handle, name) in enumerate(people.items()):
        hive.add(handle, name, "member" if at else "owner")
    return hive


@contextmanager
def serving(hive: Hive) -> Iterator[Hive]:
    """The server serves until the block ends."""
    try:
        hive.start()
        yield hive
    finally:
        hive.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
