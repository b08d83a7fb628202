"""Apps in plain words: what they may do, what they are told, what went wrong, in all languages."""

from __future__ import annotations

from collections.abc import Mapping

from channels.bots.manifests import BadManifest, CommandTaken
from channels.core.errors import DomainError, NotAllowed, NotFound
from web.languages import mark
from web.visit import Visit

# What a scope allows, as its manifest calls it.
SCOPES: Mapping[str, str] = {
    "app_mentions:read": mark("Hear messages that mention it, where it is a member"),
    "bookmarks:read": mark("See the links that channels keep"),
    "bookmarks:write": mark("Change the links that channels keep"),
    "channels:history": mark("Read messages of public channels where it is a member"),
    "channels:join": mark("Join public channels by itself"),
    "channels:manage": mark("Create, rename and archive public channels"),
    "channels:read": mark("See public channels and who is in them"),
    "chat:write": mark("Send messages where it is a member"),
    "chat:write.customize": mark("Send messages under other names and pictures"),
    "chat:write.public": mark("Send messages to public channels where it is no member"),
    "commands": mark("Answer slash commands"),
    "dnd:read": mark("See who is not to be disturbed"),
    "emoji:read": mark("See the workspace’s own emoji"),
    "files:read": mark("Read files where it is a member"),
    "files:write": mark("Upload files, and delete its own"),
    "groups:history": mark("Read messages of private channels where it is a member"),
    "groups:read": mark("See private channels where it is a member"),
    "groups:write": mark("Create and manage private channels"),
    "im:history": mark("Read messages that people send it directly"),
    "im:read": mark("See its direct conversations"),
    "im:write": mark("Begin direct conversations with people"),
    "incoming-webhook": mark("Have addresses that post into a channel"),
    "mpim:history": mark("Read messages of group conversations where it is a member"),
    "mpim:read": mark("See its group conversations"),
    "mpim:write": mark("Begin group conversations"),
    "pins:read": mark("See what is pinned"),
    "pins:write": mark("Pin and unpin messages"),
    "reactions:read": mark("See reactions"),
    "reactions:write": mark("React to messages"),
    "team:read": mark("See the workspace’s name"),
    "users:read": mark("See the people of the workspace"),
    "users:read.email": mark("See people’s e-mail addresses"),
    "users:write": mark("Set its own presence"),
    "users.profile:read": mark("See what people say of themselves"),
}
NO_EFFECT = mark("Of no effect here")

_READS = mark("What it reads")
_KNOWS = mark("What it knows of people and channels")
_DOES = mark("What it does")
_CONTENT = ("app_mentions", "bookmarks", "files", "pins", "reactions")

EVENTS: Mapping[str, str] = {
    "message.posted": mark("Message sent"),
    "message.edited": mark("Message changed"),
    "message.deleted": mark("Message deleted"),
    "reaction.added": mark("Reaction added"),
    "reaction.removed": mark("Reaction removed"),
    "pin.added": mark("Message pinned"),
    "pin.removed": mark("Message unpinned"),
    "member.joined": mark("Somebody joined a channel"),
    "member.left": mark("Somebody left a channel"),
    "channel.created": mark("Channel created"),
    "channel.updated": mark("Channel changed"),
    "person.joined": mark("Somebody came to the workspace"),
    "person.updated": mark("Somebody’s profile changed"),
    "workspace.updated": mark("Workspace changed"),
    "home.opened": mark("Home page opened"),
}

# The same by the `type` of what the app is sent, as its code knows them.
SENT_AS: Mapping[str, str] = {
    "message.posted": "message",
    "message.edited": "message_changed",
    "message.deleted": "message_deleted",
    "reaction.added": "reaction_added",
    "reaction.removed": "reaction_removed",
    "pin.added": "pin_added",
    "pin.removed": "pin_removed",
    "member.joined": "member_joined_channel",
    "member.left": "member_left_channel",
    "channel.created": "channel_created",
    "channel.updated": "channel_rename",
    "person.joined": "team_join",
    "person.updated": "user_change",
    "workspace.updated": "team_rename",
    "home.opened": "app_home_opened",
}

# What people do who wait for the app's answer, as its edge calls it.
REQUESTS: Mapping[str, str] = {
    "slash_commands": mark("Slash command"),
    "block_actions": mark("Button or field"),
    "block_suggestion": mark("Options of a field"),
    "view_submission": mark("Form sent"),
    "view_closed": mark("Form put away"),
    "message_action": mark("Shortcut of a message"),
    "shortcut": mark("Shortcut"),
}

STATES: Mapping[str, str] = {
    "waiting": mark("Waiting"),
    "sent": mark("Delivered"),
    "failed": mark("Failed"),
}

REASONS: Mapping[str, str] = {
    "http_timeout": mark("The address did not answer within three seconds."),
    "http_error": mark("The address answered with an error."),
    "too_many_redirects": mark("The address sends elsewhere: give the one that it leads to."),
    "connection_failed": mark("The address cannot be reached, or is inside your own network."),
    "ssl_error": mark("The address has no valid certificate."),
    "unknown_error": mark("Something went wrong on the way."),
    "too_late": mark("The app was not connected in time."),
    "timeout": mark("The app did not acknowledge it within three seconds."),
    "not_connected": mark("The app was not connected."),
}

_WRONG: Mapping[str, str] = {
    "too_large": mark("The manifest is larger than 200 kB."),
    "unreadable": mark("This is neither JSON nor YAML: %(where)s"),
    "object": mark("%(where)s must be an object."),
    "list": mark("%(where)s must be a list."),
    "words": mark("%(where)s must be a list of words."),
    "text": mark("%(where)s must be a text."),
    "flag": mark("%(where)s must be true or false."),
    "missing": mark("%(where)s is missing."),
    "long": mark("%(where)s is longer than %(most)s characters."),
    "many": mark("%(where)s has more than %(most)s entries."),
    "address": mark("%(where)s must be an address that begins with https:// or http://."),
    "command": mark("%(where)s must be one word of up to 32 letters after a slash."),
    "shortcut": mark("%(where)s must be message or global."),
}
_NO_CHANNEL = mark("There is no such channel, or you are not in it.")
_ARCHIVED = mark("This channel is archived. Reopen it first.")
_COMMAND_TAKEN = mark("The app %(app)s has the command /%(command)s already.")


def wrong(visit: Visit, error: BadManifest) -> str:
    """All that is wrong with a manifest, and in which fields: a line each."""
    said = [visit.say(_WRONG[one.why], where=one.where, most=one.most) for one in error.faults]
    return "\n".join(said)


def refused(visit: Visit, error: DomainError) -> str:
    """The door's refusal of what an administrator wanted of an app."""
    if isinstance(error, BadManifest):
        return wrong(visit, error)
    if isinstance(error, NotFound) and error.field == "channels":
        return visit.say(_NO_CHANNEL)
    if isinstance(error, NotAllowed) and error.field == "channels":
        return visit.say(_ARCHIVED)
    if isinstance(error, CommandTaken):
        return visit.say(_COMMAND_TAKEN, app=error.app, command=error.command)
    return visit.say(error.detail)


def scopes_in_words(visit: Visit, scopes: list[str]) -> list[tuple[str, str]]:
    """Each scope with what it allows."""
    return [(scope, visit.say(SCOPES.get(scope, NO_EFFECT))) for scope in scopes]


def scopes_in_groups(visit: Visit, scopes: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same under what they are about: reading, knowing, doing; those of no effect last."""
    found: dict[str, list[tuple[str, str]]] = {
        group: [] for group in (_READS, _KNOWS, _DOES, NO_EFFECT)
    }
    for scope, words in scopes_in_words(visit, scopes):
        found[_group(scope)].append((scope, words))
    return [(visit.say(group), held) for group, held in found.items() if held]


def _group(scope: str) -> str:
    if scope not in SCOPES:
        return NO_EFFECT
    about, _, how = scope.partition(":")
    if how == "history" or (how == "read" and about in _CONTENT):
        return _READS
    return _KNOWS if how.startswith("read") else _DOES
