"""Who is meant by a name in a query."""

from __future__ import annotations

from collections.abc import Sequence

from channels.core.errors import Invalid
from channels.people.names import query_words
from channels.people.queries import Row, Sought, page_of_people
from channels.search import queries
from persistence.snapshot import Snapshot

LOOKED_AT = 1_000
NAMED = 5  # so many are named where several may be meant


async def person_meant(snapshot: Snapshot, name: str, seen: set[str] | None) -> str | None:
    """The id of the one person with this handle, else this name, else a name that begins so.

    Case and accents do not count, and every word begins one of theirs. None where nobody is
    called so. Only people in `seen` are found, or all. Errors: Invalid where several may be meant,
    with the first of them.
    """
    handles = await queries.people_by_handle(snapshot, [name])
    known = handles.get(name)
    if known is not None and (seen is None or known in seen):
        return known
    words = query_words(name)
    if not words:
        return None
    found = await page_of_people(snapshot, Sought(words, among=seen), None, LOOKED_AT)
    meant = [row for row in found if query_words(row["name"]) == words] or found
    if len(meant) > 1:
        raise Invalid(_several(name, meant), "query")
    return meant[0]["id"] if meant else None


def _several(name: str, meant: Sequence[Row]) -> str:
    named = ", ".join(f"{row['name']} (@{row['handle']})" for row in meant[:NAMED])
    more = " and others" if len(meant) > NAMED else ""
    return f"“{name}” may mean {named}{more}. Write the handle: from:{meant[0]['handle']}."
