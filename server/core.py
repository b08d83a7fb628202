"""The parts that every process has: store, bus, relay, access and the one door."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from channels.core.context import Presences
from channels.core.context import Settings as HandlerSettings
from channels.dispatch import Dispatcher, Limits
from channels.membership.access import MembershipAccess
from persistence.bus import Bus
from persistence.bus_memory import MemoryBus
from persistence.bus_redis import RedisBus
from persistence.bus_redis_cluster import RedisClusterBus
from persistence.clock import Clock, WallClock
from persistence.decision import Patch
from persistence.dialect import Dialect
from persistence.log import Entry
from persistence.redis_cluster import is_cluster
from persistence.relay import Audiences, Relay, changed_audiences, read_audiences
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from persistence.streams import PROCESSES, Stream
from server.config import Settings
from server.door import Door, StoreLog
from server.ending import Ending

Deliver = Callable[[Stream, Sequence[tuple[int, bytes]]], None]


def make_dialect(settings: Settings) -> Dialect:
    """The database that the settings name."""
    if settings.database_url.startswith(("postgres://", "postgresql://", "postgresql+")):
        return PostgresDialect(settings.database_url)
    if settings.database_url.startswith("sqlite"):
        return SqliteDialect(Path(settings.database_url.partition(":///")[2]))
    return SqliteDialect(settings.sqlite_path)


@dataclass(slots=True)
class Listeners:
    """What a process with connections wants to be told; a process without has none."""

    deliver: Deliver = lambda stream, entries: None
    on_loss: Callable[[], None] = lambda: None
    audiences: Callable[[Audiences], None] = lambda changed: None
    touched: Callable[[Mapping[Stream, Patch | None]], None] = lambda streams: None


class Core:
    """Wires the parts together and keeps every cache in step with what is committed.

    `serves` False is for visitors such as the command line: they write and leave the relaying to
    the servers.
    """

    def __init__(
        self,
        settings: Settings,
        presence: Presences,
        limits: Limits,
        *,
        serves: bool,
        clock: Clock | None = None,
        bus: Bus | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or WallClock()
        shared = settings.shared
        self.store = Store(make_dialect(settings), self.clock, serves=serves, shared=shared)
        self.bus = bus or make_bus(settings)
        self.relay = Relay(self.store, self.bus, shared)
        self.access = MembershipAccess(self.store)
        self.listeners = Listeners()
        self.dispatcher = Dispatcher(
            self.store,
            self.relay,
            self.access,
            presence,
            limits,
            self.clock,
            HandlerSettings(
                public_url=settings.own_url,
                upload_limit_bytes=settings.upload_limit_bytes,
                session_days=settings.session_days,
                mail_works=settings.mail_works,
                allow_private_urls=settings.allow_private_urls,
            ),
        )
        self.door = Door(self.dispatcher, self.store)
        self.log = StoreLog(self.store)
        self._serves = serves

    async def start(self) -> None:
        """Open the store; a server also begins to relay."""
        self.store.on_touch = self._touched
        await self.store.open()
        if not self._serves:
            return
        self.store.on_commit = self._committed
        self.relay.on_elsewhere = self._changed_elsewhere
        self.bus.attach(self._deliver, self._lost)
        await self.bus.start()
        if self.settings.shared:
            await self.bus.subscribe(PROCESSES)
        await self.relay.start()

    async def stop(self, ending: Ending | None = None) -> None:
        """Finish what waits, in the order in which it depends on one another."""
        ending = ending or Ending()
        if self._serves:
            await ending.of("relay", self.relay.stop())
        await ending.of("store", self.store.close())
        if self._serves:
            await ending.of("bus", self.bus.stop())

    def doubt(self, stream: Stream) -> None:
        """Something happened there that nobody told of: read afresh who may hear it."""
        self._changed_elsewhere({stream: None})

    def _touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        self.access.touched(streams)
        self.listeners.touched(streams)

    def _committed(self, entries: list[Entry]) -> None:
        changed = changed_audiences(entries)
        if changed:
            self.listeners.audiences(changed)
        self.relay.committed(entries)

    def _changed_elsewhere(self, changed: Audiences) -> None:
        if changed:
            self._touched(dict.fromkeys(changed))
            self.listeners.audiences(changed)

    def _deliver(self, stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        if stream == PROCESSES:
            for _, body in entries:
                self._changed_elsewhere(read_audiences(body))
        else:
            self.listeners.deliver(stream, entries)

    def _lost(self) -> None:
        self.access.clear()
        self.listeners.on_loss()


def make_bus(settings: Settings) -> Bus:
    """Redis or a cluster of it where that is configured, else a call within the process."""
    if not settings.redis_url:
        return MemoryBus()
    if is_cluster(settings.redis_url):
        return RedisClusterBus(settings.redis_url)
    return RedisBus(settings.redis_url)
