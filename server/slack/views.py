"""Forms and home pages of apps as Slack's objects."""

from __future__ import annotations

from typing import Any

from channels.bots.forms import Form
from channels.bots.protocol import AppFacts
from server.slack.edge import Edge
from server.slack.objects import Item


async def view_object(edge: Edge, app: AppFacts, form: Form, state: Any = None) -> Item:
    """What the app has sent, with what the server knows of it."""
    team = await edge.team()
    return {
        "private_metadata": "",
        "callback_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        **form.body,
        "id": form.id,
        "team_id": team.id,
        "state": state or {"values": {}},
        "hash": form.hash,
        "previous_view_id": form.previous_id or None,
        "root_view_id": form.root_id,
        "app_id": app.id,
        "external_id": form.external_id,
        "app_installed_team_id": team.id,
        "bot_id": app.bot_id,
    }
