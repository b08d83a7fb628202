"""What people said of entries: each one's last word on each, kept so that no table tells whose."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import select

from channels.core.context import Ctx
from channels.faq.service import renewed, unchanged
from channels.faq.tables import FaqEntryRow, FaqVoiceRow
from persistence.bulk import table_of
from persistence.decision import Decision, Insert, Update
from persistence.snapshot import Snapshot
from persistence.tables import StoreFact

Rating = Literal["helped", "unhelped", ""]

KEY = "faq_voices"
CAUTION = 4  # how many voices it takes until an entry's weight follows them

_fact = table_of(StoreFact)
_voice = table_of(FaqVoiceRow)


async def speak(ctx: Ctx, decision: Decision, entry: Any, rating: Rating, former: str) -> None:
    """Count the actor's word on an entry in place of an earlier one; "" takes it back.

    However often and wherever one asks, an entry counts each person once. The weight follows,
    within its bounds. `former` is what their question says: it was counted before there were
    voices, and stands for the voice of somebody who has none.
    """
    async with ctx.store.read() as snapshot:
        key = await _key(snapshot)
        made = key or secrets.token_hex(32)
        voice = _name(made, entry.id, ctx.me)
        kept = await _said(snapshot, entry.id, voice)
    before = former if kept is None else kept
    if before == rating:
        return
    counts = {"helped": entry.helped, "unhelped": entry.unhelped}
    if before:
        counts[before] = max(0, counts[before] - 1)
    if rating:
        counts[rating] += 1
    helped, unhelped = counts["helped"], counts["unhelped"]
    weight = (helped - unhelped) / (helped + unhelped + CAUTION)
    said = {"entry_id": entry.id, "voice": voice, "rating": rating}
    decision.changes += [
        Insert(FaqVoiceRow, said, update=("rating",)),
        Update(FaqEntryRow, {"id": entry.id}, {**counts, "weight": weight}),
        renewed(),
    ]
    if key is None:
        decision.changes.append(Insert(StoreFact, {"key": KEY, "value": made}))

    async def holds(snapshot: Snapshot) -> bool:
        same = await _said(snapshot, entry.id, voice) == kept
        return same and await _key(snapshot) == key

    decision.require(holds)
    decision.require(unchanged(entry))


async def take_back(ctx: Ctx, decision: Decision, row: Any, entries: Mapping[str, Any]) -> None:
    """What the actor said of a question's answer was about that entry, not the one chosen now."""
    entry = entries.get(row.entry_ids.split()[0])
    if row.rating and entry is not None:
        await speak(ctx, decision, entry, "", row.rating)


async def _key(snapshot: Snapshot) -> str | None:
    found: str | None = await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == KEY))
    return found


async def _said(snapshot: Snapshot, entry_id: str, voice: str) -> str | None:
    """None who has said nothing yet, "" who took it back."""
    where = (_voice.c.entry_id == entry_id, _voice.c.voice == voice)
    found: str | None = await snapshot.scalar(select(_voice.c.rating).where(*where))
    return found


def _name(key: str, entry_id: str, person_id: str) -> str:
    """A voice: another for each entry, so that nobody's are found beside one another."""
    said = f"{entry_id} {person_id}".encode()
    return hashlib.blake2b(said, key=bytes.fromhex(key), digest_size=16).hexdigest()
