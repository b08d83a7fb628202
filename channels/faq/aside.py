"""What the bot answers to one person alone, wherever they are."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.bot import BOT_ID, NAME
from channels.faq.cards import to_card
from channels.faq.library import library_of
from channels.faq.retrieval.terms import Language, language_of
from channels.faq.saying import entry_text, link_to, still
from channels.faq.sayings import unsure_text
from channels.faq.scopes import scope_of
from channels.faq.service import daily
from channels.faq.tables import FaqQuestionRow
from channels.faq.voices import Rating, speak, take_back
from channels.messages.mentions import parse_typed
from channels.messages.protocol import MessageView
from channels.messages.spans import shown_spans
from persistence.decision import Decision, Insert, Update
from persistence.ids import new_id

OFFERED = 3


async def answer(ctx: Ctx, command: p.AskHere) -> Decision:
    """By what the asker may read. Kept are what was offered and what came of it: not the words,
    not where, nor by whom; who rates shows by the secret that only they were told."""
    scope = await scope_of(ctx)
    found = await library_of(ctx.store).ask(command.question, scope, OFFERED)
    async with ctx.store.read() as snapshot:
        rows = await queries.sayable(snapshot, found.ids)
        wants = await queries.channel(snapshot, ctx.channel.id)
        chosen = await queries.language_chosen(snapshot, ctx.me)
    ids = [id for id in found.offered if id in rows]
    language = chosen or language_of(command.question)
    outcome = "answered" if found.likely and ids[:1] == [found.ids[0]] else "unsure"
    row = {
        "message_id": secrets.token_urlsafe(16),
        "channel_id": "",
        "asked_at_ms": ctx.now_ms,
        "outcome": outcome,
        "rating": "",
        "entry_ids": " ".join(ids),
        "answer_id": None,
    }
    said = _said(ctx, outcome, [rows[id] for id in ids], language, _named(ctx, wants))
    view = await _view(ctx, command, row, rows, said)
    if outcome == "unsure" and view.faq is not None:
        view = replace(view, faq=replace(view.faq, asked=command.question))
    noted = Insert(FaqQuestionRow, row)
    return Decision(reply=view, changes=[noted], jobs=[daily(ctx.now_ms)])


async def choose(ctx: Ctx, command: p.ChooseAside) -> Decision:
    """Errors: NotFound for no question asked aside, or an entry that it was not offered."""
    row, entries = await _asked(ctx, command.question_id)
    entry = entries.get(command.entry_id)
    if entry is None:
        raise NotFound("There is no such entry.", "entry_id")
    others = [id for id in row.entry_ids.split() if id != entry.id]
    values = {"outcome": "answered", "rating": "", "entry_ids": " ".join([entry.id, *others])}
    async with ctx.store.read() as snapshot:
        chosen = await queries.language_chosen(snapshot, ctx.me)
    said = entry_text(ctx, entry, chosen or entry.language)
    view = await _view(ctx, command, {**row._mapping, **values}, entries, said)
    decision = Decision(
        reply=view, changes=[Update(FaqQuestionRow, {"message_id": row.message_id}, values)]
    )
    decision.require(still(row))
    await take_back(ctx, decision, row, entries)
    return decision


async def rate(ctx: Ctx, command: p.RateAside) -> Decision:
    """Errors: NotFound for no question asked aside. Again is harmless."""
    row, entries = await _asked(ctx, command.question_id)
    rating: Rating = "helped" if command.helped else "unhelped"
    decision = Decision(reply=Done())
    if row.rating == rating or row.outcome != "answered":
        return decision
    key = {"message_id": row.message_id}
    decision.changes.append(Update(FaqQuestionRow, key, {"rating": rating}))
    decision.require(still(row))
    entry = entries.get(row.entry_ids.split()[0])
    if entry is not None:
        await speak(ctx, decision, entry, rating, row.rating)
    return decision


async def _asked(ctx: Ctx, question_id: str) -> tuple[Any, dict[str, Any]]:
    """What was asked aside, and its entries as far as they may be read. Errors: NotFound."""
    scope = await scope_of(ctx)
    async with ctx.store.read() as snapshot:
        row = await queries.question(snapshot, question_id)
        entries = await queries.sayable(snapshot, row.entry_ids.split()) if row else {}
    if row is None or row.channel_id:  # one that a message asked is its author's
        raise NotFound("There is no such question.", "question_id")
    return row, {id: entry for id, entry in entries.items() if scope.holds(entry.channel_id)}


async def _view(
    ctx: Ctx,
    command: p.AskHere | p.ChooseAside,
    row: Mapping[str, Any],
    entries: Mapping[str, Any],
    said: str,
) -> MessageView:
    text = await parse_typed(ctx, said)
    card = to_card(queries.Stored({**row, "asker_id": ctx.me}), entries)
    return MessageView(
        id=new_id("M"),
        channel_id=ctx.channel.id,
        seq=0,
        author_id=BOT_ID,
        author_name=NAME,
        text=text.source,
        created_at=ctx.now_ms,
        spans=shown_spans(text.source, text.spans),
        thread_id=command.thread_id,
        faq=replace(card, question_id=row["message_id"]),
    )


def _said(
    ctx: Ctx, outcome: str, entries: Sequence[Any], language: Language, person_id: str | None
) -> str:
    if outcome == "answered":
        return entry_text(ctx, entries[0], language)
    closest = [(one.question, link_to(ctx, one)) for one in entries]
    return unsure_text(closest, language, person_id=person_id)


def _named(ctx: Ctx, wants: Any) -> str | None:
    """Whom the channel has named for what is not sure, unless they ask themselves."""
    if wants is None or wants.asks_id not in ctx.channel.members or wants.asks_id == ctx.me:
        return None
    return str(wants.asks_id)
