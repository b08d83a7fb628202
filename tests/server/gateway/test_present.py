"""How often presence is told."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from persistence.bus_memory import MemoryBus
from server.gateway.present import (
    BEAT_S,
    SHARE,
    SLOWEST_BEAT_S,
    PresenceFilter,
    Stopwatch,
    pause_after,
)
from server.gateway.questions import Questions
from tests.server.gateway.hive import HiveDoor, MemoryLog, body
from tests.server.gateway.test_hub import Ear


@pytest.mark.parametrize(
    ("took_s", "pause_s"),
    [
        (0.0, BEAT_S),
        (0.019, BEAT_S),
        (0.05, 2.5),
        (0.1, 5.0),
        (0.2, SLOWEST_BEAT_S),
        (3.0, SLOWEST_BEAT_S),
    ],
)
def test_telling_takes_a_fiftieth_of_a_core_at_most(took_s: float, pause_s: float) -> None:
    assert pause_after(took_s) == pytest.approx(pause_s)


class Alarm:
    """Something to be done, unless it is called off."""

    def __init__(self, at_s: float, then: Callable[[], None]) -> None:
        self.at_s = at_s
        self.then = then

    def cancel(self) -> None:
        self.then = _nothing


class HandClock(Stopwatch):
    """Time that passes when the test says so; each telling of somebody costs some of it."""

    def __init__(self, frame_s: float) -> None:
        self.now_s = 0.0
        self.spent_s = 0.0  # of the processor, by frames
        self.frame_s = frame_s
        self._alarms: list[Alarm] = []

    def worked_s(self) -> float:
        return self.spent_s

    def later(self, seconds: float, then: Callable[[], None]) -> Alarm:
        alarm = Alarm(self.now_s + seconds, then)
        self._alarms.append(alarm)
        return alarm

    def passes(self, seconds: float) -> None:
        """Go on, and ring what is due on the way."""
        end_s = self.now_s + seconds
        while due := [one for one in self._alarms if one.at_s <= end_s]:
            first = min(due, key=lambda one: one.at_s)
            self._alarms.remove(first)
            self.now_s = first.at_s
            first.then()
        self.now_s = end_s


class Watcher(Ear):
    """Notes when it was told of whom; each frame costs the clock's price."""

    def __init__(self, name: str, clock: HandClock) -> None:
        super().__init__(name)
        self.told: list[tuple[float, dict[str, str]]] = []
        self._clock = clock
        self.write = self._take

    def _take(self, frames: bytes) -> None:
        self.writes.append(frames)
        self._clock.spent_s += self._clock.frame_s
        [people] = [push["data"]["people"] for push in self.pushes[-1:]]
        self.told.append((self._clock.now_s, {one["person_id"]: one["state"] for one in people}))


def _nothing() -> None:
    """What was called off does nothing."""


def changed(person_id: str, state: str) -> bytes:
    """An entry of the presence stream."""
    views = [{"person_id": person_id, "state": state, "dnd": False}]
    return body("presence.changed", {"people": views})


async def watched_by(clock: HandClock, watchers: int) -> tuple[PresenceFilter, list[Watcher]]:
    """Some who all watch ada and bob."""
    bus = MemoryBus()
    presence = PresenceFilter(HiveDoor(MemoryLog(), bus), Questions(), clock)
    found = [Watcher(f"w{number}", clock) for number in range(watchers)]
    for one in found:
        await presence.watch(one, ["ada", "bob"])
    return presence, found


async def test_after_a_calm_second_at_once_then_together_each_as_they_are_by_then() -> None:
    clock = HandClock(frame_s=0.0)
    presence, [watcher] = await watched_by(clock, 1)
    presence.push(changed("ada", "online"))
    assert watcher.told == [(0.0, {"ada": "online"})]
    for at_s in (0.1, 0.2, 0.3):
        clock.passes(0.1)
        presence.push(changed("ada", "away" if at_s < 0.3 else "offline"))
    presence.push(changed("bob", "online"))
    clock.passes(BEAT_S - 0.3 - 0.001)
    assert len(watcher.told) == 1, "the second is not over"
    clock.passes(0.001)
    assert watcher.told[1:] == [(pytest.approx(BEAT_S), {"ada": "offline", "bob": "online"})]
    clock.passes(5 * BEAT_S)
    assert len(watcher.told) == 2, "nothing has happened"
    presence.push(changed("bob", "away"))
    assert watcher.told[2:] == [(pytest.approx(6 * BEAT_S), {"bob": "away"})]


async def test_a_connection_hears_at_most_once_a_second_and_telling_keeps_to_its_share() -> None:
    clock = HandClock(frame_s=0.001)
    presence, watchers = await watched_by(clock, 50)  # a telling takes 50 ms: 2 % are every 2.5 s
    states = itertools.cycle(("online", "away", "offline"))
    for _ in range(600):
        clock.passes(0.1)
        presence.push(changed("ada", next(states)))
    took_s = clock.now_s
    assert clock.spent_s <= SHARE * took_s + 0.05
    assert clock.spent_s >= 0.9 * SHARE * took_s, "no longer than it must"
    for watcher in watchers:
        times = [at_s for at_s, _ in watcher.told]
        assert min(later - at_s for at_s, later in itertools.pairwise(times)) >= 2.5 - 1e-9


async def test_however_dear_telling_is_nobody_waits_longer_than_five_seconds() -> None:
    clock = HandClock(frame_s=1.0)
    presence, [watcher] = await watched_by(clock, 1)
    presence.push(changed("ada", "online"))
    presence.push(changed("ada", "offline"))
    clock.passes(SLOWEST_BEAT_S)
    assert [told for _, told in watcher.told] == [{"ada": "online"}, {"ada": "offline"}]


async def test_after_the_end_nothing_is_told() -> None:
    clock = HandClock(frame_s=0.0)
    presence, [watcher] = await watched_by(clock, 1)
    presence.push(changed("ada", "online"))
    presence.push(changed("ada", "offline"))
    presence.stop()
    clock.passes(10.0)
    assert len(watcher.told) == 1
