"""While the database is away every door says so: plainly, and when to knock again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.gateway.codes import CloseCode
from tests.services import PostgresServer
from tests.world import Person, World, open_world

PAGES = ("/", "/sign-in", "/welcome", "/settings", "/admin", "/invite/whatever")
SIGNED_IN = {"cookie": "ruche_session=rs-no-such-session"}


@pytest.fixture
async def lost(
    data: Path, postgres_server: PostgresServer, postgres_url: str
) -> AsyncIterator[tuple[World, Person]]:
    """A running server whose database has gone away, and somebody who was there before."""
    database = postgres_url.rpartition("/")[2]
    async with open_world(data, database_url=postgres_url) as world:
        ada = await world.member("ada")
        await ada.call("people.me")  # her token is known now, without asking
        await asyncio.to_thread(postgres_server.cut_off, database)
        yield world, ada
        await asyncio.to_thread(postgres_server.let_in, database)


def assert_says_so(answer: httpx.Response) -> None:
    """503, a sentence, and when to come again."""
    assert answer.status_code == 503, answer.text
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    error = answer.json()["error"]
    assert error["code"] == "unavailable"
    assert "database" in error["detail"]
    assert error["field"] is None


async def test_pages_say_so_in_the_houses_look(
    lost: tuple[World, Person], caplog: pytest.LogCaptureFixture
) -> None:
    world, _ = lost
    async with httpx.AsyncClient(base_url=world.url) as browser:
        for path in PAGES:
            for headers in ({}, SIGNED_IN):
                answer = await browser.get(path, headers=headers)
                assert answer.status_code == 503, path
                assert int(answer.headers["retry-after"]) >= 1
                assert "card--error" in answer.text
                assert "out of reach" in answer.text
        french = await browser.get("/sign-in", headers={"accept-language": "fr"})
        assert "hors d’atteinte" in french.text
        sent = await browser.post("/sign-in", data={"email": "ada@example.org", "password": "x"})
        assert sent.status_code == 503
    assert "Traceback" not in caplog.text


async def test_health_operations_and_files_say_so(
    lost: tuple[World, Person], caplog: pytest.LogCaptureFixture
) -> None:
    world, ada = lost
    stranger = {"authorization": "Bearer xoxp-never-seen-before"}
    async with httpx.AsyncClient(base_url=world.url) as api:
        assert (await api.get("/ready")).json()["not_ready"].keys() == {"store"}
        for headers in (stranger, {"authorization": f"Bearer {ada.token}"}):
            for operation in ("people.list", "channels.create"):
                body = {"name": "bees"} if operation == "channels.create" else {}
                assert_says_so(await api.post(f"/api/v1/{operation}", json=body, headers=headers))
            assert_says_so(await api.get("/files/F0", headers=headers))
            sent = {"file": ("bee.txt", b"honey")}
            assert_says_so(await api.post("/api/v1/files.upload", files=sent, headers=headers))
    assert "Traceback" not in caplog.text


async def test_a_socket_is_refused_before_it_is_accepted(
    lost: tuple[World, Person], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    world, _ = lost
    headers = {"authorization": "Bearer xoxp-never-seen-before"}
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{world.port}/ws", additional_headers=headers)
    assert refused.value.response.status_code == 503
    assert int(refused.value.response.headers["retry-after"]) >= 1
    assert b"database" in (refused.value.response.body or b"")
    assert "Traceback" not in caplog.text


async def test_who_is_known_already_is_told_to_come_back(
    lost: tuple[World, Person], caplog: pytest.LogCaptureFixture
) -> None:
    world, ada = lost
    headers = {"authorization": f"Bearer {ada.token}"}
    async with connect(f"ws://127.0.0.1:{world.port}/ws", additional_headers=headers) as socket:
        await asyncio.wait_for(socket.wait_closed(), 10)
        assert socket.close_code == CloseCode.RESTART
    assert "could not be greeted" not in caplog.text
