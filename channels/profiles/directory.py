"""The directory, the chart, and who knows about what."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Page
from channels.people import queries as people
from channels.people.names import query_words
from channels.people.views import to_person
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.fields import Said, topic_key
from channels.profiles.queries import Row
from channels.profiles.showing import (
    chart_is_shown,
    departments_of,
    ids_of,
    no_guests,
    open_kinds,
)
from persistence.snapshot import Snapshot

MOST_IN_CHART = 500
MOST_APART = 50
_SHOWN = 5  # reasons of one person
_LOOKED_AT = 400  # words of those who may know, before the best are taken


async def list_profiles(ctx: Ctx, command: p.ListProfiles) -> Page[p.ListedProfileView]:
    """People by name, narrowed. Errors: NotAllowed for guests."""
    no_guests(ctx)
    async with ctx.store.read() as snapshot:
        kinds = open_kinds(await queries.field_choices(snapshot))
        rows = await queries.page_of_directory(
            snapshot, command, kinds, command.after, command.limit + 1
        )
        shown = rows[: command.limit]
        places = await departments_of(snapshot, ids_of(shown), kinds)
    items = [
        p.ListedProfileView(person=to_person(row, ctx.now_ms), **places.get(row["id"], {}))
        for row in shown
    ]
    return Page(items=items, next=shown[-1]["id"] if len(rows) > command.limit else None)


async def count_profiles(ctx: Ctx, command: p.CountProfiles) -> p.FacetsView:
    """How many people each word leaves. Errors: NotAllowed for guests."""
    no_guests(ctx)
    async with ctx.store.read() as snapshot:
        kinds = open_kinds(await queries.field_choices(snapshot))
        total = await queries.count_directory(snapshot, command, kinds)
        initials = await queries.count_initials(snapshot, without(command, "letter"), kinds)
        words = {
            kind: await _words(snapshot, kind, without(command, kind), kinds)
            for kind in ("department", "site", "skill", "language")
            if kind in kinds
        }
    return p.FacetsView(
        count=total,
        letters=_letters(initials),
        departments=words.get("department", []),
        sites=words.get("site", []),
        skills=words.get("skill", []),
        languages=words.get("language", []),
    )


def without(asked: p.Narrowed, field: str) -> p.Narrowed:
    """The same, not narrowed by one thing: what else could be chosen in its place is counted."""
    kept = {name: getattr(asked, name) for name in p.Narrowed.__struct_fields__ if name != field}
    return p.Narrowed(**kept)


async def _words(
    snapshot: Snapshot, kind: str, asked: p.Narrowed, kinds: Collection[str]
) -> list[p.FacetView]:
    rows = await queries.count_words(snapshot, kind, asked, kinds)
    return [p.FacetView(value=folded, label=label, count=count) for folded, label, count in rows]


def _letters(initials: Sequence[tuple[str, int]]) -> list[p.FacetView]:
    """By letter; names that begin with none of them are under `#`."""
    counts: dict[str, int] = {}
    for initial, count in initials:
        letter = initial if "a" <= initial <= "z" else "#"
        counts[letter] = counts.get(letter, 0) + count
    return [
        p.FacetView(value=letter, label=letter.upper(), count=counts[letter])
        for letter in sorted(counts)
    ]


async def get_chart(ctx: Ctx, command: p.GetChart) -> p.ChartView:
    """The chart around a person, or its top.

    Errors: NotFound for the person, or where managers are not shown to all.
    """
    no_guests(ctx)
    if command.person_id is not None:
        await ctx.access.person(ctx.actor, command.person_id)
    async with ctx.store.read() as snapshot:
        choices = await queries.field_choices(snapshot)
        if not chart_is_shown(choices):
            raise NotFound("This workspace shows no chart.")
        kinds = open_kinds(choices)
        if command.person_id is None:
            return await _top(ctx, snapshot, kinds)
        chain = [*reversed(await queries.chain_above(snapshot, command.person_id, shown=True))]
        line = [*chain, command.person_id]
        rows = await people.accounts(snapshot, line)
        nodes = await _nodes(ctx, snapshot, [rows[id] for id in line if id in rows], kinds)
        below = await queries.reports_of(snapshot, command.person_id, MOST_IN_CHART + 1)
        return p.ChartView(
            above=nodes[:-1],
            at=nodes[-1],
            below=await _nodes(ctx, snapshot, below[:MOST_IN_CHART], kinds),
            more=len(below) > MOST_IN_CHART,
        )


async def _top(ctx: Ctx, snapshot: Snapshot, kinds: Collection[str]) -> p.ChartView:
    below = await queries.top_of_chart(snapshot, MOST_IN_CHART + 1)
    apart, count = await queries.apart_from_chart(snapshot, MOST_APART)
    return p.ChartView(
        below=await _nodes(ctx, snapshot, below[:MOST_IN_CHART], kinds),
        more=len(below) > MOST_IN_CHART,
        apart=await _nodes(ctx, snapshot, apart, kinds),
        apart_count=count,
    )


async def _nodes(
    ctx: Ctx, snapshot: Snapshot, rows: Sequence[Row], kinds: Collection[str]
) -> list[p.ChartNodeView]:
    ids = ids_of(rows)
    reports = await queries.count_reports(snapshot, ids)
    places = await departments_of(snapshot, ids, kinds)
    return [
        p.ChartNodeView(
            person=to_person(row, ctx.now_ms),
            department=places.get(row["id"], {}).get("department", ""),
            reports=reports.get(row["id"], 0),
        )
        for row in rows
    ]


async def find_experts(ctx: Ctx, command: p.FindExperts) -> Page[p.ExpertView]:
    """Those with most reasons first; what speaks for them is what the reader may read."""
    no_guests(ctx)
    words = query_words(command.query)
    if not words:
        return Page(items=[], next=None)
    readable = await ctx.access.channels_read_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        kinds = open_kinds(await queries.field_choices(snapshot))
        asked = [kind for kind in ("skill", "interest") if kind in kinds]
        said = await queries.who_says(snapshot, words, asked, _LOOKED_AT)
        told = await queries.who_is_spoken_for(snapshot, words, readable, _LOOKED_AT)
        reasons = _reasons(said, told)
        reasons = as_wanted(reasons, await queries.said_by(snapshot, reasons))
        ids = _best(reasons)
        rows = await people.accounts(snapshot, ids)
        ids = [id for id in ids if id in rows and rows[id]["role"] != Role.GUEST][: command.limit]
        places = await departments_of(snapshot, ids, kinds)
    items = [
        p.ExpertView(
            person=to_person(rows[id], ctx.now_ms),
            department=places.get(id, {}).get("department", ""),
            reasons=reasons[id][:_SHOWN],
        )
        for id in ids
    ]
    return Page(items=items, next=None)


def _reasons(
    said: Sequence[tuple[str, str, str]], told: Sequence[Any]
) -> dict[str, list[p.ReasonView]]:
    """By person; a message counts once, whoever else recommends it."""
    reasons: dict[str, list[p.ReasonView]] = {}
    for person_id, kind, label in said:
        named = p.ReasonView(kind="skill" if kind == "skill" else "interest", label=label)
        reasons.setdefault(person_id, []).append(named)
    seen: set[str] = set()
    for row in sorted(told, key=lambda row: str(row.kind)):  # an accepted answer says more
        if row.message_id in seen:
            continue
        seen.add(row.message_id)
        reasons.setdefault(row.person_id, []).append(
            p.ReasonView(
                kind="answer" if row.kind == "answer" else "recommended",
                label=row.label,
                channel_id=row.channel_id,
                message_id=row.message_id,
            )
        )
    return reasons


def as_wanted(
    reasons: Mapping[str, Sequence[p.ReasonView]], wrote: Mapping[str, Said]
) -> dict[str, list[p.ReasonView]]:
    """Without those who do not want to be named, and words for which they do not."""
    found: dict[str, list[p.ReasonView]] = {}
    for person_id, speaking in reasons.items():
        said = wrote.get(person_id, Said())
        kept = [one for one in speaking if topic_key(one.kind, one.label) not in said.silent]
        if kept and not said.unasked:
            found[person_id] = kept
    return found


def _best(reasons: Mapping[str, Sequence[p.ReasonView]]) -> list[str]:
    """Who has most reasons first; an answer and a skill count more than an interest."""
    weigh = {"skill": 3, "answer": 3, "recommended": 2, "interest": 1}
    return sorted(reasons, key=lambda id: -sum(weigh[one.kind] for one in reasons[id]))
