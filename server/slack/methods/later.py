"""`chat.schedule*`: what is sent later."""

from __future__ import annotations

from typing import Any

from channels.core.errors import Invalid, NotFound
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.later import NO_WORDS, keep_content, source_of
from server.slack.methods.chat import check_may_post, read_content
from server.slack.naming import name_in_text
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor

MOST_AHEAD_S = 120 * 24 * 3_600


async def schedule(call: Call) -> Item:
    """`chat.scheduleMessage`."""
    channel = await call.place()
    check_may_post(call, channel)
    await name_in_text(call)
    content = read_content(call)
    if content.empty:
        raise SlackError("no_text")
    post_at = call.args.number("post_at", 0, "invalid_time")
    now_s = call.edge.now_ms // 1_000
    if post_at <= now_s:
        raise SlackError("time_in_past")
    if post_at - now_s > MOST_AHEAD_S:
        raise SlackError("time_too_far")
    values: dict[str, Any] = {"text": content.text or NO_WORDS, "send_at": post_at * 1_000}
    if call.args.text("thread_ts"):
        found = await call.message(channel, "thread_ts", "cannot_reply_to_message")
        values["thread_id"] = found.view.thread_id or found.view.id
        values["also_to_channel"] = call.args.flag("reply_broadcast")
    made = await call.ask("scheduled.add", channel_id=channel.id, **values)
    await keep_content(call, made, content, post_at - now_s)
    message: Item = {"type": "delayed_message", "text": content.source, "user": call.me}
    for name, given in (("blocks", content.blocks), ("attachments", content.attachments)):
        if given:
            message[name] = given
    if call.caller.app is not None:
        message |= {"bot_id": call.caller.app.bot_id, "app_id": call.caller.app.id}
    return {
        "channel": channel.id,
        "scheduled_message_id": made.id,
        "post_at": post_at,
        "message": message,
    }


async def list_scheduled(call: Call) -> Item:
    """`chat.scheduledMessages.list`."""
    after = parse_cursor("scheduled", call.args.text("cursor")) or None
    page = await call.ask("scheduled.list", after=after, limit=call.args.limit(100, most=100))
    wanted = call.args.text("channel").strip()
    oldest, latest = call.args.number("oldest", 0), call.args.number("latest", 2**40)
    items = [
        {
            "id": one.id,
            "channel_id": one.channel_id,
            "post_at": one.send_at // 1_000,
            "date_created": one.created_at // 1_000,
            "text": await source_of(call.edge.tickets, one),
        }
        for one in page.items
        if wanted in ("", one.channel_id) and oldest <= one.send_at // 1_000 <= latest
    ]
    return {"scheduled_messages": items, "response_metadata": metadata("scheduled", page.next)}


async def unschedule(call: Call) -> Item:
    """`chat.deleteScheduledMessage`."""
    await call.channel()
    scheduled_id = call.args.need("scheduled_message_id")
    try:
        await call.ask("scheduled.remove", scheduled_id=scheduled_id)
    except (NotFound, Invalid):
        raise SlackError("invalid_scheduled_message_id") from None
    return {}


METHODS = {
    "chat.scheduleMessage": Method(schedule, "chat:write"),
    "chat.scheduledMessages.list": Method(list_scheduled),
    "chat.deleteScheduledMessage": Method(unschedule, "chat:write"),
}
