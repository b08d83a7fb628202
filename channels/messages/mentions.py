"""Mentions in what a person types: finding the people and channels meant, keeping who was named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from sqlalchemy import select

from channels.core.actor import ChannelId, PersonId, Role
from channels.core.cards import ChannelCard
from channels.core.context import Ctx
from channels.core.text import Mentions, Text, parse
from channels.membership import queries as membership
from channels.membership.names import name_key
from channels.membership.tables import ChannelRow
from channels.messages.tables import MentionRow
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.decision import Change, Insert, Row

_person = table_of(PersonRow)
_channel = table_of(ChannelRow)

EVERYBODY = "*"


class Asked:
    """Names that notes what it is asked for and knows nothing."""

    def __init__(self) -> None:
        self.handles: set[str] = set()
        self.person_ids: set[str] = set()
        self.channel_names: set[str] = set()
        self.channel_ids: set[str] = set()

    def person(self, handle: str) -> PersonId | None:
        self.handles.add(handle)
        return None

    def channel(self, name: str) -> ChannelId | None:
        self.channel_names.add(name)
        return None

    def handle(self, person_id: str) -> str | None:
        self.person_ids.add(person_id)
        return None

    def channel_name(self, channel_id: str) -> str | None:
        self.channel_ids.add(channel_id)
        return None

    @property
    def anything(self) -> bool:
        return bool(self.handles or self.person_ids or self.channel_names or self.channel_ids)


class Known:
    """Names that were looked up beforehand."""

    def __init__(self) -> None:
        self._person_of: dict[str, str] = {}
        self._handle_of: dict[str, str] = {}
        self._channel_of: dict[str, str] = {}
        self._name_of: dict[str, str] = {}

    def add_person(self, person_id: str, handle: str) -> None:
        self._person_of[handle] = person_id
        self._handle_of[person_id] = handle

    def add_channel(self, channel_id: str, name: str) -> None:
        self._channel_of[name_key(name)] = channel_id
        self._name_of[channel_id] = name

    def person(self, handle: str) -> PersonId | None:
        found = self._person_of.get(handle)
        return PersonId(found) if found is not None else None

    def channel(self, name: str) -> ChannelId | None:
        found = self._channel_of.get(name_key(name))
        return ChannelId(found) if found is not None else None

    def handle(self, person_id: str) -> str | None:
        return self._handle_of.get(person_id)

    def channel_name(self, channel_id: str) -> str | None:
        return self._name_of.get(channel_id)


async def parse_typed(ctx: Ctx, typed: str) -> Text:
    """What a person typed, with the people and channels resolved that its author may see.

    Reads nothing where the text names nobody.
    """
    asked = Asked()
    text = parse(typed, asked)
    return parse(typed, await _look_up(ctx, asked)) if asked.anything else text


async def _look_up(ctx: Ctx, asked: Asked) -> Known:
    known = Known()
    guest = ctx.actor.role is Role.GUEST
    seen = await ctx.access.people_seen_by(ctx.actor)
    visible = membership.visible_to(ctx.me, guest)
    async with ctx.store.read() as snapshot:
        if asked.handles or asked.person_ids:
            people = select(_person.c.id, _person.c.handle).where(
                _person.c.handle.in_(asked.handles) | _person.c.id.in_(asked.person_ids)
            )
            for row in await snapshot.all(people):
                if seen is None or row.id in seen:
                    known.add_person(row.id, row.handle)
        if asked.channel_names or asked.channel_ids:
            keys = [name_key(name) for name in asked.channel_names]
            named = _channel.c.name_key.in_(keys) | _channel.c.id.in_(asked.channel_ids)
            channels = select(_channel.c.id, _channel.c.name).where(named, visible)
            for row in await snapshot.all(channels):
                if row.name:
                    known.add_channel(row.id, row.name)
    return known


class Place(msgspec.Struct, frozen=True):
    """Where a message stands; its seq may be known only after numbering."""

    message_id: str
    channel: ChannelCard
    author_id: str
    thread_id: str | None
    in_channel: bool
    seq: Callable[[], int]


def mention_rows(mentions: Mentions, place: Place) -> list[Change]:
    """A row for each member named, or one for everybody; nobody is named by themselves."""
    people: Sequence[str] = (
        [EVERYBODY]
        if mentions.channel or mentions.here
        else [
            person_id
            for person_id in mentions.person_ids
            if person_id in place.channel.members and person_id != place.author_id
        ]
    )
    return [
        Insert(MentionRow, partial(_row, place, person_id), ignore=True) for person_id in people
    ]


def _row(place: Place, person_id: str) -> Row:
    return {
        "person_id": person_id,
        "channel_id": place.channel.id,
        "seq": place.seq(),
        "message_id": place.message_id,
        "author_id": place.author_id,
        "thread_id": place.thread_id,
        "in_channel": place.in_channel,
    }
