"""What membership tells the slices above it."""

from __future__ import annotations

from dataclasses import dataclass

from channels.core.cards import ChannelCard
from channels.core.slices import Fact


@dataclass(frozen=True, slots=True)
class Joined(Fact):
    """People are about to be in a channel; `emit` is the last of the events that say so."""

    channel_id: str
    person_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindChanged(Fact):
    """A channel is about to be public, or private; `channel` is how it will be."""

    channel: ChannelCard


@dataclass(frozen=True, slots=True)
class Left(Fact):
    """A person is about to be out of a channel."""

    channel_id: str
    person_id: str
