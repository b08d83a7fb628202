"""Finding messages, and noting which are to be indexed."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.text import plain
from channels.membership.queries import visible_to
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.mentions import Asked
from channels.messages.pending import search_anew
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.search import protocol as p
from channels.search import queries
from channels.search.asking import Asking, to_asking
from channels.search.excerpts import Sought, make_excerpt
from channels.search.finder import Finder, Found, Place
from channels.search.ranks import ranks_of
from channels.search.spelling import meant
from channels.search.syntax import parse_query
from persistence.decision import Decision
from persistence.fulltexts import fulltext_for
from persistence.snapshot import Snapshot

_PLACE = re.compile(r"(\d)\.(-?\d{1,19})\.([01])\.(\d)")


async def search_messages(ctx: Ctx, command: p.SearchMessages) -> Page[p.SearchHit]:
    """Errors: Invalid (`query`, `after`); NotFound for a channel that the actor may not read.

    A person or channel that the query names and the actor may not see gives no hits.
    """
    query = parse_query(command.query)
    after = _place(command.after)
    readable = await _readable(ctx, command.channel_id)
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        asking = await to_asking(ctx, snapshot, query, readable, seen)
        if asking is None:
            return Page(items=[], next=None)
        finder, found = await _find(snapshot, asking, after, command)
        shown = found[: command.limit]
        sought = Sought.of(asking.words, asking.phrases, finder.ways)
        items = await _show(ctx, snapshot, sought, shown, seen)
    last = shown[-1].place if len(found) > len(shown) else finder.last
    return Page(items=items, next=_written(last) if last is not None else None)


async def on_written(ctx: Ctx, fact: Posted | Edited | Removed) -> Decision:
    """The message waits for the indexer, from the same commit on."""
    message_id = fact.message_id if isinstance(fact, Posted) else fact.message.id
    return Decision(changes=[search_anew(message_id)])


async def _readable(ctx: Ctx, channel_id: str | None) -> list[str]:
    if channel_id is None:
        return await ctx.access.channels_read_by(ctx.actor)
    return [(await ctx.access.channel(ctx.actor, channel_id, Right.READ)).id]


async def _find(
    snapshot: Snapshot, asking: Asking, after: Place | None, command: p.SearchMessages
) -> tuple[Finder, list[Found]]:
    """The hits of a page and one more, where there is one."""
    fulltext = fulltext_for(snapshot.connection.dialect.name)
    connection = snapshot.connection
    ranks = ranks_of(asking.words, asking.phrases)
    newest = command.order == "newest"
    finder = Finder(
        fulltext, connection, asking.question, asking.reach.level if newest else asking.reach,
        asking.keep,
    )  # fmt: skip

    async def close() -> list[list[str]]:
        return await meant(fulltext, connection, asking.words)

    found = await finder.page(
        ranks[-1:] if newest else ranks, after, command.limit + 1, close if asking.words else None
    )
    return finder, found


def _place(written: str | None) -> Place | None:
    """Errors: Invalid for what is no place."""
    if written is None:
        return None
    parts = _PLACE.fullmatch(written)
    if parts is None or abs(int(parts[2])) >= 2**62:
        raise Invalid("This is not a place in the list.", "after")
    return Place(int(parts[1]), int(parts[2]), parts[3] == "1", int(parts[4]))


def _written(place: Place) -> str:
    return f"{place.rank}.{place.key}.{int(place.other)}.{place.found}"


async def _show(
    ctx: Ctx, snapshot: Snapshot, sought: Sought, found: Sequence[Found], seen: set[str] | None
) -> list[p.SearchHit]:
    """The messages behind the hits; one that was deleted a moment ago is left out."""
    rows = await by_ids(snapshot, [one.message_id for one in found])
    ordered = [rows[one.message_id] for one in found if one.message_id in rows]
    views = await ctx.decorated(snapshot, ordered)
    asked = Asked()
    for view in views:
        plain(view.spans, asked)
    visible = visible_to(ctx.me, ctx.actor.role is Role.GUEST)
    labels = await queries.labels_for(snapshot, asked, visible, seen)

    texts = await _texts(ctx, snapshot, [view.id for view in views])

    def shown(view: MessageView) -> p.SearchHit:
        text = plain(view.spans, labels) if view.spans else view.text
        if view.title:
            text = f"{view.title}\n{text}"
        excerpt = make_excerpt(text, sought, texts.get(view.id, ()))
        return p.SearchHit(
            **msgspec.structs.asdict(view), excerpt=excerpt.text, marks=excerpt.marks
        )

    return [shown(view) for view in views]


async def _texts(ctx: Ctx, snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, list[str]]:
    """What is searched of the messages beside what they say: names of files, what files say."""
    found: dict[str, list[str]] = {}
    for searched in ctx.searched if message_ids else ():
        for message_id, more in (await searched(snapshot, message_ids)).items():
            found.setdefault(message_id, []).extend(more.texts)
    return {message_id: sorted(texts, key=len) for message_id, texts in found.items()}
