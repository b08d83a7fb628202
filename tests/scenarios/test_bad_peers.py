"""Peers that are slow, huge, silent or many: they cost little, are counted, and nobody notices."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit

import httpx
import pytest

from server.doorstep import CROWD as CROWDED
from server.doorstep import HEAD_BYTES, LITTLE_BYTES, MOST_WAITING
from tests.conformance.peer import PATIENCE_S, Peer, client_frame
from tests.resilience.children import Served, town, until
from tests.server.gateway.hive import Hive
from tests.world import Place, World

SOON_S = 0.2
CROWD = 10_000
REFUSED = 1_000
AT_A_TIME = 200
MOST_LINES = 50
HANDSHAKE = b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def dials(place: Place, nursery: AsyncExitStack) -> Peer:
    """A connection that says nothing by itself."""
    peer = await Peer.dials(place.port)
    nursery.push_async_callback(peer.leaves)
    return peer


async def hung_up(peer: Peer) -> bytes:
    """What came before the server hung up."""
    with suppress(ConnectionError):
        return await asyncio.wait_for(peer.reader.read(), PATIENCE_S)
    return b""


async def trickles(peer: Peer, drop: bytes) -> None:
    """Say a little, again and again, until the server has had enough."""
    with suppress(ConnectionError):
        async with asyncio.timeout(PATIENCE_S):
            while not (peer.reader.at_eof() or peer.writer.transport.is_closing()):
                peer.send(drop)
                await peer.writer.drain()
                await asyncio.sleep(SOON_S / 10)


BEGUN = {
    "nothing": (b"", b"\r\n"),
    "half a line": (b"GET /a", b"a"),
    "half a head": (b"GET / HTTP/1.1\r\nHost: x\r\n", b"x-a: b\r\n"),
    "half a handshake": (HANDSHAKE, b"x-a: b\r\n"),
}


@pytest.mark.parametrize(("begun", "drop"), BEGUN.values(), ids=BEGUN)
async def test_a_head_that_does_not_end_is_waited_for_a_while_only(
    world: World, nursery: AsyncExitStack, begun: bytes, drop: bytes
) -> None:
    world.server.doorstep.head_s = SOON_S
    silent, slow = await dials(world, nursery), await dials(world, nursery)
    for peer in (silent, slow):
        peer.send(begun)
    talk = asyncio.create_task(trickles(slow, drop))
    assert await hung_up(silent) == b""
    assert await hung_up(slow) == b""
    await talk
    assert world.server.doorstep.turned_away == {"slow head": 2}
    assert world.server.doorstep.waiting == 0
    ada = await world.member("ada")
    assert (await ada.call("people.me"))["id"] == ada.id


async def test_a_head_without_end_is_cut_short(world: World, nursery: AsyncExitStack) -> None:
    peer = await dials(world, nursery)
    peer.send(b"GET / HTTP/1.1\r\nx-long: " + b"x" * (2 * HEAD_BYTES))
    await hung_up(peer)
    assert world.server.doorstep.turned_away == {"long head": 1}


@pytest.mark.parametrize("path", ["/api/v1/people.me", "/sign-in"])
async def test_a_body_that_does_not_come_is_waited_for_a_while_only(
    world: World, nursery: AsyncExitStack, path: str
) -> None:
    world.server.doorstep.body_s = SOON_S
    peer = await dials(world, nursery)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n"
    peer.send(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\na")
    talk = asyncio.create_task(trickles(peer, b"b"))
    await hung_up(peer)
    await talk
    assert world.server.doorstep.turned_away == {"slow body": 1}


async def test_a_second_request_on_a_connection_has_its_own_time(
    world: World, nursery: AsyncExitStack
) -> None:
    peer = await dials(world, nursery)
    peer.send(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.wait_for(peer.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
    world.server.doorstep.head_s = SOON_S
    talk = asyncio.create_task(trickles(peer, b"G"))
    await hung_up(peer)
    await talk
    assert sum(world.server.doorstep.turned_away.values()) == 1


async def test_who_does_not_read_the_answer_is_let_go(
    world: World, nursery: AsyncExitStack
) -> None:
    world.server.doorstep.read_s = SOON_S
    peer = await Peer.dials(world.port, buffer_bytes=16 * 1024)
    nursery.push_async_callback(peer.leaves)
    peer.send(b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 300)
    turned_away = world.server.doorstep.turned_away
    await until(lambda: turned_away["slow reader"] == 1, "the server has had enough")


async def test_what_is_no_http_is_counted_and_not_logged_each_time(
    world: World, nursery: AsyncExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(20):
        peer = await dials(world, nursery)
        peer.send(b"\x16\x03\x01 hello\r\n\r\n")
        assert b" 400 " in await hung_up(peer)
    assert world.server.doorstep.turned_away == {"no HTTP": 20}
    lines = [one.getMessage() for one in caplog.records if one.levelno >= logging.INFO]
    assert [line for line in lines if "turned away" in line or "Invalid" in line] == [
        "connections turned away since the start: no HTTP 1"
    ]


async def test_a_handshake_without_a_key_is_refused_and_counted(
    world: World, nursery: AsyncExitStack
) -> None:
    peer = await dials(world, nursery)
    peer.send(HANDSHAKE + b"Sec-WebSocket-Version: 13\r\n\r\n")
    assert b" 400 " in await hung_up(peer)
    assert world.server.doorstep.turned_away == {"bad handshake": 1}


async def test_where_too_many_say_nothing_the_oldest_makes_room(
    world: World, nursery: AsyncExitStack
) -> None:
    world.server.doorstep.most_waiting, world.server.doorstep.moment_s = 3, SOON_S
    silent = [await dials(world, nursery) for _ in range(5)]
    for peer in silent[:2]:
        await hung_up(peer)
    await until(lambda: world.server.doorstep.waiting == 3, "three are left")
    ada = await world.member("ada")
    assert (await ada.call("people.me"))["id"] == ada.id
    assert set(world.server.doorstep.turned_away) == {"crowded"}


async def test_where_far_too_many_come_in_one_moment_none_is_waited_for(
    world: World, nursery: AsyncExitStack
) -> None:
    world.server.doorstep.most_waiting = 3
    silent = [await dials(world, nursery) for _ in range(CROWDED * 3 + 2)]
    for peer in silent[:2]:
        await hung_up(peer)
    assert world.server.doorstep.turned_away["crowded"] >= 2
    assert world.server.doorstep.waiting <= CROWDED * 3


LONG = b"GET / HTTP/1.1\r\nHost: x\r\nx-long: " + b"x" * LITTLE_BYTES


async def test_in_a_crowd_who_has_sent_much_goes_first(
    world: World, nursery: AsyncExitStack
) -> None:
    doorstep = world.server.doorstep
    doorstep.most_waiting, doorstep.moment_s = 3, PATIENCE_S  # time for the others
    silent = await dials(world, nursery)
    costly = [await dials(world, nursery) for _ in range(2)]
    for peer in costly:
        peer.send(LONG)
    await until(lambda: doorstep.costly == 2, "both have sent much")
    assert not doorstep.turned_away
    more = await dials(world, nursery)
    await hung_up(costly[0])
    assert (doorstep.waiting, doorstep.costly) == (3, 1)
    more.send(LONG)
    await until(lambda: doorstep.costly == 2, "another has sent much")
    silent_too = [await dials(world, nursery) for _ in range(3)]
    await hung_up(costly[1])
    await hung_up(more)
    silent_too[0].send(LONG)
    await hung_up(silent_too[0])
    assert (doorstep.waiting, doorstep.costly) == (3, 0)
    silent.send(b"GET /up HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = await asyncio.wait_for(silent.reader.readuntil(b"\r\n"), PATIENCE_S)
    assert answer == b"HTTP/1.1 200 OK\r\n"
    assert doorstep.turned_away == {"crowded": 4}


async def test_who_has_had_an_answer_stands_there_again_while_it_asks_for_more(
    world: World, nursery: AsyncExitStack
) -> None:
    doorstep = world.server.doorstep
    peer = await dials(world, nursery)
    peer.send(b"GET /up HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.wait_for(peer.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
    assert doorstep.waiting == 0
    peer.send(LONG)
    await until(lambda: (doorstep.waiting, doorstep.costly) == (1, 1), "it is counted again")
    peer.send(b"\r\n\r\n")
    await until(lambda: (doorstep.waiting, doorstep.costly) == (0, 0), "it has said it")
    assert not doorstep.turned_away


async def test_a_crowd_that_comes_in_one_moment_and_says_what_it_wants_is_let_in(
    world: World, nursery: AsyncExitStack
) -> None:
    world.server.doorstep.most_waiting, world.server.doorstep.moment_s = 10, 0.0
    # Without an await in between the server meets all of them, and their words, at once.
    together = [socket.create_connection(("127.0.0.1", world.port)) for _ in range(40)]
    for one in together:
        nursery.callback(one.close)
        one.sendall(b"GET /up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answers = await asyncio.gather(*(_answer(one) for one in together))
    assert [answer.partition(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * 40
    assert not world.server.doorstep.turned_away


async def test_no_compression_is_offered_so_no_bomb_can_go_off(
    world: World, nursery: AsyncExitStack
) -> None:
    ada = await world.member("ada")
    headers = (f"Authorization: Bearer {ada.token}",)
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    peer = await dials(world, nursery)
    peer.send(HANDSHAKE + b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
    peer.send("\r\n".join(("dGhlIHNhbXBsZSBub25jZQ==", offer, *headers, "", "")).encode())
    head = await asyncio.wait_for(peer.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
    assert b" 101 " in head
    assert b"extensions" not in head.lower()
    peer.send(client_frame(1, b"\xec\xc1\x01\x00" * 100, rsv=4))
    heard = await peer.hears_until_closed()
    assert heard.code == 1002


async def test_who_never_answers_a_ping_is_let_go(nursery: AsyncExitStack) -> None:
    hive = Hive()
    hive.server.config.ws_ping_interval = hive.server.config.ws_ping_timeout = SOON_S
    async with hive.running():
        peer = await Peer.connects(hive.port, "/ws", "Authorization: Bearer ada")
        nursery.push_async_callback(peer.leaves)
        peer.send(client_frame(1, b"half a message", fin=False) + b"\x80\xfe")  # and half a frame
        await until(lambda: len(hive.hub.connections()) == 1, "it is here")
        await until(lambda: not hive.hub.connections(), "it is gone")
        await until(lambda: hive.attendees.here == {}, "and is missed by nobody")


@pytest.mark.slow
async def test_ten_thousand_strangers_are_bounded_counted_and_hardly_logged(
    nursery: AsyncExitStack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    served = Served(nursery, data, RUCHE_METRICS="on")
    async with town(data) as here:
        [ada] = await here.people(served, "ada")
    await served.start()
    many = min(CROWD, getrlimit(RLIMIT_NOFILE)[0] - 500)
    silent: list[socket.socket] = []
    for _ in range(0, many, AT_A_TIME):
        silent += await asyncio.gather(*(_stands_there(served.port) for _ in range(AT_A_TIME)))
    for one in silent:
        nursery.callback(one.close)
    for _ in range(0, REFUSED, AT_A_TIME):
        await asyncio.gather(*(_is_refused(served.port) for _ in range(AT_A_TIME)))
    async with asyncio.timeout(PATIENCE_S):
        figures = await _figures(served)
        while figures["ruche_strangers"] > MOST_WAITING:  # the last of them have their moment
            await asyncio.sleep(SOON_S)
            figures = await _figures(served)
    assert _turned_away(figures) + figures["ruche_strangers"] >= len(silent)
    assert figures["ruche_refused_total"] == REFUSED
    assert (await ada.call("people.me"))["id"] == ada.id
    await until(lambda: _lines(served, "turned away") >= 1, "it is told")
    lines = len(served.program.log.read_text().splitlines())
    assert _lines(served, "refused") >= 1
    assert lines < MOST_LINES
    with capsys.disabled():
        held = figures["ruche_strangers"]
        print(
            f"\n{len(silent)} silent strangers, {held:.0f} held; {REFUSED} refused; {lines} lines"
        )


async def _answer(plain: socket.socket) -> bytes:
    plain.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=plain)
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE_S)
    finally:
        writer.close()


async def _stands_there(port: int) -> socket.socket:
    plain = socket.socket()
    plain.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
    return plain


async def _is_refused(port: int) -> None:
    peer = await Peer.dials(port)
    key = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    peer.send(HANDSHAKE + key)
    assert b" 401 " in await hung_up(peer)
    await peer.leaves()


async def _figures(served: Served) -> dict[str, float]:
    async with httpx.AsyncClient(base_url=served.url, timeout=PATIENCE_S) as client:
        text = (await client.get("/metrics")).text
    pairs = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}


def _turned_away(figures: dict[str, float]) -> float:
    return sum(v for name, v in figures.items() if name.startswith("ruche_turned_away_total"))


def _lines(served: Served, words: str) -> int:
    return sum(words in line for line in served.program.log.read_text().splitlines())
