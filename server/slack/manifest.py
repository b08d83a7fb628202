"""Slack's app manifests, JSON or YAML, as what an app is made of; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from channels.bots.manifests import MOST_FAULTS, BadManifest
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
    """An object of a manifest that knows where it stands, so that what is wrong is named: all of
    it is noted, and something empty stands in for it meanwhile."""

    def __init__(
        self, held: Mapping[str, Any], path: str = "", faults: list[BadManifest] | None = None
    ) -> None:
        self._held = held
        self._path = path
        self.faults = faults if faults is not None else []

    def at(self, name: str) -> str:
        """Where a field stands, such as `settings.interactivity`."""
        return f"{self._path}.{name}" if self._path else name

    def note(self, why: str, where: str, most: int = 0) -> None:
        """Something is wrong there; once, however often it is looked at."""
        known = any((one.why, one.where) == (why, where) for one in self.faults)
        if not known and len(self.faults) < MOST_FAULTS:
            self.faults.append(BadManifest(why, where, most=most))

    def check(self) -> None:
        """Errors: BadManifest with all that was noted."""
        if self.faults:
            raise BadManifest.of(self.faults)

    def part(self, name: str) -> _Part:
        """An object; an empty one where it is absent."""
        found = self._held.get(name)
        if not isinstance(found, dict | None):
            self.note("object", self.at(name))
            found = None
        return _Part(found or {}, self.at(name), self.faults)

    def parts(self, name: str) -> Iterator[_Part]:
        """The objects of a list, one by one, so that what is wrong is noted in their order."""
        for number, one in enumerate(self._list(name, "list")):
            place = f"{self.at(name)}[{number}]"
            if isinstance(one, dict):
                yield _Part(one, place, self.faults)
            else:
                self.note("object", place)

    def _list(self, name: str, why: str) -> list[Any]:
        found = self._held.get(name)
        if not isinstance(found, list | None):
            self.note(why, self.at(name))
            return []
        return found or []

    def line(self, name: str, most: int = 2_000, *, needed: bool = False) -> str:
        """A text."""
        found = self._held.get(name)
        if not isinstance(found, str | None):
            self.note("text", self.at(name))
            return ""
        line = (found or "").strip()
        if needed and not line:
            self.note("missing", self.at(name))
        if len(line) > most:
            self.note("long", self.at(name), most)
        return line

    def address(self, name: str) -> str:
        """An address on the web, or nothing."""
        line = self.line(name)
        if line and _ADDRESS.fullmatch(line) is None:
            self.note("address", self.at(name))
        return line

    def words(self, name: str) -> list[str]:
        """A list of words."""
        found = self._list(name, "words")
        if not all(isinstance(one, str) for one in found):
            self.note("words", self.at(name))
            return []
        if len(found) > 200:
            self.note("many", self.at(name), 200)
        return [one.strip() for one in found if one.strip()]

    def flag(self, name: str) -> bool:
        """Yes or no."""
        found = self._held.get(name)
        if not isinstance(found, bool | None):
            self.note("flag", self.at(name))
            return False
        return bool(found)


def to_fields(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What `apps.create` and `apps.update` take. Errors: BadManifest with all that is wrong."""
    whole = _Part(manifest)
    shown = whole.part("display_information")
    settings = whole.part("settings")
    subscribed = settings.part("event_subscriptions")
    actions = settings.part("interactivity")
    events = subscribed.words("bot_events")
    fields = {
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
    _shortcuts(whole)
    _home_tab(whole)
    _bot_name(whole)
    whole.check()
    return fields


def bot_name(manifest: Mapping[str, Any]) -> str:
    """What the bot is called."""
    whole = _Part(manifest)
    name = _bot_name(whole)
    whole.check()
    return name


def shortcuts(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    """The shortcuts: `name type callback_id description` each; none where one is wrong."""
    whole = _Part(manifest)
    found = _shortcuts(whole)
    return [] if whole.faults else found


def has_home_tab(manifest: Mapping[str, Any]) -> bool:
    """Does the app announce a home page for each person?"""
    return _home_tab(_Part(manifest))


def always_online(manifest: Mapping[str, Any]) -> bool:
    """Is the bot there whether or not it is connected?"""
    return _Part(manifest).part("features").part("bot_user").flag("always_online")


def _bot_name(whole: _Part) -> str:
    bot = whole.part("features").part("bot_user").line("display_name")
    return (bot or whole.part("display_information").line("name"))[:80]


def _home_tab(whole: _Part) -> bool:
    return whole.part("features").part("app_home").flag("home_tab_enabled")


def _shortcuts(whole: _Part) -> list[dict[str, str]]:
    features = whole.part("features")
    found = [_shortcut(one) for one in features.parts("shortcuts")]
    if len(found) > MOST_SHORTCUTS:
        features.note("many", features.at("shortcuts"), MOST_SHORTCUTS)
    return found


def _shortcut(one: _Part) -> dict[str, str]:
    kind = one.line("type", needed=True)
    if kind not in ("", MESSAGE, GLOBAL):
        one.note("shortcut", one.at("type"))
    return {
        "name": one.line("name", 100, needed=True),
        "type": kind,
        "callback_id": one.line("callback_id", 255, needed=True),
        "description": one.line("description", 250),
    }


def _command(one: _Part) -> CommandSpec:
    written = one.line("command", needed=True)
    found = _COMMAND.fullmatch(written)
    if written and found is None:
        one.note("command", one.at("command"))
    return CommandSpec(
        name=found[1].lower() if found is not None else "",
        url=one.address("url"),
        description=one.line("description", 2_000)[:250],
        hint=one.line("usage_hint", 1_000)[:250],
    )
