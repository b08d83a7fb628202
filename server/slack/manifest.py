"""Slack's app manifests, JSON or YAML, as what an app is made of; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

from channels.bots.manifests import BadManifest
from channels.bots.protocol import CommandSpec

MOST_BYTES = 200_000
_COMMAND = re.compile(r"/?([\w.-]{1,32})")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
MESSAGE, GLOBAL = "message", "global"
MOST_SHORTCUTS = 25
_MESSAGE = ("message.posted", "message.edited", "message.deleted")
_HAPPENED = ("member.joined", "member.left", "channel.updated")  # told as messages as well
# What each of Slack's events is made of here.
WANTS: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("message.posted",),
    "message.channels": (*_MESSAGE, *_HAPPENED),
    "message.groups": (*_MESSAGE, *_HAPPENED),
    "message.im": _MESSAGE,
    "message.mpim": (*_MESSAGE, "channel.updated"),
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
    "file_deleted": ("message.deleted",),
    "file_created": ("message.posted",),
    "app_home_opened": ("home.opened",),
}


def read_manifest(text: str) -> dict[str, Any]:
    """A manifest's fields. Errors: BadManifest."""
    if len(text.encode()) > MOST_BYTES:
        raise BadManifest("too_large")
    try:
        found = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise BadManifest("unreadable", " ".join(str(error).split())[:300]) from None
    if not isinstance(found, dict):
        raise BadManifest("object", "display_information")
    return found


class _Part:
    """An object of a manifest that knows where it stands, so that what is wrong is named."""

    def __init__(self, held: Mapping[str, Any], path: str = "") -> None:
        self._held = held
        self._path = path

    def at(self, name: str) -> str:
        """Where a field stands, such as `settings.interactivity`."""
        return f"{self._path}.{name}" if self._path else name

    def part(self, name: str) -> _Part:
        """An object; an empty one where it is absent."""
        found = self._held.get(name)
        if not isinstance(found, dict | None):
            raise BadManifest("object", self.at(name))
        return _Part(found or {}, self.at(name))

    def parts(self, name: str) -> list[_Part]:
        """A list of objects."""
        found = self._held.get(name)
        if found is None:
            return []
        if not isinstance(found, list):
            raise BadManifest("list", self.at(name))
        for number, one in enumerate(found):
            if not isinstance(one, dict):
                raise BadManifest("object", f"{self.at(name)}[{number}]")
        return [_Part(one, f"{self.at(name)}[{n}]") for n, one in enumerate(found)]

    def line(self, name: str, most: int = 2_000, *, needed: bool = False) -> str:
        """A text."""
        found = self._held.get(name)
        if found is not None and not isinstance(found, str):
            raise BadManifest("text", self.at(name))
        line = (found or "").strip()
        if needed and not line:
            raise BadManifest("missing", self.at(name))
        if len(line) > most:
            raise BadManifest("long", self.at(name), most=most)
        return line

    def address(self, name: str) -> str:
        """An address on the web, or nothing."""
        line = self.line(name)
        if line and _ADDRESS.fullmatch(line) is None:
            raise BadManifest("address", self.at(name))
        return line

    def words(self, name: str) -> list[str]:
        """A list of words."""
        found = self._held.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise BadManifest("words", self.at(name))
        if len(found) > 200:
            raise BadManifest("many", self.at(name), most=200)
        return [one.strip() for one in found if one.strip()]

    def flag(self, name: str) -> bool:
        """Yes or no."""
        found = self._held.get(name)
        if not isinstance(found, bool | None):
            raise BadManifest("flag", self.at(name))
        return bool(found)


def to_fields(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What `apps.create` and `apps.update` take. Errors: BadManifest."""
    whole = _Part(manifest)
    _check_shortcuts(whole.part("features"))
    _home_tab(whole)
    shown = whole.part("display_information")
    settings = whole.part("settings")
    subscribed = settings.part("event_subscriptions")
    actions = settings.part("interactivity")
    events = subscribed.words("bot_events")
    return {
        "name": shown.line("name", needed=True)[:80],
        "description": shown.line("description", 4_000),
        "manifest": json.dumps(manifest, ensure_ascii=False, default=str),
        "scopes": whole.part("oauth_config").part("scopes").words("bot"),
        "events": events,
        "wants": list(dict.fromkeys(one for event in events for one in WANTS.get(event, ()))),
        "commands": [_command(one) for one in whole.part("features").parts("slash_commands")],
        "socket_mode": settings.flag("socket_mode_enabled"),
        "events_url": subscribed.address("request_url"),
        "actions_url": actions.address("request_url"),
        "options_url": actions.address("message_menu_options_url"),
    }


def bot_name(manifest: Mapping[str, Any]) -> str:
    """What the bot is called."""
    whole = _Part(manifest)
    bot = whole.part("features").part("bot_user").line("display_name")
    return (bot or whole.part("display_information").line("name"))[:80]


def shortcuts(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The shortcuts: `name type callback_id description` each; none where one is wrong."""
    try:
        return _check_shortcuts(_Part(manifest).part("features"))
    except BadManifest:
        return []


def has_home_tab(manifest: Mapping[str, Any]) -> bool:
    """Does the app announce a home page for each person?"""
    try:
        return _home_tab(_Part(manifest))
    except BadManifest:
        return False


def always_online(manifest: Mapping[str, Any]) -> bool:
    """Is the bot there whether or not it is connected?"""
    try:
        return _Part(manifest).part("features").part("bot_user").flag("always_online")
    except BadManifest:
        return False


def _home_tab(whole: _Part) -> bool:
    return whole.part("features").part("app_home").flag("home_tab_enabled")


def _check_shortcuts(features: _Part) -> list[dict[str, str]]:
    found = features.parts("shortcuts")
    if len(found) > MOST_SHORTCUTS:
        raise BadManifest("many", features.at("shortcuts"), most=MOST_SHORTCUTS)
    return [_shortcut(one) for one in found]


def _shortcut(one: _Part) -> dict[str, str]:
    kind = one.line("type", needed=True)
    if kind not in (MESSAGE, GLOBAL):
        raise BadManifest("shortcut", one.at("type"))
    return {
        "name": one.line("name", 100, needed=True),
        "type": kind,
        "callback_id": one.line("callback_id", 255, needed=True),
        "description": one.line("description", 250),
    }


def _command(one: _Part) -> CommandSpec:
    written = one.line("command", needed=True)
    found = _COMMAND.fullmatch(written)
    if found is None:
        raise BadManifest("command", one.at("command"))
    return CommandSpec(
        name=found[1].lower(),
        url=one.address("url"),
        description=one.line("description", 2_000)[:250],
        hint=one.line("usage_hint", 1_000)[:250],
    )
