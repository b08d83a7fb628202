"""The newest threads of many places, found along an index: the age of the history costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    func,
    or_,
    select,
)

Condition = Callable[[Any], ColumnElement[bool]]
Match = Callable[[Any, Any], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page goes on: strictly after this thread, in the order of activity."""

    active_us: int
    root_id: str

    def before(self, thread: Any) -> ColumnElement[bool]:
        """The condition that a thread comes later in the list."""
        at = thread.c.active_us
        return and_(at <= self.active_us, or_(at < self.active_us, thread.c.root_id < self.root_id))


def newest(
    keys: Select[Any], table: Table, match: Match, allowed: Condition, limit: int
) -> Select[Any]:
    """(root_id, active_us) of the newest `limit` threads that match any of the keys.

    `table` has an index that begins with what `match` compares and goes on with `active_us`.
    First one look into the index for each key: its newest thread. The newest threads of all can
    only be with the `limit` keys whose newest thread is newest, and none is older than the
    oldest of these; of each such key no more than `limit` are read.
    """
    best = _best(keys, table, match, allowed, limit)
    oldest = select(case((func.count() == limit, func.min(best.c.last)), else_=0))
    floors = _floors(best, table, match, allowed, limit)
    thread = table.alias("thread")
    return (
        select(thread.c.root_id, thread.c.active_us)
        .join(floors, match(thread, floors))
        .where(
            allowed(thread),
            thread.c.active_us >= floors.c.floor,
            thread.c.active_us >= oldest.select_from(best).scalar_subquery(),
        )
        .distinct()
        .order_by(thread.c.active_us.desc(), thread.c.root_id.desc())
        .limit(limit)
    )


def _best(keys: Select[Any], table: Table, match: Match, allowed: Condition, limit: int) -> CTE:
    """The keys with the newest threads, and when these were last active."""
    each = keys.subquery("key")
    last = _nth(table.alias("newest"), each, match, allowed, 1)
    found = select(*each.c, func.coalesce(last, 0).label("last")).cte("found")
    ordered = select(found).where(found.c.last > 0).order_by(found.c.last.desc())
    return ordered.limit(limit).cte("best")


def _floors(best: CTE, table: Table, match: Match, allowed: Condition, limit: int) -> CTE:
    """Of each of the best keys, where its newest `limit` threads end."""
    end = _nth(table.alias("end_of"), best, match, allowed, limit)
    return select(best, func.coalesce(end, 0).label("floor")).cte("floors")


def _nth(thread: Any, keys: Any, match: Match, allowed: Condition, nth: int) -> Any:
    """When the nth newest thread of a key was last active; null where there are fewer."""
    return (
        select(thread.c.active_us)
        .where(match(thread, keys), allowed(thread))
        .order_by(thread.c.active_us.desc())
        .limit(1)
        .offset(nth - 1)
        .correlate(keys)
        .scalar_subquery()
    )
