"""Finding people: lists for pickers, completion and administration."""

from __future__ import annotations

from collections.abc import Collection

from channels.core.context import Ctx
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.people import queries
from channels.people.names import query_words
from channels.people.protocol import ListedPersonView, ListPeople
from channels.people.queries import Row, Sought
from channels.people.views import to_listed
from persistence.snapshot import Snapshot

_DORMANT = "~"  # begins the cursor of a dormant person; no handle begins so
_NAMED_MOST = 500  # members are asked for by name up to here
_LOOKED_AT = 1_000  # and looked for among so many of those who are found, beyond


async def list_people(ctx: Ctx, command: ListPeople) -> Page[ListedPersonView]:
    """The people one may see, those who can be here first. Errors: NotFound for the channel."""
    seen = await ctx.access.people_seen_by(ctx.actor)
    members: Collection[str] = ()
    if command.channel_id is not None:
        members = (await ctx.access.channel(ctx.actor, command.channel_id, Right.READ)).members
    words = query_words(command.query)
    if command.query.strip() and not words:
        return Page(items=[], next=None)
    limit, after = command.limit, _position(command.after)
    async with ctx.store.read() as snapshot:
        for typo in (False, True) if words and after is None else (False,):
            sought = Sought(words, typo, seen)
            if command.channel_id is None:
                rows = await queries.page_of_people(snapshot, sought, after, limit + 1)
            else:
                near = await _near(snapshot, sought, members, command)
                rows = await _in_order(snapshot, near[:limit])
            if rows:
                break
    shown = [to_listed(row, ctx.now_ms, in_channel=row["id"] in members) for row in rows[:limit]]
    return Page(items=shown, next=_cursor(rows[limit - 1]) if len(rows) > limit else None)


async def _near(
    snapshot: Snapshot, sought: Sought, members: Collection[str], command: ListPeople
) -> list[str]:
    """The people nearest to a channel: its members, then others, and the dormant after them.

    Members of a crowd are looked for among the first of those found only: there most people are
    members, and who is not found types another letter.
    """
    if len(members) > _NAMED_MOST:
        found = await queries.first_people(snapshot, sought, _LOOKED_AT)
    else:
        named = set(members) if sought.among is None else set(members) & set(sought.among)
        inside = Sought(sought.words, sought.typo, named)
        found = await queries.first_people(snapshot, inside, command.limit)
        found += await queries.first_people(snapshot, sought, command.limit + len(members))
    if command.joined is not None:
        found = [one for one in found if (one[0] in members) is command.joined]
    ranked = sorted(found, key=lambda one: (one[1], one[0] not in members))
    return list(dict.fromkeys(id for id, _ in ranked))


async def _in_order(snapshot: Snapshot, ids: list[str]) -> list[Row]:
    rows = {row["id"]: row for row in await queries.people_by_ids(snapshot, ids)}
    return [rows[id] for id in ids]


def _position(after: str | None) -> tuple[bool, str] | None:
    if after is None:
        return None
    return after.startswith(_DORMANT), after.removeprefix(_DORMANT)


def _cursor(row: Row) -> str:
    """Where the page after this person begins: the handle."""
    handle: str = row["handle"]
    return f"{_DORMANT}{handle}" if row["dormant"] else handle
