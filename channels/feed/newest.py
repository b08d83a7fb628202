"""The newest threads of many places, found along an index: the age of the history costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt
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
    oldest of these; nor than ten threads of each of ten keys, where a hundred are wanted. Of
    each key no more than `limit` are read. A thread counts with every key that it matches:
    where it can match several, fewer than `limit` may be found though there are more.
    """
    best = _best(keys, table, match, allowed, limit)
    oldest = _oldest(best, table, match, allowed, limit)
    floors = _floors(best, table, match, _since(oldest, allowed), limit, oldest)
    thread = table.alias("thread")
    return (
        select(thread.c.root_id, thread.c.active_us)
        .join(floors, match(thread, floors))
        .where(allowed(thread), thread.c.active_us >= floors.c.floor)
        .distinct()
        .order_by(thread.c.active_us.desc(), thread.c.root_id.desc())
        .limit(limit)
    )


def _since(oldest: Any, allowed: Condition) -> Condition:
    return lambda thread: and_(thread.c.active_us >= oldest, allowed(thread))


def _oldest(best: CTE, table: Table, match: Match, allowed: Condition, limit: int) -> Any:
    """A moment since which there are `limit` threads or more; 0 where nothing says so."""
    counted = select(case((func.count() == limit, func.min(best.c.last)), else_=0))
    of_each = counted.select_from(best).scalar_subquery()
    some = max(1, isqrt(limit))
    nth = _nth(table.alias("some"), best, match, _since(of_each, allowed), some)
    several = select(nth.label("last")).select_from(best).cte("several")
    of_some = select(several.c.last).order_by(several.c.last.desc().nulls_last())
    of_some = of_some.limit(1).offset(-(-limit // some) - 1)
    return func.coalesce(of_some.scalar_subquery(), of_each)


def _best(keys: Select[Any], table: Table, match: Match, allowed: Condition, limit: int) -> CTE:
    """The keys with the newest threads, and when these were last active."""
    each = keys.subquery("key")
    last = _nth(table.alias("newest"), each, match, allowed, 1)
    found = select(*each.c, func.coalesce(last, 0).label("last")).cte("found")
    ordered = select(found).where(found.c.last > 0).order_by(found.c.last.desc())
    return ordered.limit(limit).cte("best")


def _floors(
    best: CTE, table: Table, match: Match, allowed: Condition, limit: int, oldest: Any
) -> CTE:
    """Of each of the best keys, where its newest `limit` threads end; never before `oldest`."""
    end = _nth(table.alias("end_of"), best, match, allowed, limit)
    return select(best, func.coalesce(end, oldest).label("floor")).cte("floors")


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
