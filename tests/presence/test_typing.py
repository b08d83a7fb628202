"""Who is typing where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from presence.typing import Typists

NOON = 1_790_000_000_000


def test_typing_ends_six_seconds_after_the_last_stroke() -> None:
    typists = Typists()
    typists.start("hive", "ada", NOON)
    typists.start("hive", "ada", NOON + 4_000)
    assert typists.typing("hive", NOON + 9_999) == ["ada"]
    assert typists.typing("hive", NOON + 10_000) == []


def test_others_are_told_at_most_every_three_seconds() -> None:
    typists = Typists()
    told = [ms for ms in range(0, 10_000, 500) if typists.start("hive", "ada", NOON + ms)]
    assert told == [0, 3_000, 6_000, 9_000]


def test_posting_ends_typing_and_the_next_stroke_is_told() -> None:
    typists = Typists()
    typists.start("hive", "ada", NOON)
    assert typists.stop("hive", "ada")
    assert not typists.stop("hive", "ada")
    assert typists.typing("hive", NOON) == []
    assert typists.start("hive", "ada", NOON + 1)


def test_stopping_and_starting_again_does_not_end_early() -> None:
    typists = Typists()
    typists.start("hive", "ada", NOON)
    typists.stop("hive", "ada")
    typists.start("hive", "ada", NOON + 5_000)
    assert typists.sweep(NOON + 6_000) == []
    assert typists.typing("hive", NOON + 10_999) == ["ada"]
    assert typists.sweep(NOON + 11_000) == [("hive", "ada")]


def test_places_and_people_are_apart() -> None:
    typists = Typists()
    assert typists.start("hive", "ada", NOON)
    assert typists.start("hive", "bob", NOON + 1)
    assert typists.start("garden", "ada", NOON + 2)
    assert typists.typing("hive", NOON + 3) == ["ada", "bob"]
    assert typists.typing("garden", NOON + 3) == ["ada"]


steps = st.tuples(
    st.sampled_from(["start", "stop", "look"]),
    st.sampled_from(["hive", "garden"]),
    st.sampled_from(["ada", "bob"]),
    st.sampled_from([0, 1, 500, 2_999, 3_000, 5_999, 6_000, 7_000]),
)


@given(st.lists(steps, max_size=60))
def test_typing_is_as_defined_whatever_the_order(script: list[tuple[str, str, str, int]]) -> None:
    typists = Typists()
    strokes: dict[tuple[str, str], int] = {}
    told: dict[tuple[str, str], int] = {}
    now = NOON
    for what, place, person_id, ms in script:
        now += ms
        key = (place, person_id)
        strokes = {known: at for known, at in strokes.items() if now < at + 6_000}
        if what == "start":
            expected = key not in strokes or now >= told[key] + 3_000
            assert typists.start(place, person_id, now) == expected
            strokes[key] = now
            told[key] = now if expected else told[key]
        elif what == "stop":
            typists.stop(place, person_id)
            strokes.pop(key, None)
        found = {(at, who) for at in ("hive", "garden") for who in typists.typing(at, now)}
        assert found == set(strokes)
