"""The accent colour: what passes, what is suggested instead, and the shades that follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.errors import Invalid
from channels.people import colours

ANY = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#1d6fe0", "#ffffff", 4.77),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colours.contrast(other, one) == colours.contrast(one, other)


@pytest.mark.parametrize("accent", ["#f2a900", "#1d6fe0", "#008060", "#c2185b", "#000000"])
def test_colours_that_carry_words_pass(accent: str) -> None:
    colours.check_accent(accent)
    assert colours.nearest(accent) == accent


@pytest.mark.parametrize(
    ("accent", "sentence"),
    [
        ("#7f7f7f", "Words on this colour would be hard to read. The nearest one that works is "),
        ("#fff3c0", "This colour could hardly be seen on white. The nearest one that works is "),
    ],
)
def test_others_are_refused_with_the_nearest_that_works(accent: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        colours.check_accent(accent)
    assert refused.value.field == "accent"
    assert refused.value.detail == f"{sentence}{colours.nearest(accent)}."


@given(ANY)
def test_what_is_suggested_passes(accent: str) -> None:
    colours.check_accent(colours.nearest(accent))


@given(ANY)
def test_every_shade_can_be_read_in_light_and_dark(accent: str) -> None:
    chosen = colours.nearest(accent)
    for shades, grounds in (
        (colours.light_shades(chosen), (colours.PAPER, colours.PAPER_3)),
        (colours.dark_shades(chosen), (colours.NIGHT, colours.NIGHT_3)),
    ):
        assert colours.contrast(shades.fill, shades.on_fill) >= colours.TEXT_RATIO
        assert colours.contrast(shades.press, shades.on_fill) >= colours.TEXT_RATIO
        for ground in (*grounds, shades.tint):
            assert colours.contrast(shades.words, ground) >= colours.TEXT_RATIO
            assert colours.contrast(shades.line, ground) >= colours.SIGN_RATIO
