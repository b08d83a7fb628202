"""How many questions the bot took off people's hands; it names nobody."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from channels.core.context import Ctx
from channels.faq import protocol as p
from channels.faq.keeping import DAY_MS
from channels.faq.tables import FaqDayRow, FaqQuestionRow
from persistence.bulk import table_of

_day = table_of(FaqDayRow)
_question = table_of(FaqQuestionRow)


async def report(ctx: Ctx, command: p.GetFaqReport) -> p.FaqReport:
    """Counts over the last days, of all channels together."""
    since_ms = ctx.now_ms - command.days * DAY_MS
    query = (
        select(_question.c.outcome, _question.c.rating, func.count().label("number"))
        .where(_question.c.asked_at_ms >= since_ms)
        .group_by(_question.c.outcome, _question.c.rating)
    )
    folded = select(_day).where(_day.c.day >= since_ms // DAY_MS)
    async with ctx.store.read() as snapshot:
        rows = [*await snapshot.all(query), *await snapshot.all(folded)]
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row.outcome, row.rating] += int(row.number)
    answered = ("answered", "handed")

    def total(outcome: str | None = None, rating: str | None = None) -> int:
        return sum(
            number
            for (one, rated), number in counts.items()
            if outcome in (None, one) and rating in (None, rated)
        )

    tried = total("handed", "unhelped")  # answered first, then handed over
    return p.FaqReport(
        days=command.days,
        asked=total(),
        answered=total("answered") + tried,
        confirmed=sum(total(outcome, "helped") for outcome in answered),
        denied=sum(total(outcome, "unhelped") for outcome in answered),
        handed_over=total("handed"),
        unsure=total("unsure"),
        silent=total("silent"),
    )
