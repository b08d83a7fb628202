"""A place to live through bad days: people who write and listen on some ground, and the judge."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from persistence.streams import channel_stream
from tests.resilience.children import town, until
from tests.soak.clients import PAUSE_S, Listener, Writer
from tests.soak.ground import Ground, Plan
from tests.soak.history import Complaint, Mark, Sent, Stored, judge
from tests.soak.line import LOST, Address, Line, Refused
from tests.world import Place

PATIENCE_S = 90.0
PAGE = 200


class City(Ground):
    """A running city. All that its people did and heard is judged at the end."""

    def __init__(self, plan: Plan, folder: Path, nursery: AsyncExitStack, seed: int) -> None:
        super().__init__(plan, folder, nursery)
        self.random = random.Random(seed)
        self.channels: list[str] = []
        self.writers: list[Writer] = []
        self.listeners: list[Listener] = []
        self.asides: list[Sent] = []  # what was posted beside the writers
        self.owner: tuple[str, str] = ("", "")  # id and token
        self._stop = asyncio.Event()
        self._writing: list[asyncio.Task[None]] = []

    @property
    def answered(self) -> int:
        """Posts that were acknowledged."""
        return sum(writer.answered for writer in self.writers)

    async def begins(self) -> None:
        """Start the engines, the servers, and everybody's work."""
        await self.start_engines()
        tokens = await self._make_people()
        await self.start_servers()
        await self._lay_channels([person_id for person_id, _ in tokens])
        self._make_clients(tokens)
        for at, listener in enumerate(self.listeners):
            self._run(listener.run(self._from(at)))
        await until(
            lambda: all(h.begun for one in self.listeners for h in one.hearings.values()),
            "all listen",
            PATIENCE_S,
        )
        for at, writer in enumerate(self.writers):
            work = writer.run(self._from(at), self.plan.rest_s, self._stop)
            self._writing.append(self._run(work))

    async def answers_more(self, posts: int) -> None:
        """Wait until so many more posts are acknowledged."""
        target = self.answered + posts
        await until(lambda: self._alive() and self.answered >= target, "more answers", PATIENCE_S)

    async def settles(self) -> float:
        """Seconds until a message posted at each server is heard by every listener."""
        began_s = time.monotonic()
        channel_id = self.channels[0]
        for server in self.servers:
            seq = await self.says(server.address, channel_id, f"probe {len(self.asides)}")
            await until(partial(self._heard, channel_id, seq), "all hear it", PATIENCE_S)
        return time.monotonic() - began_s

    async def says(self, address: Address, channel_id: str, text: str) -> int:
        """The owner posts there, sends again until it is answered; its seq."""
        one = Sent(channel_id, self.owner[0], text)
        self.asides.append(one)
        async with asyncio.timeout(PATIENCE_S):
            while not one.answers:
                try:
                    line = await Line.opens(address, self.owner[1], "?watch=none")
                    args = {"channel_id": channel_id, "text": text, "client_id": text[:60]}
                    try:
                        message = await line.call("messages.post", **args)
                        one.answers.append((message["id"], message["seq"]))
                    finally:
                        await line.close()
                except (*LOST, Refused):
                    await asyncio.sleep(PAUSE_S)
        return one.answers[0][1]

    async def ends(self) -> list[Complaint]:
        """Let all finish what they began, read the store, and judge."""
        self._stop.set()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*self._writing)
        line = await Line.opens(self.servers[0].address, self.owner[1], "")
        line.answer_s = PATIENCE_S
        positions = line.hello["positions"]
        heads = {one: positions[channel_stream(one)][1] for one in self.channels}
        await _until_or_late(lambda: self._all_heard(heads))
        stored = {one: await _history(line, one) for one in self.channels}
        await line.close()
        sent = [one for writer in self.writers for one in writer.sent] + self.asides
        heard = [
            (channel_id, hearing, listener.began[channel_id])
            for listener in self.listeners
            for channel_id, hearing in listener.hearings.items()
        ]
        marks = [mark for one in self.listeners for mark in await self._marks(one)]
        return judge(sent, stored, heads, heard, marks)

    @property
    def deliveries(self) -> int:
        """Pushes that listeners applied, each checked."""
        return sum(one.count for listener in self.listeners for one in listener.hearings.values())

    @property
    def resumes(self) -> int:
        """How often a listener came back."""
        return sum(listener.resumes for listener in self.listeners)

    @property
    def refused(self) -> int:
        """Answers that asked to come later."""
        return sum(writer.refused for writer in self.writers)

    def _heard(self, channel_id: str, seq: int) -> bool:
        return all(one.hearings[channel_id].seq >= seq for one in self.listeners)

    def _all_heard(self, heads: dict[str, int]) -> bool:
        return all(one.seq >= heads[c] for o in self.listeners for c, one in o.hearings.items())

    def _alive(self) -> bool:
        """Errors: what a client could not live with."""
        for task in self._writing:
            if task.done():
                task.result()
        return True

    async def _marks(self, listener: Listener) -> list[Mark]:
        line = await Line.opens(self.servers[-1].address, listener.token, "?watch=none")
        line.answer_s = PATIENCE_S
        told = (await line.call("reads.list"))["items"]
        await line.close()
        return [
            Mark(listener.person_id, place, read["seq"], read["unread"], listener.marked[place])
            for read in told
            if (place := read.get("channel_id")) in listener.marked
        ]

    async def reads(self) -> None:
        """Every listener marks some channel read to somewhere."""
        for listener in self.listeners:
            channel_id = self.random.choice(self.channels)
            heard = listener.hearings[channel_id].seq
            await listener.marks(
                channel_id, self.random.randint(max(heard // 2, heard - 80), max(heard, 1))
            )

    # -- beginnings

    async def _make_people(self) -> list[tuple[str, str]]:
        count = 1 + self.plan.writers + self.plan.listeners
        async with town(self.data, database_url=self.database_url) as here:
            people = await here.people(Place(0), *(f"person{n}" for n in range(count)))
        self.owner = (people[0].id, people[0].token)
        return [(one.id, one.token) for one in people]

    async def _lay_channels(self, ids: list[str]) -> None:
        line = await Line.opens(self.servers[0].address, self.owner[1], "")
        line.answer_s = PATIENCE_S
        for number in range(self.plan.channels):
            made = await line.call("channels.create", name=f"hive-{number}", kind="private")
            self.channels.append(made["id"])
            await line.call("channels.invite", channel_id=made["id"], person_ids=ids[1:])
        await line.close()

    def _make_clients(self, tokens: list[tuple[str, str]]) -> None:
        rest = tokens[1:]
        for number, (person_id, token) in enumerate(rest[: self.plan.writers]):
            seed = self.random.randrange(1 << 30)
            writer = Writer(person_id, token, f"writer{number}", self.channels, seed)
            writer.forgetful = 0.5 if number % 3 == 2 else 0.0
            self.writers.append(writer)
        for number, (person_id, token) in enumerate(rest[self.plan.writers :]):
            name = f"listener{number}"
            self.listeners.append(Listener(person_id, token, name, self.channels))

    def _from(self, at: int) -> list[Address]:
        by = at % len(self.addresses)
        return self.addresses[by:] + self.addresses[:by]

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)

        async def end() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self.nursery.push_async_callback(end)
        return task


@asynccontextmanager
async def living(plan: Plan, folder: Path, seed: int) -> AsyncIterator[City]:
    """A city at work; everything of it ends with the block."""
    async with AsyncExitStack() as nursery:
        city = City(plan, folder, nursery, seed)
        try:
            await city.begins()
            yield city
        finally:
            await city.stop_servers()


async def _history(line: Line, channel_id: str) -> list[Stored]:
    """All messages of the channel, oldest first."""
    found: list[Stored] = []
    seq = 0
    while True:
        page = await line.call("messages.history", channel_id=channel_id, after=seq, limit=PAGE)
        found += [
            Stored(one["id"], one["seq"], one["author_id"], one["text"]) for one in page["items"]
        ]
        if not page["items"] or page["next"] is None:
            return found
        seq = page["items"][-1]["seq"]


async def _until_or_late(true: Callable[[], bool]) -> None:
    """What is not so in time is for the judge to tell."""
    try:
        await until(true, "", PATIENCE_S)
    except AssertionError:
        return
