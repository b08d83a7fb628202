"""What is done so that people hear of messages: push to their devices, else a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from channels.core.context import Access
from channels.notifications import queries
from channels.notifications.devices import PUSH, changed, forgotten, let_go, removed, to_view
from channels.notifications.mailing import MAIL, Mailing
from channels.notifications.notifier import REMIND, TELL
from channels.notifications.ports import Device, Mailer, Notice, Outcome, Reading, Sender
from channels.notifications.rules import Why, is_quiet
from channels.notifications.tables import PushDeviceRow, PushSentRow
from channels.notifications.telling import Newsroom
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import Decision, Delete, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.jobs import Handler
from persistence.store import Store

CHECK = "notifications.check"
PROOF_MS = 5 * 60_000  # within which a push has to prove that it arrived
KEPT_MS = 3 * 24 * 3_600_000  # how long a proof may come late
TRIES = 8  # where the push service says when to come back

_device = table_of(PushDeviceRow)
_sent = table_of(PushSentRow)


class PushFailed(Exception):
    """The push service could not take it now; it is tried again."""


@dataclass(frozen=True, slots=True)
class World:
    """What the jobs of notifications work with. `mailer` is None where mail is not set up."""

    store: Store
    access: Access
    reading: Reading
    sender: Sender
    mailer: Mailer | None
    root: str  # the address of the workspace


def handlers(world: World) -> dict[str, Handler]:
    """The jobs of notifications, by kind."""
    newsroom = Newsroom(world.store, world.access, world.reading)
    mailing = Mailing(world.store, newsroom, world.mailer, world.root)
    jobs = Jobs(world.store, newsroom, world.sender, mailing)
    return {
        TELL: jobs.tell,
        REMIND: jobs.remind,
        PUSH: jobs.push,
        CHECK: jobs.check,
        MAIL: mailing.send,
    }


class Jobs:
    """The jobs of push messages. Each looks again whether there is still something to tell."""

    def __init__(self, store: Store, newsroom: Newsroom, sender: Sender, mailing: Mailing) -> None:
        self._store = store
        self._newsroom = newsroom
        self._sender = sender
        self._mailing = mailing

    async def tell(self, body: Mapping[str, Any]) -> None:
        """A person is to hear of a message: on each of their devices, or by mail."""
        person_id, message_id = body["person_id"], body["message_id"]
        news = await self._newsroom.news(person_id, message_id, body["why"])
        if news is None or is_quiet(news.listener.quiet, self._now_ms()):
            return
        async with self._store.read() as snapshot:
            query = select(_device.c.id).where(
                _device.c.person_id == person_id, queries.takes_pushes()
            )
            devices = await snapshot.scalars(query)
        if not devices:
            await self._mailing.add(person_id, message_id)
            return
        pushes = [
            NewJob(
                PUSH,
                {
                    "device_id": device_id,
                    "message_id": message_id,
                    "why": body["why"],
                    "push_id": new_id("N"),
                },
            )
            for device_id in devices
        ]
        await self._store.write(Decision(jobs=pushes))

    async def remind(self, body: Mapping[str, Any]) -> None:
        """Some people are told once more of a post that they have not acknowledged."""
        told = {"message_id": body["message_id"], "why": Why.REMINDER.value}
        jobs = [NewJob(TELL, {**told, "person_id": one}) for one in body["person_ids"]]
        await self._store.write(Decision(jobs=jobs))

    async def push(self, body: Mapping[str, Any]) -> None:
        """One message to one device. Errors: PushFailed, to be tried again."""
        push_id = str(body["push_id"])
        row = await self._living(body["device_id"])
        if row is None:
            return
        notice = await self._notice(row.person_id, body, push_id)
        if notice is None:
            return
        # Noted before it goes out: the proof may be faster than our next line.
        note = {
            "id": push_id,
            "device_id": row.id,
            "person_id": row.person_id,
            "sent_at_ms": self._now_ms(),
        }
        await self._store.write(Decision(changes=[Insert(PushSentRow, note, ignore=True)]))
        device = Device(row.endpoint, row.p256dh, row.auth, row.language)
        sent = await self._sender.send(device, notice)
        if sent.outcome is Outcome.SENT:
            await self._expect_proof(row, push_id, body)
        elif sent.outcome is Outcome.GONE:
            await self._gone(row, body)
        else:
            await self._failed(row, push_id, body)
            if sent.outcome is Outcome.LATER:
                await self._again(body, sent.retry_after_s)

    async def check(self, body: Mapping[str, Any]) -> None:
        """Some minutes after a push: what is not proven has not arrived."""
        async with self._store.read() as snapshot:
            query = select(_device, _sent.c.sent_at_ms).join(
                _sent, _sent.c.device_id == _device.c.id
            )
            row = await snapshot.first(query.where(_sent.c.id == body["push_id"]))
        if row is None:  # proven, or the device is no more
            return
        await self._prune(row.id)
        await self._note_failure(row, row.sent_at_ms)
        if body["message_id"]:
            await self._mailing.add(row.person_id, body["message_id"], wait_ms=0)

    # -- parts

    async def _living(self, device_id: str) -> Any:
        """The device, as long as its session lives; else it is forgotten."""
        async with self._store.read() as snapshot:
            row = await snapshot.first(select(_device).where(_device.c.id == device_id))
            if row is None or not row.auth:
                return None
            if await queries.is_signed_in(snapshot, row.session_id, self._now_ms()):
                return row
        await self._forget(row)
        return None

    async def _notice(self, person_id: str, body: Mapping[str, Any], push_id: str) -> Notice | None:
        if not body["message_id"]:
            return Notice(push_id=push_id)
        news = await self._newsroom.news(person_id, body["message_id"], body["why"])
        if news is None:
            return None
        badge = await self._newsroom.badge(person_id)
        return news.notice(push_id, Why(body["why"]), badge)

    async def _expect_proof(self, row: Any, push_id: str, body: Mapping[str, Any]) -> None:
        check = {"push_id": push_id, "message_id": body["message_id"]}
        job = NewJob(CHECK, check, self._now_ms() + PROOF_MS, key=f"check:{push_id}")
        await self._store.write(Decision(jobs=[job]))

    async def _gone(self, row: Any, body: Mapping[str, Any]) -> None:
        """Its person sees that nothing comes there any more, unless it has a new address."""
        async with self._store.read() as snapshot:
            replaced = await queries.successor_of(snapshot, row) is not None
        if replaced:
            await self._forget(row)
        else:
            await self._store.write(let_go(row, self._now_ms()))
        if body["message_id"]:
            await self._mailing.add(row.person_id, body["message_id"])

    async def _forget(self, row: Any) -> None:
        emit = removed(row.person_id, row.id)
        await self._store.write(Decision(changes=forgotten(row.id), emits=[emit]))

    async def _failed(self, row: Any, push_id: str, body: Mapping[str, Any]) -> None:
        await self._store.write(Decision(changes=[Delete(PushSentRow, {"id": push_id})]))
        await self._note_failure(row, self._now_ms())
        if body["message_id"]:
            await self._mailing.add(row.person_id, body["message_id"])

    async def _note_failure(self, row: Any, since_ms: int) -> None:
        """The person's settings show it, from the first failure on."""
        if row.failing_since_ms is not None:
            return
        view = to_view({**row._mapping, "failing_since_ms": since_ms})
        values = {"failing_since_ms": since_ms}
        await self._store.write(
            Decision(
                changes=[Update(PushDeviceRow, {"id": row.id}, values)],
                emits=[changed(row.person_id, view)],
            )
        )

    async def _prune(self, device_id: str) -> None:
        """Let go of pushes that nobody will prove any more."""
        before_ms = self._now_ms() - KEPT_MS
        old = delete(_sent).where(_sent.c.device_id == device_id, _sent.c.sent_at_ms < before_ms)
        await self._store.exclusively(lambda snapshot: snapshot.connection.execute(old))

    async def _again(self, body: Mapping[str, Any], retry_after_s: float | None) -> None:
        """When the push service says, else when jobs are tried again."""
        if retry_after_s is None:
            raise PushFailed("the push service cannot take it now")
        tries = body.get("tries", 0) + 1
        if tries < TRIES:
            at_ms = self._now_ms() + int(retry_after_s * 1_000)
            await self._store.write(Decision(jobs=[NewJob(PUSH, {**body, "tries": tries}, at_ms)]))

    def _now_ms(self) -> int:
        return now_ms(self._store.clock)
