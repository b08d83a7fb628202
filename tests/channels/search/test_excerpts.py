"""An excerpt shows why a message was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.text import fold
from channels.search.excerpts import BETWEEN, LENGTH, MOST_NAMES, Sought, make_excerpt


def marked(text: str, *words: str, phrases: tuple[str, ...] = ()) -> list[str]:
    excerpt = make_excerpt(text, Sought.of(words, phrases))
    return [excerpt.text[start:end] for start, end in excerpt.marks]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("The bees and the Beekeeper", ("bee",), ["bees", "Beekeeper"]),
        ("L'été, un Étang", ("ete", "et"), ["été", "Étang"]),
        ("e\u0301te\u0301 ici", ("ete",), ["e\u0301te\u0301"]),
        ("apt-get install", ("apt-ge",), ["apt-get"]),
        ("get apt", ("apt-ge",), []),
        ("日本語です", ("本語",), ["本語"]),
        ("ﬁne", ("fin",), ["ﬁne"]),
        ("Straße", ("strasse",), ["Straße"]),
        ("bees bees", ("bees", "bee"), ["bees", "bees"]),
        ("nothing here", ("bees",), []),
        ("nothing here", (), []),
        ("", ("bees",), []),
    ],
)
def test_matches_are_marked_as_they_stand(
    text: str, words: tuple[str, ...], found: list[str]
) -> None:
    assert marked(text, *words) == found


def test_a_phrase_is_marked_as_one() -> None:
    assert marked("queen of the hive", phrases=("of the hive",)) == ["of the hive"]
    assert marked("of the hives", phrases=("of the hive",)) == []


def test_marks_that_touch_are_one() -> None:
    assert marked("queen of the hive", "hive", phrases=("the hive",)) == ["the hive"]


def test_lines_become_one_line() -> None:
    excerpt = make_excerpt("first\nsecond\tthird", Sought.of(["second"], []))
    assert excerpt.text == "first second third"
    assert excerpt.marks == [(6, 12)]


def test_a_long_text_is_cut_around_the_first_match() -> None:
    text = "word " * 300 + "honey " + "tail " * 300
    excerpt = make_excerpt(text, Sought.of(["honey"], []))
    assert excerpt.text.startswith("…word")
    assert excerpt.text.endswith("tail…")
    ((start, end),) = excerpt.marks
    assert excerpt.text[start:end] == "honey"
    assert len(excerpt.text) <= LENGTH + 2


def test_a_long_text_without_a_match_shows_its_beginning() -> None:
    excerpt = make_excerpt("word " * 300, Sought.of([], []))
    assert excerpt.text.startswith("word word")
    assert excerpt.text.endswith("word…")


def test_names_of_files_follow_where_something_matches() -> None:
    names = ["photo.png", *(f"crue {number}.pdf" for number in range(9))]
    excerpt = make_excerpt("word " * 300, Sought.of(["crue"], []), names)
    assert excerpt.text.endswith("word… · crue 0.pdf · crue 1.pdf · crue 2.pdf")
    assert [excerpt.text[start:end] for start, end in excerpt.marks] == ["crue"] * MOST_NAMES


letters = st.text(alphabet="ab éß日\n-.", max_size=700)


@given(letters, st.lists(st.sampled_from(["a", "ab", "e", "日", "b-a", "ss"]), max_size=3))
def test_marks_lie_within_and_apart(text: str, words: list[str]) -> None:
    excerpt = make_excerpt(text, Sought.of(words, words))
    assert len(excerpt.text) <= LENGTH + 2
    at = 0
    for start, end in excerpt.marks:
        assert at <= start < end <= len(excerpt.text)
        at = end + 1
        assert fold(excerpt.text[start:end]).strip("…")


@given(letters, st.lists(letters.map(lambda name: name[:200]), max_size=5))
def test_marks_in_names_of_files_lie_within_and_apart(text: str, names: list[str]) -> None:
    excerpt = make_excerpt(text, Sought.of(["a", "e"], ["ab"]), names)
    assert len(excerpt.text) <= LENGTH + 2 + MOST_NAMES * (200 + len(BETWEEN))
    at = 0
    for start, end in excerpt.marks:
        assert at <= start < end <= len(excerpt.text)
        at = end + 1
        assert fold(excerpt.text[start:end]).strip("…")
