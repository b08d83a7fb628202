"""A real door over a real store, for asking operations without sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from channels import discover
from channels.core.actor import SYSTEM, Actor, Kind, PersonId, visitor
from channels.core.context import Settings
from channels.dispatch import Dispatcher
from channels.membership.access import MembershipAccess
from channels.people import proofs
from persistence import log
from persistence.base import metadata
from persistence.bus_memory import MemoryBus
from persistence.clock import HandClock, now_ms
from persistence.dialect import Dialect
from persistence.relay import Relay
from persistence.store import Store
from persistence.store_sqlite import SqliteDialect
from persistence.streams import PRESENCE, Stream, user_stream
from persistence.wire import read_event_body
from presence.protocol import PresenceChanged, PresenceView
from presence.roster_memory import MemoryRoster
from presence.service import PresenceService
from server.buckets_memory import MemoryBuckets
from server.limits import RateLimits

PASSWORD = "honey and wax"


class House:
    """The door, and the people that come to it."""

    def __init__(self, store: Store, door: Dispatcher, clock: HandClock) -> None:
        self.store = store
        self.door = door
        self.clock = clock

    def restarted(self) -> House:
        """The same house after a restart: what the door itself remembered is forgotten."""
        return House(self.store, make_door(self.store, self.clock), self.clock)

    @property
    def now_ms(self) -> int:
        return now_ms(self.clock)

    async def ask(self, actor: Actor, operation: str, **fields: Any) -> Any:
        """What the operation answers to this actor."""
        command = msgspec.convert(fields, self.door.operations[operation].command)
        return await self.door.call(actor, operation, command)

    async def open(self) -> Actor:
        """The first run: ada owns the workspace now."""
        secret = await self.ask(
            visitor("10.0.0.1"),
            "workspace.create",
            workspace_name="Ruche",
            name="Ada Lovelace",
            email="ada@hive.example",
            password=PASSWORD,
        )
        return Actor(Kind.PERSON, PersonId(secret.person_id), session_id=secret.id)

    async def add(self, who: str, role: str = "member", **fields: Any) -> Actor:
        """A person added by the command line, who can sign in with `PASSWORD`."""
        email = f"{who}@hive.example"
        person = await self.ask(
            SYSTEM,
            "people.add",
            **{"email": email, "name": who.title(), "role": role, **fields},
        )
        return Actor(Kind.PERSON, PersonId(person.id))

    async def sign_in(self, name: str, password: str = PASSWORD) -> Actor:
        """The person in a new session."""
        secret = await self.ask(
            visitor("10.0.0.1"),
            "sessions.create",
            email=f"{name}@hive.example",
            password=password,
        )
        return Actor(Kind.PERSON, PersonId(secret.person_id), session_id=secret.id)

    async def heard(self, stream: Stream) -> list[tuple[str, Any]]:
        """(name, data) of all events of a stream."""
        async with self.store.read() as snapshot:
            found = await log.since(snapshot, stream, 0, 1_000)
        return [read_event_body(body) for _, body in found]

    async def ended(self, actor: Actor) -> list[str]:
        """The sessions and tokens whose connections were told to close, in order."""
        heard = await self.heard(user_stream(actor.person_id))
        return [data["session_id"] for name, data in heard if name == "session.ended"]

    async def proves(self, secret: str) -> bool:
        """Does the secret of a session or token open the door now?"""
        hashed = proofs.hash_secret(secret)
        async with self.store.read() as snapshot:
            proof = (await proofs.prove(snapshot, [hashed])).get(hashed)
            if proof is None:
                return False
            return proof.expires_at_ms is None or proof.expires_at_ms > self.now_ms


def make_door(store: Store, clock: HandClock) -> Dispatcher:
    """A door to the store that remembers nothing yet."""
    access = MembershipAccess(store)
    store.on_touch = access.touched
    limits = RateLimits(MemoryBuckets(clock), MemoryBuckets(clock), on=False)
    relay = Relay(store, MemoryBus(), shared=False)

    async def announce(people: Sequence[PresenceView]) -> None:
        await relay.publish_unlogged(PRESENCE, PresenceChanged(people=list(people)))

    presence = PresenceService(MemoryRoster(), announce, clock)
    return Dispatcher(store, relay, access, presence, limits, clock, Settings())


@asynccontextmanager
async def open_house(folder: Path, dialect: Dialect | None = None) -> AsyncIterator[House]:
    """An empty house: no workspace yet; in a SQLite file, or in an empty database of `dialect`."""
    clock = HandClock()
    dialect = dialect or SqliteDialect(folder / "ruche.db")
    discover.slices()
    engine = dialect.engine(pool_size=1)
    async with engine.connect() as connection:
        await connection.run_sync(metadata().create_all)
    await engine.dispose()
    store = Store(dialect, clock)
    await store.open()
    yield House(store, make_door(store, clock), clock)
    await store.close()
