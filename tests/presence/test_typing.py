"""Whom to tell that somebody types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from presence.typing import Typists

NOON = 1_790_000_000_000


def test_others_are_told_at_most_every_three_seconds() -> None:
    typists = Typists()
    told = [ms for ms in range(0, 10_000, 500) if typists.start("hive", "ada", NOON + ms)]
    assert told == [0, 3_000, 6_000, 9_000]


def test_places_and_people_are_apart() -> None:
    typists = Typists()
    assert typists.start("hive", "ada", NOON)
    assert typists.start("hive", "bob", NOON + 1)
    assert typists.start("garden", "ada", NOON + 2)


def test_who_has_stopped_is_forgotten() -> None:
    typists = Typists()
    for number in range(1_000):
        typists.start("hive", f"sender{number}", NOON + number)
    typists.start("hive", "ada", NOON + 4_000)
    assert len(typists) == 1


steps = st.tuples(
    st.sampled_from(["hive", "garden"]),
    st.sampled_from(["ada", "bob"]),
    st.sampled_from([0, 1, 500, 2_999, 3_000, 7_000]),
)


@given(st.lists(steps, max_size=60))
def test_each_is_told_of_as_if_alone(script: list[tuple[str, str, int]]) -> None:
    typists = Typists()
    told: dict[tuple[str, str], int] = {}
    now = NOON
    for place, person_id, ms in script:
        now += ms
        due = now >= told.get((place, person_id), 0) + 3_000
        assert typists.start(place, person_id, now) == due
        if due:
            told[(place, person_id)] = now
