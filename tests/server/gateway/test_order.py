"""A stream's order: each entry once, none before its turn."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.gateway.order import MAX_EARLY, Order


def entry(seq: int) -> tuple[int, bytes]:
    """An entry that can be told apart."""
    return seq, str(seq).encode()


@given(st.permutations(range(1, 30)), st.lists(st.integers(1, 29)), st.integers(1, 5))
def test_any_order_with_repeats_comes_out_in_order_and_once(
    shuffled: list[int], again: list[int], batch: int
) -> None:
    order = Order()
    order.begin(0)
    arriving = [entry(seq) for seq in [*shuffled, *again]]
    out = [
        one
        for at in range(0, len(arriving), batch)
        for one in order.take(arriving[at : at + batch])
    ]
    assert out == [entry(seq) for seq in range(1, 30)]
    assert order.duplicates == len(again)
    assert not order.early


@given(st.permutations(range(1, 20)), st.integers(0, 19), st.integers(0, 19))
def test_what_comes_before_the_beginning_is_known_waits(
    shuffled: list[int], cut: int, begin: int
) -> None:
    order = Order()
    arriving = [entry(seq) for seq in shuffled]
    assert order.take(arriving[:cut]) == []
    out = order.begin(begin) + order.take(arriving[cut:])
    assert out == [entry(seq) for seq in range(begin + 1, 20)]


def test_what_passes_does_not_wait_for_a_gap() -> None:
    order = Order()
    assert order.take([(0, b"nobody listens yet")]) == []
    order.begin(3)
    assert order.take([entry(5), (0, b"typing")]) == [(0, b"typing")]
    assert order.take([entry(4)]) == [entry(4), entry(5)]


def test_a_gap_that_nobody_can_fill_is_skipped() -> None:
    order = Order()
    order.begin(1)
    assert order.take([entry(4), entry(5), entry(8)]) == []
    assert order.skip() == [entry(4), entry(5)]
    assert order.skip() == [entry(8)]
    assert order.skip() == []
    assert order.take([entry(9)]) == [entry(9)]


def test_early_entries_are_bounded() -> None:
    order = Order()
    order.begin(0)
    order.take([entry(seq) for seq in range(2, MAX_EARLY + 100)])
    assert len(order.early) == MAX_EARLY


def test_the_log_is_believed_where_it_has_no_entry() -> None:
    order = Order()
    order.begin(1)
    assert order.take([entry(20), entry(21)]) == []
    assert order.take_logged([entry(2), entry(9), entry(20)]) == [
        entry(2),
        entry(9),
        *map(entry, (20, 21)),
    ]
    assert order.take_logged([entry(9)]) == []
    assert not order.early
