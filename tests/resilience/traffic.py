"""Clients that live through anything: senders who send again, ears that resume."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from websockets.exceptions import WebSocketException

from persistence.streams import Stream, channel_stream
from tests.resilience.children import until
from tests.world import Place, Refused, Socket

LOST = (OSError, WebSocketException, TimeoutError, EOFError)
PAUSE_S = 0.05
SLOWLY_S = 0.02
WINDOW = 3
ALL_S = 150.0  # a bound for what hangs


class Sender:
    """Posts numbered messages; what got no answer is sent again with the same `client_id`.

    It goes to the places in turn, to the next one after each loss. After so many messages it is
    done; one that `writes_on` goes on, more slowly, until that is over: whatever is to happen
    while it writes may take as long as it takes.
    """

    def __init__(
        self,
        token: str,
        channel_id: str,
        name: str,
        messages: int,
        padding: str = "",
        *,
        writes_on: bool = False,
    ) -> None:
        self.texts = [f"{name} {number}{padding}" for number in range(messages)]
        self.writes_on = writes_on
        self.acknowledged: dict[str, dict[str, Any]] = {}  # by text
        self.refusals = 0
        self.different: list[dict[str, Any]] = []  # second answers that were not the first
        self._token = token
        self._channel_id = channel_id
        self._name = name

    async def run(self, places: Sequence[Place]) -> None:
        """Until all are acknowledged."""
        for turn in count():
            try:
                place = places[turn % len(places)]
                await self.send_on(await place.socket(self._token, "msgpack", "?watch=none"))
            except LOST:
                await asyncio.sleep(PAUSE_S)
            except Refused as refused:
                if refused.code != "unavailable":
                    raise
                self.refusals += 1
                await asyncio.sleep(PAUSE_S)
            else:
                return

    async def send_on(self, socket: Socket) -> None:
        """Until all are acknowledged. Errors: Refused, or one of LOST."""
        waiting = [text for text in self.texts if text not in self.acknowledged]
        try:
            for start in range(0, len(waiting), WINDOW):
                await self._post_all(socket, waiting[start : start + WINDOW])
            while self.writes_on:
                await asyncio.sleep(SLOWLY_S)
                self.texts.append(f"{self._name} {len(self.texts)}")
                await self._post_all(socket, self.texts[-1:])
        finally:
            await socket.close()

    async def _post_all(self, socket: Socket, texts: Sequence[str]) -> None:
        posts = [self._post(socket, text) for text in texts]
        for done in await asyncio.gather(*posts, return_exceptions=True):
            if isinstance(done, BaseException):
                raise done

    async def _post(self, socket: Socket, text: str) -> None:
        message = await socket.call(
            "messages.post", channel_id=self._channel_id, text=text, client_id=text[:60]
        )
        assert message["text"] == text
        if self.acknowledged.setdefault(text, message)["id"] != message["id"]:
            self.different.append(message)


class Ear:
    """Listens to a channel as a client does: comes back after each loss, and resumes.

    What is not as promised gathers in `complaints`: a push heard twice, out of order, or none.
    """

    def __init__(self, token: str, channel_id: str) -> None:
        self.heard: list[dict[str, Any]] = []  # messages, in the order applied
        self.seq = -1
        self.resets = 0
        self.resumes = 0
        self.complaints: list[str] = []
        self.socket: Socket | None = None
        self._token = token
        self._stream: Stream = channel_stream(channel_id)
        self._epoch = ""
        self._taken = 0
        self._early: set[int] = set()  # heard before the replay that is to bring it again
        self._again = False  # this socket came back: what it hears before the replay may repeat

    async def run(self, places: Sequence[Place]) -> None:
        """Until cancelled."""
        for turn in count():
            try:
                await self._listen_on(await places[turn % len(places)].socket(self._token))
            except LOST:
                await asyncio.sleep(PAUSE_S)

    async def _listen_on(self, socket: Socket) -> None:
        if self.seq < 0:
            self._epoch, self.seq = socket.hello["positions"][self._stream]
            self._turn_to(socket)
        else:
            self._turn_to(socket)
            self._again = True
            position = [self._epoch, self.seq]
            answer = await socket.call("streams.resume", positions={self._stream: position})
            self.resumes += 1
            self.resets += len(answer["reset"])
        await socket.connection.wait_closed()

    def _turn_to(self, socket: Socket) -> None:
        self.take()
        self.socket, self._taken, self._early = socket, 0, set()

    def take(self) -> int:
        """Apply what has come; the position."""
        if self.socket is None:
            return self.seq
        for push in self.socket.heard[self._taken :]:
            self._taken += 1
            if push["stream"] == self._stream and "seq" in push:
                self._apply(push)
        return self.seq

    def _apply(self, push: dict[str, Any]) -> None:
        seq = push["seq"]
        if seq == self.seq + 1:
            self.seq = seq
            self._early ^= {seq} if self._again else set()  # once live and once by the replay
            if push["event"] == "message.posted":
                self.heard.append(push["data"]["message"])
        elif seq > self.seq and self._again and seq not in self._early:
            self._early.add(seq)
        elif seq in self._early:
            self._early.remove(seq)
        else:
            self.complaints.append(f"{seq} at {self.seq}")


@asynccontextmanager
async def listening(ears: Sequence[Ear], *places: Place) -> AsyncIterator[None]:
    """The ears listen, each beginning at another place."""
    tasks = [asyncio.create_task(ear.run(turned(places, at))) for at, ear in enumerate(ears)]
    try:
        await until(lambda: all(ear.seq >= 0 for ear in ears), "all ears listen")
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def send_all(senders: Sequence[Sender], *places: Place) -> None:
    """All send at the same time, until all is acknowledged."""
    async with asyncio.TaskGroup() as group:
        for at, sender in enumerate(senders):
            group.create_task(sender.run(turned(places, at)))


@asynccontextmanager
async def writing(senders: Sequence[Sender], *places: Place) -> AsyncIterator[None]:
    """All write from before what happens here until after it, and then all is acknowledged.

    Errors: what a sender cannot live with ends what happens here.
    """
    for sender in senders:
        sender.writes_on = True
    async with asyncio.timeout(ALL_S), asyncio.TaskGroup() as group:
        group.create_task(send_all(senders, *places))
        yield
        for sender in senders:
            sender.writes_on = False


def turned(places: Sequence[Place], by: int) -> list[Place]:
    """The places, beginning with another one."""
    at = by % len(places)
    return [*places[at:], *places[:at]]


def acknowledged(senders: Sequence[Sender]) -> int:
    """How many messages have their answer."""
    return sum(len(sender.acknowledged) for sender in senders)


async def everything(socket: Socket, channel_id: str) -> list[dict[str, Any]]:
    """All messages of the channel, oldest first."""
    found: list[dict[str, Any]] = []
    seq = 0
    while True:
        page = await socket.call("messages.history", channel_id=channel_id, after=seq, limit=200)
        found += page["items"]
        if not page["items"] or page["next"] is None:
            return found
        seq = page["items"][-1]["seq"]


async def assert_whole(
    senders: Sequence[Sender], ears: Sequence[Ear], history: list[dict[str, Any]]
) -> None:
    """Every acknowledged message is there as acknowledged, none twice; all ears heard just that."""
    sent = sorted(text for sender in senders for text in sender.texts)
    assert sorted(message["text"] for message in history) == sent
    by_text = {message["text"]: (message["id"], message["seq"]) for message in history}
    for sender in senders:
        assert not sender.different
        for text, message in sender.acknowledged.items():
            assert by_text[text] == (message["id"], message["seq"])
    last = max(message["seq"] for message in history)
    await until(lambda: all(ear.take() >= last for ear in ears), "all ears have heard the last")
    told = [(message["id"], message["seq"]) for message in history]
    for ear in ears:
        assert not ear.complaints, (ear.complaints, ear.resumes, ear.seq)
        assert not ear.resets
        assert [(message["id"], message["seq"]) for message in ear.heard] == told
