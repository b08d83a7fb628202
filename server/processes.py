"""The processes that serve no sockets: presence and worker."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

from persistence.blobs_disk import DiskBlobs
from persistence.clock import WallClock
from persistence.streams import PRESENCE
from presence.protocol import PresenceChanged, PresenceView
from presence.roster_redis import RedisRoster
from presence.service import PresenceService
from server.config import Settings
from server.core import Core
from server.ending import Ending
from server.limits import make_limits
from server.probes import probing
from server.slack.serving import SlackEdge
from server.vital import Vital
from server.worker import Background


async def run_presence(
    settings: Settings, stop: asyncio.Event, listening: socket.socket | None = None
) -> None:
    """Sweep the shared roster and announce changes, until `stop`."""
    clock = WallClock()
    limits = make_limits(settings, clock)
    presence: PresenceService

    async def announce(people: Sequence[PresenceView]) -> None:
        await core.relay.publish_unlogged(PRESENCE, PresenceChanged(people=list(people)))

    roster = RedisRoster(settings.redis_url, keen=True)
    presence = PresenceService(roster, announce, clock)
    core = Core(settings, presence, limits, serves=True, clock=clock)
    await core.start()
    await presence.start()
    await _work(core, presence, stop, listening)
    ending = Ending()
    await ending.of("presence", presence.stop())
    await core.stop(ending)
    await ending.of("limits", limits.close())


async def run_worker(
    settings: Settings, stop: asyncio.Event, listening: socket.socket | None = None
) -> None:
    """Do jobs and housekeeping, until `stop`."""
    clock = WallClock()
    limits = make_limits(settings, clock)
    presence = PresenceService(RedisRoster(settings.redis_url), _nothing, clock)
    core = Core(settings, presence, limits, serves=True, clock=clock)
    blobs = DiskBlobs(settings.data / "files")
    background = Background(core, blobs, presence)
    apps = SlackEdge(core, settings, works=True)
    await core.start()
    await blobs.start()
    await background.start()
    apps.start()
    await _work(core, None, stop, listening)
    ending = Ending()
    await ending.of("apps", apps.stop())
    await ending.of("background", background.stop())
    await ending.of("presence", presence.stop())
    await core.stop(ending)
    await ending.of("limits", limits.close())


async def _work(
    core: Core,
    roster: PresenceService | None,
    stop: asyncio.Event,
    listening: socket.socket | None,
) -> None:
    """Everything has begun: watch over it until `stop`."""
    vital = Vital()
    vital.begin()
    async with probing(core, roster, vital, listening):
        await stop.wait()
    vital.rest()


async def _nothing(people: Sequence[PresenceView]) -> None:
    """A worker has nobody to announce to."""
