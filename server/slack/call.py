"""One call of a method: who, with what, and what most methods need to find."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from channels.bots.protocol import StoredMessage
from channels.core.actor import SYSTEM, Actor, Kind
from channels.core.errors import NotFound
from channels.core.kinds import ChannelKind
from channels.membership.protocol import ChannelView
from server.slack import objects
from server.slack.arguments import Arguments
from server.slack.caller import Caller
from server.slack.edge import Edge, Team
from server.slack.errors import SlackError, bad_argument, missing
from server.slack.objects import Item
from server.slack.stamps import parse_ts

Handler = Callable[["Call"], Awaitable[Item]]

_FAMILY = {
    ChannelKind.PUBLIC: "channels",
    ChannelKind.PRIVATE: "groups",
    ChannelKind.DIRECT: "im",
    ChannelKind.GROUP: "mpim",
}


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the table: what is called, who may, with which scope.

    `tokens`: `b` bots, `u` people, `a` apps. `words` are its own names of our errors. Methods on
    conversations check the scope of the conversation's kind themselves: `by_kind`, of which one
    does. `tier` counts at Slack's own limits.
    """

    handler: Handler
    scope: str = ""
    tokens: str = "bu"
    tier: int = 3
    words: dict[str, str] = field(default_factory=dict)
    by_kind: tuple[str, ...] = ()

    @property
    def accepted(self) -> str:
        """The scopes of which one is needed, as answers tell them."""
        return self.scope or ",".join(self.by_kind)


def of_each_kind(what: str, *also: str) -> tuple[str, ...]:
    """The scopes that `Call.require_kind` takes, whatever the kind."""
    several = ("channels:manage",) if what == "manage" else ()
    whats = ("write" if what == "manage" else what, *also)
    return (*several, *(f"{family}:{one}" for one in whats for family in _FAMILY.values()))


class Call:
    """One call, from its arguments to its answer."""

    def __init__(
        self, edge: Edge, method: str, caller: Caller, args: Arguments, team: Team
    ) -> None:
        self.edge = edge
        self.method = method
        self.caller = caller
        self.args = args
        self.team = team
        self.warnings: list[str] = []

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    @property
    def me(self) -> str:
        return self.caller.person_id

    async def ask(self, op: str, **values: Any) -> Any:
        """An operation as who calls. Errors: DomainError."""
        return await self.edge.ask(self.actor, op, **values)

    async def ask_past(self, op: str, **values: Any) -> Any:
        """An operation in the name of who calls, past the rights: those were looked at here."""
        actor = Actor(Kind.SYSTEM, self.actor.person_id, self.actor.role)
        return await self.edge.ask(actor, op, **values)

    async def manage(self, channel: ChannelView, op: str, **values: Any) -> Any:
        """An operation on a conversation that its owners do; a bot with the scope does it where
        it is a member. Errors: DomainError."""
        bot = self.caller.kind == "bot" and channel.joined
        return await (self.ask_past if bot else self.ask)(op, channel_id=channel.id, **values)

    async def last_read(self, channel: ChannelView) -> str:
        """How far the caller has read."""
        before = channel.id[:-1] + chr(ord(channel.id[-1]) - 1)  # the list is by id
        page = await self.ask("reads.list", after=before, limit=1)
        for mark in page.items:
            if mark.channel_id == channel.id and mark.seq:
                until = await self.ask("bots.time_at", channel_id=channel.id, seq=mark.seq)
                return objects.last_read(until)
        return objects.last_read(0)

    # -- scopes

    def require(self, *scopes: str) -> None:
        """Errors: SlackError `missing_scope` unless one of them is held."""
        if any(map(self.caller.may, scopes)):
            return
        provided = ",".join(sorted(self.caller.scopes))
        raise SlackError("missing_scope", needed=scopes[0], provided=provided)

    def require_kind(self, channel: ChannelView, what: str, *also: str) -> None:
        """The scope for this kind of conversation, such as `groups:history`; `also`: narrower
        ones that do for what is to be managed, such as `write.topic`."""
        family = _FAMILY[channel.kind]
        if what == "manage":
            public = family == "channels"
            several = ("channels:manage",) if public else ()
            self.require(*several, f"{family}:write", *(f"{family}:{one}" for one in also))
            return
        self.require(f"{family}:{what}")

    # -- what is named

    async def channel(self, name: str = "channel") -> ChannelView:
        """The conversation that an argument names by id. Errors: SlackError."""
        value = self.args.text(name).strip()
        if not value:
            raise missing(name)
        return await self.channel_of(value)

    async def channel_of(self, channel_id: str) -> ChannelView:
        """A conversation by id; what one may not see is not found."""
        if not 2 <= len(channel_id) <= 40:
            raise SlackError("channel_not_found")
        try:
            found: ChannelView = await self.ask("channels.get", channel_id=channel_id)
        except NotFound:
            raise SlackError("channel_not_found") from None
        return found

    async def inside(self, name: str = "channel", what: str = "") -> ChannelView:
        """The same, of which the caller is a member. Errors: SlackError `not_in_channel`."""
        channel = await self.channel(name)
        if what:
            self.require_kind(channel, what)
        if not channel.joined:
            raise SlackError("not_in_channel")
        return channel

    async def place(self, name: str = "channel") -> ChannelView:
        """Where to write: an id, `#name`, a name, or a user's id for the conversation with them."""
        value = self.args.text(name).strip()
        if not value:
            raise missing(name)
        if value[0] in "UW" and value.isalnum() and value.isupper():
            return await self._direct(value)
        return await self.there(name)

    async def there(self, name: str = "channel") -> ChannelView:
        """A channel that there is: an id, `#name`, or a name. Errors: SlackError."""
        value = self.args.text(name).strip()
        if not value:
            raise missing(name)
        if value[0] in "CDG" and value.isalnum() and value.isupper():
            return await self.channel_of(value)
        return await self.named(value.lstrip("#"))

    async def _direct(self, person_id: str) -> ChannelView:
        try:
            found: ChannelView = await self.ask("channels.open_direct", person_ids=[person_id])
        except NotFound:
            raise SlackError("channel_not_found") from None
        return found

    async def named(self, name: str) -> ChannelView:
        """A channel by its name. Errors: SlackError."""
        after: str | None = None
        while True:
            page = await self.ask("channels.list", query=name[:80], after=after)
            for channel in page.items:
                if channel.name == name.lower():
                    return await self.channel_of(channel.id)
            after = page.next
            if after is None:
                raise SlackError("channel_not_found")

    async def message(
        self, channel: ChannelView, name: str = "ts", code: str = "message_not_found"
    ) -> StoredMessage:
        """The message of a channel that an argument names by its time. Errors: SlackError."""
        text = self.args.text(name).strip()
        if not text:
            raise missing(name)
        at_us = parse_ts(text, code)
        try:
            found: StoredMessage = await self.ask(
                "bots.at_time", channel_id=channel.id, at_us=at_us
            )
        except NotFound:
            raise SlackError(code) from None
        return found

    async def stored(self, message_id: str) -> StoredMessage:
        """A message by its id, as it was just written."""
        page = await self.edge.ask(SYSTEM, "bots.by_ids", message_ids=[message_id], deleted=True)
        if not page.items:
            raise SlackError("message_not_found")
        found: StoredMessage = page.items[0]
        return found

    async def shown(self, stored: StoredMessage) -> Item:
        """A message as an object."""
        return await objects.message(self.edge, stored, self.team)

    async def conversation(self, channel: ChannelView) -> Item:
        """A conversation as an object."""
        return (await self.conversations([channel]))[0]

    async def conversations(self, channels: Sequence[ChannelView]) -> list[Item]:
        """Conversations as objects."""
        items = [
            await objects.full_conversation(self.edge, one, self.team, self.me, one.joined)
            for one in channels
        ]
        await objects.add_pasts(self.edge, items)
        return items

    def warn(self, code: str) -> None:
        """Say something beside the answer."""
        self.warnings.append(code)

    def refuse_argument(self, text: str) -> SlackError:
        """A refusal that names what is wrong."""
        return bad_argument(text)
