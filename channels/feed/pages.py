"""Which threads stand on a page of the feed, and where the next one begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.core.errors import Invalid
from channels.core.protocol import INT64_MAX
from channels.feed import queries, sources
from channels.feed.newest import Place
from channels.feed.protocol import FeedWeights, ListFeed
from channels.feed.scoring import Signals, score
from channels.feed.sources import Found, Reader, Stretch
from persistence.snapshot import Snapshot

WINDOW = 100  # threads that are put in order of their scores together


@dataclass(frozen=True, slots=True)
class Chosen:
    """The threads of a page in order, with what is known of them, and what `next` says."""

    root_ids: list[str]
    signals: dict[str, Signals]
    next: str | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in a window: after a thread with this score. The window is of the threads last
    active at `start_us` or before, down to `end`: what is written meanwhile moves nothing."""

    start_us: int
    end: Place
    score: int
    root_id: str


async def by_activity(snapshot: Snapshot, reader: Reader, command: ListFeed) -> Chosen:
    """The last active first. Errors: Invalid when `after` is no place in this list."""
    place = parse_place(command.after)
    if isinstance(place, Ranked):
        raise Invalid("This is a place in another list.", "after")
    found = await _candidates(snapshot, reader, command, Stretch(command.limit + 1, place))
    shown = found[: command.limit]
    signals = await queries.signals_of(snapshot, reader, [root_id for _, root_id in shown])
    more = f"{shown[-1][0]}-{shown[-1][1]}" if len(found) > command.limit else None
    return Chosen([root_id for _, root_id in shown], signals, more)


async def by_score(
    snapshot: Snapshot, reader: Reader, command: ListFeed, weights: FeedWeights
) -> Chosen:
    """The newest hundred in the order of their scores, then the next hundred.

    Errors: Invalid when `after` is no place in this list.
    """
    place = parse_place(command.after)
    window = await _window(snapshot, reader, command, place)
    if not window:
        return Chosen([], {}, None)
    start_us, end = window[0][0], Place(*window[-1])
    if isinstance(place, Ranked):
        start_us, end = place.start_us, place.end
    signals = await queries.signals_of(snapshot, reader, [root_id for _, root_id in window])
    ranked = sorted(
        (-score(known, weights, start_us), root_id) for root_id, known in signals.items()
    )
    if isinstance(place, Ranked):
        ranked = [one for one in ranked if one > (-place.score, place.root_id)]
    shown = ranked[: command.limit]
    more: str | None = None
    if len(ranked) > command.limit:
        last, root_id = shown[-1]
        more = f"{start_us}-{end.active_us}-{end.root_id}-{-last + _SHIFT}-{root_id}"
    elif await _candidates(snapshot, reader, command, Stretch(1, end)):
        more = f"{end.active_us}-{end.root_id}"
    return Chosen([root_id for _, root_id in shown], signals, more)


async def _window(
    snapshot: Snapshot, reader: Reader, command: ListFeed, place: Place | Ranked | None
) -> list[Found]:
    if not isinstance(place, Ranked):
        return await _candidates(snapshot, reader, command, Stretch(WINDOW, place))
    start = Place(place.start_us + 1, "")
    found = await _candidates(snapshot, reader, command, Stretch(WINDOW, start))
    end = (place.end.active_us, place.end.root_id)
    return [one for one in found if one >= end]


async def _candidates(
    snapshot: Snapshot, reader: Reader, command: ListFeed, stretch: Stretch
) -> list[Found]:
    """The newest threads of the sources that the command asks for."""
    if command.hashtag is not None:
        return await sources.from_hashtags(snapshot, reader, reader.followed, stretch)
    if command.show == "unread":
        new = await sources.answered(snapshot, reader, stretch)
        return newest_of([*new, *await sources.begun(snapshot, reader, stretch)], stretch.limit)
    if command.show == "announcements":
        return newest_of(await sources.announcements(snapshot, reader, stretch), stretch.limit)
    if command.show == "mentions":
        return await sources.mentions(snapshot, reader, stretch)
    found = [
        *await sources.from_people(snapshot, reader, stretch),
        *await sources.recommended(snapshot, reader, stretch),
        *await sources.from_hashtags(snapshot, reader, reader.followed, stretch),
    ]
    if command.show == "all":
        found += await sources.from_channels(snapshot, reader, stretch)
        found += await sources.from_muted(snapshot, reader, stretch)
    return newest_of(found, stretch.limit)


def newest_of(found: Iterable[Found], limit: int) -> list[Found]:
    """The last active of several sources, each once."""
    return sorted(set(found), reverse=True)[:limit]


# -- places

_SHIFT = 10**12  # scores may be below nothing; places hold no signs


def parse_place(after: str | None) -> Place | Ranked | None:
    """A place that `next` gave: `active_us-id`, or within a window
    `start_us-end_us-end_id-score-id`. Errors: Invalid (field `after`)."""
    if after is None:
        return None
    match after.split("-"):
        case [at, root_id]:
            return Place(_number(at), root_id)
        case [start, end, end_id, points, root_id]:
            place = Place(_number(end), end_id)
            return Ranked(_number(start), place, _number(points) - _SHIFT, root_id)
    raise _nowhere()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > INT64_MAX:
        raise _nowhere()
    return int(text)


def _nowhere() -> Invalid:
    return Invalid("This is not a place in the list.", "after")
