"""Finds messages rank by rank; in each the newest first, those of one's own channels sooner."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from channels.search.ranks import Rank, widened
from persistence.fulltext import FullText, Hit, Question, later

AHEAD_US = 30 * 86_400 * 1_000_000  # one's own channels count as so much newer
PROBE = 200  # hits of any channel that are looked at before channels are asked for
MANY = 20  # channels from which that is cheaper
FEW = 5  # with fewer hits, words that may have been meant are looked for
AT_ONCE = 200  # hits of which a condition is asked together
MOST_SEEN = 4_000  # hits looked at for one page where a condition drops most of them

Keep = Callable[[Sequence[str]], Awaitable[set[str]]]
Meant = Callable[[], Awaitable[list[list[str]]]]


class Place(NamedTuple):
    """Where a hit stands in the list: its rank, and its number there, moved by `AHEAD_US`.

    `other`: not in one of my channels. `found` counts the hits up to it, as far as `FEW`.
    """

    rank: int
    key: int
    other: bool
    found: int


class Found(NamedTuple):
    """A message and its place."""

    message_id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Reach:
    """The channels to look in: those I am in, and others that I may read."""

    mine: frozenset[str]
    others: frozenset[str] = frozenset()

    @property
    def level(self) -> Reach:
        """The same channels, none before others."""
        return Reach(self.mine | self.others)


class Finder:
    """One page of what answers a question.

    Guarantees: over the pages every message that answers comes once, the best rank first, and no
    message from beyond the reach.
    """

    def __init__(
        self,
        fulltext: FullText,
        connection: AsyncConnection,
        question: Question,
        reach: Reach,
        keep: Keep | None = None,
    ) -> None:
        self._fulltext = fulltext
        self._connection = connection
        self._question = question
        self._reach = reach
        self._keep = keep
        self.ways: list[list[str]] = []  # what may have been meant, word by word
        self.last: Place | None = None  # where to go on; None where nothing comes after the page

    async def page(
        self, ranks: Sequence[Rank], after: Place | None, limit: int, meant: Meant | None
    ) -> list[Found]:
        """Up to `limit` messages after a place; with `meant`, close words where few are found."""
        page: list[Found] = []
        seen = 0
        known = list(ranks)
        at = after.rank if after is not None else 0
        while len(page) < limit and seen < MOST_SEEN:
            if at >= len(ranks) and len(known) == len(ranks) and meant is not None:
                known += await self._close_rank(ranks[-1], after, meant)
            if at >= len(known):
                return page
            want = limit - len(page) if self._keep is None else AT_ONCE
            better = known[at - 1] if at else ()
            found = await self._of_rank(at, known[at], better, after, want)
            seen += len(found)
            page += await self._kept(found)
            after = found[-1].place if found else after
            at += len(found) < want
        self.last = after
        return page

    async def _close_rank(self, rank: Rank, after: Place | None, meant: Meant) -> list[Rank]:
        """The rank of words that may have been meant, if too little was found without."""
        if after is not None and after.found >= FEW:
            return []
        self.ways = await meant()
        return [widened(rank, self.ways)] if any(self.ways) else []

    async def _of_rank(
        self, at: int, rank: Rank, better: Rank, after: Place | None, want: int
    ) -> list[Found]:
        before = after if after is not None and after.rank == at else None
        question = replace(self._question, wanted=rank, unless=better)
        hits = await self._probed(question, want) if before is None else None
        if hits is None:
            hits = await self._asked(question, before, want)
        found = after.found if after is not None else 0
        return [
            Found(hit.message_id, Place(at, -key, other, min(FEW, found + number)))
            for number, (key, other, hit) in enumerate(sorted(hits)[:want], start=1)
        ]

    async def _probed(self, question: Question, want: int) -> list[_Keyed] | None:
        """The first hits of a rank, if the newest of all channels' tell them."""
        channels = len(self._reach.mine) + len(self._reach.others)
        if channels < MANY:
            return None
        newest = await self._search(replace(question, channel_ids=None, limit=PROBE))
        hits = [keyed for hit in newest if (keyed := self._keyed(hit)) is not None]
        if len(newest) < PROBE:
            return hits
        sure = [keyed for keyed in hits if -keyed[0] >= newest[-1].number]
        return sure if len(sure) >= want else None

    async def _asked(self, question: Question, before: Place | None, want: int) -> list[_Keyed]:
        found: list[_Keyed] = []
        for other, channels in ((False, self._reach.mine), (True, self._reach.others)):
            if channels:
                page = replace(
                    question,
                    channel_ids=sorted(channels),
                    before=_bound(before, other),
                    limit=want,
                )
                hits = await self._search(page)
                found += [keyed for hit in hits if (keyed := self._keyed(hit)) is not None]
        return found

    async def _search(self, question: Question) -> list[Hit]:
        return await self._fulltext.search(self._connection, question)

    def _keyed(self, hit: Hit) -> _Keyed | None:
        """The hit as it is sorted; None beyond the reach."""
        if hit.channel_id in self._reach.mine:
            return -hit.number, False, hit
        if hit.channel_id in self._reach.others:
            return -later(hit.number, -AHEAD_US), True, hit
        return None

    async def _kept(self, found: Sequence[Found]) -> list[Found]:
        if self._keep is None or not found:
            return list(found)
        kept = await self._keep([one.message_id for one in found])
        return [one for one in found if one.message_id in kept]


_Keyed = tuple[int, bool, Hit]  # ascending: the first hit is the best


def _bound(before: Place | None, other: bool) -> int | None:
    """The number below which hits of mine, or others, come after a place."""
    if before is None:
        return None
    if not other:
        return before.key
    number = later(before.key, AHEAD_US)
    return number if before.other else number + 1
