"""What the bot does in a channel: to say an answer, to show another, to hand over."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import NotAllowed, NotFound
from channels.core.kinds import ChannelKind
from channels.core.protocol import Done
from channels.faq import protocol as p
from channels.faq import queries, sayings
from channels.faq.bot import BOT
from channels.faq.cards import asked_by_answers, to_card
from channels.faq.retrieval.terms import Language, language_of
from channels.faq.service import daily
from channels.faq.tables import FaqQuestionRow
from channels.faq.voices import Rating, speak, take_back
from channels.messages.facts import Posted
from channels.messages.protocol import EditMessage, FaqCard, MessagePosted, PostMessage
from channels.messages.queries import by_ids
from channels.messages.service import decide, edit
from persistence.decision import Decision, Emit, Holds, Insert, Update
from persistence.snapshot import Snapshot
from persistence.streams import channel_stream


async def say(ctx: Ctx, command: p.SayAnswer) -> Decision:
    """Post the answer with its card, and note the question; once for each question."""
    async with ctx.store.read() as snapshot:
        asked = (await by_ids(snapshot, [command.message_id])).get(command.message_id)
        if asked is None or await queries.question(snapshot, command.message_id) is not None:
            return Decision(reply=Done())
        entries = await queries.sayable(snapshot, command.entry_ids)
    ids = [id for id in command.entry_ids if id in entries]
    outcome = command.outcome
    if outcome == "answered" and ids[:1] != command.entry_ids[:1]:
        outcome = "silent"  # it was taken away meanwhile
    row = {
        "message_id": asked.id,
        "channel_id": ctx.channel.id,
        "asked_at_ms": asked.created_at,
        "outcome": outcome,
        "rating": "",
        "entry_ids": " ".join(ids),
        "answer_id": None,
    }
    if outcome == "silent":
        noted = Insert(FaqQuestionRow, row)
        return Decision(reply=Done(), changes=[noted], jobs=[daily(ctx.now_ms)])
    language = language_of(asked.text)
    text = _text(ctx, outcome, [entries[id] for id in ids], language, command.asks_id)
    card = to_card(queries.Stored({**row, "asker_id": asked.author_id}), entries)
    return await _posted(ctx, command, text, row, card)


async def _posted(
    ctx: Ctx, command: p.SayAnswer, text: str, row: dict[str, Any], card: FaqCard
) -> Decision:
    message = PostMessage(
        channel_id=command.channel_id,
        thread_id=command.thread_id,
        client_id=command.client_id,
        text=text,
    )
    decision = await decide(ctx, message)
    for fact in decision.facts:
        if isinstance(fact, Posted):
            fact.emit.build = _with_card(fact.emit.build, card)
            row = {**row, "answer_id": fact.message_id}
            decision.changes.append(Insert(FaqQuestionRow, row))
    decision.jobs.append(daily(ctx.now_ms))
    decision.reply = Done()
    return decision


def _with_card(build: Any, card: FaqCard) -> Any:
    """The event of a message that carries its card."""

    def built(at: Emit) -> MessagePosted:
        event: MessagePosted = build(at)
        return replace(event, message=replace(event.message, faq=card))

    return built


def _text(
    ctx: Ctx, outcome: p.Outcome, entries: list[Any], language: Language, asks_id: str | None
) -> str:
    if outcome == "answered":
        return entry_text(ctx, entries[0], language)
    if outcome == "handed" and asks_id is not None:
        return sayings.handed_text(asks_id, language, tried=False)
    closest = [(one.question, link_to(ctx, one)) for one in entries]
    return sayings.unsure_text(
        closest, language, alone=ctx.channel.facts.kind is ChannelKind.DIRECT
    )


def entry_text(ctx: Ctx, entry: Any, language: Language) -> str:
    """An entry as the bot says it, with a link to it."""
    link, thread = link_to(ctx, entry), entry.thread_id is not None
    return sayings.answer_text(entry.question, entry.answer, link, language, thread=thread)


def link_to(ctx: Ctx, entry: Any) -> str:
    """Where an entry stands: in its thread, or in the FAQ."""
    address = ctx.settings.public_url.rstrip("/")
    if entry.thread_id is not None:
        return f"{address}/c/{entry.channel_id}/{entry.message_id}"
    return f"{address}/faq/{entry.id}"


async def choose(ctx: Ctx, command: p.ChooseAnswer) -> Decision:
    """Errors: NotFound for no answer of the bot, NotAllowed for one who did not ask."""
    row, entries = await _asked(ctx)
    if command.entry_id not in row.entry_ids.split() or command.entry_id not in entries:
        raise NotFound("There is no such entry.", "entry_id")
    async with ctx.store.read() as snapshot:
        asked = (await by_ids(snapshot, [row.message_id])).get(row.message_id)
    language = language_of(asked.text if asked is not None else "")
    text = entry_text(ctx, entries[command.entry_id], language)
    decision = await edit(replace_actor(ctx), EditMessage(message_id=ctx.message.id, text=text))
    others = [id for id in row.entry_ids.split() if id != command.entry_id]
    values = {
        "outcome": "answered",
        "rating": "",
        "entry_ids": " ".join([command.entry_id, *others]),
    }
    _change(decision, ctx, row, values, entries)
    await take_back(ctx, decision, row, entries)
    return decision


async def rate(ctx: Ctx, command: p.RateAnswer) -> Decision:
    """Errors: NotFound for no answer of the bot, NotAllowed for one who did not ask.

    Again is harmless.
    """
    row, entries = await _asked(ctx)
    rating: Rating = "helped" if command.helped else "unhelped"
    ids = row.entry_ids.split()
    if row.rating == rating or row.outcome == "unsure" or not ids:
        return Decision(reply=Done())
    decision = Decision(reply=Done(), basis=ctx.basis)
    values: dict[str, str] = {"rating": rating}
    if not command.helped and row.outcome == "answered":
        handed = await _hand_over(ctx, row, decision)
        values |= {"outcome": "handed"} if handed else {}
    _change(decision, ctx, row, values, entries)
    entry = entries.get(ids[0])
    if entry is not None:
        await speak(ctx, decision, entry, rating, row.rating)
    return decision


async def _hand_over(ctx: Ctx, row: Any, decision: Decision) -> bool:
    """Ask the person whom the channel names, in the same thread; False where there is none."""
    async with ctx.store.read() as snapshot:
        wants = await queries.channel(snapshot, row.channel_id)
        asked = (await by_ids(snapshot, [row.message_id])).get(row.message_id)
    if wants is None or wants.asks_id not in ctx.channel.members or asked is None:
        return False
    text = sayings.handed_text(wants.asks_id, language_of(asked.text), tried=True)
    message = PostMessage(
        channel_id=ctx.channel.id,
        thread_id=ctx.message.thread_id,
        client_id=f"faq-{asked.id}-handed",
        text=text,
    )
    posted = await decide(replace_actor(ctx), message)
    decision.changes += posted.changes
    decision.emits += posted.emits
    decision.facts += posted.facts
    return True


async def _asked(ctx: Ctx) -> tuple[Any, dict[str, Any]]:
    """The question behind a message of the bot, and its entries. Errors: NotFound, NotAllowed."""
    async with ctx.store.read() as snapshot:
        rows = await asked_by_answers(snapshot, [ctx.message.id])
        entries = await queries.sayable(snapshot, rows[0].entry_ids.split()) if rows else {}
    if not rows:
        raise NotFound("There is no such answer.", "message_id")
    if rows[0].asker_id != ctx.me:
        raise NotAllowed("Only who asked can say what helped.")
    return rows[0], entries


def _change(
    decision: Decision, ctx: Ctx, row: Any, values: dict[str, str], entries: dict[str, Any]
) -> None:
    """Another state of the question, told to the channel."""
    decision.changes.append(Update(FaqQuestionRow, {"message_id": row.message_id}, values))
    card = to_card(queries.Stored({**row._mapping, **values}), entries)
    event = p.FaqCardChanged(
        message_id=ctx.message.id,
        channel_id=ctx.channel.id,
        thread_id=ctx.message.thread_id,
        card=card,
    )
    decision.emits.append(Emit(channel_stream(ctx.channel.id), lambda _: event))
    decision.require(still(row))
    decision.reply = Done()


def still(row: Any) -> Holds:
    """Asked by the writer: is the question still as it was read?"""

    async def holds(snapshot: Snapshot) -> bool:
        now = await queries.question(snapshot, row.message_id)
        return now is not None and (now.rating, now.entry_ids) == (row.rating, row.entry_ids)

    return holds


def replace_actor(ctx: Ctx) -> Ctx:
    """The same as the bot."""
    return replace(ctx, actor=BOT, person=None)
