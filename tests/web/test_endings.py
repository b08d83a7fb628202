"""What ends on a page ends on open sockets at once."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from server.gateway.codes import CloseCode
from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.world import World

SOON_S = 30.0  # a bound for what hangs


async def socket_of(world: World, reader: Reader, origin: str | None = None) -> ClientConnection:
    """A socket of this browser, from one of our pages unless said otherwise."""
    connection = await connect(
        f"ws://127.0.0.1:{world.port}/ws",
        subprotocols=[Subprotocol("ruche.v1.json")],
        origin=Origin(origin or world.url),
        additional_headers={"Cookie": f"ruche_session={reader.client.cookies['ruche_session']}"},
    )
    assert "hello" in json.loads(await connection.recv())
    return connection


async def code_at_the_end(connection: ClientConnection) -> int:
    """The code by which the server closes the socket, whatever it says before."""
    async with asyncio.timeout(SOON_S):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await connection.recv()
    return connection.close_code or 0


async def test_a_browser_that_is_signed_out_loses_its_socket_and_no_other(
    world: World, ada: Reader, visitor: Reader
) -> None:
    await visitor.signs_in("ada@hive.example", PASSWORD)
    kept, lost = await socket_of(world, ada), await socket_of(world, visitor)
    page = await ada.opens("/settings")
    await ada.sends(next(form.action for form in page.forms if "/sessions/" in form.action))
    assert await code_at_the_end(lost) == CloseCode.REVOKED
    await kept.send(json.dumps({"id": 1, "op": "people.me", "args": {}}))
    async with asyncio.timeout(SOON_S):
        while json.loads(await kept.recv()).get("id") != 1:
            pass
    await kept.close()


async def test_signing_out_closes_the_socket(world: World, ada: Reader) -> None:
    connection = await socket_of(world, ada)
    await ada.opens("/settings")
    await ada.sends("/sign-out")
    assert await code_at_the_end(connection) == CloseCode.REVOKED


async def test_closing_an_account_closes_its_sockets(
    world: World, ada: Reader, visitor: Reader
) -> None:
    bob = await world.member("bob", password=PASSWORD)
    await visitor.signs_in("bob@example.org", PASSWORD)
    by_cookie = await socket_of(world, visitor)
    by_token = await world.socket(bob.token)
    await ada.opens("/admin")
    await ada.sends(f"/admin/people/{bob.id}/active")
    await ada.sends(f"/admin/people/{bob.id}/active", handle="bob")
    assert await code_at_the_end(by_cookie) == CloseCode.REVOKED
    async with asyncio.timeout(SOON_S):
        await by_token.connection.wait_closed()
    assert by_token.connection.close_code == CloseCode.REVOKED


async def test_a_foreign_page_opens_no_socket_with_our_cookie(world: World, ada: Reader) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await socket_of(world, ada, "https://evil.example")
    assert refused.value.response.status_code == 403
