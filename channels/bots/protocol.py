"""Commands and views of apps: their accounts and secrets, and messages with cards."""

from __future__ import annotations

from typing import Annotated, ClassVar

import msgspec

from channels.core.actor import Role
from channels.core.protocol import Command, Event, Id, Name, View
from channels.messages.protocol import (
    MAX_STORED_TEXT,
    CardView,
    EditMessage,
    MessageView,
    PostMessage,
)
from channels.people.protocol import PersonView

Text = Annotated[str, msgspec.Meta(max_length=MAX_STORED_TEXT)]
Words = Annotated[list[str], msgspec.Meta(max_length=200)]
Address = Annotated[str, msgspec.Meta(max_length=2_000)]


class CommandSpec(msgspec.Struct, frozen=True, kw_only=True):
    """A slash command as its app announces it; `name` without the slash."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=32, pattern=r"^[\w.-]+$")]
    url: Address = ""
    description: str = ""
    hint: str = ""


# -- views


class AppFacts(View, frozen=True, kw_only=True):
    """An app, as its edge needs to know it. Never shown as it is: it holds the signing secret."""

    id: str
    person_id: str
    bot_id: str
    name: str
    description: str = ""
    manifest: str = "{}"
    scopes: list[str] = []
    events: list[str] = []
    wants: list[str] = []
    signing_secret: str
    verification: str
    client_id: str
    socket_mode: bool = False
    events_url: str = ""
    actions_url: str = ""
    options_url: str = ""
    verified_url: str = ""
    limit_calls: int = 0
    limit_s: int = 0
    active: bool = True
    disabled: bool = False
    paused: bool = False
    failing_since: int = 0
    created_by: str = ""
    created_at: int


class AppSecrets(View, frozen=True, kw_only=True):
    """A new app with its secrets, which are shown once."""

    app_id: str
    person_id: str
    bot_id: str
    name: str
    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    webhook_id: str = ""
    webhook_secret: str = ""


class NewSecret(View, frozen=True, kw_only=True):
    """A secret of an app, shown once."""

    id: str
    secret: str


class WebhookFacts(View, frozen=True, kw_only=True):
    """A webhook, its app and its channel, whose name is empty where the reader may not know it."""

    id: str
    app: AppFacts
    channel_id: str
    channel_name: str = ""


class StoredMessage(View, frozen=True, kw_only=True):
    """A message with its exact times (Unix microseconds), and what its app's edge had said.

    `root_us` and `root_author_id` are there for replies. `source` is None where the words were
    changed since, or came another way.
    """

    view: MessageView
    at_us: int
    root_us: int | None = None
    root_author_id: str = ""
    last_reply_us: int = 0
    source: str | None = None
    hook_id: str = ""
    marks: str = ""


class StoredPage(View, frozen=True, kw_only=True):
    """Some messages in the order asked for; `more`: there are others beyond them."""

    items: list[StoredMessage]
    more: bool = False


class AccountView(PersonView, frozen=True, kw_only=True):
    """A person with what an app may be shown beside: the address, by its scopes, and since when
    they are as they are (0: since they were made)."""

    email: str = ""
    created_at: int = 0
    changed_at: int = 0


# -- commands: apps


class CreateApp(Command, frozen=True, kw_only=True):
    """An app with its bot; put in these channels, with a webhook into one where that is named."""

    name: Name
    bot_name: Name
    description: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    manifest: str = "{}"
    scopes: Words = []
    events: Words = []
    wants: Words = []
    commands: Annotated[list[CommandSpec], msgspec.Meta(max_length=100)] = []
    socket_mode: bool = False
    events_url: Address = ""
    actions_url: Address = ""
    options_url: Address = ""
    channels: Annotated[list[str], msgspec.Meta(max_length=100)] = []
    webhook: str = ""
    limit_calls: int = 0
    limit_s: int = 0


class UpdateApp(Command, frozen=True, kw_only=True):
    """Take over a changed manifest."""

    app_id: Id
    name: Name
    description: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    manifest: str = "{}"
    scopes: Words = []
    events: Words = []
    wants: Words = []
    commands: Annotated[list[CommandSpec], msgspec.Meta(max_length=100)] = []
    socket_mode: bool = False
    events_url: Address = ""
    actions_url: Address = ""
    options_url: Address = ""


class ListApps(Command, frozen=True, kw_only=True):
    """All apps, by name."""


class GetApp(Command, frozen=True, kw_only=True):
    """One app, by its own id, its bot's, or its bot's person."""

    app_id: Id


class RemoveApp(Command, frozen=True, kw_only=True):
    """Remove an app: its tokens and webhooks end, its bot's account closes, its messages stay."""

    app_id: Id


class RotateSecret(Command, frozen=True, kw_only=True):
    """A new secret in place of the old: `bot`, `link` (tokens) or `signing`."""

    app_id: Id
    kind: Annotated[str, msgspec.Meta(pattern="^(bot|link|signing)$")]


class CreateWebhook(Command, frozen=True, kw_only=True):
    """An address that posts into one channel."""

    app_id: Id
    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class RemoveWebhook(Command, frozen=True, kw_only=True):
    """Make an address useless; with `app_id` only if it is that app's."""

    webhook_id: Id
    app_id: Id | None = None


class GetWebhook(Command, frozen=True, kw_only=True):
    """What an address is good for, for the edge that it came to."""

    webhook_id: Annotated[str, msgspec.Meta(max_length=40)]
    secret: Annotated[str, msgspec.Meta(max_length=200)]


class ListWebhooks(Command, frozen=True, kw_only=True):
    """The addresses of an app."""

    app_id: Id


class RevokeAppToken(Command, frozen=True, kw_only=True):
    """End a token of an app."""

    token_id: Id


# -- commands: messages


class PostCard(PostMessage, frozen=True, kw_only=True):
    """A message through an app's edge: `text` in our markdown, `source` as it was sent."""

    cleaned: ClassVar[tuple[str, ...]] = ("text", "source", "marks")
    text: Text
    source: Text = ""
    card: CardView | None = None
    author_name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    hook_id: str = ""
    marks: str = ""
    me: bool = False


class EditCard(EditMessage, frozen=True, kw_only=True):
    """Change a message through an app's edge. A `card` that is absent stays."""

    cleaned: ClassVar[tuple[str, ...]] = ("text", "source", "marks")
    text: Text
    source: Text = ""
    card: CardView | None = None
    marks: str | None = None


class ReadTimes(Command, frozen=True, kw_only=True):
    """A channel's messages by time (Unix microseconds, both bounds included), or a thread's.

    With `thread_id` the replies, oldest first; else what shows in the channel, newest first
    (`oldest_first` turns that round). Deleted ones only as empty places of threads.
    """

    channel_id: Id
    thread_id: Id | None = None
    oldest_us: int = 0
    latest_us: int = 2**62
    oldest_first: bool = False
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 100


class GetByTime(Command, frozen=True, kw_only=True):
    """The message of a channel with this time."""

    channel_id: Id
    at_us: int


class GetByIds(Command, frozen=True, kw_only=True):
    """Messages by id, those that the actor may read; for lists that name them."""

    message_ids: Annotated[list[Id], msgspec.Meta(max_length=1_000)]
    deleted: bool = False


class ListAccounts(Command, frozen=True, kw_only=True):
    """People and bots by id, closed accounts too; or those with these ids, this address or handle.

    `role`: the people of this role whose accounts are open, the oldest account first, one page.
    """

    person_ids: Annotated[list[Id], msgspec.Meta(max_length=1_000)] | None = None
    email: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    handle: Annotated[str, msgspec.Meta(max_length=80)] | None = None
    role: Role | None = None
    after: Annotated[str, msgspec.Meta(max_length=40)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1_000


class TimeAt(Command, frozen=True, kw_only=True):
    """The time (Unix microseconds) of a channel's last message up to a seq; 0 for none."""

    channel_id: Id
    seq: int


# -- what one person alone is shown


class Whisper(Command, frozen=True, kw_only=True):
    """Show a person something that no history keeps, in a channel that both are in.

    What is shown can be looked up by `key`, and by its id in place of the key's time, for
    `kept_ms`, with its `source` and `at_us`.
    """

    cleaned: ClassVar[tuple[str, ...]] = ("text",)
    channel_id: Id
    person_id: Id
    text: Text
    thread_id: Id | None = None
    card: CardView | None = None
    replaces: str = ""
    source: str = ""
    at_us: int = 0
    key: str = ""
    kept_ms: int = 0


class Unwhisper(Command, frozen=True, kw_only=True):
    """Take away what a person was shown in a channel."""

    channel_id: Id
    person_id: Id
    message_id: Id


class ShowForm(Command, frozen=True, kw_only=True):
    """Tell a person's clients of a form: opened, changed, or (`open` false) gone."""

    person_id: Id
    form_id: Id
    app_id: Id
    body: str = "{}"
    open: bool = True
    root_id: str = ""
    whole: bool = False
    app_name: str = ""


class FindCommand(Command, frozen=True, kw_only=True):
    """Which app has a slash command."""

    name: Annotated[str, msgspec.Meta(max_length=32)]


class CommandFacts(View, frozen=True, kw_only=True):
    """A slash command and its app."""

    name: str
    app: AppFacts
    url: str = ""
    description: str = ""
    hint: str = ""


class MessageWhispered(Event, frozen=True, kw_only=True):
    """An app shows something to me alone (own stream, not stored); it is gone with a reload.

    It stands in place of what was whispered as `replaces`, where that is named.
    """

    wire_name: ClassVar[str] = "message.whispered"
    message: MessageView
    replaces: str = ""


class MessageUnwhispered(Event, frozen=True, kw_only=True):
    """An app takes away what it has shown to me alone (own stream, not stored)."""

    wire_name: ClassVar[str] = "message.unwhispered"
    message_id: str


class FormShown(Event, frozen=True, kw_only=True):
    """An app has a form for me, or had (own stream, not stored). `body` is JSON; of the type
    `home` it is not a form but the app's home page for me.

    `root_id` is the lowest of those that it is stacked on, or itself; `whole`: all of them.
    `app_name` is what the app is called here, whatever the form says.
    """

    wire_name: ClassVar[str] = "form.shown"
    form_id: str
    app_id: str
    body: str = "{}"
    open: bool = True
    root_id: str = ""
    whole: bool = False
    app_name: str = ""
