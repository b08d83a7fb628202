"""Two gateways are restarted one after the other while people write: nobody notices for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from server.gateway.codes import CloseCode
from tests.resilience.children import RUCHE, OwnRedis, Served, town, until
from tests.resilience.traffic import (
    LOST,
    Ear,
    Sender,
    acknowledged,
    assert_whole,
    everything,
    listening,
    writing,
)
from tests.world import Place, Socket

MESSAGES = 40


class Patient(Sender):
    """A sender that keeps the longest time from wanting to post until it was acknowledged."""

    longest_s = 0.0

    async def _post(self, socket: Socket, text: str) -> None:
        begin_s = self._wanted.setdefault(text, time.monotonic())
        await super()._post(socket, text)
        self.longest_s = max(self.longest_s, time.monotonic() - begin_s)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._wanted: dict[str, float] = {}


class Watched(Ear):
    """An ear that keeps the longest time for which it was not connected, and its close codes."""

    longest_s = 0.0
    lost_at_s = 0.0

    def __init__(self, token: str, channel_id: str) -> None:
        super().__init__(token, channel_id)
        self.codes: list[int | None] = []

    async def _listen_on(self, socket: Socket) -> None:
        if self.lost_at_s:
            self.longest_s = max(self.longest_s, time.monotonic() - self.lost_at_s)
        try:
            await super()._listen_on(socket)
        finally:
            self.lost_at_s = time.monotonic()
            self.codes.append(socket.connection.close_code)


async def _restart(gateway: Served, senders: Sequence[Sender]) -> None:
    """In good order, while at least a few messages are written; then it serves again."""
    before = acknowledged(senders)
    assert await gateway.stop() == 0, gateway.program.output()
    await until(lambda: acknowledged(senders) >= before + 20, "writing goes on elsewhere")
    await gateway.start()


class Upload:
    """A file on its way by plain HTTP, as slowly as the test likes."""

    BODY = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="wax.txt"\r\n\r\n'
        b"honey and wax\r\n--b--\r\n"
    )

    def __init__(self, place: Place, token: str) -> None:
        self._place = place
        self._token = token

    async def begin(self) -> None:
        """Send everything but the end; the server has read it when this returns."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._place.port)
        head = (
            "POST /api/v1/files.upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
            f"Content-Length: {len(self.BODY)}\r\nAuthorization: Bearer {self._token}\r\n"
            "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        )
        self._writer.write(head.encode())
        assert b" 100 " in await self._reader.readuntil(b"\r\n\r\n")
        self._writer.write(self.BODY[:-10])
        await self._writer.drain()

    async def end(self) -> bytes:
        """Send the rest; the first line of the answer."""
        self._writer.write(self.BODY[-10:])
        return await self._reader.readline()

    async def hang_up(self) -> None:
        """Leave, whatever was answered."""
        self._writer.close()
        with suppress(*LOST):
            await self._writer.wait_closed()


async def test_a_rolling_restart_loses_and_doubles_nothing(
    nursery: AsyncExitStack, data: Path, redis_program: Path, postgres_url: str
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    environment = {"REDIS_URL": redis.url, "DATABASE_URL": postgres_url, "RUCHE_DRAIN_S": "2"}
    async with town(data, database_url=postgres_url) as here:
        one, two = (Served(nursery, data, (RUCHE, "gateway"), **environment) for _ in range(2))
        await asyncio.gather(one.start(), two.start())
        ada, *people = await here.people(one, "ada", *(f"sender{number}" for number in range(8)))
        channel_id = await ada.creates("hive")
        ids = [person.id for person in people]
        await ada.call("channels.invite", channel_id=channel_id, person_ids=ids)
    senders = [Patient(one.token, channel_id, one.handle, MESSAGES) for one in people]
    ears = [Watched(one.token, channel_id) for one in people[:4]]
    async with listening(ears, one, two):
        async with writing(senders, one, two):
            await until(lambda: acknowledged(senders) >= 40, "40 answers")
            for gateway in (one, two):
                await _restart(gateway, senders)
        reader = await one.socket(ada.token)
        await assert_whole(senders, ears, await everything(reader, channel_id))
    assert {code for ear in ears for code in ear.codes[:1]} == {CloseCode.RESTART}
    assert all(ear.resumes >= 1 for ear in ears), [ear.resumes for ear in ears]
    print(
        f"longest wait: {max(sender.longest_s for sender in senders):.2f} s for an answer, "
        f"{max(ear.longest_s for ear in ears):.2f} s without a socket"
    )


async def _begun(nursery: AsyncExitStack, data: Path) -> tuple[Served, Socket, Upload]:
    """A server with a socket and an upload that is under way."""
    served = Served(nursery, data, RUCHE_DRAIN_S="1")
    async with town(data) as here:
        [ada] = await here.people(served, "ada")
    await served.start()
    upload = Upload(served, ada.token)
    await upload.begin()
    return served, await served.socket(ada.token), upload


async def test_an_upload_under_way_is_answered_while_a_server_stops(
    nursery: AsyncExitStack, data: Path
) -> None:
    served, socket, upload = await _begun(nursery, data)
    stopping = asyncio.create_task(served.stop())
    assert await socket.ends() == CloseCode.RESTART
    assert b" 200 " in await upload.end()
    assert await stopping == 0, served.program.output()
    await upload.hang_up()


async def test_an_upload_that_hangs_does_not_keep_a_server_from_ending(
    nursery: AsyncExitStack, data: Path
) -> None:
    served, socket, upload = await _begun(nursery, data)
    assert await served.stop() == 0, served.program.output()
    assert await socket.ends() == CloseCode.RESTART
    await upload.hang_up()
