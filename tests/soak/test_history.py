"""The judge of bad days: a good day passes, and each way to break a promise is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.soak.history import POSTED, Complaint, Hearing, Mark, Sent, Stored, Wrong, judge

BEES = "C-bees"


@dataclass
class Day:
    """Ada posts three messages after an event of another kind; bob hears, and has read one."""

    sent: list[Sent] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    bob: Hearing = field(default_factory=lambda: Hearing("bob"))
    mark: Mark = field(default_factory=lambda: Mark("U-bob", BEES, 12, 2, 12))
    head: int = 14

    def verdict(self) -> list[Complaint]:
        """What the judge says."""
        heard = [(BEES, self.bob, 10)]
        return judge(self.sent, {BEES: self.stored}, {BEES: self.head}, heard, [self.mark])

    def wrongs(self) -> set[Wrong]:
        return {complaint.wrong for complaint in self.verdict()}


def pushed(bob: Hearing, *seqs: int) -> None:
    """Pushes of messages, the id made of the seq; 11 is no message."""
    for seq in seqs:
        bob.hears("e1", seq, "member.joined" if seq == 11 else POSTED, f"M{seq}")


def a_day(heard: bool = True) -> Day:
    day = Day()
    for number, seq in enumerate((12, 13, 14)):
        day.sent.append(Sent(BEES, "U-ada", f"ada {number}", [(f"M{seq}", seq)]))
        day.stored.append(Stored(f"M{seq}", seq, "U-ada", f"ada {number}"))
    day.bob.begins("e1", 10)
    if heard:
        pushed(day.bob, 11, 12, 13, 14)
    return day


def test_a_good_day_passes() -> None:
    assert a_day().verdict() == []


def test_what_was_not_answered_may_be_stored_or_not() -> None:
    day = a_day()
    day.sent[0].answers.clear()
    day.sent.append(Sent(BEES, "U-ada", "ada 3"))
    assert day.verdict() == []


def test_a_message_sent_again_is_answered_alike() -> None:
    day = a_day()
    day.sent[0].answers.append(("M12", 12))
    assert day.verdict() == []


def test_an_answered_message_that_is_gone_is_lost() -> None:
    day = a_day()
    del day.stored[1]
    assert Wrong.LOST in day.wrongs()


def test_a_second_answer_that_is_not_the_first_is_told() -> None:
    day = a_day()
    day.sent[0].answers.append(("M13", 13))
    assert day.wrongs() == {Wrong.ALTERED}


def test_a_message_stored_elsewhere_than_answered_is_told() -> None:
    day = a_day()
    day.sent[2].answers[:] = [("M14", 15)]
    assert day.wrongs() == {Wrong.ALTERED}


@pytest.mark.parametrize("answered", [True, False])
def test_a_message_stored_twice_is_told_be_it_answered_or_not(answered: bool) -> None:
    day = a_day()
    if not answered:
        day.sent[2].answers.clear()
    day.stored.append(Stored("M15", 15, "U-ada", "ada 2"))
    day.head = 15
    pushed(day.bob, 15)
    day.mark = day.mark._replace(unread=3)
    assert Wrong.DOUBLED in day.wrongs()


def test_a_message_that_nobody_sent_is_told() -> None:
    day = a_day()
    del day.sent[0]
    assert day.wrongs() == {Wrong.INVENTED}


def test_a_message_under_another_name_is_told() -> None:
    day = a_day()
    day.stored[0] = day.stored[0]._replace(author_id="U-chloe")
    assert Wrong.INVENTED in day.wrongs()


HEARD: list[tuple[str, tuple[int, ...], set[Wrong]]] = [
    ("the last one missing", (11, 12, 13), {Wrong.UNHEARD}),
    ("nothing", (), {Wrong.UNHEARD}),
    ("one left out", (11, 12, 14), {Wrong.GAP, Wrong.UNHEARD}),
    ("one twice", (11, 12, 12, 13, 14), {Wrong.REPEATED}),
    ("two in the wrong order", (11, 13, 12, 14), {Wrong.GAP, Wrong.UNHEARD}),
    ("one again at the end", (11, 12, 13, 14, 12), {Wrong.REPEATED}),
    ("one from before the beginning", (9, 11, 12, 13, 14), {Wrong.REPEATED}),
]


@pytest.mark.parametrize(("seqs", "wrongs"), [row[1:] for row in HEARD], ids=[r[0] for r in HEARD])
def test_a_stream_with_a_flaw_is_told(seqs: tuple[int, ...], wrongs: set[Wrong]) -> None:
    day = a_day(heard=False)
    pushed(day.bob, *seqs)
    assert day.wrongs() == wrongs


def test_two_messages_that_changed_places_are_told_though_no_number_is_missing() -> None:
    day = a_day(heard=False)
    pushed(day.bob, 11)
    for seq, told in ((12, "M13"), (13, "M12"), (14, "M14")):
        day.bob.hears("e1", seq, POSTED, told)
    assert day.wrongs() == {Wrong.STRANGE}


def test_a_message_heard_that_was_never_stored_is_told() -> None:
    day = a_day()
    day.head = 15
    pushed(day.bob, 15)
    assert day.wrongs() == {Wrong.STRANGE}


def test_who_comes_back_hears_what_was_missed_and_drops_what_came_early() -> None:
    day = a_day(heard=False)
    pushed(day.bob, 11)
    day.bob.comes_back()
    pushed(day.bob, 14)  # live, before the replay, which brings it again
    pushed(day.bob, 12, 13, 14)
    day.bob.resumed(reset=False)
    assert day.verdict() == []


def test_what_was_applied_before_the_replay_may_be_in_it_once() -> None:
    day = a_day(heard=False)
    pushed(day.bob, 11)
    day.bob.comes_back()
    pushed(day.bob, 12)
    pushed(day.bob, 12, 13)
    day.bob.resumed(reset=False)
    pushed(day.bob, 14)
    assert day.verdict() == []
    pushed(day.bob, 12)
    assert day.wrongs() == {Wrong.REPEATED}


@pytest.mark.parametrize("seqs", [(12, 12, 12, 13, 14), (11, 12, 13, 14)])
def test_a_replay_with_a_flaw_is_told(seqs: tuple[int, ...]) -> None:
    day = a_day(heard=False)
    pushed(day.bob, 11)
    day.bob.comes_back()
    pushed(day.bob, *seqs)
    day.bob.resumed(reset=False)
    pushed(day.bob, *range(day.bob.seq + 1, 15))
    assert day.wrongs() == {Wrong.REPEATED}


def test_a_replay_that_leaves_something_out_is_told() -> None:
    day = a_day(heard=False)
    pushed(day.bob, 11)
    day.bob.comes_back()
    pushed(day.bob, 12)
    day.bob.resumed(reset=False)
    pushed(day.bob, 14)
    assert Wrong.GAP in day.wrongs()


def test_a_stream_that_starts_afresh_is_told() -> None:
    day = a_day()
    day.bob.comes_back()
    day.bob.resumed(reset=True)
    assert day.wrongs() == {Wrong.RESET}
    other = a_day()
    other.bob.hears("e2", 15, POSTED, "M15")
    assert other.wrongs() == {Wrong.RESET}


@pytest.mark.parametrize(
    ("mark", "wrongs"),
    [
        (Mark("U-bob", BEES, 12, 3, 12), {Wrong.MISCOUNTED}),
        (Mark("U-bob", BEES, 12, 1, 12), {Wrong.MISCOUNTED}),
        (Mark("U-bob", BEES, 13, 1, 12), set()),
        (Mark("U-ada", BEES, 12, 0, 12), set()),
        (Mark("U-bob", BEES, 11, 3, 12), {Wrong.MARK_LOST}),
    ],
)
def test_unread_counts_equal_a_recount(mark: Mark, wrongs: set[Wrong]) -> None:
    day = a_day()
    day.mark = mark
    assert day.wrongs() == wrongs


def test_counts_stop_where_the_server_stops_counting() -> None:
    many = [Stored(f"M{seq}", seq, "U-ada", f"{seq}") for seq in range(1, 1_202)]
    sent = [Sent(BEES, "U-ada", one.text) for one in many]
    mark = Mark("U-bob", BEES, 0, 100, 0)
    assert judge(sent, {BEES: many}, {BEES: 1_201}, [], [mark]) == []


@given(st.lists(st.integers(9, 16), max_size=8), st.data())
def test_whatever_was_heard_only_a_whole_stream_passes(seqs: list[int], data: Any) -> None:
    """Without a connection lost, the one good history is the stream itself."""
    day = a_day(heard=False)
    pushed(day.bob, *seqs)
    assert (day.verdict() == []) == (seqs == [11, 12, 13, 14])
