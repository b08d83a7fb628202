"""How much waits in the store to be done by somebody, for those who watch."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.tables import JobRow, LogRow

_job = table_of(JobRow)
_log = table_of(LogRow)


class Backlog(NamedTuple):
    """Ages are in seconds, 0.0 where nothing waits."""

    jobs_due: int
    jobs_later: int
    jobs_dead: int
    oldest_due_s: float
    oldest_unrelayed_s: float


async def backlog(snapshot: Snapshot, now_ms: int) -> Backlog:
    """What waits now, whichever process is to do it."""
    alive = _job.c.dead.is_(False)
    due = alive & (_job.c.run_at_ms <= now_ms)
    jobs = select(
        func.count().filter(due),
        func.count().filter(alive & (_job.c.run_at_ms > now_ms)),
        func.count().filter(_job.c.dead.is_(True)),
        func.min(_job.c.run_at_ms).filter(due & (_job.c.leased_until_ms <= now_ms)),
    )
    row: Any = await snapshot.first(jobs)
    due_count, later, dead, oldest_due_ms = row
    unrelayed = select(func.min(_log.c.at_ms)).where(
        _log.c.relayed.is_(False), _log.c.relay_after_ms <= now_ms
    )
    oldest_ms = await snapshot.scalar(unrelayed)
    ages_s = [_age_s(at_ms, now_ms) for at_ms in (oldest_due_ms, oldest_ms)]
    return Backlog(due_count, later, dead, *ages_s)


def _age_s(at_ms: int | None, now_ms: int) -> float:
    return 0.0 if at_ms is None else max(0, now_ms - at_ms) / 1_000
