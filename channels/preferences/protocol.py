"""Commands, events and views of a person's preferences: one typed record for each person."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Emoji, Event, Id, View

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Section = Literal["unread", "starred", "channels", "direct"]
Sections = Annotated[list[Section], msgspec.Meta(max_length=4)]
Order = Annotated[list[Id], msgspec.Meta(max_length=1_000)]
RecentEmoji = Annotated[list[Emoji], msgspec.Meta(max_length=48)]
Hints = Annotated[list[Word], msgspec.Meta(max_length=100)]
SkinTone = Annotated[int, msgspec.Meta(ge=0, le=5)]
Theme = Literal["system", "light", "dark"]


class PreferencesView(View, frozen=True, kw_only=True):
    """How I want the client to be.

    `sections` is my order of the sidebar's sections; those not named come after, in their usual
    order. `starred_order`, `channel_order` and `direct_order` are my order of channels by id
    within their sections; others come after, by name. `skin_tone` is 0 (none) to 5 (dark).
    `undo_s` is for how many seconds a sent message can be taken back with one tap. `calm`:
    screen readers are not told of each message. `hints` are those I have seen. `theme` and
    `high_contrast` are absent until chosen: then each browser keeps its own.
    """

    sections: list[Section] = []
    collapsed: list[Section] = []
    starred_order: list[str] = []
    channel_order: list[str] = []
    direct_order: list[str] = []
    recent_emoji: list[str] = []
    skin_tone: int = 0
    undo_s: Literal[0, 5, 10] = 5
    calm: bool = False
    hide_previews: bool = False
    hints: list[str] = []
    theme: Theme | None = None
    high_contrast: bool | None = None


class GetPreferences(Command, frozen=True, kw_only=True):
    """My preferences."""


class SetPreferences(Command, frozen=True, kw_only=True):
    """Change those of my preferences that are given; what is absent stays."""

    sections: Sections | None = None
    collapsed: Sections | None = None
    starred_order: Order | None = None
    channel_order: Order | None = None
    direct_order: Order | None = None
    recent_emoji: RecentEmoji | None = None
    skin_tone: SkinTone | None = None
    undo_s: Literal[0, 5, 10] | None = None
    calm: bool | None = None
    hide_previews: bool | None = None
    hints: Hints | None = None
    theme: Theme | None = None
    high_contrast: bool | None = None


class PreferencesChanged(Event, frozen=True, kw_only=True):
    """My preferences are these now, whole (own stream)."""

    wire_name: ClassVar[str] = "preferences.changed"
    preferences: PreferencesView
