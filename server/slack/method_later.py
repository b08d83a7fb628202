"""`chat.schedule*`, `search.*`: what is sent later, and what is found."""

from __future__ import annotations

from typing import Any

from channels.core.errors import Invalid, NotFound
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.method_chat import check_may_post, read_content
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor, to_ts

MOST_AHEAD_S = 120 * 24 * 3_600


async def schedule(call: Call) -> Item:
    """`chat.scheduleMessage`."""
    channel = await call.place()
    check_may_post(call, channel)
    content = read_content(call)
    if content.empty:
        raise SlackError("no_text")
    post_at = call.args.number("post_at", 0, "invalid_time")
    now_s = call.edge.now_ms // 1_000
    if post_at <= now_s:
        raise SlackError("time_in_past")
    if post_at - now_s > MOST_AHEAD_S:
        raise SlackError("time_too_far")
    values: dict[str, Any] = {"text": content.text, "send_at": post_at * 1_000}
    if call.args.text("thread_ts"):
        found = await call.message(channel, "thread_ts", "thread_not_found")
        values["thread_id"] = found.view.thread_id or found.view.id
        values["also_to_channel"] = call.args.flag("reply_broadcast")
    made = await call.ask("scheduled.add", channel_id=channel.id, **values)
    message: Item = {"type": "delayed_message", "text": content.source, "user": call.me}
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
            "text": one.text,
        }
        for one in page.items
        if wanted in ("", one.channel_id) and oldest <= one.send_at // 1_000 <= latest
    ]
    return {"scheduled_messages": items, "response_metadata": metadata("scheduled", page.next)}


async def unschedule(call: Call) -> Item:
    """`chat.deleteScheduledMessage`."""
    await call.channel()
    try:
        await call.ask("scheduled.remove", scheduled_id=call.args.need("scheduled_message_id"))
    except (NotFound, Invalid):
        raise SlackError("invalid_scheduled_message_id") from None
    return {}


async def search(call: Call) -> Item:
    """`search.messages`: what the person may see, the newest first."""
    query = call.args.text("query").strip()
    if not query:
        raise SlackError("no_query")
    count = min(max(1, call.args.number("count", 20)), 100)
    number = min(100, max(1, call.args.number("page", 1)))
    hits, more = await _hits(call, query.replace("in:#", "in:"), count * number)
    shown = hits[count * (number - 1) :]
    found = await call.ask("bots.by_ids", message_ids=[hit.id for hit in shown]) if shown else None
    matches = [await _match(call, one) for one in (found.items if found is not None else [])]
    total = len(hits) + more
    pages = -(-total // count)
    first = count * (number - 1) + 1 if matches else 0
    paging = {"count": count, "total": total, "page": number, "pages": pages}
    pagination = {
        "total_count": total,
        "page": number,
        "per_page": count,
        "page_count": pages,
        "first": first,
        "last": first + len(matches) - 1 if matches else 0,
    }
    messages = {"total": total, "matches": matches, "paging": paging, "pagination": pagination}
    return {"query": query, "messages": messages}


async def _hits(call: Call, query: str, wanted: int) -> tuple[list[Any], bool]:
    hits: list[Any] = []
    after: str | None = None
    while len(hits) < wanted:
        page = await call.ask("search.messages", query=query[:500], limit=100, after=after)
        hits += page.items
        after = page.next
        if after is None:
            return hits, False
    return hits[:wanted], True


async def _match(call: Call, stored: Any) -> Item:
    view = stored.view
    channel = await call.channel_of(view.channel_id)
    people = await call.edge.accounts(call.actor, [view.author_id])
    name = people[view.author_id].handle if view.author_id in people else ""
    shown = await call.conversation(channel)
    kept = ("id", "name", "is_private", "is_mpim", "is_channel", "is_group", "is_im", "is_shared")
    permalink = call.edge.archive_url(channel.id, to_ts(stored.at_us))
    extra = {
        "iid": view.id,
        "username": name,
        "channel": {k: shown[k] for k in kept if k in shown},
        "permalink": permalink,
    }
    return objects.merged(await call.shown(stored), extra)


METHODS = {
    "chat.scheduleMessage": Method(schedule, "chat:write"),
    "chat.scheduledMessages.list": Method(list_scheduled),
    "chat.deleteScheduledMessage": Method(unschedule, "chat:write"),
    "search.messages": Method(search, tokens="u", tier=2),
}
