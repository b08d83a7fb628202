"""Having the model read new entries, where one is installed: a job after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.core.actor import SYSTEM, Actor
from channels.core.context import Ctx, Reads
from channels.core.protocol import Command, Done
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.library import Library, pack_vectors, to_text
from channels.faq.meanings import Meanings, parts_of
from channels.faq.service import LEARN, renewed
from channels.faq.tables import FaqVectorRow
from persistence.decision import Change, Decision, Insert
from persistence.jobs import Handler

AT_ONCE = 10  # some seconds of work, kept together

Call = Callable[[Actor, str, Command], Awaitable[Any]]


def learners(
    call: Call, store: Reads, library: Library, meanings: Meanings | None
) -> dict[str, Handler]:
    """The job that reads entries, by kind; without a model there is nothing to do."""

    async def learn(body: Mapping[str, Any]) -> None:
        if meanings is None:
            return
        unread = await library.unread()
        for at in range(0, len(unread), AT_ONCE):
            kept = await _read(store, meanings, dict(unread[at : at + AT_ONCE]))
            if kept:
                await call(
                    SYSTEM, "faq.keep_vectors", p.KeepVectors(model=meanings.model, kept=kept)
                )

    return {LEARN: learn}


async def keep(ctx: Ctx, command: p.KeepVectors) -> Decision:
    """Again is harmless."""
    changes: list[Change] = [
        Insert(
            FaqVectorRow,
            {
                "entry_id": one.entry_id,
                "model": command.model,
                "revision": one.revision,
                "questions": one.questions,
                "pieces": one.pieces,
                "vectors": one.vectors,
            },
            update=("model", "revision", "questions", "pieces", "vectors"),
        )
        for one in command.kept
    ]
    return Decision(reply=Done(), changes=[*changes, renewed()])


async def _read(
    store: Reads, meanings: Meanings, revisions: Mapping[str, str]
) -> list[p.KeptVectors]:
    async with store.read() as snapshot:
        rows = await queries.by_ids(snapshot, list(revisions))
    kept = []
    for row in rows.values():
        text = to_text(row)
        answers = parts_of(row.question, row.answer)
        vectors = await asyncio.to_thread(meanings.read, text.questions, answers)
        kept.append(
            p.KeptVectors(
                entry_id=row.id,
                revision=row.revision,
                questions=len(vectors.questions),
                pieces=len(vectors.questions) + len(vectors.answers),
                vectors=pack_vectors(vectors),
            )
        )
    return kept
