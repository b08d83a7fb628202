"""`ruche serve`, `gateway`, `presence` and `worker`: the processes that stay."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvloop

from channels.core.errors import Conflict, Invalid
from server.app import make_app
from server.cli_core import prepare
from server.cli_output import Session
from server.config import Settings, elsewhere
from server.doorstep import allow_many_files
from server.logs import set_up_logs
from server.processes import run_presence, run_worker
from server.serving import REST_S, ServingProcess, end_after, uvicorn_config

BACKLOG = 4_096
Run = Callable[[Settings, asyncio.Event, socket.socket | None], Awaitable[None]]


def serve(session: Session, host: str | None, port: int | None) -> None:
    """Serve everything from this process, until told to stop."""
    settings = session.settings(host, port)
    set_up_logs(settings.log_level, settings.log_format)
    prepare(session, settings)
    lock = contextlib.nullcontext() if settings.shared else alone(settings)
    with lock:
        _serve(session, settings, works=True)


def gateway(session: Session, host: str | None, port: int | None) -> None:
    """Serve sockets and pages beside other gateways."""
    settings = _shared(session.settings(host, port))
    set_up_logs(settings.log_level, settings.log_format)
    prepare(session, settings)
    _serve(session, settings, works=False)


def presence(session: Session, host: str | None, port: int | None) -> None:
    """Notice who goes away; `port` answers whether it is well."""
    _stay(session, "presence", run_presence, host, port)


def worker(session: Session, host: str | None, port: int | None) -> None:
    """Do jobs and housekeeping; `port` answers whether it is well."""
    _stay(session, "worker", run_worker, host, port)


def _serve(session: Session, settings: Settings, *, works: bool) -> None:
    allow_many_files()
    listening = _listen(settings.host, settings.port)
    url = _url(settings.host, listening.getsockname()[1])
    doubt = elsewhere(settings, listening.getsockname()[1])
    if doubt:
        session.note(doubt)
    app = make_app(settings, works=works)
    drain = app.state.server.drain
    sentence = f"Ruche serves at {url}"
    if settings.public_url:
        sentence += f" (for people: {settings.own_url})"
    server = ServingProcess(
        uvicorn_config(app, settings, app.state.server.doorstep),
        lambda: session.answer({"url": url}, sentence),
        drain,
        settings.drain_s + REST_S,
    )
    server.run([listening])
    listening.close()
    if not server.started:
        raise OSError("The server did not start; the reason stands above.")


def _listen(host: str, port: int) -> socket.socket:
    """The socket that the server will accept on. Errors: Conflict when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        where = f"{host}:{port}"
        raise Conflict(
            f"Cannot listen at {where}: {error.strerror}. Choose another with --port.", "port"
        ) from error
    listening.listen(BACKLOG)
    return listening


def _url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


@contextlib.contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One server for each data folder; the lock goes with the process, however it ends.

    Errors: Conflict when another serves from the folder.
    """
    handle = os.open(settings.data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(
            f"Another server already serves from {settings.data}. "
            "Stop it, choose another folder with --data, or set REDIS_URL to run several.",
            "data",
        ) from error
    else:
        yield
    finally:
        os.close(handle)


def _shared(settings: Settings) -> Settings:
    """Errors: Invalid without Redis, which several processes meet through."""
    if not settings.shared:
        raise Invalid(
            "This process works with others through Redis. Set REDIS_URL, "
            "or run everything in one process with `ruche serve`.",
            "REDIS_URL",
        )
    return settings


def _stay(session: Session, name: str, run: Run, host: str | None, port: int | None) -> None:
    settings = _shared(session.settings())
    set_up_logs(settings.log_level, settings.log_format)
    prepare(session, settings)
    probed = host or "127.0.0.1"  # RUCHE_HOST opens people's pages to the network, not figures
    listening = _listen(probed, port) if port is not None else None
    told, sentence = {"running": name}, f"Ruche's {name} process works."
    if listening is not None:
        told["url"] = _url(probed, listening.getsockname()[1])
        sentence += f" {told['url']}/ready tells whether it is well."
    uvloop.run(_until_told(lambda stop: run(settings, stop, listening), told, sentence, session))


async def _until_told(
    run: Callable[[asyncio.Event], Awaitable[None]],
    told: dict[str, str],
    sentence: str,
    session: Session,
) -> None:
    stop = asyncio.Event()

    def be_told() -> None:
        if not stop.is_set():
            end_after(REST_S)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, be_told)
    session.answer(told, sentence)
    await run(stop)
