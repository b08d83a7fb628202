"""When a digest is due, by the clock on a person's own wall."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from channels.digest.calendar import DAY_MS, WEEK_MS, Schedule, last_slot, since_ms
from server.mail import recipient

PARIS = ZoneInfo("Europe/Paris")
NOW = 1_750_000_000_000


def ms(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=PARIS).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("schedule", "now", "at"),
    [
        (Schedule(False, 8, 1, "Europe/Paris"), (2025, 6, 18, 8), (2025, 6, 18, 8)),
        (Schedule(False, 8, 1, "Europe/Paris"), (2025, 6, 18, 7, 59), (2025, 6, 17, 8)),
        (Schedule(True, 8, 1, "Europe/Paris"), (2025, 6, 18, 9), (2025, 6, 16, 8)),
        (Schedule(True, 8, 3, "Europe/Paris"), (2025, 6, 18, 7), (2025, 6, 11, 8)),
        # the clocks go forward at two, and back at three
        (Schedule(False, 2, 1, "Europe/Paris"), (2025, 3, 30, 12), (2025, 3, 30, 2)),
        (Schedule(False, 2, 1, "Europe/Paris"), (2025, 10, 26, 12), (2025, 10, 26, 2)),
    ],
)
def test_the_last_moment_is_by_the_persons_clock(
    schedule: Schedule, now: tuple[int, ...], at: tuple[int, ...]
) -> None:
    slot = last_slot(schedule, ms(*now))
    assert slot.at_ms == ms(*at)
    assert slot.period == datetime(*at[:3]).date().isoformat()  # noqa: DTZ001 (a day alone)


def test_an_unknown_time_zone_is_utc() -> None:
    assert last_slot(Schedule(False, 0, 1, "Mars/One"), DAY_MS + 5).at_ms == DAY_MS


def test_a_digest_tells_of_its_span_and_of_what_the_last_one_lost() -> None:
    daily, weekly = Schedule(False), Schedule(True)
    assert since_ms(daily, 0, NOW) == NOW - DAY_MS
    assert since_ms(weekly, 0, NOW) == NOW - WEEK_MS
    assert since_ms(daily, NOW - 3 * DAY_MS, NOW) == NOW - 3 * DAY_MS
    assert since_ms(daily, NOW - 30 * DAY_MS, NOW) == NOW - WEEK_MS
    assert since_ms(weekly, NOW - 12 * DAY_MS, NOW) == NOW - 12 * DAY_MS  # one mail was lost
    assert since_ms(weekly, NOW - 30 * DAY_MS, NOW) == NOW - 2 * WEEK_MS
    assert since_ms(daily, NOW - 5, NOW) == NOW - DAY_MS


def test_an_address_keeps_its_domain_and_needs_plain_letters_before_it() -> None:
    assert recipient("Zoé", "zoe@écoute.example").endswith("<zoe@xn--coute-9ra.example>")
    with pytest.raises(UnicodeEncodeError):
        recipient("Zoé", "zoé@hive.example")
