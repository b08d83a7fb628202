"""How much a client is sent when it starts for the first time, in a large workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgpack

from channels.membership.tables import ChannelRow, MemberRow
from channels.people.names import words_of
from channels.people.tables import PersonRow
from channels.reads.tables import ReadMarkRow
from persistence.decision import Change, Decision, Insert
from persistence.ids import new_id
from tests.world import Person, World, open_world

CHANNELS = 500
PEOPLE = 16_000
UNREAD = 100
MOST_BYTES = 100_000
AT_ONCE = 2_000
FIRST = ("Amélie", "Björn", "Chidi", "Daphne", "Émile", "Fatoumata", "Guillermo", "Hanna")
LAST = ("Laurent-Dubois", "van den Berg", "Okonkwo", "Papadopoulou", "Nowak", "Traoré", "Ruiz")
WORDS = ("garden", "roof", "north-side", "logistics", "quality", "night-shift", "training")


async def _fill(world: World, ada: Person) -> None:
    """As after years of use: people with titles, channels with topics, all of Ada's joined."""
    rows: list[Change] = []
    for number in range(PEOPLE):
        name = f"{FIRST[number % 8]} {LAST[number % 7]}"
        handle = f"{FIRST[number % 8].lower()}.{number}"
        rows.append(
            Insert(
                PersonRow,
                {
                    "id": new_id("U"),
                    "name": name,
                    "handle": handle,
                    "folded": words_of(name, handle),
                    "role": "member",
                    "title": "Site engineer" if number % 3 == 0 else "",
                    "created_at_ms": 1,
                },
            )
        )
    for number in range(CHANNELS - 1):
        channel_id = new_id("C")
        name = f"{WORDS[number % 7]}-{number}"
        channel = {
            "id": channel_id,
            "name": name,
            "name_key": name,
            "kind": "public" if number % 4 else "private",
            "topic": "Deliveries and who takes them" if number % 5 == 0 else "",
            "created_at_ms": 1_700_000_000_000 + number,
            "creator_id": ada.id,
        }
        rows.append(Insert(ChannelRow, channel))
        member = {"channel_id": channel_id, "person_id": ada.id, "joined_at_ms": 1}
        rows.append(Insert(MemberRow, member))
        mark = {"channel_id": channel_id, "person_id": ada.id, "thread_id": "", "seq": 0}
        rows.append(Insert(ReadMarkRow, mark))
    store = world.server.core.store
    for at in range(0, len(rows), AT_ONCE):
        await store.write(Decision(changes=rows[at : at + AT_ONCE]))


async def _chatter(world: World, ada: Person) -> None:
    """A hundred channels have something new."""
    bob = await world.member("bob")
    channels = (await ada.call("channels.list", limit=500))["items"]
    for channel in [one for one in channels if one["kind"] == "public"][:UNREAD]:
        await bob.call("channels.join", channel_id=channel["id"])
        await bob.posts(channel["id"], "News of today")


async def test_a_first_start_in_a_large_workspace_is_small(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ada = await world.member("ada")
        await _fill(world, ada)
        await _chatter(world, ada)
        phone = await ada.connects("msgpack")
        sizes = {"hello": _size(phone.hello)}
        for op, args in FIRST_LOAD.items():
            answer = await phone.call(op, **args)
            sizes[op] = _size(answer)
            if op in ("channels.list", "reads.list"):
                assert answer["next"] is None
        assert len((await phone.call("channels.list", limit=500))["items"]) == CHANNELS
        unread = (await phone.call("reads.list", only_unread=True))["items"]
        assert len(unread) == UNREAD
        assert sum(sizes.values()) <= MOST_BYTES, sizes


# What the client asks for: web/client/src/store/snapshot.ts.
FIRST_LOAD: dict[str, dict[str, Any]] = {
    "people.me": {},
    "workspace.get": {},
    "people.list": {"limit": 100},
    "channels.list": {"limit": 500},
    "reads.list": {"limit": 500, "only_unread": True},
    "saved.list": {"limit": 500},
    "preferences.get": {},
    "drafts.list": {"limit": 500},
    "scheduled.list": {"limit": 500},
    "notifications.get": {},
    "push.list": {},
}


def _size(answer: Any) -> int:
    return len(msgpack.packb(answer))
