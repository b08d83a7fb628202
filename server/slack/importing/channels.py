"""The channels of an export: which they are here, and rows for those that are new.

A channel keeps the foreign id. The export's general channel is the workspace's #general; a
direct conversation of the same people is the one they have. A name that is taken gets a number.
A folder of messages that no list mentions becomes a private channel of those who write in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from channels.core.actor import ChannelId
from channels.core.cards import ChannelFacts
from channels.core.errors import Invalid
from channels.core.kinds import ChannelKind
from channels.membership.moves import channel_row
from channels.membership.names import direct_key, name_key, parse_channel_name
from channels.membership.tables import ChannelRow
from persistence.bulk import table_of
from persistence.decision import Insert
from persistence.snapshot import Snapshot
from server.slack.importing.export_zip import ExportZip
from server.slack.importing.people import People
from server.slack.importing.shapes import (
    Item,
    is_id,
    object_of,
    objects_of,
    seconds_ms,
    stable_id,
    text_of,
    texts_of,
)
from server.slack.mrkdwn import to_line

_KINDS = {
    "channels": ChannelKind.PUBLIC,
    "groups": ChannelKind.PRIVATE,
    "mpims": ChannelKind.GROUP,
    "dms": ChannelKind.DIRECT,
}
CONVERSATIONS = (ChannelKind.DIRECT, ChannelKind.GROUP)
_NOT_IN_NAME = re.compile(r"[^\w-]+")
GENERAL = "general"

_channel = table_of(ChannelRow)


@dataclass(slots=True)
class Place:
    """A channel of the export. `row` is there where it is new; `open_ended` where nobody knows
    the members but by what they wrote."""

    id: str
    kind: ChannelKind
    folder: str
    members: list[str]
    pins: list[Item]
    creator_id: str = ""
    row: Insert | None = None
    open_ended: bool = False


class Channels:
    """Foreign ids to channels."""

    def __init__(self, people: People, now_ms: int) -> None:
        self._people = people
        self._now_ms = now_ms
        self._ours: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._ids: set[str] = set()
        self._public: dict[str, str] = {}
        self.general_id = ""

    async def open(self, snapshot: Snapshot) -> None:
        """Learn which channels are there already."""
        columns = (_channel.c.id, _channel.c.name, _channel.c.name_key, _channel.c.kind)
        for row in await snapshot.all(select(*columns, _channel.c.general)):
            self._keys[row.name_key] = row.id
            self._ids.add(row.id)
            if row.kind == ChannelKind.PUBLIC.value:
                self._public[row.id] = row.name
            if row.general:
                self.general_id = row.id

    def channel(self, foreign_id: str) -> str | None:
        """Which channel this is here."""
        return self._ours.get(foreign_id)

    def channel_name(self, channel_id: str) -> str | None:
        """The name of a public channel of ours: what everybody's search index may know."""
        return self._public.get(channel_id)

    async def resolve(self, archive: ExportZip) -> list[Place]:
        """All channels of the export, those without messages too."""
        places: list[Place] = []
        folders: set[str] = set()
        entries = list(_entries(archive))
        general = self._choose_general(entries)
        for kind, entry in entries:
            if text_of(entry, "id") not in self._ours:
                place = await self._place(kind, entry, entry is general)
                folders.add(place.folder)
                places.append(place)
        for folder in archive.folders:
            if folder not in folders:
                places.append(self._orphan(folder))
        return places

    def add_general(self) -> Insert | None:
        """#general, where neither the workspace nor the export has one."""
        if self.general_id:
            return None
        place = Place(stable_id("C", GENERAL), ChannelKind.PUBLIC, "", [], [])
        self._add_row(place, GENERAL, {}, general=True)
        return place.row

    def _choose_general(self, entries: Sequence[tuple[ChannelKind, Item]]) -> Item | None:
        public = [entry for kind, entry in entries if kind is ChannelKind.PUBLIC]
        marked = [entry for entry in public if entry.get("is_general")]
        named = [entry for entry in public if text_of(entry, "name") == GENERAL]
        return next(iter([*marked, *named]), None)

    async def _place(self, kind: ChannelKind, entry: Item, general: bool) -> Place:
        foreign, name = text_of(entry, "id"), text_of(entry, "name")
        folder = foreign if kind is ChannelKind.DIRECT else name
        members = [await self._member(id) for id in texts_of(entry, "members")]
        place = Place(
            foreign if is_id(foreign, "CGD") else stable_id("C", foreign or folder),
            kind if members or kind not in CONVERSATIONS else ChannelKind.PRIVATE,
            folder,
            list(dict.fromkeys(members)),
            objects_of(entry, "pins"),
            self._people.person(text_of(entry, "creator")) or "",
        )
        if general and self.general_id:
            place.id = self.general_id
        if place.kind in CONVERSATIONS:
            place.id = self._keys.get(direct_key(place.members), place.id)
        if place.id not in self._ids:
            self._add_row(place, name, entry, general)
        self._ours[foreign] = place.id
        return place

    async def _member(self, foreign: str) -> str:
        return self._people.person(foreign) or await self._people.add_unknown(foreign, "")

    def _orphan(self, folder: str) -> Place:
        id = folder if is_id(folder, "CGD") else stable_id("C", folder)
        place = Place(id, ChannelKind.PRIVATE, folder, [], [], open_ended=True)
        if id not in self._ids:
            self._add_row(place, folder, {}, general=False)
        self._ours.setdefault(id, id)
        return place

    def _add_row(self, place: Place, name: str, entry: Item, general: bool) -> None:
        if place.kind in CONVERSATIONS:
            name, key = "", direct_key(place.members)
        else:
            name = self._free_name(_clean_name(name) or place.id.lower())
            key = name_key(name)
        facts = ChannelFacts(
            id=ChannelId(place.id),
            name=name,
            kind=place.kind,
            topic=to_line(text_of(object_of(entry, "topic"), "value"))[:250],
            purpose=to_line(text_of(object_of(entry, "purpose"), "value"))[:250],
            archived=bool(entry.get("is_archived")) and not general,
            general=general,
            created_at_ms=seconds_ms(entry, "created") or self._now_ms,
            creator_id=place.creator_id,
        )
        place.row = channel_row(facts, key)
        self._keys[key] = place.id
        self._ids.add(place.id)
        if place.kind is ChannelKind.PUBLIC:
            self._public[place.id] = name
        if general:
            self.general_id = place.id

    def _free_name(self, name: str) -> str:
        free, number = name, 2
        while name_key(free) in self._keys:
            free = f"{name[:76]}-{number}"
            number += 1
        return free


def _entries(archive: ExportZip) -> Iterator[tuple[ChannelKind, Item]]:
    for name, kind in _KINDS.items():
        for entry in archive.list_of(name):
            if text_of(entry, "id") or text_of(entry, "name"):
                yield kind, entry


def _clean_name(name: str) -> str:
    try:
        return parse_channel_name(_NOT_IN_NAME.sub("-", name).strip("-")[:80])
    except Invalid:
        return ""
