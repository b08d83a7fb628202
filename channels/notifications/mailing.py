"""Mails to those whom push does not reach: a summary, now and then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select, update

from channels.notifications import queries
from channels.notifications.ports import Digest, Mailer
from channels.notifications.rules import is_quiet
from channels.notifications.tables import MailPendingRow, NotificationSettingsRow, PushDeviceRow
from channels.notifications.telling import Newsroom
from channels.people.tables import WorkspaceRow
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import Decision, Delete, Insert, NewJob
from persistence.ids import new_secret
from persistence.snapshot import Snapshot
from persistence.store import Store

MAIL = "notifications.mail"
WAIT_MS = 5 * 60_000  # a person may still come and read
PAUSE_MS = 15 * 60_000  # between two mails to one person
SHOWN = 20
MOST = 200

_device = table_of(PushDeviceRow)
_pending = table_of(MailPendingRow)
_settings = table_of(NotificationSettingsRow)
_workspace = table_of(WorkspaceRow)


class Mailing:
    """Gathers what a person is to be told by mail, and sends it. Does nothing without a mailer."""

    def __init__(self, store: Store, newsroom: Newsroom, mailer: Mailer | None, root: str) -> None:
        self._store = store
        self._newsroom = newsroom
        self._mailer = mailer
        self._root = root

    async def add(self, person_id: str, message_id: str, wait_ms: int = WAIT_MS) -> None:
        """The message is for the person's next mail, unless they have read it by then."""
        if self._mailer is None:
            return
        async with self._store.read() as snapshot:
            person = await queries.person_to_mail(snapshot, person_id)
        if person is None or not person.email or person.mail is False:
            return
        now = now_ms(self._store.clock)
        at_ms = max(now + wait_ms, (person.mailed_at_ms or 0) + PAUSE_MS)
        row = {"person_id": person_id, "message_id": message_id}
        await self._store.write(
            Decision(
                changes=[Insert(MailPendingRow, row, ignore=True)],
                jobs=[_job(person_id, at_ms)],
            )
        )

    async def send(self, body: Mapping[str, Any]) -> None:
        """The person's mail, if something is still unread; never two at once, and at least once.

        That a mail goes is noted before it is sent, and what it told of is let go of after. A
        process that dies in between leaves all to the next run, after the pause: a mail twice does
        less harm than none. The second tells only of what is still unread, and where that is the
        same, it bears the same id, by which mail servers and readers know it again.
        Errors: those of the mailer.
        """
        person_id = str(body["person_id"])
        async with self._store.read() as snapshot:
            person = await queries.person_to_mail(snapshot, person_id)
            query = select(_pending.c.message_id).where(_pending.c.person_id == person_id)
            waiting = list(await snapshot.scalars(query.order_by(_pending.c.message_id)))
        if not waiting or self._mailer is None:
            return
        if person is None or not person.email or person.mail is False:
            await self._done(person_id, waiting)
            return
        now = now_ms(self._store.clock)
        next_ms = (person.mailed_at_ms or 0) + PAUSE_MS
        if is_quiet(queries.to_quiet(person), now):
            next_ms = max(next_ms, now + PAUSE_MS)
        if next_ms > now:
            await self._store.write(Decision(jobs=[_job(person_id, next_ms)]))
            return
        secret = person.mail_secret or new_secret("rm-")
        digest = await self._digest(person, person_id, waiting, secret)
        if digest is None:
            await self._done(person_id, waiting)
            return
        await self._keep(person_id, mail_secret=secret)
        before = person.mailed_at_ms or 0
        if not await self._mark(person_id, before, now):  # another run sends one right now
            await self._store.write(Decision(jobs=[_job(person_id, now + PAUSE_MS)]))
            return
        try:
            await self._mailer.send(digest)
        except BaseException:
            await self._mark(person_id, now, before)
            raise
        await self._done(person_id, waiting)

    async def _digest(
        self, person: Any, person_id: str, waiting: list[str], secret: str
    ) -> Digest | None:
        """None where everything has been read meanwhile, or has arrived on some device."""
        async with self._store.read() as snapshot:
            workspace = await snapshot.scalar(select(_workspace.c.name))
            query = select(func.max(_device.c.delivered_at_ms))
            proven_ms = await snapshot.scalar(query.where(_device.c.person_id == person_id)) or 0
        found = [
            news
            for one in waiting[-MOST:]
            if (news := await self._newsroom.news(person_id, one)) is not None
            and news.row.created_us // 1_000 > proven_ms  # else another device has told of it
        ]
        if not found:
            return None
        return Digest(
            address=person.email,
            name=person.name,
            language=person.language,
            workspace=workspace or "Ruche",
            time_zone=person.time_zone or "",
            missed=[news.missed(self._root) for news in found[:SHOWN]],
            more=max(0, len(found) - SHOWN),
            secret=secret,
            key=_key(person_id, (news.row.id for news in found)),
        )

    async def _keep(self, person_id: str, **columns: Any) -> None:
        row = {"person_id": person_id, **columns}
        change = Insert(NotificationSettingsRow, row, update=tuple(columns))
        await self._store.write(Decision(changes=[change]))

    async def _mark(self, person_id: str, before_ms: int, after_ms: int) -> bool:
        """Set when the last mail went, unless somebody else has set it since `before_ms`."""
        change = (
            update(_settings)
            .where(_settings.c.person_id == person_id, _settings.c.mailed_at_ms == before_ms)
            .values(mailed_at_ms=after_ms)
            .returning(_settings.c.person_id)
        )

        async def mark(snapshot: Snapshot) -> bool:
            return await snapshot.first(change) is not None

        return await self._store.exclusively(mark)

    async def _done(self, person_id: str, message_ids: list[str]) -> None:
        changes = [
            Delete(MailPendingRow, {"person_id": person_id, "message_id": one})
            for one in message_ids
        ]
        await self._store.write(Decision(changes=list(changes)))


def _key(person_id: str, message_ids: Iterable[str]) -> str:
    """The same for the same messages to the same person, and nothing that tells of them."""
    return hashlib.sha256(" ".join((person_id, *message_ids)).encode()).hexdigest()[:40]


def _job(person_id: str, at_ms: int) -> NewJob:
    return NewJob(MAIL, {"person_id": person_id}, at_ms, key=f"mail:{person_id}")
