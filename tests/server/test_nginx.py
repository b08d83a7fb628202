"""Two gateways behind a real nginx, set up as deploy/ tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from channels.core.actor import Role
from channels.people.protocol import AddPerson
from server.gateway.codes import CloseCode
from tests import services
from tests.resilience.children import RUCHE, OwnRedis, Served, Town, town, until
from tests.resilience.traffic import Ear, Sender, acknowledged, assert_whole, everything, listening
from tests.resilience.traffic import writing as write_on
from tests.server.nginx import Proxy, accepts_compose, running_nginx
from tests.web.reader import Reader
from tests.world import HEARD_S, Person, Place, Socket

PASSWORD = "honey and wax"


class Front(Place):
    """The gateways as people reach them."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy.port)
        self.proxy = proxy

    @property
    def url(self) -> str:
        return self.proxy.url

    async def socket(self, token: str, codec: str = "json", query: str = "") -> Socket:
        return await self.opens(codec, query, {"Authorization": f"Bearer {token}"})

    async def opens(self, codec: str, query: str, headers: dict[str, str]) -> Socket:
        """A socket through nginx."""
        connection = await connect(
            f"wss://127.0.0.1:{self.port}/ws{query}",
            ssl=self.proxy.trust,
            subprotocols=[Subprotocol(f"ruche.v1.{codec}")],
            additional_headers=headers,
            open_timeout=HEARD_S,
        )
        socket = Socket(connection, codec)
        self.sockets.append(socket)
        await socket.start()
        return socket


@dataclass
class House:
    """All that stands behind the door."""

    front: Front
    gateways: tuple[Served, Served]
    here: Town

    def client(self, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """Somebody with a browser, at that address of this machine."""
        transport = httpx.AsyncHTTPTransport(verify=self.front.proxy.trust, local_address=address)
        return httpx.AsyncClient(
            base_url=self.front.url, transport=transport, follow_redirects=True
        )


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    """Ends every process of a test, the last one first."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def house(
    tmp_path: Path, nursery: AsyncExitStack, redis_program: Path, nginx_program: Path
) -> AsyncIterator[House]:
    """nginx, two gateways, Redis."""
    redis = OwnRedis(nursery, tmp_path, redis_program)
    redis.run()
    data = tmp_path / "data"
    data.mkdir()
    port = services.free_port()
    environment = {
        "REDIS_URL": redis.url,
        "RUCHE_PUBLIC_URL": f"https://127.0.0.1:{port}",
        "RUCHE_METRICS": "on",
        "RUCHE_DRAIN_S": "2",
        "RUCHE_RATE_LIMITS": "0.2",
    }
    async with town(data) as here:
        one, two = (Served(nursery, data, (RUCHE, "gateway"), **environment) for _ in range(2))
        await asyncio.gather(one.start(), two.start())
        behind = (one.port, two.port)
        folder = tmp_path / "nginx"
        folder.mkdir()
        proxy = nursery.enter_context(running_nginx(nginx_program, folder, port, behind))
        front = Front(proxy)
        yield House(front, (one, two), here)
        await front.leave()


def test_nginx_accepts_what_compose_gives_it(tmp_path: Path, nginx_program: Path) -> None:
    assert accepts_compose(nginx_program, tmp_path) == ""


async def test_people_sign_in_talk_and_send_files_through_nginx(house: House) -> None:
    made = AddPerson(email="ada@hive.example", name="Ada", role=Role.OWNER, password=PASSWORD)
    await house.here.system("people.add", made)
    ada = Reader(house.front.url)
    await ada.client.aclose()
    ada.client = house.client()
    await ada.signs_in("ada@hive.example", PASSWORD)
    cookie = ada.client.cookies["ruche_session"]
    assert next(one for one in ada.client.cookies.jar if one.name == "ruche_session").secure
    headers = {"Cookie": f"ruche_session={cookie}", "Origin": house.front.url}
    socket = await house.front.opens("msgpack", "", headers)
    channel = await socket.call("channels.create", name="hive", kind="public")
    bytes_sent = b"honey" * 200_000
    sent = await ada.client.post(
        "/api/v1/files.upload", files={"file": ("wax.bin", bytes_sent)}, headers={"x-ruche": "1"}
    )
    file_id = sent.json()["result"]["id"]
    await socket.call("messages.post", channel_id=channel["id"], text="See.", file_ids=[file_id])
    posted = await socket.hears("message.posted")
    assert [one["id"] for one in posted["message"]["files"]] == [file_id]
    assert (await ada.client.get(f"/files/{file_id}")).content == bytes_sent
    too_large = await _claims_to_send(house, 200_000_000)
    assert too_large.startswith(b"HTTP/1.1 413"), too_large
    assert (await ada.client.get("/metrics")).status_code == 404
    plain = f"http://127.0.0.1:{house.front.proxy.plain_port}/c/hive"
    async with httpx.AsyncClient() as stranger:
        moved = await stranger.get(plain)
    assert (moved.status_code, moved.headers["location"][:8]) == (301, "https://")
    await ada.client.aclose()


async def _claims_to_send(house: House, size_bytes: int) -> bytes:
    """The first line of the answer to an upload of which only the head is sent."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", house.front.port, ssl=house.front.proxy.trust
    )
    head = f"POST /api/v1/files.upload HTTP/1.1\r\nHost: x\r\nContent-Length: {size_bytes}\r\n\r\n"
    writer.write(head.encode())
    line = await reader.readline()
    writer.close()
    return line


async def test_visitors_are_limited_by_their_own_address(house: House) -> None:
    async def codes(address: str, **headers: str) -> set[int]:
        async with house.client(address) as visitor:
            asked = [await visitor.get("/invite/x", headers=headers) for _ in range(60)]
            return {answer.status_code for answer in asked}

    assert 429 in await codes("127.0.0.2")
    claimed = await codes("127.0.0.2", **{"x-forwarded-for": "203.0.113.9"})
    assert 429 in claimed, "what a client claims is not passed on"
    async with house.client("127.0.0.3") as other:
        assert (await other.get("/invite/x")).status_code != 429


async def _hive(house: House) -> tuple[Person, list[Person], str]:
    ada, *people = await house.here.people(house.front, "ada", "bob", "chloe", "dora", "emil")
    channel_id = await ada.creates("hive")
    ids = [person.id for person in people]
    await ada.call("channels.invite", channel_id=channel_id, person_ids=ids)
    return ada, people, channel_id


async def test_clients_of_a_dead_gateway_come_back_through_the_other(house: House) -> None:
    ada, people, channel_id = await _hive(house)
    ears = [Ear(person.token, channel_id) for person in (*people, *people)]  # spread over both
    senders = [Sender(one.token, channel_id, one.handle, 4) for one in people[:2]]
    async with listening(ears, house.front):
        async with write_on(senders, house.front):
            await until(lambda: acknowledged(senders) >= 8, "all have written")
            house.gateways[0].kill()
            at = acknowledged(senders)
            await until(lambda: acknowledged(senders) >= at + 8, "writing goes on")
        reader = await house.front.socket(ada.token)
        await assert_whole(senders, ears, await everything(reader, channel_id))
    resumed = [ear.resumes > 0 for ear in ears]
    assert any(resumed)
    assert not all(resumed), "nginx had spread the sockets over both gateways"


async def test_clients_of_a_gateway_that_stops_are_not_sent_back_to_it(house: House) -> None:
    ada, people, _ = await _hive(house)
    sockets = [await house.front.socket(person.token) for person in people]
    stopping = asyncio.create_task(house.gateways[0].stop())
    await until(lambda: any(one.connection.close_code for one in sockets), "some are sent away")
    for _ in range(6):  # each finds the gateway that serves, at its first try
        await (await house.front.socket(ada.token)).call("people.me")
    assert await stopping == 0
    codes = {one.connection.close_code for one in sockets}
    assert codes == {CloseCode.RESTART, None}, "those of the other gateway have stayed"
    async with house.client() as client:
        answers = [await client.get("/ready") for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
