"""The card under an answer of the bot: what else may be meant, and how it was taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from channels.faq import queries
from channels.faq.bot import BOT_ID
from channels.faq.tables import FaqQuestionRow
from channels.messages.protocol import FaqCard, FaqChoice, MessageView
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_question = table_of(FaqQuestionRow)
_message = table_of(MessageRow)


async def add_cards(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """The bot's messages with their cards; asks nothing where it has written none of them."""
    ids = [view.id for view in views if view.author_id == BOT_ID]
    if not ids:
        return list(views)
    asked = {row.answer_id: row for row in await asked_by_answers(snapshot, ids)}
    entry_ids = {id for row in asked.values() for id in row.entry_ids.split()}
    entries = await queries.by_ids(snapshot, list(entry_ids))
    return [
        replace(view, faq=to_card(asked[view.id], entries)) if view.id in asked else view
        for view in views
    ]


async def asked_by_answers(snapshot: Snapshot, answer_ids: Sequence[str]) -> Sequence[Any]:
    """The questions that these messages answer, with who asked."""
    query = (
        select(_question, _message.c.author_id.label("asker_id"), _message.c.thread_id)
        .join_from(_question, _message, _message.c.id == _question.c.message_id)
        .where(_question.c.answer_id.in_(answer_ids))
    )
    return await snapshot.all(query)


def to_card(row: Any, entries: Mapping[str, Any]) -> FaqCard:
    """The card of a question that was looked at; entries that are gone are left out."""
    ids = [id for id in row.entry_ids.split() if id in entries]
    shown = ids[:1] if row.outcome == "answered" else []
    return FaqCard(
        outcome=row.outcome,
        asker_id=row.asker_id,
        entry_id=shown[0] if shown else None,
        others=[
            FaqChoice(entry_id=id, question=entries[id].question) for id in ids if id not in shown
        ],
        rating=row.rating,
    )
