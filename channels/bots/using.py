"""Commands and views of what people do with apps: buttons, forms, commands, shortcuts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from channels.bots.protocol import Text
from channels.core.protocol import Command, Id, View

Key = Annotated[str, msgspec.Meta(max_length=255)]
Act = Annotated[dict[Key, Any], msgspec.Meta(max_length=20)]
OfBlock = Annotated[dict[Key, Act], msgspec.Meta(max_length=25)]
Values = Annotated[dict[Key, OfBlock], msgspec.Meta(max_length=100)]


class PressBlock(Command, frozen=True, kw_only=True):
    """Press or choose something of an app's message; answers when the app has it.

    `action` names its `block_id` and `action_id` and holds what was chosen, `values` what the
    message's other fields hold, by block and action.
    """

    message_id: Id
    action: Act
    values: Values = {}


class PressWhisper(Command, frozen=True, kw_only=True):
    """The same of what an app has shown to me alone, at that time (Unix milliseconds)."""

    channel_id: Id
    whisper_id: Id
    at: Annotated[int, msgspec.Meta(ge=1)]
    action: Act
    values: Values = {}


class PressInForm(Command, frozen=True, kw_only=True):
    """Press or choose something of an app's form; answers when the app has it."""

    form_id: Id
    action: Act
    values: Values = {}


Typed = Annotated[str, msgspec.Meta(max_length=200)]


class LoadOptions(Command, frozen=True, kw_only=True):
    """Ask an app what it offers for what was typed in a field of its message."""

    message_id: Id
    block_id: Key
    action_id: Key
    typed: Typed = ""
    values: Values = {}


class LoadWhisperOptions(Command, frozen=True, kw_only=True):
    """The same of what an app has shown to me alone, at that time (Unix milliseconds)."""

    channel_id: Id
    whisper_id: Id
    at: Annotated[int, msgspec.Meta(ge=1)]
    block_id: Key
    action_id: Key
    typed: Typed = ""
    values: Values = {}


class LoadFormOptions(Command, frozen=True, kw_only=True):
    """The same of a field of an app's form."""

    form_id: Id
    block_id: Key
    action_id: Key
    typed: Typed = ""
    values: Values = {}


class OptionGroupView(View, frozen=True, kw_only=True):
    """Options under a label of their own, as their app has them."""

    label: str
    options: list[dict[str, Any]] = []


class OptionsView(View, frozen=True, kw_only=True):
    """What an app offers, in one list or in groups; nothing where too little was typed."""

    options: list[dict[str, Any]] = []
    groups: list[OptionGroupView] = []


class SubmitForm(Command, frozen=True, kw_only=True):
    """Send an app's form; answers when the app has looked at it."""

    form_id: Id
    values: Values = {}


class CloseForm(Command, frozen=True, kw_only=True):
    """Put an app's form away, or all that are stacked with it; again is harmless."""

    form_id: Id
    whole: bool = False


class FormAnswer(View, frozen=True, kw_only=True):
    """What an app finds wrong in a form, by block; where nothing is, it is done with."""

    errors: dict[str, str] = {}


class ListCommands(Command, frozen=True, kw_only=True):
    """The slash commands that apps have."""


class CommandView(View, frozen=True, kw_only=True):
    """A slash command: its name without the slash, what it does, and what to write after it."""

    name: str
    app_name: str
    person_id: str
    description: str = ""
    hint: str = ""


class RunCommand(Command, frozen=True, kw_only=True):
    """Run a slash command; answers when the app has it. What it says comes as an event."""

    channel_id: Id
    thread_id: Id | None = None
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]
    text: Text = ""


class ListShortcuts(Command, frozen=True, kw_only=True):
    """What apps offer to be asked for, of a message or of nothing in particular."""


class ShortcutView(View, frozen=True, kw_only=True):
    """A shortcut of an app; `of_message` is one that is about a message."""

    app_id: str
    app_name: str
    callback_id: str
    name: str
    description: str = ""
    of_message: bool = False


class RunShortcut(Command, frozen=True, kw_only=True):
    """Run an app's shortcut, of a message where it is about one; answers when the app has it."""

    app_id: Id
    callback_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    message_id: Id | None = None


class GetAppHome(Command, frozen=True, kw_only=True):
    """An app's home page as it is for me; `person_id` is its bot's."""

    person_id: Id


class AppHomeView(View, frozen=True, kw_only=True):
    """An app's home page for me. `tab`: the app has a place for one, though it may be empty yet.

    `body` is what the app published, as JSON, and empty before it has; `form_id` names it where
    something in it is pressed.
    """

    person_id: str
    app_id: str
    app_name: str
    tab: bool = False
    form_id: str = ""
    body: str = ""


Tab = Literal["home", "messages"]


class OpenAppTab(Command, frozen=True, kw_only=True):
    """Tell an app that I look at its home page, or at what we wrote to each other; `channel_id`
    is our direct conversation. Twice within a second is told once."""

    channel_id: Id
    tab: Tab
