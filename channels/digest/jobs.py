"""The jobs of the digest: finding who is due, page by page, and sending one to one person."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import update

from channels.core.actor import Actor, Kind, PersonId
from channels.core.errors import NotSignedIn
from channels.digest import queries
from channels.digest.calendar import DAY_MS, WEEK_MS, last_slot, since_ms
from channels.digest.ports import Attendance, Cause, DigestMailer, Envelope, NotTaken, Send
from channels.digest.protocol import GetMissed, MissedView
from channels.digest.queries import Subscriber
from channels.digest.service import SEND
from channels.digest.tables import DigestRow
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import Decision, Insert, NewJob, Update
from persistence.ids import new_secret
from persistence.jobs import Handler
from persistence.snapshot import Snapshot
from persistence.store import Store

PLAN = "digest.plan"
AT_ONCE = 500  # people that one planning job looks at
LATE_MS = DAY_MS  # a digest that could not go for so long is not sent any more
ABSENT_MS = DAY_MS  # who was here since is not told what they missed

_digest = table_of(DigestRow)
_log = structlog.get_logger(__name__)

Call = Callable[[Actor, str, GetMissed], Awaitable[MissedView]]


@dataclass(frozen=True, slots=True)
class Due:
    """Which digest: the one of a day (`slot_ms` is its moment), or one that was asked for."""

    person_id: str
    period: str = ""
    slot_ms: int = 0
    asked_at_ms: int = 0

    @property
    def key(self) -> str:
        """The same for the same digest; tells nothing of its person."""
        said = f"{self.person_id} {self.period} {self.asked_at_ms}"
        return hashlib.sha256(said.encode()).hexdigest()[:40]


class Jobs:
    """Guarantees: one digest a person and day, whatever dies and however many workers there are:
    who claims the day sends, and a claim is given back only where the mail server said no. So a
    process that dies while it sends may lose a digest; what was in it comes with the next.
    Does nothing without a mailer.
    """

    def __init__(
        self, store: Store, call: Call, attendance: Attendance, mailer: DigestMailer | None
    ) -> None:
        self._store = store
        self._call = call
        self._attendance = attendance
        self._mailer = mailer

    def handlers(self) -> dict[str, Handler]:
        """The jobs of the digest, by kind."""
        return {PLAN: self.plan, SEND: self.send}

    async def plan(self, body: Mapping[str, Any]) -> None:
        """A job for each person of this page whose moment was in between; then the next page."""
        if self._mailer is None:
            return
        begin_ms, end_ms = int(body["from_ms"]), int(body["until_ms"])
        async with self._store.read() as snapshot:
            default = await queries.default_of(snapshot)
            page = await queries.subscribers(snapshot, default, str(body["after"]), AT_ONCE)
        jobs = []
        for one in page:
            slot = last_slot(one.schedule, end_ms)
            if slot.at_ms > begin_ms and slot.period > one.period:
                jobs.append(_job(one.person_id, slot.period, slot.at_ms))
        if len(page) == AT_ONCE:
            jobs.append(planning(begin_ms, end_ms, page[-1].person_id))
        if jobs:
            await self._store.write(Decision(jobs=jobs))

    async def send(self, body: Mapping[str, Any]) -> None:
        """One digest to one person, if there still is something to tell. What it tells is chosen
        last, once the mail server listens. Errors: those of opening, and NotTaken, if it passes."""
        due = _due(body)
        if self._mailer is None or (due.slot_ms and self._now_ms() - due.slot_ms > LATE_MS):
            return
        one = await self._wanted(due)
        if one is None or await self._missed(one, due) is None:
            return
        async with self._mailer.open() as send:
            await self._hand_over(due, send)

    # -- parts

    async def _hand_over(self, due: Due, send: Send) -> None:
        one = await self._wanted(due)
        secret = await self._claim(one, due) if one is not None else None
        if one is None or secret is None:
            return
        try:
            missed = await self._missed(one, due)
        except BaseException:
            await self._give_back(due, one)
            raise
        if missed is None:
            return
        try:
            await send(Envelope(one.address, secret, due.key, _cause(one, due)), missed)
        except NotTaken as refusal:
            if refusal.passing:
                await self._give_back(due, one)
                raise
            _log.warning("digest.refused", person=due.person_id, error=str(refusal))
            return
        values = {"told_until_ms": self._now_ms()}
        change = Update(DigestRow, {"person_id": due.person_id}, values)
        await self._store.write(Decision(changes=[change]))

    async def _wanted(self, due: Due) -> Subscriber | None:
        """The person, if this digest is still to go to them."""
        async with self._store.read() as snapshot:
            default = await queries.default_of(snapshot)
            one = await queries.subscriber(snapshot, due.person_id, default)
            if one is None:
                return None
            if due.asked_at_ms:
                return one if one.asked_at_ms < due.asked_at_ms else None
            if one.frequency == "off" or one.period >= due.period:
                return None
            seen_ms = 0 if one.always else await queries.seen_at(snapshot, due.person_id)
        if not one.always:
            active = await self._attendance.active_at([due.person_id])
            seen_ms = max(seen_ms, active.get(due.person_id, 0))
            if self._now_ms() - seen_ms < ABSENT_MS:
                return None
        return one

    async def _missed(self, one: Subscriber, due: Due) -> MissedView | None:
        """What they have missed, asked as themselves; None where there is nothing to tell."""
        since = self._since_ms(one, due)
        actor = Actor(Kind.PERSON, PersonId(due.person_id))
        try:
            missed = await self._call(actor, "digest.missed", GetMissed(since_at=since))
        except NotSignedIn:  # the account was closed at this moment
            return None
        return missed if missed.threads else None

    def _since_ms(self, one: Subscriber, due: Due) -> int:
        now = self._now_ms()
        return now - WEEK_MS if due.asked_at_ms else since_ms(one.schedule, one.told_until_ms, now)

    async def _claim(self, one: Subscriber, due: Due) -> str | None:
        """This digest is ours to send: the secret of the person's link; None where it is not."""
        fresh = {"person_id": due.person_id, "secret": new_secret("rd-")}
        await self._store.write(Decision(changes=[Insert(DigestRow, fresh, ignore=True)]))
        row = _digest.c.person_id == due.person_id
        if due.asked_at_ms:
            ours = update(_digest).where(row, _digest.c.asked_at_ms < due.asked_at_ms)
            ours = ours.values(asked_at_ms=due.asked_at_ms)
        else:
            ours = update(_digest).where(row, _digest.c.period < due.period)
            ours = ours.values(period=due.period)
        named = update(_digest).where(row, _digest.c.secret.is_(None))
        named = named.values(secret=fresh["secret"])
        first = update(_digest).where(row, _digest.c.told_until_ms == 0)
        first = first.values(told_until_ms=self._since_ms(one, due))

        async def claim(snapshot: Snapshot) -> str | None:
            await snapshot.connection.execute(named)
            await snapshot.connection.execute(first)
            taken = await snapshot.first(ours.returning(_digest.c.secret))
            return str(taken.secret) if taken is not None else None

        return await self._store.exclusively(claim)

    async def _give_back(self, due: Due, before: Subscriber) -> None:
        """Nothing has gone: the next run may send it."""
        held: dict[str, Any] = {"period": due.period}
        values: dict[str, Any] = {"period": before.period}
        if due.asked_at_ms:
            held, values = {"asked_at_ms": due.asked_at_ms}, {"asked_at_ms": before.asked_at_ms}
        where = {"person_id": due.person_id, **held}
        await self._store.write(Decision(changes=[Update(DigestRow, where, values)]))

    def _now_ms(self) -> int:
        return now_ms(self._store.clock)


def planning(from_ms: int, until_ms: int, after: str = "") -> NewJob:
    """Find those whose moment is after `from_ms` and not after `until_ms`, from a person on."""
    body = {"from_ms": from_ms, "until_ms": until_ms, "after": after}
    return NewJob(PLAN, body, key=f"{PLAN}:{until_ms}:{after}")


def _job(person_id: str, period: str, slot_ms: int) -> NewJob:
    body = {"person_id": person_id, "period": period, "slot_ms": slot_ms}
    return NewJob(SEND, body, key=f"{SEND}:{person_id}:{period}")


def _cause(one: Subscriber, due: Due) -> Cause:
    if due.asked_at_ms:
        return "asked"
    if one.always:
        return "always"
    return "weekly" if one.schedule.weekly else "daily"


def _due(body: Mapping[str, Any]) -> Due:
    return Due(
        str(body["person_id"]),
        str(body.get("period", "")),
        int(body.get("slot_ms", 0)),
        int(body.get("asked_at", 0)),
    )
