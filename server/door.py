"""The one door as edges use it: bytes to commands, calls, and who may hear what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import msgspec

from channels.core.actor import Actor, Role
from channels.core.errors import Invalid
from channels.core.protocol import Command
from channels.core.reach import reaching_store
from channels.core.slices import Operation
from channels.dispatch import Dispatcher
from channels.membership import queries
from channels.people import queries as people
from channels.people.cards import load_people
from persistence import log
from persistence.store import Store
from persistence.streams import WORKSPACE, Stream, channel_of, channel_stream, user_stream
from server.gateway.frames import explain
from server.gateway.ports import Seen

Codec = Literal["msgpack", "json"]

FEW = 8  # channels, of which each may be asked about on its own


class Door:
    """Source: `server.gateway.ports.Door`."""

    def __init__(self, dispatcher: Dispatcher, store: Store) -> None:
        self._dispatcher = dispatcher
        self._store = store
        rows = dispatcher.operations.values()
        self._served = {row.name: row for row in rows if not row.internal}
        self._json = {row.name: msgspec.json.Decoder(row.command) for row in rows}
        self._msgpack = {row.name: msgspec.msgpack.Decoder(row.command) for row in rows}

    def parse(self, op: str, args: bytes, codec: Codec) -> Command:
        self._row(op)
        decoder: Any = (self._json if codec == "json" else self._msgpack)[op]
        try:
            command: Command = decoder.decode(args)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise to_invalid(error) from None
        return command

    def writes(self, op: str) -> bool:
        return self._row(op).writes

    def _row(self, op: str) -> Operation:
        row = self._served.get(op)
        if row is None:
            raise Invalid(f"There is no operation {op[:80]}.", "op")
        return row

    async def call(
        self,
        actor: Actor,
        op: str,
        command: Command,
        entered: Callable[[], None] | None = None,
    ) -> msgspec.Struct:
        view: msgspec.Struct = await self._dispatcher.call(actor, op, command, entered)
        return view

    async def hearing(self, actor: Actor) -> dict[Stream, int]:
        with reaching_store():
            person = await self._dispatcher.access.peek_person(actor.person_id)
            found = await self._store.ask(queries.heard, actor.person_id)
        streams, workspace = found or ({}, 0)
        heads = dict(streams)  # others who asked have the same
        if person is not None and person.role is not Role.GUEST:
            heads[WORKSPACE] = workspace
        return heads

    async def charge(self, actor: Actor, op: str, cost: float) -> None:
        await self._dispatcher.charge(actor, op, cost)

    async def audible(self, actor: Actor, streams: Sequence[Stream]) -> set[Stream]:
        channels = [channel for one in streams if (channel := channel_of(one)) is not None]
        own = {WORKSPACE, user_stream(actor.person_id)}.intersection(streams)
        if len(channels) <= FEW:
            return own.union(map(channel_stream, channels))
        with reaching_store():
            person = await self._dispatcher.access.peek_person(actor.person_id)
            guest = person is None or person.role is Role.GUEST
            async with self._store.glance() as snapshot:
                visible = await queries.visible_among(snapshot, actor.person_id, guest, channels)
        return own.union(map(channel_stream, visible))

    async def may_hear(self, actor: Actor, stream: Stream) -> bool:
        with reaching_store():
            person = await self._dispatcher.access.peek_person(actor.person_id)
            if person is None or not person.active:
                return False
            now = Actor(actor.kind, actor.person_id, person.role, actor.session_id)
            return await self._dispatcher.access.may_hear(now, stream)

    async def may_hear_afresh(self, actor: Actor, stream: Stream) -> bool:
        channel_id = channel_of(stream)
        with reaching_store():
            person = await self._store.ask(load_people, actor.person_id)
            if person is None or not person.active:
                return False
            if channel_id is None:
                now = Actor(actor.kind, actor.person_id, person.role, actor.session_id)
                return await self._dispatcher.access.may_hear(now, stream)
            guest = person.role is Role.GUEST
            async with self._store.glance() as snapshot:
                return bool(
                    await queries.visible_among(snapshot, actor.person_id, guest, [channel_id])
                )

    async def seen(self, actor: Actor, person_ids: list[str]) -> Seen:
        with reaching_store():
            person = await self._dispatcher.access.peek_person(actor.person_id)
            role = person.role if person is not None else Role.GUEST
            now = Actor(actor.kind, actor.person_id, role)
            visible = await self._dispatcher.access.people_seen_by(now)
            if visible is not None:
                return Seen([one for one in person_ids if one in visible], limited=True)
            async with self._store.glance() as snapshot:
                there = await people.known_ids(snapshot, person_ids)
        return Seen([one for one in person_ids if one in there], limited=False)


class StoreLog:
    """The event log as the gateway reads it. Source: `server.gateway.ports.EventLog`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def epoch(self) -> str:
        return self._store.epoch

    async def since(self, stream: Stream, seq: int, limit: int) -> list[tuple[int, bytes]]:
        with reaching_store():
            async with self._store.glance() as snapshot:
                return await log.since(snapshot, stream, seq, limit)

    async def span(self, stream: Stream) -> tuple[int, int]:
        with reaching_store():
            return await self._store.ask(log.spans, stream) or (0, 0)


def to_invalid(error: Exception) -> Invalid:
    """A decoder's complaint as an error that names the field, as a dotted path."""
    detail, field = explain(error, "args")
    return Invalid(detail, field)
