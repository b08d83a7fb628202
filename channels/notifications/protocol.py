"""Commands, events and views of notifications: settings, devices, mentions."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import Command, Event, Id, Limit, Line, View
from channels.messages.protocol import MessageView

OwnLevel = Literal["all", "mentions", "none"]
Minute = Annotated[int, msgspec.Meta(ge=0, le=1_439)]
Day = Annotated[int, msgspec.Meta(ge=1, le=7)]
Days = Annotated[list[Day], msgspec.Meta(max_length=7)]
Keyword = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
Keywords = Annotated[list[Keyword], msgspec.Meta(max_length=30)]
Address = Annotated[str, msgspec.Meta(min_length=10, max_length=2_000)]
Key = Annotated[str, msgspec.Meta(max_length=200)]
TimeZone = Annotated[str, msgspec.Meta(max_length=60)]
Language = Annotated[str, msgspec.Meta(max_length=20)]
Secret = Annotated[str, msgspec.Meta(min_length=10, max_length=100)]


# -- views


class NotificationsView(View, frozen=True, kw_only=True):
    """My own settings.

    `level` holds for channels that are left at `default`. `keywords` are words that call me like
    a mention. Between `quiet_from` and `quiet_until` (minutes of my day, by `time_zone`, an IANA
    name) nothing disturbs me, where `quiet` is on and the quiet begins on one of `quiet_days`
    (1 is Monday; none is every day). `mail`: tell me by e-mail what push could not;
    `mail_works`: the server can send mails.
    """

    level: OwnLevel = "mentions"
    keywords: list[str] = []
    quiet: bool = False
    quiet_from: int = 22 * 60
    quiet_until: int = 7 * 60
    quiet_days: list[int] = []
    time_zone: str = ""
    mail: bool = True
    mail_works: bool = False
    sound: bool = False


class DeviceView(View, frozen=True, kw_only=True):
    """A browser of mine that takes push messages.

    `delivered_at`: when it last proved that one arrived. `failing_since`: when the first of
    those went out that did not arrive, absent while all is well. `gone`: its push service knows it
    no more; nothing is sent there until it subscribes again.
    """

    id: str
    label: str
    created_at: int
    delivered_at: int | None = None
    failing_since: int | None = None
    gone: bool = False


class PushKeyView(View, frozen=True, kw_only=True):
    """The workspace's own public key (base64url), for a browser's `pushManager.subscribe`."""

    key: str


class MentionView(View, frozen=True, kw_only=True):
    """A message that calls me: by name, with everybody, or by one of my keywords."""

    message: MessageView
    why: Literal["mention", "everybody", "keyword"]


# -- commands


class GetNotifications(Command, frozen=True, kw_only=True):
    """My settings."""


class SetNotifications(Command, frozen=True, kw_only=True):
    """Change those of my settings that are given; what is absent stays."""

    level: OwnLevel | None = None
    keywords: Keywords | None = None
    quiet: bool | None = None
    quiet_from: Minute | None = None
    quiet_until: Minute | None = None
    quiet_days: Days | None = None
    time_zone: TimeZone | None = None
    mail: bool | None = None
    sound: bool | None = None


class StopMail(Command, frozen=True, kw_only=True):
    """No more mails to the person whose link this is; again is harmless."""

    secret: Secret


class GetPushKey(Command, frozen=True, kw_only=True):
    """What a browser needs to take push messages from this workspace."""


class SubscribeDevice(Command, frozen=True, kw_only=True):
    """Send push messages to this browser, until the session ends; again renews it.

    `endpoint`, `p256dh` and `auth` are what the browser's PushSubscription says.
    """

    endpoint: Address
    p256dh: Key
    auth: Key
    label: Line = ""
    language: Language = ""


class UnsubscribeDevice(Command, frozen=True, kw_only=True):
    """Send no more to one of my browsers; again is harmless."""

    device_id: Id


class ListDevices(Command, frozen=True, kw_only=True):
    """My browsers that take push messages, the oldest first."""

    limit: Limit = 50
    after: Line | None = None


class TestDevice(Command, frozen=True, kw_only=True):
    """Send a push message to one of my browsers, to see that it arrives."""

    device_id: Id


class ProveDelivery(Command, frozen=True, kw_only=True):
    """A push message has arrived: said by the browser that it came to. Again is harmless."""

    push_id: Id


class ListMentions(Command, frozen=True, kw_only=True):
    """Messages that call me, the latest first, in all channels that I am in."""

    limit: Limit = 50
    after: Line | None = None


# -- events


class NotificationsChanged(Event, frozen=True, kw_only=True):
    """My settings are these now, whole (own stream)."""

    wire_name: ClassVar[str] = "notifications.changed"
    notifications: NotificationsView


class DeviceChanged(Event, frozen=True, kw_only=True):
    """One of my browsers is there, or has another state (own stream)."""

    wire_name: ClassVar[str] = "push.changed"
    device: DeviceView


class DeviceRemoved(Event, frozen=True, kw_only=True):
    """One of my browsers takes no more push messages (own stream)."""

    wire_name: ClassVar[str] = "push.removed"
    device_id: str
