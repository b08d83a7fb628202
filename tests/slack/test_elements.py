"""Choices are those that an app offers, in the app's own words."""

from __future__ import annotations

from typing import Any

import pytest

from server.slack.elements import filled_in, of_blocks, pressed
from server.slack.errors import SlackError


def option(value: str, text: str = "") -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": text or value.upper()}, "value": value}


def holder(kind: str, **more: Any) -> list[dict[str, Any]]:
    element = {"type": kind, "action_id": "a", **more}
    return of_blocks([{"type": "input", "block_id": "b", "element": element}])


GROUPS = {"option_groups": [{"options": [option("x")]}, {"options": [option("y")]}]}
PLAIN = {"options": [option("x"), option("y")]}


def state(**said: Any) -> dict[str, Any]:
    return {"values": {"b": {"a": said}}}


@pytest.mark.parametrize("offers", [PLAIN, GROUPS])
def test_what_is_offered_goes_on_in_the_apps_own_words(offers: dict[str, Any]) -> None:
    elements = holder("checkboxes", **offers)
    chosen = [option("y", "forged"), option("x", "forged")]
    found = filled_in(elements, state(type="button", selected_options=chosen))
    assert found == state(type="checkboxes", selected_options=[option("y"), option("x")])
    one = pressed(elements, {"action_id": "a", "selected_option": option("x", "forged")})
    assert one["selected_option"] == option("x")


@pytest.mark.parametrize(
    "said",
    [
        {"selected_option": option("z")},
        {"selected_option": "x"},
        {"selected_options": [option("x"), option("z")]},
        {"selected_options": option("x")},
        {"selected_options": ["x"]},
    ],
)
def test_what_is_not_offered_is_refused(said: dict[str, Any]) -> None:
    elements = holder("multi_static_select", **PLAIN)
    with pytest.raises(SlackError, match="action_not_found"):
        filled_in(elements, state(**said))
    with pytest.raises(SlackError, match="action_not_found"):
        pressed(elements, {"action_id": "a", "block_id": "b", **said})


def test_nothing_chosen_is_as_good_as_any() -> None:
    elements = holder("static_select", **PLAIN)
    found = filled_in(elements, state(type="static_select", selected_option=None))
    assert found == state(type="static_select", selected_option=None)


@pytest.mark.parametrize(
    "sent", [None, "x", {"values": []}, {"values": {"b": "x"}}, {"values": {"b": {"a": 1}}}]
)
def test_what_is_no_state_is_empty(sent: Any) -> None:
    assert filled_in(holder("plain_text_input"), sent) == {"values": {}}


def test_what_an_app_has_taken_away_meanwhile_is_left_out() -> None:
    elements = holder("plain_text_input")
    sent = {"values": {"b": {"a": {"value": "words"}, "old": {"value": "x"}}, "old": {"a": {}}}}
    assert filled_in(elements, sent) == state(type="plain_text_input", value="words")
