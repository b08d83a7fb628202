"""Accepted answers: a thread that found its answer is asked too, by those who may read it."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.text import fold
from channels.faq import queries
from channels.faq.answering import words_said
from channels.faq.retrieval.terms import language_of
from channels.faq.service import learning, renewed
from channels.faq.tables import FaqEntryRow, FaqVectorRow, FaqVoiceRow
from channels.messages.facts import AnswerAccepted
from channels.messages.queries import by_ids
from persistence.decision import Decision, Delete, Insert
from persistence.ids import new_id

QUESTION_LENGTH, ANSWER_LENGTH = 500, 8_000


async def on_accepted(ctx: Ctx, fact: AnswerAccepted) -> Decision | None:
    """The thread is known by its accepted answer, or no more; it is on no page of the FAQ."""
    async with ctx.store.read() as snapshot:
        known = await queries.thread(snapshot, fact.question.id)
        ids = [fact.question.id, *([fact.answer.id] if fact.answer is not None else [])]
        said = await by_ids(snapshot, ids)
    decision = Decision()
    if known is not None:
        decision.changes += [
            Delete(FaqEntryRow, {"id": known.id}),
            Delete(FaqVectorRow, {"entry_id": known.id}),
            Delete(FaqVoiceRow, {"entry_id": known.id}),
            renewed(),
        ]
    question = said.get(fact.question.id)
    answer = said.get(fact.answer.id) if fact.answer is not None else None
    asked = " ".join(words_said(question).split())[:QUESTION_LENGTH] if question else ""
    if answer is None or not asked or not answer.text.strip():
        return decision if decision.changes else None
    text = words_said(answer)[:ANSWER_LENGTH]
    row = {
        "id": new_id("K"),
        "channel_id": str(fact.question.channel_id),
        "question": asked,
        "answer": text,
        "language": language_of(f"{asked} {text}"),
        "owner_id": answer.author_id,
        "folded": fold(asked),
        "revision": new_id("K"),
        "message_id": answer.id,
        "thread_id": fact.question.id,
        "created_at_ms": ctx.now_ms,
        "changed_at_ms": ctx.now_ms,
    }
    decision.changes += [Insert(FaqEntryRow, row), renewed()]
    decision.jobs.append(learning())
    return decision
