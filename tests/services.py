"""Starts the real Redis and PostgreSQL that tests talk to, each on a free port of its own."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_TIMEOUT_S = 60.0
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


class ServiceError(Exception):
    """A server did not start; the message holds the end of its log."""


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running PostgreSQL: `url` of its first database, `bin` folder of its programs."""

    url: str
    bin: Path

    def create_database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url.rpartition("/")[0] + f"/{name}"

    def drop_database(self, name: str) -> None:
        """Drop the database, whoever is still connected to it."""
        self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def cut_off(self, name: str) -> None:
        """Break all connections to a database, and let nobody in."""
        self._sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        self._sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )

    def let_in(self, name: str) -> None:
        """Undo `cut_off`."""
        self._sql(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    def _sql(self, statement: str) -> None:
        command = [str(self.bin / "psql"), "--no-psqlrc", "--quiet", "-c", statement, self.url]
        subprocess.run(command, check=True, capture_output=True, timeout=READY_TIMEOUT_S)


def find_redis() -> Path | None:
    """The redis-server program, if this machine has it."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


def find_postgres() -> Path | None:
    """The folder of the newest PostgreSQL's server programs, if this machine has one."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def find_chromium() -> Path | None:
    """The Chromium (or Chrome) program, if this machine has it."""
    found = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on now."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running_redis(program: Path) -> Iterator[str]:
    """A fresh Redis without persistence; yields its URL."""
    with _folder() as folder:
        port = free_port()
        command = [
            str(program), "--port", str(port), "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", str(folder),
        ]  # fmt: skip
        with _running(command, folder, lambda: answers_ping(port)):
            yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_postgres(programs: Path) -> Iterator[PostgresServer]:
    """A fresh PostgreSQL that forgets durability for speed; yields its URL and programs."""
    user = unprivileged_user()
    with _folder(user) as folder:
        cluster, port = folder / "cluster", free_port()
        initdb = [str(programs / "initdb"), "-D", str(cluster), "-U", "ruche", "-A", "trust"]
        initdb += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(
            initdb, check=True, capture_output=True, user=user, cwd=folder, timeout=READY_TIMEOUT_S
        )
        command = [
            str(programs / "postgres"), "-D", str(cluster), "-p", str(port), "-k", str(folder),
            "-h", "127.0.0.1", "-c", "fsync=off", "-c", "synchronous_commit=off",
            "-c", "full_page_writes=off", "-c", "max_connections=300",
        ]  # fmt: skip
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        with _running(command, folder, lambda: succeeds(ready), user):
            yield PostgresServer(url=f"postgresql://ruche@127.0.0.1:{port}/postgres", bin=programs)


@contextmanager
def _folder(user: str | None = None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ruche-test-"))
    if user is not None:
        shutil.chown(folder, user)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(
    command: Sequence[str], folder: Path, ready: Callable[[], bool], user: str | None = None
) -> Iterator[None]:
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=user,
            start_new_session=True,  # ctrl-C ends the tests first, and they end it
        )
    try:
        _wait_until(ready, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if ready():
            return
        time.sleep(0.05)
    raise ServiceError(log.read_text(errors="replace")[-2000:])


def answers_ping(port: int) -> bool:
    """Whether a Redis answers at that port of this machine."""
    try:
        with closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def succeeds(command: Sequence[str]) -> bool:
    """Whether the command ends well."""
    return subprocess.run(command, check=False, timeout=READY_TIMEOUT_S).returncode == 0


def unprivileged_user() -> str | None:
    """Whom PostgreSQL runs as: it refuses root; anybody else keeps their own name."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _version(folder: Path) -> int:
    digits = folder.parent.name.partition(".")[0]
    return int(digits) if digits.isdigit() else 0
