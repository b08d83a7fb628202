"""Forms of a word have one stem, in French and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.text import english_stem, fold, french_stem


@pytest.mark.parametrize(
    "forms",
    [
        ("ruche", "ruches"),
        ("parler", "parlé", "parlée", "parlées", "parle"),
        ("acheter", "achète", "acheté", "achetee"),
        ("cheval", "chevaux"),
        ("possibilité", "possibilités"),
        ("facture", "factures", "facturer", "facturation"),
        ("gérer", "gère", "géré"),
    ],
)
def test_french_forms_are_one_with_and_without_accents(forms: tuple[str, ...]) -> None:
    assert len({french_stem(fold(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    "forms",
    [("bee", "bees"), ("run", "running", "runs"), ("password", "passwords"), ("city", "cities")],
)
def test_english_forms_are_one(forms: tuple[str, ...]) -> None:
    assert len({english_stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["", "h2o", "no", "2026", "привет", "日本", "x" * 31])
def test_what_has_no_forms_stays_as_it_is(word: str) -> None:
    assert english_stem(word) == french_stem(word) == word


@given(st.from_regex(r"[a-z]{3,30}", fullmatch=True))
def test_every_word_has_a_stem(word: str) -> None:
    assert english_stem(word)
    assert french_stem(word)
