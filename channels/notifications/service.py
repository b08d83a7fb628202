"""What notifications add to what others do."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.messages.facts import AckReminded, Posted, Removed
from channels.notifications.notifier import REMIND
from channels.notifications.tables import KeywordHitRow, MailPendingRow, NoticePendingRow
from persistence.decision import Decision, Delete, Insert, NewJob

AT_ONCE = 500  # people of one job


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """The message waits for the notifier, from the same commit on; alone, nobody is told."""
    if len(fact.channel.members) < 2:
        return None
    return Decision(changes=[Insert(NoticePendingRow, {"message_id": fact.message_id})])


async def on_reminded(ctx: Ctx, fact: AckReminded) -> Decision:
    """They are told after the commit."""
    parts = range(0, len(fact.person_ids), AT_ONCE)
    bodies = [
        {"message_id": fact.message.id, "person_ids": list(fact.person_ids[at : at + AT_ONCE])}
        for at in parts
    ]
    return Decision(jobs=[NewJob(REMIND, body) for body in bodies])


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """Of a deleted message nobody is told."""
    where = {"message_id": fact.message.id}
    return Decision(changes=[Delete(KeywordHitRow, where), Delete(MailPendingRow, where)])
