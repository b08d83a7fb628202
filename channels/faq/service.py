"""Writing entries of the FAQ: decisions as values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from channels.core.context import Ctx
from channels.core.errors import Invalid, NotFound
from channels.core.protocol import Done, Event
from channels.core.rights import Right
from channels.core.text import fold
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.bot import add_bot
from channels.faq.retrieval.terms import language_of
from channels.faq.scopes import check_changeable, check_writable, stream_of
from channels.faq.tables import FaqEntryRow, FaqVectorRow, FaqVoiceRow
from channels.messages.queries import find_message
from persistence.decision import Change, Decision, Delete, Emit, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.tables import StoreFact

DAILY = "faq.daily"  # the job of each morning: reminding, and folding old questions
MORNING_MS, DAY_MS = 6 * 3_600 * 1_000, 24 * 3_600 * 1_000
LEARN = "faq.learn"  # the job that reads new entries with the model, where there is one


async def add(ctx: Ctx, command: p.AddEntry) -> Decision:
    """Errors: Invalid, NotFound and NotAllowed for the channel or message."""
    await check_writable(ctx, command.channel_id)
    if command.message_id is not None:
        await _check_readable(ctx, command.message_id)
    row = new_row(ctx, command)
    view = queries.to_view(queries.Stored(row))
    decision = Decision(
        reply=view,
        changes=[Insert(FaqEntryRow, row)],
        basis=ctx.basis,
        jobs=[learning(), *([daily(ctx.now_ms)] if command.review_on else [])],
    )
    tell(decision, row["channel_id"], p.FaqEntryChanged(entry=view))
    decision.changes.append(renewed())
    await add_bot(ctx, decision)
    return decision


async def change(ctx: Ctx, command: p.ChangeEntry) -> Decision:
    """Errors: NotFound, NotAllowed, Invalid."""
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, command.entry_id)
    if row is None:
        raise NotFound("There is no such entry.", "entry_id")
    await check_changeable(ctx, row)
    if command.owner_id is not None:
        await ctx.access.person(ctx.actor, command.owner_id, "owner_id")
    values = changed_values(ctx, row, command)
    if not values:
        return Decision(reply=queries.to_view(row))
    view = queries.to_view(queries.Stored({**row._mapping, **values}))
    decision = Decision(
        reply=view,
        changes=[Update(FaqEntryRow, {"id": row.id}, values), renewed()],
        basis=ctx.basis,
        holds=unchanged(row),
        jobs=[learning()] if "revision" in values else [],
    )
    if values.get("review_on"):
        decision.jobs.append(daily(ctx.now_ms))
    tell(decision, row.channel_id, p.FaqEntryChanged(entry=view))
    return decision


async def remove(ctx: Ctx, command: p.RemoveEntry) -> Decision:
    """Errors: NotAllowed. Again is harmless."""
    async with ctx.store.read() as snapshot:
        row = await queries.find(snapshot, command.entry_id)
    if row is None:
        return Decision(reply=Done())
    await check_changeable(ctx, row)
    decision = Decision(
        reply=Done(),
        changes=[
            Delete(FaqEntryRow, {"id": row.id}),
            Delete(FaqVectorRow, {"entry_id": row.id}),
            Delete(FaqVoiceRow, {"entry_id": row.id}),
            renewed(),
        ],
        basis=ctx.basis,
    )
    tell(decision, row.channel_id, p.FaqEntryRemoved(entry_id=row.id, channel_id=row.channel_id))
    return decision


def new_row(ctx: Ctx, command: p.AddEntry) -> dict[str, Any]:
    """The row of a new entry. Errors: Invalid."""
    question = one_line(command.question, "question")
    answer = words_of(command.answer, "answer")
    return {
        "id": new_id("K"),
        "channel_id": command.channel_id,
        "question": question,
        "answer": answer,
        "variants": joined(command.variants, question),
        "language": command.language or language_of(f"{question} {answer}"),
        "owner_id": ctx.me,
        "review_on": command.review_on,
        "pinned": False,
        "folded": fold(question),
        "revision": new_id("K"),
        "weight": 0.0,
        "helped": 0,
        "unhelped": 0,
        "message_id": command.message_id,
        "created_at_ms": ctx.now_ms,
        "changed_at_ms": ctx.now_ms,
    }


def changed_values(ctx: Ctx, row: Any, command: p.ChangeEntry) -> dict[str, Any]:
    """The columns that the command changes; empty where it changes nothing. Errors: Invalid."""
    wanted: dict[str, Any] = {
        "language": command.language,
        "owner_id": command.owner_id,
        "review_on": command.review_on,
        "pinned": command.pinned,
    }
    if command.question is not None:
        wanted["question"] = one_line(command.question, "question")
        wanted["folded"] = fold(wanted["question"])
    if command.answer is not None:
        wanted["answer"] = words_of(command.answer, "answer")
    if command.variants is not None:
        wanted["variants"] = joined(command.variants, wanted.get("question", row.question))
    values = {
        column: value
        for column, value in wanted.items()
        if value is not None and value != getattr(row, column)
    }
    if values.keys() & {"question", "answer", "variants", "language"}:
        values["revision"] = new_id("K")
    if values:
        values["changed_at_ms"] = ctx.now_ms
    return values


def one_line(text: str, field: str) -> str:
    """Errors: Invalid for nothing but spaces."""
    return words_of(" ".join(text.split()), field)


def words_of(text: str, field: str) -> str:
    """Errors: Invalid for nothing but spaces."""
    if not text.strip():
        raise Invalid(f"Write the {field}.", field)
    return text.strip()


def joined(variants: Sequence[str], question: str) -> str:
    """Other ways to ask, each once, as lines."""
    lines = (" ".join(variant.split()) for variant in variants)
    return "\n".join(dict.fromkeys(line for line in lines if line and line != question))


def tell(decision: Decision, channel_id: str | None, event: Event) -> None:
    """Add an event for those who may read entries of this channel, or of the workspace."""
    decision.emits.append(Emit(stream_of(channel_id), lambda _: event))


def renewed() -> Change:
    """The entries are others than before: every process reads them again when it is asked."""
    return Insert(StoreFact, {"key": queries.REVISION, "value": new_id("K")}, update=("value",))


def learning() -> NewJob:
    """Have the model read what it has not read yet."""
    return NewJob(LEARN, {}, key=LEARN)


def daily(now_ms: int) -> NewJob:
    """Come back the next morning (UTC), once however many ask for it."""
    at_ms = (now_ms - MORNING_MS) // DAY_MS * DAY_MS + DAY_MS + MORNING_MS
    return NewJob(DAILY, {}, run_at_ms=at_ms, key=f"{DAILY}:{at_ms // DAY_MS}")


def day_of(at_ms: int) -> str:
    """The day (UTC) as entries name it."""
    return datetime.fromtimestamp(at_ms / 1_000, UTC).date().isoformat()


def unchanged(row: Any) -> Any:
    """Asked by the writer: is the entry still as it was read?"""

    async def holds(snapshot: Snapshot) -> bool:
        now = await queries.find(snapshot, row.id)
        return now is not None and tuple(now) == tuple(row)

    return holds


async def _check_readable(ctx: Ctx, message_id: str) -> None:
    """Errors: NotFound for a message that the actor may not read."""
    async with ctx.store.read() as snapshot:
        found = await find_message(snapshot, message_id)
    if found is None or found.deleted:
        raise NotFound("There is no such message.", "message_id")
    try:
        await ctx.access.channel(ctx.actor, found.channel_id, Right.READ)
    except NotFound:  # nor does its channel tell that it is there
        raise NotFound("There is no such message.", "message_id") from None
