"""Which channels want answers, and whom they ask where no entry is sure."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.faq import protocol as p
from channels.faq import queries
from channels.faq.bot import BOT_ID, add_bot
from channels.faq.tables import FaqChannelRow
from channels.membership.moves import add_members
from persistence.decision import Decision, Insert


async def configure(ctx: Ctx, command: p.ConfigureFaq) -> Decision:
    """Errors: Invalid (field `asks_id`) for one who is not in the channel. Again is harmless."""
    asks_id = command.asks_id or None
    if asks_id is not None and (asks_id not in ctx.channel.members or asks_id == BOT_ID):
        raise Invalid("Name somebody who is in the channel.", "asks_id")
    view = p.FaqChannelView(channel_id=ctx.channel.id, answers=command.answers, asks_id=asks_id)
    row = {"channel_id": ctx.channel.id, "answers": command.answers, "asks_id": asks_id}
    decision = Decision(
        reply=view,
        changes=[Insert(FaqChannelRow, row, update=("answers", "asks_id"))],
        basis=ctx.basis,
    )
    if command.answers:
        await add_bot(ctx, decision)
        add_members(decision, ctx.channel, [BOT_ID], ctx.now_ms)
    return decision


async def get_settings(ctx: Ctx, command: p.GetFaqSettings) -> p.FaqChannelView:
    """What the channel wants; nothing where nobody has said."""
    async with ctx.store.read() as snapshot:
        row = await queries.channel(snapshot, ctx.channel.id)
    return p.FaqChannelView(
        channel_id=ctx.channel.id,
        answers=row.answers if row is not None else False,
        asks_id=row.asks_id if row is not None else None,
    )
