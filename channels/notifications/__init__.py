"""Notifications: who is told of what, where, and when not."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import AckReminded, Posted, Removed
from channels.notifications import devices, mentions, service, settings
from channels.notifications import protocol as p
from channels.notifications import tables as t

SLICE = Slice(
    name="notifications",
    tables=(
        t.NotificationSettingsRow, t.PushDeviceRow, t.PushSentRow,
        t.NoticePendingRow, t.KeywordHitRow, t.MailPendingRow,
    ),
    operations=(
        read(
            "notifications.get", p.GetNotifications, Right.SELF, settings.get,
            returns=p.NotificationsView,
        ),
        write(
            "notifications.set", p.SetNotifications, Right.SELF, settings.change,
            returns=p.NotificationsView,
        ),
        write(
            "notifications.stop_mail", p.StopMail, Right.NOBODY_YET, settings.stop_mail,
            returns=Done, internal=True, cost=5.0,
        ),
        read(
            "mentions.list", p.ListMentions, Right.SELF, mentions.list_mentions,
            returns=Page[p.MentionView],
        ),
        read("push.key", p.GetPushKey, Right.SELF, devices.get_key, returns=p.PushKeyView),
        write(
            "push.subscribe", p.SubscribeDevice, Right.SELF, devices.subscribe,
            returns=p.DeviceView, cost=5.0,
        ),
        write(
            "push.unsubscribe", p.UnsubscribeDevice, Right.SELF, devices.unsubscribe,
            returns=Done,
        ),
        read(
            "push.list", p.ListDevices, Right.SELF, devices.list_devices,
            returns=Page[p.DeviceView],
        ),
        write("push.test", p.TestDevice, Right.SELF, devices.test, returns=Done, cost=10.0),
        write("push.delivered", p.ProveDelivery, Right.SELF, devices.prove, returns=Done),
    ),
    events=(p.NotificationsChanged, p.DeviceChanged, p.DeviceRemoved),
    reactors={
        Posted: (service.on_posted,),
        Removed: (service.on_removed,),
        AckReminded: (service.on_reminded,),
    },
)  # fmt: skip
