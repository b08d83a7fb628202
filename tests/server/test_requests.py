"""Ids of requests and connections: given back, and in every line that is logged meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.requests import request_id_of
from tests.resilience.children import Served, town
from tests.world import Place, Refused


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    """Ends the server of a test."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "web-1.7_B", "x" * 64])
def test_a_sane_id_is_honoured(given: str) -> None:
    assert request_id_of(given) == given


@pytest.mark.parametrize("given", [None, "", "x" * 65, "two words", "a\nb", "a;b", "é", "a\n"])
def test_any_other_is_replaced(given: str | None) -> None:
    made = request_id_of(given)
    assert made != given
    assert len(made) == 16
    assert made != request_id_of(given)


@given(st.text())
def test_an_id_is_always_fit_for_a_header_and_a_line(given: str) -> None:
    made = request_id_of(given)
    assert 1 <= len(made) <= 64
    assert made.isascii()
    assert made.isprintable()


def lines(served: Served) -> Iterator[dict[str, Any]]:
    """What the server has logged, where a line is JSON."""
    for line in served.program.log.read_text().splitlines():
        if line.startswith("{"):
            yield json.loads(line)


async def line_with(served: Served, **expected: Any) -> dict[str, Any]:
    """The first line that holds this."""
    async with asyncio.timeout(30):
        while True:
            for line in lines(served):
                if expected.items() <= line.items():
                    return line
            await asyncio.sleep(0.05)


async def test_lines_tell_their_request_or_connection_and_no_secret(
    tmp_path: Path, nursery: AsyncExitStack
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    served = Served(nursery, data, RUCHE_LOG_FORMAT="json", RUCHE_LOG_LEVEL="debug")
    async with town(data) as here:
        ada = await here.person(served, "ada")
    await served.start()
    async with httpx.AsyncClient(base_url=served.url) as client:
        headers = {"authorization": f"Bearer {ada.token}", "x-request-id": "from-the-proxy"}
        answer = await client.post("/api/v1/people.me", json={}, headers=headers)
        assert answer.headers["x-request-id"] == "from-the-proxy"
        missing = await client.get(f"/no/such?token={ada.token}")
        made = missing.headers["x-request-id"]
        stolen = await client.get("/up", headers={"x-request-id": ada.token})
        assert stolen.status_code == 200
    line = await line_with(served, event="request", request_id="from-the-proxy")
    assert (line["operation"], line["code"]) == ("people.me", 200)
    await line_with(served, event="request", request_id=made, code=404)
    await _a_line_of_a_socket(served, ada.token)
    await served.stop()
    assert ada.token not in served.program.log.read_text()


async def _a_line_of_a_socket(served: Served, token: str) -> None:
    """What a socket asks for and does not get is told with the connection's id."""
    socket = await Place(served.port).socket(token)
    mine = {"connection_id": socket.hello["connection_id"]}
    with pytest.raises(Refused):
        await socket.call("people.no_such_operation")
    with pytest.raises(Refused):
        await socket.call("messages.post", channel_id="C0", text="Is anybody here?")
    await line_with(served, event="frame refused: invalid", **mine)
    await line_with(served, event="operation messages.post refused: not_found", **mine)
    assert not [line for line in lines(served) if {"request_id", "connection_id"} <= line.keys()]
    await socket.close()
