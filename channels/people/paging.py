"""Pages of the short lists that are read whole: sessions, tokens, invitations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from channels.core.places import parse_place
from channels.core.protocol import Page, View
from channels.people.queries import Row

Shown = TypeVar("Shown", bound=View)


class Asked(Protocol):
    """A command for a list."""

    @property
    def limit(self) -> int: ...

    @property
    def after(self) -> str | None: ...


def page_of(
    asked: Asked, rows: Sequence[Row], moment: str, show: Callable[[Row], Shown]
) -> Page[Shown]:
    """The rows, which come the latest `moment` first, from the asked place on.

    Errors: Invalid when `after` is no place in the list.
    """
    if asked.after is not None:
        place = parse_place(asked.after)
        rows = [row for row in rows if (row[moment], row["id"]) < place]
    shown = rows[: asked.limit]
    more = len(rows) > len(shown)
    last = f"{shown[-1][moment]}-{shown[-1]['id']}" if more else None
    return Page(items=[show(row) for row in shown], next=last)
