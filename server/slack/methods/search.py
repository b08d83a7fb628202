"""`search.messages`: what a person may see, in Slack's query language."""

from __future__ import annotations

import re
from typing import Any

from channels.bots.protocol import StoredMessage
from server.slack import objects
from server.slack.call import Call, Method
from server.slack.errors import SlackError
from server.slack.objects import Item
from server.slack.stamps import metadata, parse_cursor, to_ts

COUNTED = 100  # the total is right up to so many
MOST = 10_000
PAGES = 20  # that one call reads of our own, 100 each
_HAS_EMOJI = re.compile(r"(?<!\S)has::([^\s:]+):(?!\S)")
_MEANT = re.compile(r"(?<!\S)(from|in|to|with):<[@#]([A-Z0-9]{2,40})(?:\|[^>]*)?>")
_OURS = (
    (re.compile(r"(?<!\S)has:pin(?!\S)"), "is:pinned"),
    (re.compile(r"(?<!\S)in:#"), "in:"),
    (_HAS_EMOJI, "has:reaction"),
)
_WORD = re.compile(r'(?<!\S)"([^"]+)"|(?<!\S)([^\s":-][^\s":]*)(?!\S)')


async def search(call: Call) -> Item:
    """`search.messages`; the best first, or by time."""
    query = call.args.text("query").strip()
    if not query:
        raise SlackError("no_query")
    count = min(max(1, call.args.number("count", 20)), 100)
    number = _page(call)
    hits, more = await _hits(call, await _in_our_words(call, query), count * number)
    shown = hits[count * (number - 1) : count * number]
    matches = [await _match(call, one, query) for one in shown]
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
    answer: Item = {"query": query, "messages": messages}
    if "cursor" in call.args:
        place = str(number + 1) if number < pages else None
        answer["response_metadata"] = metadata("found", place)
    return answer


def _page(call: Call) -> int:
    cursor = call.args.text("cursor").strip()
    if cursor in ("", "*"):
        return min(100, max(1, call.args.number("page", 1)))
    place = parse_cursor("found", cursor)
    if not place.isdecimal() or not 0 < int(place) <= MOST:
        raise SlackError("invalid_cursor")
    return int(place)


async def _in_our_words(call: Call, query: str) -> str:
    """Slack's operators as ours, ids as names."""
    for found in list(_MEANT.finditer(query))[:10]:
        name = await _name(call, found[2])
        query = query.replace(found[0], f"{found[1]}:{name}")
    for pattern, ours in _OURS:
        query = pattern.sub(ours, query)
    return query[:500]


async def _name(call: Call, id: str) -> str:
    if id[0] in "UW":
        people = await call.edge.accounts(call.actor, [id])
        return f"@{people[id].handle}" if id in people else id
    return (await call.channel_of(id)).name or id


async def _hits(call: Call, query: str, wanted: int) -> tuple[list[StoredMessage], bool]:
    """The first messages found, and whether there are more."""
    by_time = call.args.text("sort") == "timestamp"
    oldest_first = by_time and call.args.text("sort_dir") == "asc"
    order = "newest" if by_time else "best"
    emoji = set(_HAS_EMOJI.findall(call.args.text("query")))
    wanted = MOST if oldest_first else min(MOST, max(wanted, COUNTED))
    hits: list[StoredMessage] = []
    after: str | None = None
    for _ in range(PAGES):
        page = await call.ask("search.messages", query=query, limit=100, after=after, order=order)
        hits += await _stored(call, [hit.id for hit in page.items], emoji)
        after = page.next
        if after is None or len(hits) >= wanted:
            break
    return (hits[::-1] if oldest_first else hits[:wanted]), after is not None


async def _stored(call: Call, ids: list[str], emoji: set[str]) -> list[StoredMessage]:
    if not ids:
        return []
    found = (await call.ask("bots.by_ids", message_ids=ids)).items
    return [one for one in found if emoji <= {chosen.emoji for chosen in one.view.reactions}]


async def _match(call: Call, stored: StoredMessage, query: str) -> Item:
    view = stored.view
    channel = await call.channel_of(view.channel_id)
    people = await call.edge.accounts(call.actor, [view.author_id])
    name = people[view.author_id].handle if view.author_id in people else ""
    shown = await call.conversation(channel)
    kept = ("id", "name", "is_private", "is_mpim", "is_channel", "is_group", "is_im", "is_shared")
    extra: dict[str, Any] = {
        "iid": view.id,
        "username": name,
        "channel": {k: shown[k] for k in kept if k in shown},
        "permalink": call.edge.archive_url(channel.id, to_ts(stored.at_us)),
    }
    item = objects.merged(await call.shown(stored), extra)
    if call.args.flag("highlight"):
        item["text"] = _highlighted(str(item["text"]), query)
    return item


def _highlighted(text: str, query: str) -> str:
    """The query's words between the signs by which Slack's programs know them."""
    words = [re.escape(one[0] or one[1]) for one in _WORD.findall(query)]
    if not words:
        return text
    return re.sub(rf"(?i)\b(?:{'|'.join(words)})\w*", "\ue000\\g<0>\ue001", text)


METHODS = {"search.messages": Method(search, tokens="u", tier=2)}
