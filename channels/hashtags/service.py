"""Showing, describing and merging hashtags."""

from __future__ import annotations

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Invalid
from channels.core.protocol import Page
from channels.core.text import fold, parse_spans, tagged
from channels.hashtags import protocol as p
from channels.hashtags import queries
from channels.hashtags.queries import Reader
from channels.hashtags.tables import HashtagRow
from persistence.decision import Decision, Insert, Update
from persistence.snapshot import Snapshot

_ADMINS = (Role.OWNER, Role.ADMIN)


async def list_hashtags(ctx: Ctx, command: p.ListHashtags) -> Page[p.HashtagView]:
    """One page: who looks for more writes more letters."""
    start = fold(command.query.strip().removeprefix("#"))
    async with ctx.store.read() as snapshot:
        rows = await queries.beginning_with(snapshot, _reader(ctx), start, command.limit)
    items = [
        p.HashtagView(tag=row.tag, label=row.label, description=row.description) for row in rows
    ]
    return Page(items=items, next=None)


async def get_hashtag(ctx: Ctx, command: p.GetHashtag) -> p.HashtagView:
    """What is said of one that is used only where the actor may not read stays unsaid."""
    reader = _reader(ctx)
    async with ctx.store.read() as snapshot:
        tag = await _meant(snapshot, command.tag)
        row = await queries.by_tag(snapshot, tag)
        also = await queries.spelt_as(snapshot, tag)
        tags = [tag, *also]
        seen = set(tags)
        if ctx.actor.role not in _ADMINS:
            seen = await queries.seen_among(snapshot, reader, tags)
        if row is None or not seen:
            asked = _folded(command.tag, "tag")
            return p.HashtagView(tag=asked, label=command.tag.strip().removeprefix("#"))
        return p.HashtagView(
            tag=tag,
            label=row.label,
            description=row.description,
            also=[label for spelt, label in also.items() if spelt in seen],
            related=await queries.related(snapshot, reader, tags),
            threads=await queries.count_threads(snapshot, reader, tags),
        )


async def describe(ctx: Ctx, command: p.DescribeHashtag) -> Decision:
    """Errors: Invalid (field `label`) for another word than the hashtag's."""
    async with ctx.store.read() as snapshot:
        tag = await _meant(snapshot, command.tag)
        row = await queries.by_tag(snapshot, tag)
    label = (command.label or (row.label if row is not None else command.tag)).removeprefix("#")
    if fold(label) != tag:
        raise Invalid("Only capitals and accents may differ.", "label")
    before = row.description if row is not None else ""
    description = before if command.description is None else command.description.strip()
    values = {"tag": tag, "label": label, "description": description}
    return Decision(
        reply=p.HashtagView(tag=tag, label=label, description=description),
        changes=[Insert(HashtagRow, values, update=("label", "description"))],
        basis=ctx.basis,
    )


async def merge(ctx: Ctx, command: p.MergeHashtag) -> Decision:
    """What was merged into the one goes along. Again is harmless.

    Errors: Invalid (field `into`) for itself, and for what nobody can write as a hashtag.
    """
    tag = _folded(command.tag, "tag")
    wanted = (command.into or "").strip().removeprefix("#")
    if command.into is not None and list(tagged(parse_spans(f"#{wanted}")).values()) != [wanted]:
        raise Invalid("This is not a hashtag.", "into")
    async with ctx.store.read() as snapshot:
        row = await queries.by_tag(snapshot, tag)
        into = await _meant(snapshot, command.into, "into") if command.into is not None else None
        target = await queries.by_tag(snapshot, into) if into is not None else None
    if into == tag:
        raise Invalid("A hashtag cannot be merged into itself.", "into")
    named = {"tag": tag, "label": row.label if row is not None else command.tag.removeprefix("#")}
    decision = Decision(
        changes=[Insert(HashtagRow, {**named, "merged_into": into}, update=("merged_into",))],
        basis=ctx.basis,
    )
    if into is None:
        decision.reply = p.HashtagView(tag=tag, label=str(named["label"]))
        return decision
    label = target.label if target is not None else wanted
    decision.reply = p.HashtagView(tag=into, label=label)
    if target is None:
        decision.changes.insert(0, Insert(HashtagRow, {"tag": into, "label": label}, ignore=True))
    decision.changes.append(Update(HashtagRow, {"merged_into": tag}, {"merged_into": into}))
    return decision


async def _meant(snapshot: Snapshot, typed: str, field: str = "tag") -> str:
    """The hashtag that a spelling stands for."""
    tag = _folded(typed, field)
    row = await queries.by_tag(snapshot, tag)
    return row.merged_into or tag if row is not None else tag


def _folded(typed: str, field: str) -> str:
    tag = fold(typed.strip().removeprefix("#"))
    if not tag:
        raise Invalid("This is not a hashtag.", field)
    return tag


def _reader(ctx: Ctx) -> Reader:
    return Reader(ctx.me, ctx.actor.role is Role.GUEST)
