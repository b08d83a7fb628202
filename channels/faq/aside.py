"""What the bot answers to one person alone, wherever they are."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.answering import WORTH_OFFERING
from channels.faq.bot import BOT_ID, NAME
from channels.faq.library import library_of
from channels.faq.retrieval.terms import language_of
from channels.faq.saying import entry_text, link_to
from channels.faq.sayings import unsure_text
from channels.faq.scopes import scope_of
from channels.messages.mentions import parse_typed
from channels.messages.protocol import MessageView
from channels.messages.spans import shown_spans
from persistence.ids import new_id

OFFERED = 3


async def answer(ctx: Ctx, command: p.AskHere) -> MessageView:
    """By what the asker may read; nothing is stored, and nothing noted of who asks."""
    scope = await scope_of(ctx)
    found = await library_of(ctx.store).ask(command.question, scope, OFFERED)
    async with ctx.store.read() as snapshot:
        rows = await queries.sayable(snapshot, found.ids)
    entries = [rows[id] for id in found.ids if id in rows]
    language = language_of(command.question)
    if found.likely and found.ids[0] in rows:
        said = entry_text(ctx, entries[0], language)
    else:
        near = entries if found.sureness >= WORTH_OFFERING else []
        said = unsure_text([(one.question, link_to(ctx, one)) for one in near], language)
    text = await parse_typed(ctx, said)
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
    )
