"""How many writes may be under way: by number, and by how long the oldest has waited."""

from contextlib import ExitStack

import pytest

from channels.core.errors import Limited
from channels.core.load import Load


class Watch:
    """A hand-moved clock."""

    def __init__(self) -> None:
        self.s = 100.0

    def now_s(self) -> float:
        return self.s


def test_beyond_the_most_a_write_is_turned_away_with_a_time_to_come_again() -> None:
    load = Load(Watch().now_s, most=3, some=1)
    with ExitStack() as under_way:
        for _ in range(3):
            under_way.enter_context(load.one())
        with pytest.raises(Limited) as told, load.one():
            pass
        assert told.value.retry_after_s >= 1
        assert (load.under_way, load.turned_away) == (3, 1)
    with load.one():
        assert load.under_way == 1


def test_where_the_oldest_waits_too_long_no_more_than_some_are_let_in() -> None:
    watch = Watch()
    load = Load(watch.now_s, most=100, some=2, patience_s=3.0)
    with load.one():
        watch.s += 10
        with load.one(), pytest.raises(Limited) as told, load.one():
            pass
        assert told.value.retry_after_s == 10
    with load.one(), load.one(), load.one():
        assert load.under_way == 3, "nobody has waited long any more"


def test_what_must_always_go_is_let_in() -> None:
    load = Load(Watch().now_s, most=1, some=1)
    with load.one(), load.one(always=True):
        assert load.under_way == 2


def test_a_write_that_fails_is_under_way_no_more() -> None:
    load = Load(Watch().now_s)
    with pytest.raises(KeyError), load.one():
        raise KeyError
    assert load.under_way == 0
