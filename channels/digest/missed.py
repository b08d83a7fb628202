"""What a person has missed: threads of their feed with something unread, by the feed's score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import NotAllowed
from channels.digest import protocol as p
from channels.digest import queries
from channels.digest.calendar import Schedule, since_ms
from channels.feed import queries as feed
from channels.feed import sources
from channels.feed.pages import WINDOW, Chosen, newest_of
from channels.feed.protocol import FeedItem, FeedWeights
from channels.feed.reads import RECOMMENDED_MS, items_of, reader_of, settings_of
from channels.feed.scoring import Signals, score
from channels.feed.sources import Found, Reader, Stretch
from channels.messages.protocol import MessageView
from persistence.snapshot import Snapshot

SHOWN = 8
MOST_COUNTED = WINDOW  # as many or more
ROOT_LENGTH = 320
REPLY_LENGTH = 160
_STRETCH = Stretch(WINDOW)


async def get_missed(ctx: Ctx, command: p.GetMissed) -> p.MissedView:
    """As it is at this moment, with what the person may read at this moment; some twenty
    queries, however many channels. Errors: NotAllowed for who is nobody."""
    if ctx.person is None:
        raise NotAllowed("Only a person with an account can do this.")
    guest = ctx.actor.role is Role.GUEST
    async with ctx.store.read() as snapshot:
        default = await queries.default_of(snapshot)
        one = await queries.subscriber(snapshot, ctx.me, default)
        schedule = one.schedule if one is not None else Schedule(weekly=False)
        since = command.since_at
        if since is None:
            since = since_ms(schedule, one.told_until_ms if one is not None else 0, ctx.now_ms)
        reader = await reader_of(snapshot, ctx.me, guest, ctx.now_ms - RECOMMENDED_MS)
        weights = (await settings_of(snapshot, ctx.me)).weights
        signals = await _unread(snapshot, reader, since * 1_000)
        read = command.or_read and not signals
        if read:
            signals = await _anything(snapshot, reader)
        ranked = _ranked(signals, weights, ctx.now_ms * 1_000)
        chosen = Chosen(ranked[:SHOWN], signals, None)
        items = await items_of(ctx, snapshot, chosen, weights)
        said = [view for item in items for view in (item.root, *item.replies[-1:])]
        words = await queries.words_of(snapshot, said, ctx.me, guest)
        channels = await queries.channel_names(snapshot, {one.channel_id for one in said})
        walls = await queries.wall_names(snapshot, channels)
        workspace = await queries.workspace_name(snapshot)
    cards = await ctx.access.cards_of([view.author_id for view in said])
    names = {person_id: card.name for person_id, card in cards.items()}
    told = _Words(words, names, channels, walls)
    threads = [_thread(item, told, ctx.me) for item in items]
    return p.MissedView(
        workspace=workspace,
        person=ctx.person.name,
        since_at=since,
        at=ctx.now_ms,
        language=one.language if one is not None else "",
        time_zone=schedule.time_zone,
        threads=threads,
        more=0 if read else max(0, len(ranked) - len(threads)),
        read=read,
    )


async def _unread(snapshot: Snapshot, reader: Reader, since_us: int) -> dict[str, Signals]:
    """Threads of one's channels with something unread, and from elsewhere, where no mark tells
    what was read: new ones by people and with hashtags that one follows, and what these people
    have recommended since."""
    mine = [
        *await sources.answered(snapshot, reader, _STRETCH),
        *await sources.begun(snapshot, reader, _STRETCH),
    ]
    followed = [
        *await sources.from_people(snapshot, reader, _STRETCH),
        *await sources.from_hashtags(snapshot, reader, reader.followed, _STRETCH),
    ]
    lately = replace(reader, recommended_ms=since_us // 1_000)
    recommended = await sources.recommended(snapshot, lately, _STRETCH)
    unread = set(_since(mine, since_us))
    found = unread | set(_since(followed, since_us)) | {root_id for _, root_id in recommended}
    signals = await feed.signals_of(snapshot, reader, sorted(found)) if found else {}
    return {
        root_id: known
        for root_id, known in signals.items()
        if root_id in unread or not (known.joined or known.mine)
    }


async def _anything(snapshot: Snapshot, reader: Reader) -> dict[str, Signals]:
    found = [
        *await sources.from_channels(snapshot, reader, _STRETCH),
        *await sources.from_people(snapshot, reader, _STRETCH),
        *await sources.from_hashtags(snapshot, reader, reader.followed, _STRETCH),
    ]
    return await feed.signals_of(snapshot, reader, _since(found, 0)) if found else {}


def _since(found: Sequence[Found], since_us: int) -> list[str]:
    return [root_id for active_us, root_id in newest_of(found, WINDOW) if active_us > since_us]


def _ranked(signals: Mapping[str, Signals], weights: FeedWeights, now_us: int) -> list[str]:
    """As the feed has them "for me": the most points first."""
    points = {root_id: score(known, weights, now_us) for root_id, known in signals.items()}
    return sorted(signals, key=lambda root_id: (-points[root_id], root_id))


class _Words(NamedTuple):
    """Of messages, people, channels and walls, by id."""

    texts: Mapping[str, str]
    people: Mapping[str, str]
    channels: Mapping[str, str]
    walls: Mapping[str, str]


def _thread(item: FeedItem, words: _Words, me: str) -> p.MissedThread:
    root = item.root
    last = item.replies[-1] if item.replies else None
    reply = None
    if last is not None and last.author_id != me and words.texts[last.id]:
        text = _cut(words.texts[last.id], REPLY_LENGTH)
        reply = p.MissedReply(author=_author(last, words.people), text=text)
    return p.MissedThread(
        root_id=root.id,
        channel_id=root.channel_id,
        channel=words.channels.get(root.channel_id, ""),
        wall_of=words.walls.get(root.channel_id, ""),
        author_id=root.author_id,
        author=_author(root, words.people),
        text=_cut(words.texts[root.id], ROOT_LENGTH),
        created_at=root.created_at,
        title=root.title,
        files=len(root.files),
        replies=root.thread.reply_count if root.thread is not None else 0,
        reactions=sum(len(one.person_ids) for one in root.reactions),
        reply=reply,
        reason=item.reasons[0] if item.reasons else None,
    )


def _author(view: MessageView, names: Mapping[str, str]) -> str:
    return view.author_name or names.get(view.author_id, "")


def _cut(text: str, length: int) -> str:
    """At the end of a word, where there is one near."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    space = cut.rfind(" ", length - 40)
    return (cut[:space] if space > 0 else cut).rstrip(" ,.;:") + "…"
