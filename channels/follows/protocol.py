"""Commands, events and views of following people and hashtags, which is one-way."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, Limit, Line, View

Kind = Literal["person", "hashtag"]
Stance = Literal["follow", "mute", "none"]
Target = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class StanceView(View, frozen=True, kw_only=True):
    """How I stand towards a person (`target` is their id) or a hashtag (folded, without `#`)."""

    kind: Kind
    target: str
    stance: Stance


class FollowersView(View, frozen=True, kw_only=True):
    """Who follows a person or a hashtag: how many, the latest of them, and whether I do."""

    count: int
    person_ids: list[str]
    stance: Stance = "none"


class SetStance(Command, frozen=True, kw_only=True):
    """Follow a person or a hashtag, mute it in my feed, or neither; again is harmless.

    A hashtag may be given in any spelling.
    """

    kind: Kind
    target: Target
    stance: Stance


class ListStances(Command, frozen=True, kw_only=True):
    """The people and hashtags that I follow or have muted, by kind and target."""

    limit: Limit = 500
    after: Line | None = None


class GetFollowers(Command, frozen=True, kw_only=True):
    """Who follows a person or a hashtag."""

    kind: Kind
    target: Target


class StanceChanged(Event, frozen=True, kw_only=True):
    """I stand otherwise towards a person or a hashtag (own stream)."""

    wire_name: ClassVar[str] = "stance.changed"
    stance: StanceView
