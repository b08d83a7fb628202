"""What names me to those who ask who knows, and what of it I do not want to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import NotAllowed, NotFound
from channels.core.protocol import Done, Page
from channels.profiles import protocol as p
from channels.profiles import queries
from channels.profiles.fields import Said, tags_of, topic_key
from channels.profiles.service import profile_changes
from channels.profiles.showing import no_guests, open_kinds
from persistence.decision import Decision
from persistence.streams import user_stream


async def list_topics(ctx: Ctx, command: p.ListTopics) -> Page[p.TopicView]:
    """My words that everybody sees, on the first page; and messages of mine that speak for me.

    Errors: NotAllowed for guests, and for who is nobody.
    """
    no_guests(ctx)
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    readable = await ctx.access.channels_read_by(ctx.actor)
    async with ctx.store.read() as snapshot:
        kinds = open_kinds(await queries.field_choices(snapshot))
        said = (await queries.said_by(snapshot, [ctx.me])).get(ctx.me, Said())
        rows = await queries.messages_that_name(snapshot, ctx.me, command.after, command.limit + 1)
    messages = list(_messages(rows, readable))
    shown = messages[: command.limit]
    words = list(_words(said, kinds)) if command.after is None else []
    more = len(messages) > command.limit
    return Page(items=[*words, *shown], next=shown[-1].reason.message_id if more else None)


async def hide_topic(ctx: Ctx, command: p.HideTopic) -> Decision:
    """A word stays in the profile and names me no more, or again.

    Errors: NotFound for a word that I do not say.
    """
    async with ctx.store.read() as snapshot:
        before = (await queries.said_by(snapshot, [ctx.me])).get(ctx.me, Said())
        known = (await queries.tags_of_people(snapshot, [ctx.me])).get(ctx.me, set())
    key = topic_key(command.kind, command.label)
    mine = {topic_key(tag.kind, tag.label) for tag in tags_of(before)}
    if key not in mine:
        raise NotFound("Your profile has no such word.", "label")
    kept = [one for one in before.silent if one in mine and one != key]
    after = replace(before, silent=[*kept, key] if command.hidden else kept)
    if after == before:
        return Decision(reply=Done())
    return Decision(
        reply=Done(),
        changes=profile_changes(ctx.me, after, known),
        basis=ctx.basis,
        touches={user_stream(ctx.me): None},
    )


def _words(said: Said, kinds: Collection[str]) -> Iterator[p.TopicView]:
    """Skills before interests."""
    for kind in ("skill", "interest"):
        for tag in tags_of(said):
            if tag.kind == kind and tag.is_open and kind in kinds:
                named = p.ReasonView(kind=kind, label=tag.label)
                yield p.TopicView(reason=named, hidden=topic_key(kind, tag.label) in said.silent)


def _messages(rows: Sequence[Any], readable: Collection[str]) -> Iterator[p.TopicView]:
    """A message once; that its answer was accepted says more than that it was recommended."""
    for message_id, of_message in groupby(rows, lambda row: row.message_id):
        row = next(of_message)
        may_read = row.channel_id in readable
        named = p.ReasonView(
            kind="answer" if row.kind == "answer" else "recommended",
            label=row.label if may_read else "",
            channel_id=row.channel_id if may_read else "",
            message_id=message_id,
        )
        yield p.TopicView(reason=named, hidden=row.contested)
