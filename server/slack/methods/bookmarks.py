"""`bookmarks.*`: the links that a channel keeps."""

from __future__ import annotations

from typing import Any

from channels.bookmarks.protocol import BookmarkView
from channels.core.errors import Invalid
from channels.membership.protocol import ChannelView
from server.slack.call import Call, Method
from server.slack.errors import SlackError, bad_argument
from server.slack.objects import Item

MOST_TITLE, MOST_LINK = 250, 3_000


def to_item(view: BookmarkView, rank: int) -> Item:
    """A link as an object; `rank` is its place among the channel's."""
    item: Item = {
        "id": view.id,
        "channel_id": view.channel_id,
        "title": view.title,
        "link": view.url,
        "type": "link",
        "date_created": view.created_at // 1_000,
        "date_updated": view.changed_at // 1_000,
        "last_updated_by_user_id": view.person_id,
        "rank": f"{rank:06d}",
    }
    return {**item, "emoji": f":{view.emoji}:"} if view.emoji else item


async def add(call: Call) -> Item:
    """`bookmarks.add`."""
    channel = await call.inside("channel_id")
    if call.args.need("type") != "link":
        raise SlackError("invalid_bookmark_type")
    title = call.args.need("title")
    if not call.args.text("link").strip():
        raise SlackError("invalid_link")
    view = await _write(call, channel, "bookmarks.add", {**_values(call), "title": title})
    return {"bookmark": await _shown(call, channel, view)}


async def edit(call: Call) -> Item:
    """`bookmarks.edit`; what is not given stays."""
    channel = await call.inside("channel_id")
    bookmark_id = _named(call)
    view = await _write(
        call, channel, "bookmarks.edit", {**_values(call), "bookmark_id": bookmark_id}
    )
    return {"bookmark": await _shown(call, channel, view)}


async def remove(call: Call) -> Item:
    """`bookmarks.remove`."""
    channel = await call.inside("channel_id")
    bookmark_id = _named(call)
    if all(one.id != bookmark_id for one in await _kept(call, channel)):
        raise SlackError("not_found")
    await call.ask("bookmarks.remove", channel_id=channel.id, bookmark_id=bookmark_id)
    return {}


async def list_all(call: Call) -> Item:
    """`bookmarks.list`."""
    channel = await call.channel("channel_id")
    if not channel.joined and call.caller.kind == "bot":
        raise SlackError("not_in_channel")
    kept = await _kept(call, channel)
    return {"bookmarks": [to_item(one, rank) for rank, one in enumerate(kept, 1)]}


async def _kept(call: Call, channel: ChannelView) -> list[BookmarkView]:
    page = await call.ask("bookmarks.list", channel_id=channel.id)
    return list(page.items)


async def _shown(call: Call, channel: ChannelView, view: BookmarkView) -> Item:
    ids = [one.id for one in await _kept(call, channel)]
    return to_item(view, ids.index(view.id) + 1 if view.id in ids else len(ids) + 1)


def _named(call: Call) -> str:
    bookmark_id = call.args.need("bookmark_id")
    if not 2 <= len(bookmark_id) <= 40:
        raise SlackError("not_found")
    return bookmark_id


def _values(call: Call) -> dict[str, Any]:
    """What is to be written of title, link and emoji. Errors: SlackError."""
    values: dict[str, Any] = {}
    if call.args.text("title").strip():
        values["title"] = call.args.text("title").strip()
        if len(values["title"]) > MOST_TITLE:
            raise bad_argument(f"must be no more than {MOST_TITLE} characters: title")
    if "link" in call.args:
        values["url"] = call.args.text("link").strip()
        if len(values["url"]) > MOST_LINK:
            raise SlackError("invalid_link")
    if "emoji" in call.args:
        values["emoji"] = call.args.text("emoji").strip()[:100]
    return values


async def _write(call: Call, channel: ChannelView, op: str, values: dict[str, Any]) -> BookmarkView:
    if channel.archived:
        raise SlackError("is_archived")
    try:
        view: BookmarkView = await call.ask(op, channel_id=channel.id, **values)
    except Invalid as error:
        raise SlackError(f"invalid_{'link' if error.field == 'url' else error.field}") from None
    return view


_WORDS = {"conflict": "too_many_bookmarks", "not_allowed": "restricted_action"}
METHODS = {
    "bookmarks.add": Method(add, "bookmarks:write", tier=2, words=_WORDS),
    "bookmarks.edit": Method(edit, "bookmarks:write", tier=2, words=_WORDS),
    "bookmarks.remove": Method(remove, "bookmarks:write", tier=2, words=_WORDS),
    "bookmarks.list": Method(list_all, "bookmarks:read"),
}
