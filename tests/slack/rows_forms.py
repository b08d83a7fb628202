"""Rows of what is pressed, and of forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.slack.rows import THERE, Row, refused, row
from tests.slack.rows_words import SECTION

BUTTON = {
    "type": "actions",
    "block_id": "choice",
    "elements": [
        {
            "type": "button",
            "action_id": "press",
            "value": "4",
            "text": {"type": "plain_text", "text": "Press"},
        }
    ],
}
INPUT = {
    "type": "input",
    "block_id": "what",
    "label": {"type": "plain_text", "text": "What?"},
    "element": {"type": "plain_text_input", "action_id": "text"},
}
HOME = {"type": "home", "blocks": [SECTION]}


def form(title: str, **more: Any) -> dict[str, Any]:
    """A form with one field."""
    return {
        "type": "modal",
        "callback_id": "report",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [INPUT],
        **more,
    }


FORMS: Sequence[Row] = (
    Row(
        method="chat.postMessage",
        args={"channel": "$general", "text": "Press", "blocks": [BUTTON]},
        keeps={"press": "ts"},
    ),
    Row(
        method="blocks.actions",
        by="person",
        args={
            "container": {"type": "message", "channel_id": "$general", "message_ts": "$press"},
            "actions": [{"type": "button", "action_id": "press", "block_id": "choice"}],
        },
    ),
    Row(
        method="chat.command",
        by="person",
        args={"channel": "$general", "command": "/hive", "text": "4"},
    ),
    Row(
        method="chat.command",
        by="person",
        args={"channel": "$general", "command": "/nobody"},
        error="unknown_command",
    ),
    Row(method="shortcuts.run", by="person", args={"callback_id": "swarm"}),
    refused("invalid_trigger_id", "views.open", trigger_id="1.2.ab", view=form("One")),
    Row(
        method="views.open",
        args={
            "trigger_id": "$trigger",
            "view": form("One", private_metadata="4", external_id="mine"),
        },
        has={
            "view.type": "modal",
            "view.team_id": "$team",
            "view.app_id": "$app_id",
            "view.bot_id": "$bot_id",
            "view.callback_id": "report",
            "view.title.text": "One",
            "view.submit.text": "Send",
            "view.blocks.0.block_id": "what",
            "view.private_metadata": "4",
            "view.state.values": {},
            "view.clear_on_close": False,
            "view.notify_on_close": False,
            "view.external_id": "mine",
            "view.hash": THERE,
            "view.root_view_id": THERE,
        },
        keeps={"view": "view.id", "hash": "view.hash"},
    ),
    refused("exchanged_trigger_id", "views.open", trigger_id="$used", view=form("x")),
    Row(
        method="views.update",
        args={"view_id": "$view", "hash": "$hash", "view": form("Two")},
        has={"view.id": "$view", "view.title.text": "Two"},
    ),
    refused("hash_conflict", "views.update", view_id="$view", hash="$hash", view=form("x")),
    row("views.update", {"view.id": "$view"}, external_id="mine", view=form("Three")),
    refused("not_found", "views.update", view_id="V0NOBODY0", view=form("x")),
    Row(
        method="views.push",
        args={"trigger_id": "$trigger", "view": form("Above")},
        has={"view.root_view_id": "$view", "view.previous_view_id": "$view"},
        keeps={"above": "view.id"},
    ),
    Row(
        method="views.submit",
        by="person",
        args={
            "view_id": "$above",
            "state": {"values": {"what": {"text": {"type": "plain_text_input", "value": "4"}}}},
        },
    ),
    Row(method="views.close", by="person", args={"view_id": "$view"}),
    Row(
        method="views.publish",
        args={"user_id": "$ada", "view": HOME},
        has={"view.type": "home", "view.id": THERE},
        keeps={"home": "view.hash"},
    ),
    refused("hash_conflict", "views.publish", user_id="$ada", view=HOME, hash="0.none"),
)
