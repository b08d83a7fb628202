"""Requests to the world outside: bounded, and kept from internal addresses."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from server import outbound
from server.outbound import Forbidden, Outbound, Unreachable, is_public

Say = Callable[[str], bytes]


@asynccontextmanager
async def web_server(say: Say) -> AsyncIterator[str]:
    """A tiny web server that answers what `say` gives for a path; its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(say(head.decode()))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def page(body: bytes, head: str = "200 OK", more: str = "") -> bytes:
    length = f"content-length: {len(body)}\r\n"
    return f"HTTP/1.1 {head}\r\n{length}{more}connection: close\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "fec0::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
        "2001:0:7f00:1::", "64:ff9b:1::a00:1", "64:ff9b:1:ffff::101:101", "::7f00:1", "::101:101",
        "192.88.99.1", "192.0.0.9", "192.0.0.10", "::ffff:192.88.99.1", "64:ff9b::c058:6301",
    ],
)  # fmt: skip
def test_an_internal_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_an_address_of_the_world_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/",
        "http://0x7f.1/", "http://0/", "http://[::ffff:127.0.0.1]/", "ftp://example.org/",
        "file:///etc/passwd", "http://ada:secret@example.org/", "http://", "http://[", "mailto:a@b",
        "http://example.org:0/", "http://example.org:x/", "//example.org/", "http://\ud800.org/",
    ],
)  # fmt: skip
async def test_what_is_internal_or_no_web_address_is_refused(url: str) -> None:
    asking = Outbound()
    with pytest.raises(Forbidden):
        await asking.get(url, 1_000)
    with pytest.raises(Forbidden):
        await asking.post(url, b"x", {})
    await asking.close()


async def test_a_redirect_inward_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world = ipaddress.ip_address("127.0.0.1")  # stands for the world in this test
    monkeypatch.setattr(outbound, "is_public", lambda address: address == world)
    asking = Outbound()
    moved = page(b"", "302 Found", "location: http://127.0.0.2/\r\n")
    async with web_server(lambda head: moved) as url:
        with pytest.raises(Forbidden):
            await asking.get(url, 1_000)
    await asking.close()


async def test_a_page_is_fetched_through_redirects_and_cut_at_the_limit() -> None:
    asking = Outbound(allow_private=True)

    def say(head: str) -> bytes:
        if head.startswith("GET /old?a=%C3%A9 "):
            return page(b"", "301 Moved", "location: new\r\n")
        assert head.startswith("GET /new ")
        assert "accept-encoding: identity" in head
        return page(b"x" * 5_000, more="X-Kind: long\r\n")

    async with web_server(say) as url:
        answer = await asking.get(f"{url}/old?a=é", 1_000)
    assert (answer.status, len(answer.body), answer.cut) == (200, 1_000, True)
    assert answer.url == f"{url}/new"
    assert answer.headers["x-kind"] == "long"
    await asking.close()


async def test_circles_and_silence_end() -> None:
    asking = Outbound(allow_private=True, timeout_s=0.2)
    async with web_server(lambda head: page(b"", "302 Found", "location: /\r\n")) as url:
        with pytest.raises(Unreachable):
            await asking.get(url, 1_000)
    async with web_server(lambda head: b"") as url:
        with pytest.raises(Unreachable):
            await asking.get(url, 1_000)
    async with web_server(lambda head: b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx") as url:
        with pytest.raises(Unreachable):
            await asking.get(url, 1_000)
    with pytest.raises(Unreachable):
        await asking.get("http://127.0.0.1:1/", 1_000)
    with pytest.raises(Unreachable):
        await asking.get("http://no-such-name.invalid/", 1_000)
    await asking.close()


async def test_an_endless_trickle_ends() -> None:
    """Each byte comes soon enough; the whole never does."""
    left = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"1\r\nx\r\n")
                await writer.drain()
                await asyncio.sleep(0.01)  # the pace of what is tested, not a wait of the test
        except ConnectionError:
            left.set()
        finally:
            writer.close()

    asking = Outbound(allow_private=True, timeout_s=0.2)
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        with pytest.raises(Unreachable):
            await asking.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", 2**20)
        async with asyncio.timeout(10):
            await left.wait()  # it hung up
    await asking.close()


async def test_what_is_posted_arrives() -> None:
    asking = Outbound(allow_private=True)
    heads: list[str] = []

    def say(head: str) -> bytes:
        heads.append(head)
        return page(b"", "201 Created")

    async with web_server(say) as url:
        answer = await asking.post(f"{url}/push", b"sealed", {"ttl": "60"})
    assert answer.status == 201
    assert "content-length: 6" in heads[0]
    assert "ttl: 60" in heads[0]
    await asking.close()
