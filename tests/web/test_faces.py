"""Faces without a photo look the same on the pages and in the chat."""

from __future__ import annotations

import pytest

from web.faces import GROUNDS, ground_of, initials_of


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ada Lovelace", "AL"),
        ("bob", "B"),
        ("chloé_d'arc-dubois", "CD"),
        ("Élise (élue) 3", "É3"),
        ("  ", "?"),
        ("🐝 bee", "B"),
    ],
)
def test_initials_are_of_the_first_and_last_word(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_each_person_has_one_ground_of_eight() -> None:
    grounds = {ground_of(f"U{number:08}") for number in range(200)}
    assert grounds == set(range(1, GROUNDS + 1))
