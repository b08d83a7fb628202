"""Commands and views for those who run apps: where they work, what they were sent, on and off."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from channels.core.protocol import Command, Id, View

State = Literal["waiting", "sent", "failed"]


Kind = Literal["event", "request"]


class DeliveryView(View, frozen=True, kw_only=True):
    """Something that an app is told. Times are Unix milliseconds.

    `name` is our event's; `attempts` counts those made; `reason` says why the last one failed, as
    the app's edge calls it; `code` is the HTTP status, 0 for none. A `request` is what a person did
    who waited for the app's answer: `name` is as the app's edge calls it, and `took_ms` how long
    the answer took; nothing else is kept of it.
    """

    id: str
    app_id: str
    name: str
    state: State
    created_at: int
    attempts: int = 0
    due_at: int = 0
    reason: str = ""
    code: int = 0
    kind: Kind = "event"
    took_ms: int = 0


class DeliveryBodyView(DeliveryView, frozen=True, kw_only=True):
    """With what was sent last and what came back, both cut; `hidden`: it was said where the
    reader is no member; `gone`: the message was deleted since, and its words with it."""

    sent: str = ""
    answer: str = ""
    hidden: bool = False
    gone: bool = False


class DeliveryCounts(View, frozen=True, kw_only=True):
    """How many deliveries of an app are kept, by state; and how many requests."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    requests: int = 0


class AppChannel(View, frozen=True, kw_only=True):
    """A channel that an app's bot is in."""

    id: str
    name: str
    private: bool = False


class AppChannels(View, frozen=True, kw_only=True):
    """The channels that an app's bot is in; of private ones those that the reader is in as well,
    and how many others."""

    items: list[AppChannel] = []
    others: int = 0


class ListDeliveries(Command, frozen=True, kw_only=True):
    """An app's deliveries, the newest first; `after` is what `next` was. With a `state` events
    alone, unless `kind` says otherwise."""

    app_id: Id
    state: State | None = None
    kind: Kind | None = None
    after: Annotated[str, msgspec.Meta(max_length=80)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class CountDeliveries(Command, frozen=True, kw_only=True):
    """How many deliveries of an app there are."""

    app_id: Id


class GetDelivery(Command, frozen=True, kw_only=True):
    """One delivery with its body."""

    delivery_id: Id


class Redeliver(Command, frozen=True, kw_only=True):
    """Send again: this one, whether it failed or not, or all of the app that failed."""

    app_id: Id
    delivery_id: Id | None = None


class ResumeApp(Command, frozen=True, kw_only=True):
    """Try an address again that was left alone."""

    app_id: Id


class EnableApp(Command, frozen=True, kw_only=True):
    """Switch an app off, with all its secrets, or on again."""

    app_id: Id
    enabled: bool


class ListAppChannels(Command, frozen=True, kw_only=True):
    """Where an app's bot is."""

    app_id: Id


class PlaceApp(Command, frozen=True, kw_only=True):
    """Put an app's bot in a channel, by its name or id; again is harmless."""

    app_id: Id
    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class DisplaceApp(Command, frozen=True, kw_only=True):
    """Take an app's bot out of a channel; again is harmless."""

    app_id: Id
    channel_id: Id
