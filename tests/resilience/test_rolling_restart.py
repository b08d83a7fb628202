"""Two gateways are restarted one after the other while people write: nobody notices for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
MOST_WAIT_S = 3.0
ROUNDS = 3  # a machine that is busy with others may hold up one of them, the server none
LOOK_S = 0.02


class Patient(Sender):
    """A sender that notes when it wanted to post, and keeps the longest time until the answer."""

    longest_s = 0.0

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.wanted: dict[str, float] = {}  # since when, by text

    async def _post(self, socket: Socket, text: str) -> None:
        begin_s = self.wanted.setdefault(text, time.monotonic())
        await super()._post(socket, text)
        self.longest_s = max(self.longest_s, time.monotonic() - begin_s)


class Watched(Ear):
    """An ear that keeps its close codes, and the longest time from wanting to post to hearing."""

    longest_s = 0.0

    def __init__(self, token: str, channel_id: str) -> None:
        super().__init__(token, channel_id)
        self.codes: list[int | None] = []
        self._noted = 0

    async def _listen_on(self, socket: Socket) -> None:
        try:
            await super()._listen_on(socket)
        finally:
            self.codes.append(socket.connection.close_code)

    def note(self, senders: Iterable[Patient]) -> None:
        """What it has heard by now was wanted by one of these so long ago."""
        self.take()
        now_s = time.monotonic()
        for message in self.heard[self._noted :]:
            text = message["text"]
            [since_s] = [one.wanted[text] for one in senders if text in one.wanted]
            self.longest_s = max(self.longest_s, now_s - since_s)
        self._noted = len(self.heard)


@asynccontextmanager
async def noting(ears: Sequence[Watched], senders: Sequence[Patient]) -> AsyncIterator[None]:
    """Look again and again how long what is heard was on its way."""

    async def look() -> None:
        while True:
            for ear in ears:
                ear.note(senders)
            await asyncio.sleep(LOOK_S)

    looking = asyncio.create_task(look())
    try:
        yield
    finally:
        looking.cancel()
        [ended] = await asyncio.gather(looking, return_exceptions=True)
    if not isinstance(ended, asyncio.CancelledError):
        raise ended  # it saw what it cannot read


async def _restart(gateway: Served, senders: Sequence[Sender]) -> None:
    """In good order, while at least a few messages are written; then it serves again."""
    before = acknowledged(senders)
    assert await gateway.stop() == 0, gateway.program.output()
    await until(lambda: acknowledged(senders) >= before + 20, "writing goes on elsewhere")
    await gateway.start()


async def _longest_wait(
    senders: Sequence[Patient], ears: Sequence[Watched], gateways: Sequence[Served]
) -> float:
    """Restart one after the other: how long somebody waited for an answer or to hear of a post."""
    for one in (*senders, *ears):
        one.longest_s = 0.0
    for gateway in gateways:
        await _restart(gateway, senders)
    written = acknowledged(senders)
    await until(lambda: all(len(ear.heard) >= written for ear in ears), "all is heard")
    answers_s, pushes_s = (max(one.longest_s for one in some) for some in (senders, ears))
    assert pushes_s > 0, "something was heard"
    print(f"longest wait: {answers_s:.2f} s for an answer, {pushes_s:.2f} s for a push")
    return max(answers_s, pushes_s)


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
    waits_s: list[float] = []
    async with listening(ears, one, two):
        async with noting(ears, senders), writing(senders, one, two):
            await until(lambda: acknowledged(senders) >= 40, "40 answers")
            while len(waits_s) < ROUNDS and min(waits_s, default=MOST_WAIT_S + 1) > MOST_WAIT_S:
                waits_s.append(await _longest_wait(senders, ears, (one, two)))
        reader = await one.socket(ada.token)
        await assert_whole(senders, ears, await everything(reader, channel_id))
    assert {code for ear in ears for code in ear.codes[:1]} == {CloseCode.RESTART}
    assert all(ear.resumes >= 1 for ear in ears), [ear.resumes for ear in ears]
    assert min(waits_s) <= MOST_WAIT_S, (
        f"no client waits longer, for an answer or a push: {waits_s}"
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
