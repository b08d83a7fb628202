"""Answering what was asked: a job after the commit, so that no question waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.cards import ChannelCard
from channels.core.context import Access, Ctx, Reads
from channels.core.errors import DomainError
from channels.core.kinds import ChannelKind
from channels.core.protocol import Command
from channels.core.text import plain
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.bot import BOT, BOT_ID
from channels.faq.library import Library
from channels.faq.sayings import is_question
from channels.faq.scopes import Scope
from channels.membership.queries import public_channels
from channels.messages.facts import Posted
from channels.messages.mentions import Asked
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from persistence.decision import Decision, NewJob
from persistence.jobs import Handler

ANSWER = "faq.answer"
OFFERED = 3  # the entry itself and two more
MOST_ASKED = 2_000  # characters of a message that are looked at

Call = Callable[[Actor, str, Command], Awaitable[Any]]
_log = structlog.get_logger(__name__)


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """What is written where the bot is may be a question; told by values, nothing is read."""
    if BOT_ID not in fact.channel.members or (ctx.person is not None and ctx.person.bot):
        return None
    addressed = is_direct(fact.channel) or BOT_ID in fact.mentions.person_ids
    if fact.thread_id is not None and not addressed:
        return None
    return Decision(jobs=[NewJob(ANSWER, {"message_id": fact.message_id, "addressed": addressed})])


def is_direct(channel: ChannelCard) -> bool:
    """A conversation of one person and the bot."""
    return channel.facts.kind is ChannelKind.DIRECT and BOT_ID in channel.members


@dataclass(frozen=True, slots=True)
class Answerer:
    """What the job needs."""

    call: Call
    store: Reads
    access: Access
    library: Library

    def handlers(self) -> dict[str, Handler]:
        """The job, by kind."""
        return {ANSWER: self.answer}

    async def answer(self, body: Mapping[str, Any]) -> None:
        """Look for the answer, and say it, or say that there is none, or nothing."""
        message_id, addressed = str(body["message_id"]), bool(body["addressed"])
        async with self.store.read() as snapshot:
            asked = (await by_ids(snapshot, [message_id])).get(message_id)
            if asked is None or await queries.question(snapshot, message_id) is not None:
                return
            wants = await queries.channel(snapshot, asked.channel_id)
        channel = await self.access.peek_channel(asked.channel_id)
        if channel is None:
            return
        answers = wants is not None and wants.answers
        said = words_said(asked)
        if not addressed and not (answers and _asks(asked, said)):
            return
        scope = await self._scope(asked.author_id, channel)
        if scope is None:
            return
        found = await self.library.ask(said[:MOST_ASKED], scope, OFFERED)
        asks_id = wants.asks_id if wants is not None and wants.asks_id in channel.members else None
        say = p.SayAnswer(
            channel_id=channel.id,
            thread_id=_thread_of(asked, channel),
            client_id=f"faq-{message_id}",
            message_id=message_id,
            outcome=_outcome(found.likely, addressed, asks_id),
            entry_ids=list(found.offered),
            asks_id=asks_id,
        )
        try:
            await self.call(BOT, "faq.say", say)
        except DomainError as error:  # closed, archived, or without the bot by now
            _log.info("faq.unsaid", code=error.code)

    async def _scope(self, asker_id: str, channel: ChannelCard) -> Scope | None:
        """What may be said here: what the asker may read, and whoever else reads it here."""
        asker = (await self.access.cards_of([asker_id])).get(asker_id)
        if asker is None or asker.bot:
            return None
        actor = Actor(Kind.PERSON, PersonId(asker_id), asker.role)
        readable = frozenset(await self.access.channels_read_by(actor))
        if not is_direct(channel):
            async with self.store.read() as snapshot:
                open_to_all = await public_channels(snapshot)
            readable &= {*open_to_all, channel.id}
            present = (await self.access.cards_of(list(channel.members))).values()
            if any(card.role is Role.GUEST for card in present):
                return Scope(False, readable & {channel.id})
        return Scope(actor.role is not Role.GUEST, readable)


def _asks(asked: MessageView, said: str) -> bool:
    return is_question(said) or (asked.post is not None and asked.post.kind == "question")


def words_said(asked: MessageView) -> str:
    """What a message says, without whom it names."""
    said = plain(asked.spans, Asked()) if asked.spans else asked.text
    return "\n".join(filter(None, (asked.title, said))).strip()


def _outcome(likely: bool, addressed: bool, asks_id: str | None) -> p.Outcome:
    if likely:
        return "answered"
    if asks_id is not None:
        return "handed"
    return "unsure" if addressed else "silent"


def _thread_of(asked: MessageView, channel: ChannelCard) -> str | None:
    """In channels the answer is a reply; with the bot alone it follows where it was asked."""
    return asked.thread_id or (None if is_direct(channel) else asked.id)
