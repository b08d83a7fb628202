"""A query with its names resolved: the question for the index, and where one may look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.core.context import Ctx
from channels.core.searching import Condition
from channels.membership.names import direct_key, name_key
from channels.people.names import MYSELF
from channels.search import queries
from channels.search.documents import to_flag, with_flag
from channels.search.finder import Keep, Reach
from channels.search.naming import person_meant
from channels.search.syntax import Query
from persistence.fulltext import Question, words
from persistence.snapshot import Snapshot

FEW_MESSAGES = 3_000  # of which a condition holds: the index is asked for these alone


@dataclass(frozen=True, slots=True)
class Asking:
    """What is looked for. `words` and `phrases` are those that hold a letter or digit."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    question: Question
    reach: Reach
    keep: Keep | None


async def to_asking(
    ctx: Ctx, snapshot: Snapshot, query: Query, readable: Sequence[str], seen: set[str] | None
) -> Asking | None:
    """None where nothing can answer. Errors: Invalid where several people may be meant."""
    flags = await _flags(ctx, snapshot, query, seen)
    channels = await _places(ctx, snapshot, query, readable)
    if flags is None or not channels:
        return None
    authors, marks = flags
    among, dense = await _conditions(ctx, snapshot, query)
    question = Question(
        channel_ids=None,
        without=tuple(phrase for phrase in query.without if words(phrase)),
        author_ids=authors,
        flags=marks,
        since_us=query.since_us,
        until_us=query.until_us,
        among=among,
    )
    asked = tuple(word for word in query.words if words(word))
    phrases = tuple(phrase for phrase in query.phrases if words(phrase))
    if not (asked or phrases or question.without or _filters(query)):
        return None
    mine = await queries.channels_joined(snapshot, ctx.me)
    reach = Reach(frozenset(channels) & mine, frozenset(channels) - mine)
    return Asking(asked, phrases, question, reach, _keep(ctx, snapshot, dense))


def _filters(query: Query) -> bool:
    """Is there a filter to go by?"""
    days = query.since_us is not None or query.until_us is not None
    named = (query.people, query.to, query.beside, query.places, query.has, query.states)
    return days or any(named)


async def _flags(
    ctx: Ctx, snapshot: Snapshot, query: Query, seen: set[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The authors of whom one wrote it, and the marks it bears; None where nobody is called so."""
    authors = await _people(ctx, snapshot, query.people, seen)
    to = await _people(ctx, snapshot, query.to, seen)
    beside = await _people(ctx, snapshot, query.beside, seen)
    if authors is None or to is None or beside is None:
        return None
    has = [one for one in query.has if f"has:{one}" not in ctx.conditions]
    return tuple(authors), (*has, *map(to_flag, to), *map(with_flag, beside))


async def _people(
    ctx: Ctx, snapshot: Snapshot, names: Sequence[str], seen: set[str] | None
) -> list[str] | None:
    """Who is named; None where somebody is not there."""
    found: dict[str, None] = {}
    for name in dict.fromkeys(names):
        person_id = ctx.me if name in MYSELF else await person_meant(snapshot, name, seen)
        if person_id is None:
            return None
        found[person_id] = None
    return list(found)


async def _places(
    ctx: Ctx, snapshot: Snapshot, query: Query, readable: Sequence[str]
) -> Sequence[str]:
    """The readable channels that an `in:` names; `in:@bob` is the direct channel with bob."""
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
    return [channel_id for channel_id in readable if channel_id in wanted]


async def _conditions(
    ctx: Ctx, snapshot: Snapshot, query: Query
) -> tuple[set[str] | None, list[Condition]]:
    """The messages for which few hold, and the conditions of many, to be asked hit by hit."""
    names = [f"has:{one}" for one in query.has] + [f"is:{one}" for one in query.states]
    among: set[str] | None = None
    dense = []
    for name in dict.fromkeys(names):
        condition = ctx.conditions.get(name)
        if condition is None:
            among = among if name.startswith("has:") else set()
            continue
        every = condition.every
        few = await every(snapshot, ctx.me, FEW_MESSAGES) if every is not None else None
        if few is None:
            dense.append(condition)
        else:
            among = set(few) if among is None else among & set(few)
    return among, dense


def _keep(ctx: Ctx, snapshot: Snapshot, dense: Sequence[Condition]) -> Keep | None:
    async def keep(message_ids: Sequence[str]) -> set[str]:
        kept = set(message_ids)
        for condition in dense:
            kept &= await condition.holds(snapshot, ctx.me, sorted(kept))
        return kept

    return keep if dense else None
