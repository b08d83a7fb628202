"""What notifications add to what others do."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.messages.facts import Posted, Removed
from channels.notifications.tables import KeywordHitRow, MailPendingRow, NoticePendingRow
from persistence.decision import Decision, Delete, Insert


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """The message waits for the notifier, from the same commit on; alone, nobody is told."""
    if len(fact.channel.members) < 2:
        return None
    return Decision(changes=[Insert(NoticePendingRow, {"message_id": fact.message_id})])


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """Of a deleted message nobody is told."""
    where = {"message_id": fact.message.id}
    return Decision(changes=[Delete(KeywordHitRow, where), Delete(MailPendingRow, where)])
