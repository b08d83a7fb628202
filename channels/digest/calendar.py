"""When a digest is due, by the clock on a person's own wall. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from channels.notifications.rules import zone

DAY_MS = 24 * 3_600_000
WEEK_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class Schedule:
    """Each day, or each week on `day` (1 is Monday), at `hour` in `time_zone`."""

    weekly: bool
    hour: int = 8
    day: int = 1
    time_zone: str = ""

    @property
    def span_ms(self) -> int:
        """How long a time one digest tells of."""
        return WEEK_MS if self.weekly else DAY_MS


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a digest was due; `period` names its day in the person's own calendar."""

    at_ms: int
    period: str


def last_slot(schedule: Schedule, now_ms: int) -> Slot:
    """The latest moment up to now. An hour that summer time leaves out is the one after it."""
    own = zone(schedule.time_zone) or UTC
    local = datetime.fromtimestamp(now_ms / 1_000, own)
    day = local.date()
    while True:
        at_ms = int(datetime.combine(day, time(schedule.hour), own).timestamp() * 1_000)
        if at_ms <= now_ms and (not schedule.weekly or day.isoweekday() == schedule.day):
            return Slot(at_ms, day.isoformat())
        day -= timedelta(days=1)


def since_ms(schedule: Schedule, told_until_ms: int, now_ms: int) -> int:
    """From when on a digest tells: what a lost or silent one did not tell comes in the next, up
    to a week, or two where it is weekly."""
    usual = now_ms - schedule.span_ms
    if not told_until_ms:
        return usual
    return max(now_ms - max(WEEK_MS, 2 * schedule.span_ms), min(usual, told_until_ms))
