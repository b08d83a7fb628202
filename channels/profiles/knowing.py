"""What speaks for people who know: accepted answers and recommended messages, by their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from channels.core.cards import FoundMessage
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done
from channels.core.text import plain
from channels.messages.facts import AnswerAccepted, Edited, Recommended, Removed
from channels.messages.mentions import Asked
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.people.names import query_words
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.tables import KnowingRow
from persistence.decision import Decision, Delete, Insert, Update

ANSWER, RECOMMENDED = "answer", "recommended"
_SHORTEST, _MOST, _LABEL = 3, 80, 100  # letters of a word that counts; words; letters shown


async def on_accepted(ctx: Ctx, fact: AnswerAccepted) -> Decision:
    """Who gave the accepted answer knows about what the question says."""
    forget = Delete(KnowingRow, {"question_id": fact.question.id, "kind": ANSWER})
    decision = Decision(changes=[forget])
    if fact.answer is not None and fact.answer.author_id != fact.question.author_id:
        asked = await _texts(ctx, [fact.question.id, fact.answer.id])
        row = _row(fact.answer, ANSWER, "", fact.question.id, asked)
        decision.changes.append(await _speaking(ctx, row))
    return decision


async def on_recommended(ctx: Ctx, fact: Recommended) -> Decision:
    """Whose message others recommend knows about what it says."""
    key = {"message_id": fact.message.id, "by_id": fact.person_id, "kind": RECOMMENDED}
    if not fact.on or fact.person_id == fact.message.author_id:
        return Decision(changes=[Delete(KnowingRow, key)])
    texts = await _texts(ctx, [fact.message.id])
    root = fact.message.thread_id or fact.message.id
    row = _row(fact.message, RECOMMENDED, fact.person_id, root, texts)
    return Decision(changes=[await _speaking(ctx, row)])


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """What is gone speaks for nobody."""
    return _forgotten(fact.message.id)


async def on_edited(ctx: Ctx, fact: Edited) -> Decision:
    """What was taken back is found no more: the words are read again; what was contested stays so.

    An answer speaks by its question's words and its own, whichever of them is edited.
    """
    id = fact.message.id
    now = _unnamed(fact.said, [*fact.mentions.person_ids, *fact.mentions.channel_ids])
    alone = Update(KnowingRow, {"message_id": id, "kind": RECOMMENDED}, _spoken([now]))
    decision = Decision(changes=[alone])
    async with ctx.store.read() as snapshot:
        answers = await queries.answers_about(snapshot, id)
    for answer_id, question_id in answers:
        other = await _texts(ctx, [question_id if answer_id == id else answer_id])
        texts = [*other, now] if answer_id == id else [now, *other]
        where = {"message_id": answer_id, "question_id": question_id, "kind": ANSWER}
        decision.changes.append(Update(KnowingRow, where, _spoken(texts)))
    return decision


async def _speaking(ctx: Ctx, row: dict[str, Any]) -> Insert:
    """One more voice for a message that its author contested does not name them again."""
    async with ctx.store.read() as snapshot:
        contested = await queries.is_contested(snapshot, row["message_id"])
    return Insert(KnowingRow, {**row, "contested": contested}, ignore=True)


def _forgotten(id: str) -> Decision:
    return Decision(
        changes=[Delete(KnowingRow, {"message_id": id}), Delete(KnowingRow, {"question_id": id})]
    )


async def contest(ctx: Ctx, command: p.ContestReason) -> Decision:
    """Not a reason to name me. Errors: NotFound for a message that names me not."""
    async with ctx.store.read() as snapshot:
        if not await queries.speaks_for(snapshot, command.message_id, ctx.me):
            raise NotFound("There is no such message.", "message_id")
    where = {"message_id": command.message_id, "person_id": ctx.me}
    return Decision(
        reply=Done(),
        changes=[Update(KnowingRow, where, {"contested": command.contested})],
        basis=ctx.basis,
    )


async def _texts(ctx: Ctx, message_ids: Sequence[str]) -> list[str]:
    """Title and text of these messages, the first one's first."""
    async with ctx.store.read() as snapshot:
        found = await by_ids(snapshot, message_ids)
        ordered = [found[id] for id in message_ids if id in found]
        views = await ctx.decorated(snapshot, ordered)
    return [_words(view) for view in views]


def _words(view: MessageView) -> str:
    """Title and text as they are read: no marks, nor the people and channels that they name."""
    asked = Asked()
    text = plain(view.spans, asked) if view.spans else view.text
    return _unnamed(f"{view.title} {text}", [*asked.person_ids, *asked.channel_ids])


def _unnamed(said: str, ids: Iterable[str]) -> str:
    for id in ids:
        said = said.replace(f"@{id}", " ").replace(f"#{id}", " ")
    return " ".join(said.split())


def _row(
    message: FoundMessage, kind: str, by_id: str, question_id: str, texts: Sequence[str]
) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "by_id": by_id,
        "kind": kind,
        "person_id": message.author_id,
        "channel_id": message.channel_id,
        "question_id": question_id,
        **_spoken(texts),
    }


def _spoken(texts: Sequence[str]) -> dict[str, str]:
    """The words that count, and what is shown: the beginning of the first text."""
    words = dict.fromkeys(word for text in texts for word in query_words(text))
    counting = [word for word in words if len(word) >= _SHORTEST][:_MOST]
    return {
        "folded": " " + " ".join(counting),
        "label": " ".join(texts[0].split())[:_LABEL] if texts else "",
    }
