"""Slack's app manifests, JSON or YAML, as what an app is made of; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from channels.bots.protocol import CommandSpec
from channels.core.errors import Invalid

MOST_BYTES = 200_000
_MESSAGE = ("message.posted", "message.edited", "message.deleted")
# What each of Slack's events is made of here.
WANTS: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("message.posted",),
    "message.channels": _MESSAGE,
    "message.groups": _MESSAGE,
    "message.im": _MESSAGE,
    "message.mpim": _MESSAGE,
    "message.app_home": _MESSAGE,
    "reaction_added": ("reaction.added",),
    "reaction_removed": ("reaction.removed",),
    "pin_added": ("pin.added",),
    "pin_removed": ("pin.removed",),
    "member_joined_channel": ("member.joined",),
    "member_left_channel": ("member.left",),
    "channel_created": ("channel.created",),
    "channel_rename": ("channel.updated",),
    "channel_archive": ("channel.updated",),
    "channel_unarchive": ("channel.updated",),
    "group_rename": ("channel.updated",),
    "group_archive": ("channel.updated",),
    "group_unarchive": ("channel.updated",),
    "team_join": ("person.joined",),
    "user_change": ("person.updated",),
    "user_status_changed": ("person.updated",),
    "user_profile_changed": ("person.updated",),
    "team_rename": ("workspace.updated",),
    "file_shared": ("message.posted",),
    "file_created": ("message.posted",),
}


def read_manifest(text: str) -> dict[str, Any]:
    """A manifest's fields. Errors: Invalid (field `manifest`)."""
    if len(text.encode()) > MOST_BYTES:
        raise Invalid("The manifest is larger than 200 kB.", "manifest")
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Invalid(f"The manifest is neither JSON nor YAML: {error}", "manifest") from None
    if not isinstance(found, dict):
        raise Invalid("A manifest is an object with display_information.", "manifest")
    return found


def to_fields(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What `apps.create` and `apps.update` take. Errors: Invalid (field `manifest`)."""
    shown = _object(manifest, "display_information")
    name = _line(shown, "name")
    if not name:
        raise Invalid("The manifest names no app: display_information.name.", "manifest")
    settings = _object(manifest, "settings")
    subscribed = _object(settings, "event_subscriptions")
    actions = _object(settings, "interactivity")
    events = _words(subscribed, "bot_events")
    return {
        "name": name[:80],
        "description": _line(shown, "description")[:4_000],
        "manifest": json.dumps(manifest, ensure_ascii=False, default=str),
        "scopes": _words(_object(_object(manifest, "oauth_config"), "scopes"), "bot"),
        "events": events,
        "wants": list(dict.fromkeys(one for event in events for one in WANTS.get(event, ()))),
        "commands": _commands(manifest),
        "socket_mode": settings.get("socket_mode_enabled") is True,
        "events_url": _line(subscribed, "request_url"),
        "actions_url": _line(actions, "request_url"),
        "options_url": _line(actions, "message_menu_options_url"),
    }


def bot_name(manifest: Mapping[str, Any]) -> str:
    """What the bot is called."""
    bot = _object(_object(manifest, "features"), "bot_user")
    return (_line(bot, "display_name") or _line(_object(manifest, "display_information"), "name"))[
        :80
    ]


def shortcuts(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The shortcuts: `name type callback_id description` each."""
    found = _object(manifest, "features").get("shortcuts")
    if not isinstance(found, list):
        return []
    names = ("name", "type", "callback_id", "description")
    return [{name: _line(one, name) for name in names} for one in found if isinstance(one, dict)]


def _commands(manifest: Mapping[str, Any]) -> list[CommandSpec]:
    found = _object(manifest, "features").get("slash_commands")
    made = []
    for one in found if isinstance(found, list) else []:
        if not isinstance(one, dict) or not _line(one, "command").lstrip("/"):
            raise Invalid("A slash command of the manifest has no `command`.", "manifest")
        made.append(
            CommandSpec(
                name=_line(one, "command").lstrip("/").lower(),
                url=_line(one, "url"),
                description=_line(one, "description")[:250],
                hint=_line(one, "usage_hint")[:250],
            )
        )
    return made


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = holder.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise Invalid(f"In the manifest, {name} is an object.", "manifest")
    return found


def _line(holder: Mapping[str, Any], name: str) -> str:
    found = holder.get(name)
    return found.strip() if isinstance(found, str) else ""


def _words(holder: Mapping[str, Any], name: str) -> list[str]:
    found = holder.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Invalid(f"In the manifest, {name} is a list of words.", "manifest")
    return [one.strip() for one in found if one.strip()]
