"""A world by a hand-moved clock with a mail server beside it, and people who may miss things."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.digest.planner import QUARTER_MS
from persistence.bulk import table_of
from persistence.clock import HandClock, now_ms
from persistence.tables import JobRow, StoreFact
from tests.channels.notifications.conftest import MAIL_FROM, Post
from tests.channels.notifications.conftest import post as post
from tests.world import HEARD_S, Person, Role, World, open_world

MONDAY = datetime(2025, 6, 16, 7, 0, tzinfo=UTC)  # an hour before the digest's usual one
HOUR_S = 3_600

_job, _fact = table_of(JobRow), table_of(StoreFact)


def words(mail: EmailMessage, kind: str = "plain") -> str:
    """The mail in plain text, or its HTML."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@dataclass
class Hive:
    """A server, its clock and its mail server; ada has a channel, bob is in it and is away."""

    world: World
    clock: HandClock
    post: Post
    ada: Person
    bob: Person
    garden: str

    async def ask(self, person: Person, op: str, **args: Any) -> Any:
        """Ask over HTTP: the person is not connected by it."""
        answer = (await person.post_http(op, **args)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def says(self, text: str, *, who: Person | None = None, **more: Any) -> str:
        """The id of a message of ada's in the garden, a second after the last."""
        self.clock.advance(1)
        args = {"channel_id": self.garden, "text": text, **more}
        return str((await self.ask(who or self.ada, "messages.post", **args))["id"])

    async def thread(self, text: str, answer: str = "Yes.", **more: Any) -> str:
        """A thread of ada's that she has answered herself, so that it is in feeds."""
        root = await self.says(text, **more)
        await self.says(answer, thread_id=root, **more)
        return root

    async def at(self, hour: int, minute: int = 0, day: int = 0) -> list[EmailMessage]:
        """It is that hour (UTC) `day` days after the Monday, and what is due is done."""
        until = MONDAY.replace(hour=hour, minute=minute).timestamp() + day * 24 * HOUR_S
        await self.settles()
        self.clock.advance(until - self.clock.now_us() / 1_000_000)
        await self.settles()
        return self.digests

    @property
    def digests(self) -> list[EmailMessage]:
        """Those that went out; mentions have mails of their own."""
        return [mail for mail in self.post.mails if mail["Message-ID"].startswith("<digest-")]

    async def settles(self) -> None:
        """Until this quarter of an hour is planned and no digest is to be sent now."""
        async with asyncio.timeout(HEARD_S):
            while not await self._settled():
                self.world.server.background.look()
                await asyncio.sleep(0.01)

    async def _settled(self) -> bool:
        now = now_ms(self.clock)
        due = select(_job.c.id).where(
            _job.c.kind.startswith("digest."), _job.c.dead.is_(False), _job.c.run_at_ms <= now
        )
        planned = select(_fact.c.value).where(_fact.c.key == "digest_planned")
        async with self.world.server.core.store.read() as snapshot:
            value = await snapshot.scalar(planned)
            if value is None or int(value) < now // QUARTER_MS * QUARTER_MS:
                return False
            return await snapshot.first(due) is None


@asynccontextmanager
async def open_hive(folder: Path, post: Post, **settings: Any) -> AsyncIterator[Hive]:
    """Monday, seven o'clock (UTC). Bob wants a digest every day; nobody else wants one."""
    clock = HandClock(int(MONDAY.timestamp() * 1_000_000))
    more = {"smtp_url": post.url, "mail_from": MAIL_FROM, **settings}
    async with open_world(folder, clock, **more) as world:
        ada, bob = await world.member("ada", Role.OWNER), await world.member("bob")
        made = Hive(world, clock, post, ada, bob, "")
        made.garden = (await made.ask(ada, "channels.create", name="garden"))["id"]
        await made.ask(bob, "channels.join", channel_id=made.garden)
        await made.ask(bob, "digest.set_settings", frequency="daily")
        await made.settles()
        yield made


@pytest.fixture
async def hive(tmp_path: Path, post: Post) -> AsyncIterator[Hive]:
    """On SQLite."""
    async with open_hive(tmp_path, post) as made:
        yield made
