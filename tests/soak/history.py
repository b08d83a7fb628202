"""Judges what clients saw on a bad day: nothing lost, doubled, reordered or miscounted; pure.

While the day lasts, clients note what they sent and were answered (`Sent`) and what they heard
(`Hearing`, one for each listener and channel, which applies the client's rules of docs/protocol.md
as it goes). At its end the store is read once (`Stored`, `Mark`), and `judge` compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

COUNT_MAX = 100  # where counts of unread messages stop
POSTED = "message.posted"


class Wrong(StrEnum):
    """What can be wrong with a day."""

    LOST = "lost"  # answered, and not stored
    ALTERED = "altered"  # stored otherwise than answered, or answered in two ways
    DOUBLED = "doubled"  # stored twice
    INVENTED = "invented"  # stored, and sent by nobody
    REPEATED = "repeated"  # pushed again where nothing could ask for it
    GAP = "gap"  # a push came before the one it follows
    RESET = "reset"  # the log could not tell what was missed
    UNHEARD = "unheard"  # in the stream, and never heard
    STRANGE = "strange"  # heard otherwise than stored
    MISCOUNTED = "miscounted"  # unread messages told are not those there are
    MARK_LOST = "mark lost"  # a read mark stands before where it was put


class Complaint(NamedTuple):
    """One thing that is wrong, and where."""

    wrong: Wrong
    detail: str


@dataclass(slots=True)
class Sent:
    """A message somebody sent, perhaps several times; its text is like no other's."""

    channel_id: str
    author_id: str
    text: str
    answers: list[tuple[str, int]] = field(default_factory=list)  # (id, seq), one for each answer


class Stored(NamedTuple):
    """A message as history gives it at the end."""

    id: str
    seq: int
    author_id: str
    text: str


class Mark(NamedTuple):
    """What a person is told of a channel at the end, and how far they had marked it read."""

    person_id: str
    channel_id: str
    seq: int
    unread: int
    marked: int


class Hearing:
    """One listener and one channel, over all its connections.

    Rules: the next seq is applied, one already seen is dropped, one too far ahead is dropped while
    a resume is to bring it again. A server that keeps its promises repeats only what came live
    before that resume was answered, once.
    """

    __slots__ = ("_again", "_resumed", "complaints", "count", "epoch", "name", "posts", "seq")

    def __init__(self, name: str) -> None:
        self.name = name
        self.epoch = ""
        self.seq = -1
        self.posts: dict[int, str] = {}  # id by seq of every message heard
        self.count = 0  # pushes applied
        self.complaints: list[Complaint] = []
        self._again: set[int] = set()
        self._resumed = True

    @property
    def begun(self) -> bool:
        """Whether it has a position to resume from."""
        return self.seq >= 0

    def begins(self, epoch: str, seq: int) -> None:
        """A first connection's hello told this position."""
        self.epoch, self.seq = epoch, seq

    def comes_back(self) -> None:
        """A new connection, before its resume."""
        self._again, self._resumed = set(), False

    def resumed(self, reset: bool) -> None:
        """The resume is answered: all that was missed has been pushed."""
        self._resumed = True
        if reset:
            self._complain(Wrong.RESET, "the stream must be loaded afresh")

    def hears(self, epoch: str, seq: int, event: str, message_id: str) -> None:
        """A push of the channel's stream."""
        if epoch != self.epoch:
            self._complain(Wrong.RESET, f"epoch {epoch} instead of {self.epoch}")
        elif seq == self.seq + 1:
            self.seq = seq
            self.count += 1
            if event == POSTED:
                self.posts[seq] = message_id
            self._may_come_again(seq)
        elif seq > self.seq:
            if self._resumed:
                self._complain(Wrong.GAP, f"{seq} after {self.seq}")
            else:
                self._again.add(seq)
        elif seq in self._again:
            self._again.discard(seq)
        else:
            self._complain(Wrong.REPEATED, f"{seq} at {self.seq}")

    def _may_come_again(self, seq: int) -> None:
        """What came live before the resume is answered may come by the resume too."""
        if self._resumed or seq in self._again:
            self._again.discard(seq)
        else:
            self._again.add(seq)

    def _complain(self, wrong: Wrong, detail: str) -> None:
        self.complaints.append(Complaint(wrong, f"{self.name}: {detail}"))


def judge(
    sent: Iterable[Sent],
    stored: Mapping[str, Sequence[Stored]],
    heads: Mapping[str, int],
    heard: Iterable[tuple[str, Hearing, int]],
    marks: Iterable[Mark],
) -> list[Complaint]:
    """All that is wrong; empty where everything was kept.

    `stored` and `heads` (the seq of the last event) go by channel; `heard` holds (channel, hearing,
    the seq after which it began).
    """
    found = [*_judge_store(list(sent), stored)]
    for channel_id, hearing, began in heard:
        found += _judge_hearing(stored[channel_id], heads[channel_id], hearing, began)
    for mark in marks:
        found += _judge_mark(stored[mark.channel_id], mark)
    return found


def _judge_store(sent: list[Sent], stored: Mapping[str, Sequence[Stored]]) -> list[Complaint]:
    found: list[Complaint] = []
    by_place = {(channel, one.text): one for channel, some in stored.items() for one in some}
    times = Counter((channel, one.text) for channel, some in stored.items() for one in some)
    found += [
        Complaint(Wrong.DOUBLED, f"{text!r} is in {channel} {count} times")
        for (channel, text), count in times.items()
        if count > 1
    ]
    known = {(one.channel_id, one.text): one for one in sent}
    for place, kept in by_place.items():
        if place not in known or known[place].author_id != kept.author_id:
            found.append(Complaint(Wrong.INVENTED, f"{kept.text!r} in {place[0]}"))
    for place, one in known.items():
        if not one.answers:
            continue
        if place not in by_place:
            found.append(Complaint(Wrong.LOST, f"{one.text!r}, answered as {one.answers[0]}"))
        elif set(one.answers) != {by_place[place][:2]}:
            found.append(Complaint(Wrong.ALTERED, f"{one.text!r}: {one.answers}, {place}"))
    return found


def _judge_hearing(
    stored: Sequence[Stored], head: int, hearing: Hearing, began: int
) -> list[Complaint]:
    found = list(hearing.complaints)
    expected = {one.seq: one.id for one in stored if one.seq > began}
    if hearing.seq != head:
        missed = len([seq for seq in expected if seq > hearing.seq])
        detail = f"{hearing.name}: stands at {hearing.seq} of {head}, {missed} messages unheard"
        found.append(Complaint(Wrong.UNHEARD, detail))
    for seq, message_id in expected.items():
        if seq <= hearing.seq and hearing.posts.get(seq) != message_id:
            told = hearing.posts.get(seq, "nothing")
            detail = f"{hearing.name}: {told} at {seq}, stored is {message_id}"
            found.append(Complaint(Wrong.STRANGE, detail))
    for seq in hearing.posts.keys() - expected.keys():
        found.append(Complaint(Wrong.STRANGE, f"{hearing.name}: {seq} is stored nowhere"))
    return found


def _judge_mark(stored: Sequence[Stored], mark: Mark) -> list[Complaint]:
    where = f"{mark.person_id} in {mark.channel_id}"
    if mark.seq < mark.marked:
        return [Complaint(Wrong.MARK_LOST, f"{where}: {mark.seq} instead of {mark.marked}")]
    unread = sum(one.seq > mark.seq and one.author_id != mark.person_id for one in stored)
    if mark.unread != min(unread, COUNT_MAX):
        return [Complaint(Wrong.MISCOUNTED, f"{where}: told {mark.unread}, there are {unread}")]
    return []
