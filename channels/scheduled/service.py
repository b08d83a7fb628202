"""What a person does with messages that are sent later."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.core.text.fast import clean
from channels.messages.holding import Held, Rescheduled
from channels.messages.protocol import FileView
from channels.scheduled import protocol as p
from channels.scheduled import queries
from channels.scheduled.tables import ScheduledRow
from persistence.decision import Decision, Delete, Emit, Holds, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

MOST = 200
LATEST_MS = 366 * 24 * 3_600 * 1_000
SEND = "scheduled.send"


async def add(ctx: Ctx, command: p.ScheduleMessage) -> Decision:
    """Errors: Invalid for nothing to say or a moment that is past or too far."""
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    text = clean(command.text)
    file_ids = tuple(dict.fromkeys(command.file_ids))
    async with ctx.store.read() as snapshot:
        if command.client_id:
            first = await queries.find_sent(snapshot, ctx.me, command.client_id)
            if first is not None:
                return Decision(reply=queries.to_view(first))
        if await queries.count(snapshot, ctx.me) >= MOST:
            raise Conflict(f"{MOST} messages of yours wait already. Send or remove some first.")
    _check_words(text, file_ids)
    _check_moment(ctx, command.send_at)
    view = p.ScheduledView(
        id=new_id("Q"),
        channel_id=ctx.channel.id,
        thread_id=(ctx.message.thread_id or ctx.message.id) if command.thread_id else None,
        also_to_channel=command.also_to_channel and command.thread_id is not None,
        text=text,
        send_at=command.send_at,
        created_at=ctx.now_ms,
    )
    return _added(ctx, view, command.client_id or view.id, file_ids)


async def change(ctx: Ctx, command: p.ChangeScheduled) -> Decision:
    """A new moment also takes away what went wrong before.

    Errors: NotFound, Conflict while it is being sent, Invalid as for a new one.
    """
    async with ctx.store.read() as snapshot:
        row = await _mine(ctx, snapshot, command.scheduled_id)
    before = queries.to_view(row)
    after = before
    if command.text is not None:
        after = replace(after, text=clean(command.text))
    if command.send_at is not None:
        _check_moment(ctx, command.send_at)
        after = replace(after, send_at=command.send_at, error="", error_detail="")
    ids = [file.id for file in before.files]
    wanted = ids if command.file_ids is None else list(dict.fromkeys(command.file_ids))
    _check_words(after.text, tuple(wanted))
    if after == before and wanted == ids:
        return Decision(reply=before)
    return _changed(ctx, row, after, tuple(wanted) if wanted != ids else None)


async def remove(ctx: Ctx, command: p.RemoveScheduled) -> Decision:
    """Errors: NotFound, Conflict while it is being sent."""
    async with ctx.store.read() as snapshot:
        row = await _mine(ctx, snapshot, command.scheduled_id)
    return removed(ctx, row, None)


async def send_now(ctx: Ctx, command: p.SendScheduledNow) -> Decision:
    """The job takes it at once. Errors: NotFound, Conflict while it is being sent."""
    async with ctx.store.read() as snapshot:
        row = await _mine(ctx, snapshot, command.scheduled_id)
    after = replace(queries.to_view(row), send_at=ctx.now_ms, error="", error_detail="")
    decision = _changed(ctx, row, after, None)
    decision.reply = Done()
    return decision


def removed(ctx: Ctx, row: Any, message_id: str | None) -> Decision:
    """It waits no more; what it held is let go."""
    event = p.ScheduledRemoved(scheduled_id=row.id, message_id=message_id)
    emit = Emit(user_stream(row.person_id), lambda _: event)
    decision = Decision(
        reply=Done(),
        changes=[Delete(ScheduledRow, {"id": row.id})],
        emits=[emit],
        holds=as_read(row),
    )
    decision.facts.append(Rescheduled(emit, row.id, None))
    if queries.to_view(row).files:
        decision.facts.append(Held(emit, row.person_id, _holder(row.id), ()))
    return decision


def as_read(row: Any) -> Holds:
    """Whether the row is still what a decision rests on: nobody has claimed or changed it."""

    async def holds(snapshot: Snapshot) -> bool:
        now = await queries.find(snapshot, row.id)
        return now is not None and tuple(now) == tuple(row)

    return holds


def _added(ctx: Ctx, view: p.ScheduledView, client_id: str, file_ids: tuple[str, ...]) -> Decision:
    files: list[FileView] = []

    def built() -> p.ScheduledView:
        return replace(view, files=files)

    def row() -> dict[str, object]:
        return {
            "id": view.id,
            "person_id": ctx.me,
            "client_id": client_id,
            "channel_id": view.channel_id,
            "thread_id": view.thread_id,
            "also_to_channel": view.also_to_channel,
            "text": view.text,
            "files": msgspec.msgpack.encode(files),
            "send_at_ms": view.send_at,
            "created_at_ms": view.created_at,
        }

    emit = Emit(user_stream(ctx.me), lambda _: p.ScheduledChanged(scheduled=built()))
    decision = Decision(
        reply=built,
        changes=[Insert(ScheduledRow, row)],
        emits=[emit],
        jobs=[_job(view)],
        basis=ctx.basis,
    )
    if file_ids:
        decision.facts.append(Held(emit, ctx.me, _holder(view.id), file_ids, files))
    return decision


def _changed(
    ctx: Ctx, row: Any, after: p.ScheduledView, file_ids: tuple[str, ...] | None
) -> Decision:
    """The message as it is from now on; `file_ids` where they change."""
    files = list(after.files)

    def built() -> p.ScheduledView:
        return replace(after, files=files)

    def values() -> dict[str, object]:
        return {
            "text": after.text,
            "files": msgspec.msgpack.encode(files),
            "send_at_ms": after.send_at,
            "error": after.error,
            "error_detail": after.error_detail,
        }

    emit = Emit(user_stream(ctx.me), lambda _: p.ScheduledChanged(scheduled=built()))
    decision = Decision(
        reply=built,
        changes=[Update(ScheduledRow, {"id": after.id}, values)],
        emits=[emit],
        basis=ctx.basis,
        holds=as_read(row),
    )
    if after.send_at != row.send_at_ms:
        decision.jobs.append(_job(after))
        decision.facts.append(Rescheduled(emit, after.id, after.send_at))
    if file_ids is not None:
        decision.facts.append(Held(emit, ctx.me, _holder(after.id), file_ids, files))
    return decision


async def _mine(ctx: Ctx, snapshot: Snapshot, scheduled_id: str) -> Any:
    """Errors: NotFound for what is another's or not there, Conflict while it is being sent."""
    row = await queries.find(snapshot, scheduled_id)
    if row is None or row.person_id != ctx.me:
        raise NotFound("There is no such scheduled message.", "scheduled_id")
    if row.claimed_until_ms > ctx.now_ms:
        raise Conflict("This message is being sent at this moment.")
    return row


def _job(view: p.ScheduledView) -> NewJob:
    """One that finds another moment in the message does nothing: that one has its own."""
    body = {"scheduled_id": view.id, "send_at": view.send_at}
    return NewJob(SEND, body, run_at_ms=view.send_at)


def _holder(scheduled_id: str) -> str:
    return f"scheduled {scheduled_id}"


def _check_words(text: str, file_ids: tuple[str, ...]) -> None:
    if not text.strip() and not file_ids:
        raise Invalid("A message needs words or a file.", "text")


def _check_moment(ctx: Ctx, send_at_ms: int) -> None:
    if send_at_ms <= ctx.now_ms:
        raise Invalid("This moment has passed. Choose a later one.", "send_at")
    if send_at_ms > ctx.now_ms + LATEST_MS:
        raise Invalid("Choose a moment within a year.", "send_at")
