"""Changing how one's feed is."""

from __future__ import annotations

import msgspec

from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.feed import protocol as p
from channels.feed.reads import get_settings
from channels.feed.tables import FeedSettingsRow
from persistence.decision import Decision, Emit, Insert
from persistence.streams import user_stream


async def change_settings(ctx: Ctx, command: p.SetFeedSettings) -> Decision:
    """Two devices that change different settings at once both have their way."""
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    before = await get_settings(ctx, p.GetFeedSettings())
    after = p.FeedSettingsView(
        order=command.order or before.order, weights=command.weights or before.weights
    )
    if after == before:
        return Decision(reply=before)
    stream = user_stream(ctx.me)
    row = {"person_id": ctx.me, "packed": msgspec.msgpack.encode(after)}
    return Decision(
        reply=after,
        changes=[Insert(FeedSettingsRow, row, update=("packed",))],
        emits=[Emit(stream, lambda _: p.FeedSettingsChanged(settings=after))],
        basis=ctx.basis,
        touches={stream: None},  # what another device decided meanwhile is decided again
    )
