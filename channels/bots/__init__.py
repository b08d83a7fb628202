"""Apps: their bots, tokens and webhooks, what they write and what they are told."""

from channels.bots import (
    accounts,
    deliveries,
    homes,
    messages,
    places,
    pressing,
    service,
    showing,
    waiting,
)
from channels.bots import protocol as p
from channels.bots import running as r
from channels.bots import using as u
from channels.bots.tables import (
    AppCommandRow,
    AppEventRow,
    AppRow,
    AppTokenRow,
    AppViewRow,
    MessageCardRow,
    TicketRow,
    WebhookRow,
)
from channels.bots.watch import EventWatcher
from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.messages.facts import Removed
from channels.messages.holding import Rescheduled
from channels.messages.protocol import MessageView

SLICE = Slice(
    name="bots",
    tables=(
        AppRow, AppTokenRow, AppCommandRow, WebhookRow, MessageCardRow,
        TicketRow, AppEventRow, AppViewRow,
    ),
    operations=(
        write(
            "apps.create", p.CreateApp, Right.ADMIN, service.create,
            returns=p.AppSecrets, internal=True,
        ),
        write("apps.update", p.UpdateApp, Right.ADMIN, service.update, returns=Done, internal=True),
        write("apps.remove", p.RemoveApp, Right.ADMIN, service.remove, returns=Done, internal=True),
        write(
            "apps.rotate", p.RotateSecret, Right.ADMIN, service.rotate,
            returns=p.NewSecret, internal=True,
        ),
        write("apps.enable", r.EnableApp, Right.ADMIN, places.enable, returns=Done, internal=True),
        write(
            "apps.resume", r.ResumeApp, Right.ADMIN, deliveries.resume,
            returns=Done, internal=True,
        ),
        read(
            "apps.channels", r.ListAppChannels, Right.ADMIN, places.list_channels,
            returns=r.AppChannels, internal=True,
        ),
        write("apps.place", r.PlaceApp, Right.ADMIN, places.place, returns=Done, internal=True),
        write(
            "apps.displace", r.DisplaceApp, Right.ADMIN, places.displace,
            returns=Done, internal=True,
        ),
        read(
            "apps.deliveries", r.ListDeliveries, Right.ADMIN, deliveries.list_deliveries,
            returns=Page[r.DeliveryView], internal=True,
        ),
        read(
            "apps.delivery_counts", r.CountDeliveries, Right.ADMIN, deliveries.count_deliveries,
            returns=r.DeliveryCounts, internal=True,
        ),
        read(
            "apps.delivery", r.GetDelivery, Right.ADMIN, deliveries.get_delivery,
            returns=r.DeliveryBodyView, internal=True,
        ),
        write(
            "apps.redeliver", r.Redeliver, Right.ADMIN, deliveries.redeliver,
            returns=Done, internal=True,
        ),
        read(
            "apps.list", p.ListApps, Right.SELF, service.list_apps,
            returns=Page[p.AppFacts], internal=True,
        ),
        read(
            "apps.get", p.GetApp, Right.SELF, service.get_app, returns=p.AppFacts, internal=True
        ),
        write(
            "apps.revoke_token", p.RevokeAppToken, Right.SELF, service.revoke_token,
            returns=Done, internal=True,
        ),
        write(
            "webhooks.create", p.CreateWebhook, Right.ADMIN, service.create_webhook,
            returns=p.NewSecret, internal=True,
        ),
        write(
            "webhooks.remove", p.RemoveWebhook, Right.ADMIN, service.remove_webhook,
            returns=Done, internal=True,
        ),
        read(
            "webhooks.get", p.GetWebhook, Right.NOBODY_YET, service.get_webhook,
            returns=p.WebhookFacts, internal=True,
        ),
        read(
            "webhooks.list", p.ListWebhooks, Right.ADMIN, service.list_webhooks,
            returns=Page[p.WebhookFacts], internal=True,
        ),
        write(
            "bots.post", p.PostCard, Right.POST, messages.post,
            returns=MessageView, internal=True,
        ),
        write(
            "bots.edit", p.EditCard, Right.EDIT, messages.edit,
            returns=MessageView, internal=True,
        ),
        read(
            "bots.times", p.ReadTimes, Right.READ, messages.by_time,
            returns=p.StoredPage, internal=True,
        ),
        read(
            "bots.at_time", p.GetByTime, Right.READ, messages.at_time,
            returns=p.StoredMessage, internal=True,
        ),
        read(
            "bots.by_ids", p.GetByIds, Right.SELF, messages.by_ids,
            returns=p.StoredPage, internal=True,
        ),
        write(
            "bots.whisper", p.Whisper, Right.READ, showing.whisper,
            returns=MessageView, internal=True,
        ),
        write(
            "bots.show_form", p.ShowForm, Right.SELF, showing.show_form,
            returns=Done, internal=True,
        ),
        write(
            "bots.unwhisper", p.Unwhisper, Right.SELF, showing.unwhisper,
            returns=Done, internal=True,
        ),
        read("blocks.press", u.PressBlock, Right.READ, pressing.press, returns=Done, cost=2),
        read(
            "whispers.press", u.PressWhisper, Right.READ, pressing.press_whisper,
            returns=Done, cost=2,
        ),
        read(
            "forms.press", u.PressInForm, Right.SELF, pressing.press_in_form, returns=Done, cost=2
        ),
        read(
            "blocks.options", u.LoadOptions, Right.READ, pressing.options, returns=u.OptionsView
        ),
        read(
            "whispers.options", u.LoadWhisperOptions, Right.READ, pressing.whisper_options,
            returns=u.OptionsView,
        ),
        read(
            "forms.options", u.LoadFormOptions, Right.SELF, pressing.form_options,
            returns=u.OptionsView,
        ),
        read(
            "forms.submit", u.SubmitForm, Right.SELF, pressing.submit,
            returns=u.FormAnswer, cost=2,
        ),
        read("forms.close", u.CloseForm, Right.SELF, pressing.close, returns=Done, cost=2),
        read(
            "commands.list", u.ListCommands, Right.SELF, pressing.commands,
            returns=Page[u.CommandView],
        ),
        read("commands.run", u.RunCommand, Right.READ, pressing.run, returns=Done, cost=2),
        read(
            "shortcuts.list", u.ListShortcuts, Right.SELF, pressing.shortcuts,
            returns=Page[u.ShortcutView],
        ),
        read(
            "shortcuts.run", u.RunShortcut, Right.SELF, pressing.run_shortcut,
            returns=Done, cost=2,
        ),
        read("apps.home", u.GetAppHome, Right.SELF, homes.get_home, returns=u.AppHomeView),
        write("apps.open_tab", u.OpenAppTab, Right.READ, homes.open_tab, returns=Done),
        read(
            "apps.find_command", p.FindCommand, Right.SELF, showing.find_command,
            returns=p.CommandFacts, internal=True,
        ),
        read(
            "apps.commands", p.ListApps, Right.SELF, showing.list_commands,
            returns=Page[p.CommandFacts], internal=True,
        ),
        read("bots.time_at", p.TimeAt, Right.READ, messages.time_at, returns=int, internal=True),
        read(
            "bots.people", p.ListAccounts, Right.SELF, accounts.list_accounts,
            returns=Page[p.AccountView], internal=True,
        ),
    ),
    events=(p.MessageWhispered, p.MessageUnwhispered, p.FormShown),
    reactors={Removed: (messages.on_removed,), Rescheduled: (waiting.on_rescheduled,)},
    decorators={MessageView: (messages.add_cards,)},
    watchers=(EventWatcher,),
)  # fmt: skip
