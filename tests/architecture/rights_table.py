"""Who may do what, as people read it: one row for each kind of channel, one column for each actor.

`.` is done, `x` is not allowed, `?` is not found, `!` is not signed in, `i` makes no sense there,
`-` there is nobody such.
"""

from __future__ import annotations

from typing import Any

OUTCOMES = {
    ".": "done",
    "x": "not_allowed",
    "?": "not_found",
    "!": "not_signed_in",
    "i": "invalid",
}

# What there is in the tables below: a visitor; a guest outside, a guest inside; a member outside,
# a member inside (the author of the message at hand); the channel's owner; an administrator
# outside, the workspace's owner outside; a closed account.
ACTORS = ("visitor", "gust", "gil", "mo", "mia", "ada", "root", "olga", "zoe")
KINDS = ("public", "private", "direct", "group", "archived")

Table = dict[str, str]


def table(public: str, private: str, direct: str, group: str, archived: str) -> Table:
    """Rows by kind of channel."""
    return dict(zip(KINDS, (public, private, direct, group, archived), strict=True))


# fmt: off
READ = table(
    #          visitor  guest: out in  member: out in  owner  admin: out  owner: out  closed
    public="   !        ?          .   .           .   .      .           .           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          .   ?           .   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          .   .           .   .      .           .           !",
)
MEMBERS = table(  # what only those in it have: marks, settings
    public="   !        ?          .   x           .   .      x           x           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          .   ?           .   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          .   x           .   .      x           x           !",
)
WRITE = table(
    public="   !        ?          .   x           .   .      x           x           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          .   ?           .   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
EDIT = table(
    public="   !        ?          x   x           .   x      x           x           !",
    private="  !        ?          x   ?           .   x      ?           ?           !",
    direct="   !        ?          x   ?           .   -      ?           ?           !",
    group="    !        ?          x   ?           .   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
DELETE = table(
    public="   !        ?          x   x           .   .      .           .           !",
    private="  !        ?          x   ?           .   .      ?           ?           !",
    direct="   !        ?          x   ?           .   -      ?           ?           !",
    group="    !        ?          x   ?           .   -      ?           ?           !",
    archived=" !        ?          x   x           .   .      .           .           !",
)
JOIN = table(
    public="   !        ?          .   .           .   .      .           .           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          .   ?           .   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          .   x           .   .      x           x           !",
)
LEAVE = table(
    public="   !        ?          .   .           .   .      .           .           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          .   .           .   .      .           .           !",
)
STEER = table(
    public="   !        ?          x   x           .   .      .           .           !",
    private="  !        ?          x   ?           .   .      ?           ?           !",
    direct="   !        ?          x   ?           .   -      ?           ?           !",
    group="    !        ?          x   ?           .   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
INVITE = table(
    public="   !        ?          x   x           .   .      x           x           !",
    private="  !        ?          x   ?           .   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          x   ?           x   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
MANAGE = table(
    public="   !        ?          x   x           x   .      .           .           !",
    private="  !        ?          x   ?           x   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          .   ?           .   -      ?           ?           !",
    archived=" !        ?          x   x           x   .      .           .           !",
)
SET_PART = {
    **MANAGE,
    "direct": "!        ?          x   ?           x   -      ?           ?           !",
    "group": " !        ?          i   ?           i   -      ?           ?           !",
}
HOME = table(  # a direct conversation has none
    #          visitor  guest: out in  member: out in  owner  admin: out  owner: out  closed
    public="   !        ?          .   .           .   .      .           .           !",
    private="  !        ?          .   ?           .   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          x   ?           x   -      ?           ?           !",
    archived=" !        ?          .   .           .   .      .           .           !",
)
FURNISH = table(
    public="   !        ?          x   x           x   .      .           .           !",
    private="  !        ?          x   ?           x   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          x   ?           x   -      ?           ?           !",
    archived=" !        ?          x   x           x   .      .           .           !",
)
TAKE_IN = table(
    #          visitor  guest: out in  member: out in  owner  admin: out  owner: out  closed
    public="   !        ?          x   x           x   .      .           .           !",
    private="  !        ?          x   ?           x   .      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          x   ?           x   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
NO_SUCH = table(  # MANAGE, of what is not there
    public="   !        ?          x   x           x   ?      ?           ?           !",
    private="  !        ?          x   ?           x   ?      ?           ?           !",
    direct="   !        ?          x   ?           x   -      ?           ?           !",
    group="    !        ?          ?   ?           ?   -      ?           ?           !",
    archived=" !        ?          x   x           x   ?      ?           ?           !",
)
NO_LINK = table(  # WRITE, of what is not there
    public="   !        ?          ?   x           ?   ?      x           x           !",
    private="  !        ?          ?   ?           ?   ?      ?           ?           !",
    direct="   !        ?          ?   ?           ?   -      ?           ?           !",
    group="    !        ?          ?   ?           ?   -      ?           ?           !",
    archived=" !        ?          x   x           x   x      x           x           !",
)
# fmt: on

# What an operation asks for: `$channel`, `$message` (mia's), `$file` (on that message),
# `$newcomer` (in no channel), `$third` (in it, besides), `$tomorrow`.
CHANNEL: dict[str, tuple[Table, dict[str, Any]]] = {
    "archive.add": (READ, {"message_id": "$message", "folder_name": "Roses"}),
    "bookmarks.add": (
        WRITE,
        {"channel_id": "$channel", "title": "Rota", "url": "https://bees.example/rota"},
    ),
    "bookmarks.edit": (
        NO_LINK,
        {"channel_id": "$channel", "bookmark_id": "Bk0000000000000", "title": "Rota"},
    ),
    "bookmarks.list": (READ, {"channel_id": "$channel"}),
    "bookmarks.remove": (WRITE, {"channel_id": "$channel", "bookmark_id": "Bk0000000000000"}),
    "channels.archive": (MANAGE, {"channel_id": "$channel"}),
    "channels.configure": (MEMBERS, {"channel_id": "$channel", "muted": True}),
    "channels.get": (READ, {"channel_id": "$channel"}),
    "channels.invite": (INVITE, {"channel_id": "$channel", "person_ids": ["$newcomer"]}),
    "channels.join": (JOIN, {"channel_id": "$channel"}),
    "channels.leave": (LEAVE, {"channel_id": "$channel"}),
    "channels.members": (READ, {"channel_id": "$channel"}),
    "channels.remove": (MANAGE, {"channel_id": "$channel", "person_id": "$third"}),
    "channels.set_part": (
        SET_PART,
        {"channel_id": "$channel", "person_id": "$third", "role": "author"},
    ),
    "channels.update": (MANAGE, {"channel_id": "$channel", "topic": "Bees"}),
    "faq.answer": (READ, {"channel_id": "$channel", "question": "When is lunch?"}),
    "faq.configure": (MANAGE, {"channel_id": "$channel", "answers": False}),
    "faq.settings": (READ, {"channel_id": "$channel"}),
    "files.get": (READ, {"file_id": "$file"}),
    "homes.answer": (
        MANAGE,
        {"channel_id": "$channel", "person_id": "$newcomer", "accept": False},
    ),
    "homes.furnish": (FURNISH, {"channel_id": "$channel", "rules": "Be kind."}),
    "homes.get": (HOME, {"channel_id": "$channel"}),
    "messages.delete": (DELETE, {"message_id": "$message"}),
    "messages.edit": (EDIT, {"message_id": "$message", "text": "Changed."}),
    "messages.get": (READ, {"message_id": "$message"}),
    "messages.history": (READ, {"channel_id": "$channel"}),
    "messages.post": (WRITE, {"channel_id": "$channel", "text": "Hello."}),
    "pins.add": (WRITE, {"message_id": "$message"}),
    "pins.list": (READ, {"channel_id": "$channel"}),
    "pins.remove": (WRITE, {"message_id": "$message"}),
    "posts.accept": (STEER, {"thread_id": "$message"}),
    "posts.ack": (READ, {"message_id": "$message"}),
    "posts.acknowledge": (WRITE, {"message_id": "$message"}),
    "posts.acks": (STEER, {"message_id": "$message"}),
    "posts.close": (STEER, {"thread_id": "$message"}),
    "posts.label": (WRITE, {"thread_id": "$message", "label": "todo"}),
    "posts.remind": (STEER, {"message_id": "$message"}),
    "posts.share": (WRITE, {"channel_id": "$channel", "shared_id": "$message"}),
    "posts.write": (WRITE, {"channel_id": "$channel", "title": "Bees"}),
    "previews.remove": (DELETE, {"message_id": "$message", "preview_id": "L0000000000000"}),
    "reactions.add": (WRITE, {"message_id": "$message", "emoji": "bee"}),
    "reactions.remove": (WRITE, {"message_id": "$message", "emoji": "bee"}),
    "reads.mark": (MEMBERS, {"channel_id": "$channel", "seq": 1}),
    "recommendations.add": (WRITE, {"message_id": "$message"}),
    "recommendations.remove": (WRITE, {"message_id": "$message"}),
    "saved.add": (READ, {"message_id": "$message"}),
    "saved.remove": (READ, {"message_id": "$message"}),
    "scheduled.add": (WRITE, {"channel_id": "$channel", "text": "Hello.", "send_at": "$tomorrow"}),
    "search.messages": (READ, {"channel_id": "$channel", "query": "bees"}),
    "syndication.list": (MANAGE, {"channel_id": "$channel"}),
    "syndication.of_channel": (READ, {"channel_id": "$channel"}),
    "syndication.pause": (
        NO_SUCH,
        {"channel_id": "$channel", "subscription_id": "L0000000000000", "paused": True},
    ),
    "syndication.remove": (
        MANAGE,
        {"channel_id": "$channel", "subscription_id": "L0000000000000"},
    ),
    "syndication.subscribe": (TAKE_IN, {"channel_id": "$channel", "url": "http://127.0.0.1:9/"}),
    "threads.follow": (READ, {"thread_id": "$message"}),
    "threads.replies": (READ, {"thread_id": "$message"}),
    "threads.unfollow": (READ, {"thread_id": "$message"}),
    "typing.start": (WRITE, {"channel_id": "$channel"}),
}

WORKSPACE_ACTORS = ("visitor", "gust", "mo", "root", "olga", "zoe")

# visitor, guest, member, administrator, owner, closed account
ANYBODY = "! . . . . !"
NO_GUESTS = "! x . . . !"
ADMINS = "! x x . . !"
OWNERS = "! x x x . !"
NOBODY = "! ? ? ? ? !"  # what is another's is not found, whoever asks

P256DH, AUTH = "BA" + "A" * 85, "A" * 22  # of the lengths that a browser gives

WORKSPACE: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "archive.folders": [(ANYBODY, {})],
    "archive.get": [(ANYBODY, {"archived_id": "M0000000000000"})],
    "archive.list": [(ANYBODY, {})],
    "archive.remove": [(ANYBODY, {"archived_id": "M0000000000000"})],
    "archive.remove_folder": [(ANYBODY, {"folder_id": "P0000000000000"})],
    "archive.rename_folder": [(NOBODY, {"folder_id": "P0000000000000", "name": "Bees"})],
    "channels.create": [(NO_GUESTS, {"name": "$name"})],
    "channels.list": [(ANYBODY, {})],
    "channels.open_direct": [
        (ANYBODY, {"person_ids": ["$me"]}),
        ("! ? . . . !", {"person_ids": ["$newcomer"]}),
    ],
    "digest.get_default": [(ADMINS, {})],
    "digest.get_settings": [(ANYBODY, {})],
    "digest.set_default": [(ADMINS, {"frequency": "weekly"})],
    "digest.set_settings": [(ANYBODY, {"frequency": "daily"})],
    "drafts.list": [(ANYBODY, {})],
    "drafts.set": [
        (ANYBODY, {"channel_id": "$channel"}),
        (NOBODY, {"channel_id": "$channel", "text": "Well"}),
    ],
    "feed.get_settings": [(ANYBODY, {})],
    "feed.list": [(ANYBODY, {})],
    "feed.set_settings": [(ANYBODY, {"order": "score"})],
    "faq.add": [
        (NO_GUESTS, {"question": "When is lunch?", "answer": "At noon."}),
        ("! x ? ? ? !", {"question": "Lunch?", "answer": "No.", "channel_id": "$channel"}),
    ],
    "blocks.press": [(NOBODY, {"message_id": "M0000000000000", "action": {}})],
    "whispers.press": [
        (NOBODY, {"channel_id": "$channel", "whisper_id": "M0000000000000", "at": 1, "action": {}})
    ],
    "commands.list": [(ANYBODY, {})],
    "commands.run": [(NOBODY, {"channel_id": "$channel", "name": "nothing"})],
    "shortcuts.list": [(ANYBODY, {})],
    "shortcuts.run": [(NOBODY, {"app_id": "A0000000000000", "callback_id": "nothing"})],
    "apps.home": [(NOBODY, {"person_id": "U0000000000000"})],
    "apps.open_tab": [(NOBODY, {"channel_id": "$channel", "tab": "home"})],
    "forms.close": [(NOBODY, {"form_id": "V0000000000000"})],
    "blocks.options": [
        (NOBODY, {"message_id": "M0000000000000", "block_id": "b", "action_id": "a"})
    ],
    "whispers.options": [
        (
            NOBODY,
            {
                "channel_id": "$channel",
                "whisper_id": "M0000000000000",
                "at": 1,
                "block_id": "b",
                "action_id": "a",
            },
        )
    ],
    "forms.options": [(NOBODY, {"form_id": "V0000000000000", "block_id": "b", "action_id": "a"})],
    "forms.press": [(NOBODY, {"form_id": "V0000000000000", "action": {}})],
    "forms.submit": [(NOBODY, {"form_id": "V0000000000000"})],
    "faq.ask": [(ANYBODY, {"question": "When is lunch?"})],
    "faq.change": [(NOBODY, {"entry_id": "K0000000000000", "pinned": True})],
    "faq.export": [(ANYBODY, {}), (NOBODY, {"channel_id": "$channel"})],
    "faq.get": [(NOBODY, {"entry_id": "K0000000000000"})],
    "faq.import": [(NO_GUESTS, {"csv": "question,answer\nWhen is lunch?,At noon."})],
    "faq.list": [(ANYBODY, {}), (NOBODY, {"channel_id": "$channel"})],
    "faq.choose": [(NOBODY, {"message_id": "M0000000000000", "entry_id": "K0000000000000"})],
    "faq.choose_aside": [
        (NOBODY, {"channel_id": "$channel", "question_id": "none", "entry_id": "K0000000000000"})
    ],
    "faq.rate_aside": [(NOBODY, {"question_id": "none", "helped": True})],
    "faq.rate": [(NOBODY, {"message_id": "M0000000000000", "helped": True})],
    "faq.report": [(NO_GUESTS, {})],
    "faq.remove": [(ANYBODY, {"entry_id": "K0000000000000"})],
    "files.describe": [(NOBODY, {"file_id": "$file", "alt": "The north side"})],
    "files.drop": [(ANYBODY, {"file_ids": ["F0000000000000"]})],
    "feed.suggest_people": [(ANYBODY, {})],
    "feed.followers": [(ANYBODY, {"kind": "hashtag", "target": "bees"})],
    "follows.list": [(ANYBODY, {})],
    "follows.set": [(ANYBODY, {"kind": "hashtag", "target": "bees", "stance": "follow"})],
    "hashtags.describe": [(ADMINS, {"tag": "bees", "description": "All about them"})],
    "hashtags.get": [(ANYBODY, {"tag": "bees"})],
    "hashtags.list": [(ANYBODY, {})],
    "hashtags.merge": [(ADMINS, {"tag": "bee", "into": "bees"})],
    "homes.ask": [(NOBODY, {"channel_id": "$channel"})],
    "homes.catalogue": [(NO_GUESTS, {})],
    "homes.requests": [(ANYBODY, {})],
    "homes.suggest": [(NO_GUESTS, {})],
    "homes.themes": [(NO_GUESTS, {})],
    "homes.withdraw": [(NOBODY, {"channel_id": "$channel"})],
    "invitations.create": [
        (ADMINS, {}),
        (OWNERS, {"role": "owner"}),
        ("! x x ? ? !", {"channel_ids": ["$channel"]}),
    ],
    "invitations.list": [(ADMINS, {})],
    "invitations.revoke": [(ADMINS, {"invitation_id": "$invitation"})],
    "mentions.list": [(ANYBODY, {})],
    "notifications.get": [(ANYBODY, {})],
    "notifications.set": [(ANYBODY, {"keywords": ["bees"]})],
    "passwords.create_link": [
        (ADMINS, {"person_id": "$spare"}),
        (OWNERS, {"person_id": "$other_owner"}),
        ("! x x x x !", {"email": "$email"}),
    ],
    "people.add": [
        (ADMINS, {"email": "$email", "name": "New"}),
        (OWNERS, {"email": "$email", "name": "New", "role": "owner"}),
    ],
    "people.get": [
        (ANYBODY, {"person_id": "$me"}),
        ("! ? . . . !", {"person_id": "$newcomer"}),
    ],
    "people.list": [(ANYBODY, {})],
    "people.me": [(ANYBODY, {})],
    "people.set_active": [
        (ADMINS, {"person_id": "$spare", "active": False}),
        (OWNERS, {"person_id": "$other_owner", "active": True}),
    ],
    "people.set_do_not_disturb": [(ANYBODY, {})],
    "people.set_role": [
        (ADMINS, {"person_id": "$spare", "role": "guest"}),
        (OWNERS, {"person_id": "$spare", "role": "owner"}),
        (OWNERS, {"person_id": "$other_owner", "role": "member"}),
    ],
    "people.set_status": [(ANYBODY, {"text": "Here"})],
    "people.update": [(ANYBODY, {"title": "Beekeeper"})],
    "posts.open_wall": [(NO_GUESTS, {})],
    "posts.wall": [(ANYBODY, {"person_id": "$me"})],
    "preferences.get": [(ANYBODY, {})],
    "preferences.set": [(ANYBODY, {"theme": "dark"})],
    "presence.get": [(ANYBODY, {"person_ids": ["$me"]})],
    "presence.set": [(ANYBODY, {"state": "auto"})],
    "profiles.chart": [
        (NO_GUESTS, {}),
        (NO_GUESTS, {"person_id": "$newcomer"}),
    ],
    "profiles.contest": [(NOBODY, {"message_id": "M0000000000000"})],
    "profiles.count": [(NO_GUESTS, {})],
    "profiles.experts": [(NO_GUESTS, {"query": "bees"})],
    "profiles.fields": [(NO_GUESTS, {})],
    "profiles.get": [
        (ANYBODY, {"person_id": "$me"}),
        ("! ? . . . !", {"person_id": "$newcomer"}),
    ],
    "profiles.hide_topic": [(NOBODY, {"kind": "skill", "label": "Wax"})],
    "profiles.list": [(NO_GUESTS, {})],
    "profiles.set_fields": [(ADMINS, {"fields": [{"key": "site", "visibility": "everyone"}]})],
    "profiles.topics": [(NO_GUESTS, {})],
    "profiles.update": [(NO_GUESTS, {"values": {"site": ["Lyon"]}})],
    "push.delivered": [(ANYBODY, {"push_id": "N0000000000000"})],
    "push.key": [(ANYBODY, {})],
    "push.list": [(ANYBODY, {})],
    "push.subscribe": [(ANYBODY, {"endpoint": "$endpoint", "p256dh": P256DH, "auth": AUTH})],
    "push.test": [(NOBODY, {"device_id": "N0000000000000"})],
    "push.unsubscribe": [(ANYBODY, {"device_id": "N0000000000000"})],
    "reads.calls": [(ANYBODY, {})],
    "reads.list": [(ANYBODY, {})],
    "saved.list": [(ANYBODY, {})],
    "scheduled.change": [(NOBODY, {"scheduled_id": "Q0000000000000"})],
    "scheduled.list": [(ANYBODY, {})],
    "scheduled.remove": [(NOBODY, {"scheduled_id": "Q0000000000000"})],
    "scheduled.send_now": [(NOBODY, {"scheduled_id": "Q0000000000000"})],
    "search.messages": [(ANYBODY, {"query": "bees"})],
    "sessions.list": [(ANYBODY, {})],
    "sessions.revoke": [(NOBODY, {"session_id": "$session"})],
    "syndication.addresses": [(ANYBODY, {})],
    "syndication.of_hashtag": [(ANYBODY, {"hashtag": "bees"})],
    "syndication.revoke": [(NOBODY, {"feed_id": "K0000000000000"})],
    "threads.list": [(ANYBODY, {})],
    "tokens.create": [
        (ANYBODY, {}),
        ("! x x x x !", {"person_id": "$newcomer"}),
    ],
    "tokens.list": [(ANYBODY, {})],
    "tokens.revoke": [(NOBODY, {"token_id": "$token"})],
    "welcome.get": [(ANYBODY, {})],
    "welcome.set": [(ADMINS, {"text": "Welcome"})],
    "workspace.get": [(ANYBODY, {})],
    "workspace.update": [(ADMINS, {"name": "Hive"})],
}
