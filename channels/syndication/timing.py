"""When a feed is looked at again, and when it is given up. Pure."""

from __future__ import annotations

from typing import NamedTuple

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

USUAL_MS = 30 * MINUTE_MS
LEAST_MS = 15 * MINUTE_MS
MOST_MS = DAY_MS
PATIENCE_MS = 7 * DAY_MS
LEAST_FAILURES = 8
JITTER = 0.15

# Waiting does not help: who runs the channel has to do something.
AT_ONCE = frozenset({"left", "archived", "internal"})


class Past(NamedTuple):
    """How the looks before went."""

    failures: int
    failing_since_ms: int | None


class Next(NamedTuple):
    """What is true after a look."""

    failures: int
    failing_since_ms: int | None
    at_ms: int
    stops: bool


class Look(NamedTuple):
    """What came of one look."""

    problem: str
    at_ms: int
    more: bool = False
    wait_ms: int = 0


def after(past: Past, look: Look, chance: float) -> Next:
    """When to look again; `chance`, from 0 to 1, spreads the feeds over time.

    Each failure in a row doubles the pause, up to a day; after a week of nothing but failures, or
    at once where only people can help, looking stops.
    """
    if not look.problem:
        pause = LEAST_MS if look.more else max(USUAL_MS, min(look.wait_ms, MOST_MS))
        return Next(0, None, look.at_ms + _spread(pause, chance), False)
    failures = past.failures + 1
    since = look.at_ms if past.failing_since_ms is None else past.failing_since_ms
    too_long = look.at_ms - since >= PATIENCE_MS and failures >= LEAST_FAILURES
    pause = max(min(MOST_MS, USUAL_MS * 2 ** min(failures, 10)), min(look.wait_ms, MOST_MS))
    at_ms = look.at_ms + _spread(pause, chance)
    return Next(failures, since, at_ms, too_long or look.problem in AT_ONCE)


def _spread(pause_ms: int, chance: float) -> int:
    """Never less than the least, and up to that share more."""
    return max(LEAST_MS, int(pause_ms * (1 + JITTER * chance)))
