"""Names of channels: what is kept, and what makes two the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.errors import Invalid
from channels.membership.names import direct_key, name_key, parse_channel_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("garden", "garden"),
        (" # Bee Garden ", "bee-garden"),
        ("#été", "été"),
        ("ÉTÉ\t2026", "été-2026"),
        ("under_score-7", "under_score-7"),
        ("日本語", "日本語"),
    ],
)
def test_a_name_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert parse_channel_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "#", "  ", "a.b", "a/b", "a#b", "<a>", "a\u200bb", "a\0"])
def test_other_signs_are_invalid(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_channel_name(typed)
    assert refused.value.field == "name"


@given(st.text(max_size=40))
def test_what_is_kept_is_kept_as_it_is(typed: str) -> None:
    try:
        kept = parse_channel_name(typed)
    except Invalid:
        return
    assert parse_channel_name(kept) == kept
    assert not set(kept) & set(" #\n\0")


def test_accents_and_case_make_no_other_channel() -> None:
    assert name_key("Été") == name_key("ete")
    assert name_key("ete") != name_key("ete2")


def test_a_direct_conversation_is_known_by_its_people_in_any_order() -> None:
    assert direct_key(["U2", "U1", "U2"]) == direct_key(["U1", "U2"])
    assert direct_key(["U1", "U2"]) != direct_key(["U1", "U2", "U3"])
    with pytest.raises(Invalid):
        parse_channel_name(direct_key(["U1", "U2"]))  # no name takes its place
