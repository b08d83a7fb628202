"""A world by a hand-moved clock, with a push service and a mail server beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from channels.notifications.tables import NoticePendingRow
from persistence.bulk import table_of
from persistence.clock import HandClock, now_ms
from persistence.tables import JobRow
from tests.push_service import Browser, PushService, running_push_service
from tests.world import HEARD_S, Person, World, open_world

_job, _pending = table_of(JobRow), table_of(NoticePendingRow)

MAIL_FROM = "Ruche <ruche@hive.example>"


@dataclass
class Post:
    """A mail server and what it took."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: int = 0
    answer: str = "451 come back later"  # to those that are refused
    drops: int = 0  # mails that are taken, and the line is cut before it is said
    greets: Callable[[], Awaitable[object]] | None = None  # as soon as somebody connects

    async def handle_EHLO(  # noqa: N802 (the library's name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        if self.greets is not None:
            await self.greets()
        return responses

    async def handle_DATA(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuses:
            self.refuses -= 1
            return self.answer
        if self.drops:
            self.drops -= 1
            assert server.transport is not None
            server.transport.close()
            return ""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    """A mail server on a free port."""
    post = Post()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(post, loop=loop), "127.0.0.1", 0)
    post.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield post
    server.close()
    await server.wait_closed()


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service on a free port."""
    with running_push_service() as service:
        yield service


@dataclass
class Hive:
    """A world whose clock is moved by hand, and what it sends out."""

    world: World
    clock: HandClock
    service: PushService
    post: Post

    async def settles(self) -> None:
        """Until nothing is left that is due: no message undecided, no job to be done now."""
        async with asyncio.timeout(HEARD_S):
            while await self._anything_due():
                self.world.server.background.look()
                await asyncio.sleep(0.01)

    async def _anything_due(self) -> bool:
        due = select(_job.c.id).where(
            _job.c.kind.startswith("notifications."),
            _job.c.dead.is_(False),
            _job.c.run_at_ms <= now_ms(self.clock),
        )
        async with self.world.server.core.store.read() as snapshot:
            return bool(await snapshot.first(select(_pending)) or await snapshot.first(due))

    async def later(self, seconds: float) -> None:
        """Time passes, and what is due then is done."""
        await self.settles()
        self.clock.advance(seconds)
        await self.settles()

    async def device(self, person: Person, name: str, **more: Any) -> tuple[Browser, str]:
        """A browser of the person that takes push messages; its id."""
        browser = self.service.browser(name)
        asked = {**browser.subscription, "label": name, **more}
        made = await person.post_http("push.subscribe", **asked)
        assert made.json()["ok"], made.json()
        return browser, made.json()["result"]["id"]

    async def silent(self, browser: Browser) -> None:
        """Nothing has come for this browser, nor comes within the next hours."""
        await self.settles()
        await self.later(3_600)
        assert self.service.to(browser) == []

    async def gets(self, browser: Browser, count: int = 1) -> dict[str, Any]:
        """The last of so many messages that came for the browser."""
        await self.settles()
        came = self.service.to(browser)
        assert len(came) == count
        return browser.decrypt(came[-1].body)

    async def ask(self, person: Person, op: str, **args: Any) -> Any:
        """Ask over HTTP: the person is not connected by it."""
        answer = (await person.post_http(op, **args)).json()
        assert answer["ok"], answer
        return answer["result"]


@pytest.fixture
async def hive(tmp_path: Path, service: PushService, post: Post) -> AsyncIterator[Hive]:
    """A server that may reach the services beside it."""
    clock = HandClock()
    more = {"allow_private_urls": True, "smtp_url": post.url, "mail_from": MAIL_FROM}
    async with open_world(tmp_path, clock, **more) as world:
        yield Hive(world, clock, service, post)


@pytest.fixture
async def garden(hive: Hive) -> tuple[Person, Person, str]:
    """Ada and bob, who writes; and a channel that both are in."""
    ada, bob = await hive.world.member("ada"), await hive.world.member("bob")
    channel = await hive.ask(bob, "channels.create", name="garden")
    await hive.ask(ada, "channels.join", channel_id=channel["id"])
    return ada, bob, channel["id"]
