"""Our protocol class behind an echo application, beside uvicorn's own: none of ours may fail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from tests.conformance import autobahn
from tests.conformance.echo import make_server
from tests.conformance.peer import Heard, Peer
from tests.conformance.table import BYE, CASES, Case

CASES_IN_ALL = 247  # of Autobahn; 3 of them judge nothing


@asynccontextmanager
async def echoing(protocol: str) -> AsyncIterator[int]:
    """The port of an echo server in this process."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server: uvicorn.Server = make_server(protocol)
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await serving


async def _plays(port: int, case: Case) -> Heard:
    peer = await Peer.connects(port)
    expected: list[tuple[int, bytes]] = list(case.frames)
    frames: list[tuple[int, bytes]] = []
    for piece in case.sent:
        if piece is BYE:  # who says goodbye has heard the rest
            while len(frames) < len(expected):
                frames.append(await asyncio.wait_for(peer.frame(), 30))
        peer.send(piece)
        await peer.writer.drain()
    heard = await peer.hears_until_closed()
    await peer.leaves()
    heard.frames = frames + heard.frames
    return heard


async def _missed(port: int) -> dict[str, Heard]:
    """By case, what came where something else should have."""
    told = await asyncio.gather(*(_plays(port, case) for case in CASES))
    return {
        case.name: heard
        for case, heard in zip(CASES, told, strict=True)
        if (tuple(heard.frames), heard.code, heard.closed) != (case.frames, case.code, True)
    }


async def test_every_frame_is_met_as_the_standard_says() -> None:
    assert len({case.name for case in CASES}) == len(CASES)
    async with echoing("ours") as port:
        assert await _missed(port) == {}


async def test_ours_is_no_less_strict_than_uvicorns_own(capsys: pytest.CaptureFixture[str]) -> None:
    async with echoing("stock") as port:
        missed = await _missed(port)
    met = len(CASES) - len(missed)
    with capsys.disabled():
        print(f"\nof {len(CASES)} cases: ours {len(CASES)}, stock {met}; it misses {list(missed)}")
    assert met > len(CASES) // 2, "the table is no table of our own habits"


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_the_autobahn_suite_finds_no_fault(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no CPython 2.7 is found it cannot run; the table above stands for it there."""
    suite = autobahn.find()
    if suite is None:
        with capsys.disabled():
            print(
                "\nThe Autobahn suite did not run: it needs CPython 2.7 (see bin/lib/autobahn.sh)"
            )
        return
    folder = tmp_path_factory.mktemp("autobahn")
    async with echoing("ours") as ours, echoing("stock") as stock:
        verdicts = await suite.run(folder, ours=ours, stock=stock)
        failed = verdicts["ours"].failed
        if failed:  # the suite waits a second for an answer, which a busy machine may not give
            failed = (await suite.run(folder, failed, ours=ours))["ours"].failed
    with capsys.disabled():
        for name, verdict in verdicts.items():
            print(f"\nAutobahn, {name}: {verdict}", end="")
        print()
    assert failed == []
    assert verdicts["ours"].cases == CASES_IN_ALL
    assert len(verdicts["ours"].not_strict) < len(verdicts["stock"].not_strict)
