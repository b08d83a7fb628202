"""Questions about reactions that a search asks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from channels.reactions.tables import ReactionRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_reaction = table_of(ReactionRow)


async def with_reactions(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that somebody has reacted to."""
    query = select(_reaction.c.message_id).where(_reaction.c.message_id.in_(message_ids))
    return set(await snapshot.scalars(query.distinct()))
