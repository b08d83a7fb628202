"""`chat.*`: writing, changing and deleting messages."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from channels.bots.protocol import StoredMessage
from channels.core.kinds import ChannelKind, Posting
from channels.membership.protocol import ChannelView
from channels.messages.protocol import MAX_STORED_TEXT, CardView
from server.slack.blocks import read_attachments, read_blocks
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.naming import name_in_text
from server.slack.objects import Item
from server.slack.stamps import to_ts
from server.slack.write_text import markdown_of, source_of_markdown, source_of_text

MAX_CARD = 100_000  # characters of blocks and attachments as JSON: each reader gets them
MAX_MARKS = 16_000


class Content(NamedTuple):
    """What a message says: Slack's text, our markdown, blocks and attachments where given."""

    source: str
    text: str
    blocks: list[Item] | None
    attachments: list[Item] | None
    marks: str = ""
    cut: bool = False
    unfurls: bool = True

    @property
    def empty(self) -> bool:
        return not (self.source.strip() or self.blocks or self.attachments)


def read_content(call: Call) -> Content:
    """The content of a message. Errors: SlackError."""
    args = call.args
    blocks, attachments = read_blocks(args), read_attachments(args)
    unfurls = args.flag("unfurl_links", default=True)
    if len(json.dumps([blocks, attachments])) > MAX_CARD:
        raise SlackError("msg_too_long")
    if "markdown_text" in args:
        if args.text("text") or blocks:
            raise SlackError("markdown_text_conflict")
        source, text, cut = source_of_markdown(args.text("markdown_text"))
        return Content(source, text, blocks, attachments, _marks(call), cut, unfurls)
    source, cut = source_of_text(args.text("text"))
    markup = args.flag("mrkdwn", default=True)
    text = markdown_of(source, blocks or [], attachments or [], markup=markup)
    return Content(source, text, blocks, attachments, _marks(call), cut, unfurls)


def _marks(call: Call) -> str:
    given = call.args.structured("metadata", "invalid_metadata_format")
    if given is None:
        return ""
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    marks = json.dumps(given, ensure_ascii=False)
    if len(marks) > MAX_MARKS:
        raise SlackError("metadata_too_large")
    return marks


def card_of(call: Call, content: Content, icon: str = "") -> CardView | None:
    """What the message carries beside its words; always there for an app's."""
    app_id = call.caller.app.id if call.caller.app is not None else ""
    if not (app_id or content.blocks or content.attachments):
        return None
    return CardView(
        app_id=app_id,
        icon=icon,
        blocks=content.blocks or [],
        attachments=content.attachments or [],
        unfurls=content.unfurls,
    )


async def post_message(call: Call) -> Item:
    """`chat.postMessage`."""
    await name_in_text(call)
    content = read_content(call)
    channel = await call.place()
    check_may_post(call, channel)
    if not channel.joined:
        in_thread = bool(call.args.text("thread_ts").strip())
        check_open(channel.archived, channel.posting, thread=in_thread)
    if content.empty:
        raise SlackError("no_text")
    stored = await post_into(call, channel, content)
    if content.cut:
        call.warn("message_truncated")
    return {"channel": channel.id, "ts": to_ts(stored.at_us), "message": await call.shown(stored)}


def check_open(archived: bool, posting: Posting, *, thread: bool) -> None:
    """May somebody who is not in the channel write there? Errors: SlackError."""
    if archived:
        raise SlackError("is_archived")
    if posting is not Posting.EVERYONE and not thread:
        raise SlackError("restricted_action")


def check_may_post(call: Call, channel: ChannelView) -> None:
    """Errors: SlackError."""
    if channel.archived:
        raise SlackError("is_archived")
    if channel.joined:
        return
    public = channel.kind is ChannelKind.PUBLIC
    if not (public and call.caller.kind == "bot" and call.caller.may("chat:write.public")):
        raise SlackError("not_in_channel")


async def post_into(
    call: Call, channel: ChannelView, content: Content, *, me: bool = False, **more: Any
) -> StoredMessage:
    """Write it, as whoever calls; a bot that may write where it is not does so past the rights."""
    args = call.args
    name, icon = author_of(call)
    root = await _root(call, channel)
    values: dict[str, Any] = {
        "channel_id": channel.id,
        "text": content.text,
        "source": content.source,
        "card": card_of(call, content, icon),
        "author_name": name,
        "marks": content.marks,
        "me": me,
        **more,
    }
    if root is not None:
        values["thread_id"] = root
        values["also_to_channel"] = args.flag("reply_broadcast")
    if "client_msg_id" in args:
        values["client_id"] = args.text("client_msg_id")[:64]
    ask = call.ask if channel.joined else call.ask_past
    posted = await ask("bots.post", **values)
    return await call.stored(posted.id)


def author_of(call: Call) -> tuple[str, str]:
    """The name and the icon under which an app that may speaks."""
    args = call.args
    if call.caller.app is None or not call.caller.may("chat:write.customize"):
        return "", ""
    icon = args.text("icon_emoji").strip() or args.text("icon_url").strip()
    return args.text("username").strip()[:80], icon[:2_000]


async def _root(call: Call, channel: ChannelView) -> str | None:
    """The id of the thread's root. Errors: SlackError `cannot_reply_to_message`."""
    if not call.args.text("thread_ts").strip():
        return None
    found = await call.message(channel, "thread_ts", "cannot_reply_to_message")
    return found.view.thread_id or found.view.id


async def me_message(call: Call) -> Item:
    """`chat.meMessage`."""
    channel = await call.place()
    check_may_post(call, channel)
    content = read_content(call)
    if not content.source.strip():
        raise SlackError("no_text")
    stored = await post_into(call, channel, content, me=True)
    return {"channel": channel.id, "ts": to_ts(stored.at_us)}


async def update(call: Call) -> Item:
    """`chat.update`: what is not given stays; an empty list clears."""
    channel = await call.there()
    await name_in_text(call)
    content = read_content(call)
    before = await call.message(channel)
    if before.view.author_id != call.me:
        raise SlackError("cant_update_message")
    if len(content.source) > MAX_STORED_TEXT or content.cut:
        raise SlackError("msg_too_long")
    content = _over(before, content, "text" in call.args or "markdown_text" in call.args)
    if content.empty and not before.view.files:
        raise SlackError("no_text")
    await _change(call, channel, before, content)
    after = await call.stored(before.view.id)
    shown = await call.shown(after)
    return {
        "channel": channel.id,
        "ts": to_ts(after.at_us),
        "text": shown["text"],
        "message": shown,
    }


def _over(before: StoredMessage, content: Content, has_text: bool) -> Content:
    """The new content over the old: what was not given stays."""
    card = before.view.card or CardView()
    blocks = card.blocks if content.blocks is None else content.blocks
    attachments = card.attachments if content.attachments is None else content.attachments
    if has_text:
        source, text = content.source, content.text
    else:
        source = before.source or ""
        text = before.view.text if source else markdown_of("", blocks, attachments)
    unfurls = card.unfurls and content.unfurls
    return content._replace(
        source=source, text=text, blocks=blocks, attachments=attachments, unfurls=unfurls
    )


async def _change(
    call: Call, channel: ChannelView, before: StoredMessage, content: Content
) -> None:
    icon = before.view.card.icon if before.view.card is not None else ""
    ask = call.ask if channel.joined else call.ask_past
    await ask(
        "bots.edit",
        message_id=before.view.id,
        text=content.text,
        source=content.source,
        card=card_of(call, content, icon),
        marks=content.marks or None,
    )


async def delete(call: Call) -> Item:
    """`chat.delete`."""
    channel = await call.there()
    stored = await call.message(channel)
    if stored.view.deleted:
        raise SlackError("message_not_found")
    own = stored.view.author_id == call.me and not channel.joined
    await (call.ask_past if own else call.ask)("messages.delete", message_id=stored.view.id)
    return {"channel": channel.id, "ts": to_ts(stored.at_us)}


async def permalink(call: Call) -> Item:
    """`chat.getPermalink`."""
    channel = await call.there()
    stored = await call.message(channel, "message_ts")
    url = call.edge.archive_url(channel.id, to_ts(stored.at_us))
    if stored.root_us is not None:
        url += f"?thread_ts={to_ts(stored.root_us)}&cid={channel.id}"
    return {"channel": channel.id, "permalink": url}


METHODS = {
    "chat.postMessage": Method(
        post_message, "chat:write", tier=4, words={"not_allowed": "restricted_action"}
    ),
    "chat.meMessage": Method(me_message, "chat:write"),
    "chat.update": Method(update, "chat:write", words={"not_allowed": "cant_update_message"}),
    "chat.delete": Method(delete, "chat:write", words={"not_allowed": "cant_delete_message"}),
    "chat.getPermalink": Method(permalink, tier=4),
}
