"""What a handler receives besides its command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from channels.core.actor import Actor, Kind, PersonId
from channels.core.cards import ChannelCard, FoundMessage, PersonCard
from channels.core.rights import Right
from channels.core.searching import Condition, Searching
from persistence.decision import Card
from persistence.snapshot import Question, Snapshot

Decorator = Callable[[Snapshot, Sequence[Any]], Awaitable[Sequence[Any]]]
ViewT = TypeVar("ViewT", bound=msgspec.Struct)
AnswerT = TypeVar("AnswerT")


class Reads(Protocol):
    """Where snapshots come from."""

    @property
    def epoch(self) -> str: ...

    def read(self) -> AbstractAsyncContextManager[Snapshot]:
        """A consistent view of the store."""
        ...

    def glance(self) -> AbstractAsyncContextManager[Snapshot]:
        """The same for a single statement, much cheaper."""
        ...

    async def ask(self, question: Question[AnswerT], key: str) -> AnswerT | None:
        """The answer about a key, read once for all who ask the same at this moment."""
        ...


class Access(Protocol):
    """The only way to a channel, a person or a message: what the actor may not see is not found."""

    async def channel(self, actor: Actor, channel_id: str, right: Right) -> ChannelCard:
        """Errors: NotFound, NotAllowed."""
        ...

    async def person(self, actor: Actor, person_id: str, field: str = "person_id") -> PersonCard:
        """Errors: NotFound, naming `field`."""
        ...

    async def cards_of(self, person_ids: Sequence[str]) -> dict[str, PersonCard]:
        """Those of the people that exist."""
        ...

    async def people_seen_by(self, actor: Actor) -> set[str] | None:
        """The people that a guest shares a channel with (and itself); None where all are seen."""
        ...

    async def channels_read_by(self, actor: Actor) -> list[str]:
        """The channels whose messages the actor may read, archived ones too."""
        ...

    async def peek_channel(self, channel_id: str) -> ChannelCard | None:
        """A channel without asking who wants it: for what handlers do on the system's behalf."""
        ...


class Presences(Protocol):
    """Who is there, as far as handlers ask or tell."""

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[msgspec.Struct]:
        """One presence view for each person, in the order asked."""
        ...

    def types(self, place: str, person_id: str) -> bool:
        """The person types in a channel or thread; True when others are to be told."""
        ...

    async def set_dnd(self, person_id: str, until_at: int | None) -> None:
        """Show do-not-disturb until a moment (Unix milliseconds); None ends it."""
        ...

    async def active_at(self, person_ids: Sequence[str]) -> dict[str, int]:
        """When each was last active on any device (Unix milliseconds; 0: not connected)."""
        ...

    def count(self, person_id: str) -> int:
        """How many connections of the person are open in this process."""
        ...

    async def set_away(self, person_id: str, away: bool) -> None:
        """Say that a person is away, whatever their devices do; or leave it to the devices."""
        ...


class Apps(Protocol):
    """The way to apps that answer a person at once, as far as handlers ask.

    Guarantees: an answer or an error within a few seconds; nothing of the store is held meanwhile.
    Errors of all: Unavailable, naming `app`, for an app that does not answer; Conflict, naming
    `app`, for an answer that cannot be shown; NotFound.
    """

    async def press(
        self,
        actor: Actor,
        message: tuple[str, str, int],
        action: Mapping[str, Any],
        state: Mapping[str, Any],
    ) -> None:
        """Something of a message was pressed: its channel, its id, and when it was whispered
        (Unix milliseconds, else 0)."""
        ...

    async def press_in_form(
        self, actor: Actor, form_id: str, action: Mapping[str, Any], state: Mapping[str, Any]
    ) -> None:
        """Something of a form was pressed."""
        ...

    async def options(
        self,
        actor: Actor,
        where: tuple[str, str, int] | str,
        field: tuple[str, str, str],
        state: Mapping[str, Any],
    ) -> dict[str, Any]:
        """What the app offers in a field of a message, named as in `press`, or of a form: the
        field's block and action, and what was typed. `options`, or `groups` of them, or neither
        where too little was typed."""
        ...

    async def submit(self, actor: Actor, form_id: str, state: Mapping[str, Any]) -> dict[str, str]:
        """A form is sent; what its app finds wrong, by block, or nothing."""
        ...

    async def close(self, actor: Actor, form_id: str, whole: bool) -> None:
        """A form is put away, or all that are stacked with it."""
        ...

    async def run(self, actor: Actor, place: tuple[str, str | None], name: str, text: str) -> None:
        """A slash command, in a channel and perhaps a thread."""
        ...

    async def shortcuts(self, actor: Actor) -> list[dict[str, Any]]:
        """What apps offer: `app_id app_name callback_id name description of_message` each."""
        ...

    async def home(self, actor: Actor, person_id: str) -> dict[str, Any]:
        """The home page of the app with this bot for the person: `person_id app_id app_name tab
        form_id body`, the last two empty where the app has published none."""
        ...

    async def shown(self, actor: Actor, where: tuple[str, str, int] | str) -> dict[str, Any]:
        """What the person is shown alone: a whisper, named as in `press`, or an open form or home
        page. `app_id`, the bot's `person_id`, `blocks` and `attachments` as the app sent them."""
        ...

    async def run_shortcut(
        self, actor: Actor, shortcut: tuple[str, str], message_id: str | None
    ) -> None:
        """A shortcut, by its app and its callback id, of a message where it is about one."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What handlers know of the configuration."""

    public_url: str = "http://127.0.0.1:8000"
    upload_limit_bytes: int = 100_000_000
    session_days: int = 30
    mail_works: bool = False
    allow_private_urls: bool = False


class Target(msgspec.Struct, frozen=True):
    """What the command is about: the channel, and the message where one was named."""

    channel: ChannelCard
    message: FoundMessage | None = None


class Ctx(msgspec.Struct, frozen=True):
    """Who asks, what about, and when.

    `attempt` counts from 0: above it the decision is made again because its ground has changed
    or a unique key was taken meanwhile; look at the store instead of assuming.
    """

    actor: Actor
    access: Access
    store: Reads
    presence: Presences
    settings: Settings
    now_ms: int
    person: PersonCard | None = None
    found: Target | None = None
    attempt: int = 0
    decorators: Mapping[type, tuple[Decorator, ...]] = msgspec.field(default_factory=dict)
    conditions: Mapping[str, Condition] = msgspec.field(default_factory=dict)
    searched: Sequence[Searching] = ()
    apps: Apps | None = None

    async def decorated(self, snapshot: Snapshot, views: Sequence[ViewT]) -> list[ViewT]:
        """The same views with what other slices show in them; a query or two for each slice."""
        done: Sequence[Any] = views
        for decorate in self.decorators.get(type(views[0]), ()) if views else ():
            done = await decorate(snapshot, done)
        return list(done)

    @property
    def target(self) -> Target:
        """The channel (and message) that the door has found and allowed."""
        if self.found is None:
            raise LookupError("this operation names no channel or message")
        return self.found

    @property
    def channel(self) -> ChannelCard:
        """The channel that the command is about."""
        return self.target.channel

    @property
    def message(self) -> FoundMessage:
        """The message that the command is about."""
        message = self.target.message
        if message is None:
            raise LookupError("this operation names no message")
        return message

    @property
    def me(self) -> PersonId:
        """The person that asks."""
        return self.actor.person_id

    @property
    def is_system(self) -> bool:
        return self.actor.kind is Kind.SYSTEM

    @property
    def basis(self) -> tuple[Card, ...]:
        """The cards that a decision rests on."""
        cards: list[Card | None] = [self.person, self.found.channel if self.found else None]
        return tuple(card for card in cards if card is not None)
