"""Finding messages, and noting which are to be indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.text import plain
from channels.membership.names import direct_key, name_key
from channels.membership.queries import visible_to
from channels.messages.facts import Edited, Posted, Removed
from channels.messages.mentions import Asked
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from channels.people.names import MYSELF
from channels.search import protocol as p
from channels.search import queries
from channels.search.excerpts import make_excerpt
from channels.search.naming import person_meant
from channels.search.syntax import Query, parse_query
from channels.search.tables import SearchPendingRow
from persistence.decision import Decision, Insert
from persistence.fulltext import Hit, Question, words
from persistence.fulltexts import fulltext_for
from persistence.snapshot import Snapshot


async def search_messages(ctx: Ctx, command: p.SearchMessages) -> Page[p.SearchHit]:
    """Errors: Invalid (`query`, `after`); NotFound for a channel that the actor may not read.

    A person or channel that the query names and the actor may not see gives no hits.
    """
    query = parse_query(command.query)
    if command.after is not None and not (command.after.isdecimal() and len(command.after) < 20):
        raise Invalid("This is not a place in the list.", "after")
    readable = await _readable(ctx, command.channel_id)
    seen = await ctx.access.people_seen_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        question = await _question(ctx, snapshot, query, readable, seen)
        if question is None:
            return Page(items=[], next=None)
        before = int(command.after) if command.after is not None else None
        hits = await _find(snapshot, question, before, command.limit + 1)
        shown = hits[: command.limit]
        items = await _show(ctx, snapshot, query, shown, seen)
    more = len(hits) > command.limit
    return Page(items=items, next=str(shown[-1].number) if more else None)


async def on_written(ctx: Ctx, fact: Posted | Edited | Removed) -> Decision:
    """The message waits for the indexer, from the same commit on."""
    message_id = fact.message_id if isinstance(fact, Posted) else fact.message.id
    return Decision(changes=[Insert(SearchPendingRow, {"message_id": message_id}, ignore=True)])


async def _readable(ctx: Ctx, channel_id: str | None) -> list[str]:
    if channel_id is None:
        return await ctx.access.channels_read_by(ctx.actor)
    return [(await ctx.access.channel(ctx.actor, channel_id, Right.READ)).id]


async def _question(
    ctx: Ctx, snapshot: Snapshot, query: Query, readable: Sequence[str], seen: set[str] | None
) -> Question | None:
    """The query with its names resolved; None where nothing can answer it."""
    authors = await _authors(ctx, snapshot, query, seen)
    channels = await _places(ctx, snapshot, query, readable)
    if authors is None or not channels:
        return None
    question = Question(
        channel_ids=channels,
        words=tuple(word for word in query.words if words(word)),
        phrases=tuple(phrase for phrase in query.phrases if words(phrase)),
        without=tuple(phrase for phrase in query.without if words(phrase)),
        author_id=next(iter(authors), None),
        flags=query.has,
        since_us=query.since_us,
        until_us=query.until_us,
    )
    return question if _asks_something(query, question) else None


def _asks_something(query: Query, question: Question) -> bool:
    """Is there a word to look for, or a filter to go by?"""
    filters = (query.people, query.places, query.has, query.since_us, query.until_us)
    return bool(question.words or question.phrases or question.without) or any(
        part not in (None, ()) for part in filters
    )


async def _authors(
    ctx: Ctx, snapshot: Snapshot, query: Query, seen: set[str] | None
) -> set[str] | None:
    """Who is named by `from:`; None where nobody can be the author, as no message has two.

    Errors: Invalid where several people may be meant.
    """
    authors: set[str] = set()
    for name in dict.fromkeys(query.people):
        person_id = ctx.me if name in MYSELF else await person_meant(snapshot, name, seen)
        if person_id is None:
            return None
        authors.add(person_id)
        if len(authors) > 1:
            return None
    return authors


async def _places(
    ctx: Ctx, snapshot: Snapshot, query: Query, readable: Sequence[str]
) -> Sequence[str]:
    """The readable channels that every `in:` allows; `in:@bob` is the direct channel with bob."""
    if not query.places:
        return readable
    handles = [place[1:] for place in query.places if place.startswith("@")]
    people = await queries.people_by_handle(snapshot, handles) if handles else {}
    keys = [
        direct_key([ctx.me, people.get(place[1:], "")])
        if place.startswith("@")
        else name_key(place)
        for place in query.places
    ]
    found = await queries.channels_by_key(snapshot, keys)
    wanted = {found.get(key) for key in keys}
    return [channel_id for channel_id in readable if wanted == {channel_id}]


async def _find(
    snapshot: Snapshot, question: Question, before: int | None, limit: int
) -> list[Hit]:
    fulltext = fulltext_for(snapshot.connection.dialect.name)
    page = replace(question, before=before, limit=limit)
    return await fulltext.search(snapshot.connection, page)


async def _show(
    ctx: Ctx, snapshot: Snapshot, query: Query, hits: Sequence[Hit], seen: set[str] | None
) -> list[p.SearchHit]:
    """The messages behind the hits; one that was deleted a moment ago is left out."""
    found = await by_ids(snapshot, [hit.message_id for hit in hits])
    ordered = [found[hit.message_id] for hit in hits if hit.message_id in found]
    views = await ctx.decorated(snapshot, ordered)
    asked = Asked()
    for view in views:
        plain(view.spans, asked)
    visible = visible_to(ctx.me, ctx.actor.role is Role.GUEST)
    labels = await queries.labels_for(snapshot, asked, visible, seen)

    def shown(view: MessageView) -> p.SearchHit:
        text = plain(view.spans, labels) if view.spans else view.text
        if view.title:
            text = f"{view.title}\n{text}"
        names = [file.name for file in view.files]
        excerpt = make_excerpt(text, query.words, query.phrases, names)
        return p.SearchHit(
            **msgspec.structs.asdict(view), excerpt=excerpt.text, marks=excerpt.marks
        )

    return [shown(view) for view in views]
