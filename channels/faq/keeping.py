"""Old questions become counts by day: what the report needs, bounded, and nobody's."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, update

from channels.faq.tables import FaqDayRow, FaqQuestionRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

DAY_MS = 24 * 3_600 * 1_000
QUESTIONS_KEPT = 90  # days for which an answer has its buttons
DAYS_KEPT = 366  # as far back as a report goes

_question = table_of(FaqQuestionRow)
_day = table_of(FaqDayRow)


async def fold_questions(snapshot: Snapshot, now_ms: int) -> int:
    """Within a transaction of its own: count questions of whole days gone by, and forget them.

    One day at a time; gives how many questions that were, 0 where none is left.
    """
    last = now_ms // DAY_MS - QUESTIONS_KEPT
    old = _question.c.asked_at_ms < last * DAY_MS
    first_ms = await snapshot.scalar(select(func.min(_question.c.asked_at_ms)).where(old))
    if first_ms is None:
        gone = now_ms // DAY_MS - DAYS_KEPT
        await snapshot.connection.execute(delete(_day).where(_day.c.day < gone))
        return 0
    day = int(first_ms) // DAY_MS
    within = (_question.c.asked_at_ms >= day * DAY_MS, _question.c.asked_at_ms < (day + 1) * DAY_MS)
    kinds = (_question.c.outcome, _question.c.rating)
    counted = select(*kinds, func.count().label("number")).where(*within).group_by(*kinds)
    folded = 0
    for row in await snapshot.all(counted):
        await _add(snapshot, day, row.outcome, row.rating, int(row.number))
        folded += int(row.number)
    await snapshot.connection.execute(delete(_question).where(*within))
    return folded


async def _add(snapshot: Snapshot, day: int, outcome: str, rating: str, number: int) -> None:
    where = (_day.c.day == day, _day.c.outcome == outcome, _day.c.rating == rating)
    known = await snapshot.scalar(select(_day.c.number).where(*where))
    if known is None:
        row = {"day": day, "outcome": outcome, "rating": rating, "number": number}
        await snapshot.connection.execute(insert(_day).values(**row))
    else:
        more = update(_day).where(*where).values(number=known + number)
        await snapshot.connection.execute(more)
