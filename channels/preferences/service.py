"""Reading and changing one's preferences."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import select

from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.preferences import protocol as p
from channels.preferences.tables import PreferencesRow
from persistence.bulk import table_of
from persistence.decision import Decision, Emit, Insert
from persistence.streams import user_stream

_preferences = table_of(PreferencesRow)


async def get(ctx: Ctx, command: p.GetPreferences) -> p.PreferencesView:
    """All defaults, as long as nothing was chosen."""
    async with ctx.store.read() as snapshot:
        query = select(_preferences.c.packed).where(_preferences.c.person_id == ctx.me)
        row = await snapshot.first(query)
    return _unpacked(row.packed) if row is not None else p.PreferencesView()


async def change(ctx: Ctx, command: p.SetPreferences) -> Decision:
    """Two devices that change different fields at once both have their way."""
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    before = await get(ctx, p.GetPreferences())
    after = replace(before, **_given(command))
    if after == before:
        return Decision(reply=before)
    stream = user_stream(ctx.me)
    row = {"person_id": ctx.me, "packed": msgspec.msgpack.encode(after)}
    return Decision(
        reply=after,
        changes=[Insert(PreferencesRow, row, update=("packed",))],
        emits=[Emit(stream, lambda _: p.PreferencesChanged(preferences=after))],
        basis=ctx.basis,
        touches={stream: None},  # what another device decided meanwhile is decided again
    )


def _given(command: p.SetPreferences) -> dict[str, Any]:
    """The fields to change; nothing stands twice in a list."""
    return {
        name: list(dict.fromkeys(value)) if isinstance(value, list) else value
        for name, value in asdict(command).items()
        if value is not None
    }


def _unpacked(packed: bytes) -> p.PreferencesView:
    """What an older or newer server has kept, too: fields that are unknown here are passed over."""
    return msgspec.msgpack.decode(packed, type=p.PreferencesView)
