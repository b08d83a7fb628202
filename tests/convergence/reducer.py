"""A client in two pages: what a snapshot becomes when an event is applied to it; pure.

It is written from the events' own descriptions and asks nothing back: what it cannot do by the
event alone, no client could.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.convergence.comparing import Content, State, key_of, place_of

REPLIERS_SHOWN = 5


def reduce(snapshot: State, push: dict[str, Any]) -> State:
    """The snapshot after the push."""
    state = deepcopy(snapshot)
    _REDUCERS[push["event"]](state, push["data"], push)
    return state


# -- messages


def _posted(state: State, data: Content, push: Content) -> None:
    message = data["message"]
    for page in _pages_of(state, message):
        page["items"].insert(0, message)
    if message.get("thread_id"):
        for root in _copies(state, message["thread_id"]):
            _count_reply(root, message)
    for key in _marks_of(message):
        read = _read(state, key)
        if read is None:
            continue
        if message["author_id"] == state["me"]["id"]:
            if read["head"] >= message["seq"]:  # told already of what this kept unread
                continue
            read.update(seq=message["seq"], unread=0, mentions=0)
        else:
            _count(state, read, message, 1)


def _edited(state: State, data: Content, push: Content) -> None:
    copies = list(_copies(state, data["message_id"]))
    if copies:
        before = deepcopy(copies[0])
        after = {**before, "text": data["text"], "spans": data.get("spans", [])}
        _recount_names(state, before, after)
    for message in copies:
        message.update(text=data["text"], edited_at=data["edited_at"])
        message["spans"] = data.get("spans", [])
        message["title"] = data.get("title", "")
        if "card" in data:
            message["card"] = data["card"]


def _deleted(state: State, data: Content, push: Content) -> None:
    copies = list(_copies(state, data["message_id"]))
    state["saved"] = [one for one in state["saved"] if one["message"]["id"] != data["message_id"]]
    if not copies:
        return
    message = deepcopy(copies[0])
    for key in _marks_of(message):
        read = _read(state, key)
        if read is not None and message["seq"] > read["seq"] and not _mine(state, message):
            _count(state, read, message, -1)
    if data.get("thread_id"):
        for root in _copies(state, data["thread_id"]):
            root["thread"]["reply_count"] -= 1
    gone = {"text", "spans", "edited_at", "reactions", "pinned", "files", "previews"}
    gone |= {"title", "post", "recommended_by", "card", "faq", "pictures"}
    for page in _all_pages(state):
        if data.get("stays"):
            page["items"] = [
                {
                    **{name: one[name] for name in one if name not in gone},
                    "text": "",
                    "deleted": True,
                }
                if one["id"] == data["message_id"]
                else one
                for one in page["items"]
            ]
        else:
            page["items"] = [one for one in page["items"] if one["id"] != data["message_id"]]


def _reacted(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        reactions = message.setdefault("reactions", [])
        there = next((one for one in reactions if one["emoji"] == data["emoji"]), None)
        if there is None:
            reactions.append({"emoji": data["emoji"], "person_ids": [data["person_id"]]})
        else:
            there["person_ids"].append(data["person_id"])


def _unreacted(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        for reaction in message["reactions"]:
            if reaction["emoji"] == data["emoji"]:
                reaction["person_ids"].remove(data["person_id"])
        message["reactions"] = [one for one in message["reactions"] if one["person_ids"]]


def _recommended(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message.setdefault("recommended_by", []).append(data["person_id"])


def _recommended_no_more(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["recommended_by"].remove(data["person_id"])


def _pinned(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["pinned"] = push["event"] == "pin.added"


def _post_changed(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["post"] = data["post"]


def _card_changed(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["faq"] = data["card"]


def _previewed(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["previews"] = data.get("previews", [])


def _pictured(state: State, data: Content, push: Content) -> None:
    for message in _copies(state, data["message_id"]):
        message["pictures"] = data.get("pictures", [])


# -- channels


def _channel_changed(state: State, data: Content, push: Content) -> None:
    held = _channel(state, data["channel"]["id"])
    mine = ("joined", "role", "level", "muted", "starred", "head")
    kept = {name: held[name] for name in mine if name in held} if held else {"joined": False}
    if held and held["joined"] and not push["stream"].startswith("c:"):
        kept["member_count"] = held["member_count"]
    _put_channel(state, {**data["channel"], **kept})


def _channel_hidden(state: State, data: Content, push: Content) -> None:
    held = _channel(state, data["channel_id"])
    if held and not held["joined"]:
        _drop_channel(state, data["channel_id"])


def _channel_joined(state: State, data: Content, push: Content) -> None:
    channel = data["channel"]
    _put_channel(state, channel)
    if _read(state, channel["id"]) is None:
        head = channel["head"]
        mark = {"channel_id": channel["id"], "seq": head, "unread": 0, "mentions": 0}
        state["reads"].append(mark)


def _channel_left(state: State, data: Content, push: Content) -> None:
    channel_id = data["channel_id"]
    held = _channel(state, channel_id)
    places = ("channel_id", "thread_channel_id")
    state["reads"] = [
        one for one in state["reads"] if channel_id not in [one.get(place) for place in places]
    ]
    _drop_channel(state, channel_id)
    me = state["me"]["id"]
    kept = [one for one in state["requests"] if one["channel_id"] != channel_id]
    mine = [one for one in state["requests"] if one["person_id"] == me]
    state["requests"] = kept + [one for one in mine if one not in kept]
    if held and held["kind"] == "public" and state["me"]["role"] != "guest":
        mine = ("role", "level", "muted", "starred")
        left = {name: value for name, value in held.items() if name not in mine}
        count = data.get("member_count", 0)
        _put_channel(state, {**left, "joined": False, "member_count": count})


def _channel_configured(state: State, data: Content, push: Content) -> None:
    held = _channel(state, data["channel_id"])
    if held:
        held.update(level=data["level"], muted=data["muted"], starred=data["starred"])


def _member_changed(state: State, data: Content, push: Content) -> None:
    held = _channel(state, data["channel_id"])
    if held and data["member"]["person_id"] == state["me"]["id"]:
        held["role"] = data["member"]["role"]


def _members(change: int) -> Callable[[State, Content, Content], None]:
    def apply(state: State, data: Content, push: Content) -> None:
        held = _channel(state, data["channel_id"])
        if held and push["seq"] > held.get("head", 0):
            held["member_count"] += change
            held["head"] = push["seq"]
            if held["kind"] in ("direct", "group"):
                person_id = data.get("person_id") or data["member"]["person_id"]
                others = set(held.get("member_ids", [])) - {person_id}
                held["member_ids"] = sorted(others | ({person_id} if change > 0 else set()))

    return apply


# -- people and what is one's own


def _person(state: State, data: Content, push: Content) -> None:
    person = data["person"]
    state["people"] = [one for one in state["people"] if one["id"] != person["id"]] + [person]
    if person["id"] == state["me"]["id"]:
        own = {name: state["me"][name] for name in ("email", "language") if name in state["me"]}
        state["me"] = {**person, **own}


def _workspace(state: State, data: Content, push: Content) -> None:
    state["workspace"] = data["workspace"]


def _saved(state: State, data: Content, push: Content) -> None:
    state["saved"].append({"message": {"id": data["message_id"]}, "saved_at": data["saved_at"]})


def _unsaved(state: State, data: Content, push: Content) -> None:
    state["saved"] = [one for one in state["saved"] if one["message"]["id"] != data["message_id"]]


def _followed(state: State, data: Content, push: Content) -> None:
    if _read(state, data["thread_id"]) is not None:
        return
    where = {"thread_id": data["thread_id"], "thread_channel_id": data["channel_id"]}
    read = {**where, "seq": data["seq"], "unread": 0, "mentions": 0}
    state["reads"].append(read)
    page = state["replies"].get(data["thread_id"], {"items": []})
    for message in page["items"]:
        if message["seq"] > data["seq"] and not _mine(state, message):
            _count(state, read, message, 1)


def _unfollowed(state: State, data: Content, push: Content) -> None:
    state["reads"] = [one for one in state["reads"] if one.get("thread_id") != data["thread_id"]]


def _marked(state: State, data: Content, push: Content) -> None:
    key = key_of(data["read"])
    state["reads"] = [one for one in state["reads"] if key_of(one) != key] + [data["read"]]


def _preferences_changed(state: State, data: Content, push: Content) -> None:
    state["preferences"] = data["preferences"]


def _stance_changed(state: State, data: Content, push: Content) -> None:
    new = data["stance"]
    key = (new["kind"], new["target"])
    others = [one for one in state["stances"] if (one["kind"], one["target"]) != key]
    state["stances"] = others if new["stance"] == "none" else [*others, new]


def _feed_settings_changed(state: State, data: Content, push: Content) -> None:
    state["feed_settings"] = data["settings"]


def _draft_changed(state: State, data: Content, push: Content) -> None:
    draft = data["draft"]
    others = [one for one in state["drafts"] if place_of(one) != place_of(draft)]
    there = draft.get("text") or draft.get("files")
    state["drafts"] = [*others, draft] if there else others


def _scheduled_changed(state: State, data: Content, push: Content) -> None:
    _scheduled_removed(state, {"scheduled_id": data["scheduled"]["id"]}, push)
    state["scheduled"].append(data["scheduled"])


def _scheduled_removed(state: State, data: Content, push: Content) -> None:
    state["scheduled"] = [one for one in state["scheduled"] if one["id"] != data["scheduled_id"]]


def _notifications_changed(state: State, data: Content, push: Content) -> None:
    state["notifications"] = data["notifications"]


def _device_changed(state: State, data: Content, push: Content) -> None:
    _device_removed(state, {"device_id": data["device"]["id"]}, push)
    state["devices"].append(data["device"])


def _device_removed(state: State, data: Content, push: Content) -> None:
    state["devices"] = [one for one in state["devices"] if one["id"] != data["device_id"]]


def _nothing(state: State, data: Content, push: Content) -> None:
    """It shows elsewhere, and nothing that is loaded changes."""


def _join_asked(state: State, data: Content, push: Content) -> None:
    _drop_request(state, data["request"])
    state["requests"].append(data["request"])


def _join_answered(state: State, data: Content, push: Content) -> None:
    _drop_request(state, data)


def _drop_request(state: State, named: Content) -> None:
    gone = (named["channel_id"], named["person_id"])
    state["requests"] = [
        one for one in state["requests"] if (one["channel_id"], one["person_id"]) != gone
    ]


_REDUCERS: dict[str, Callable[[State, Content, Content], None]] = {
    "message.posted": _posted,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "message.previewed": _previewed,
    "message.pictured": _pictured,
    "reaction.added": _reacted,
    "reaction.removed": _unreacted,
    "pin.added": _pinned,
    "pin.removed": _pinned,
    "channel.created": _channel_changed,
    "channel.updated": _channel_changed,
    "channel.hidden": _channel_hidden,
    "channel.joined": _channel_joined,
    "channel.left": _channel_left,
    "channel.configured": _channel_configured,
    "member.joined": _members(1),
    "member.left": _members(-1),
    "member.changed": _member_changed,
    "post.changed": _post_changed,
    "post.acknowledged": _nothing,
    "recommendation.added": _recommended,
    "recommendation.removed": _recommended_no_more,
    "archive.changed": _nothing,
    "digest.changed": _nothing,
    "person.joined": _person,
    "person.updated": _person,
    "workspace.updated": _workspace,
    "message.saved": _saved,
    "message.unsaved": _unsaved,
    "thread.followed": _followed,
    "thread.unfollowed": _unfollowed,
    "read.marked": _marked,
    "preferences.changed": _preferences_changed,
    "stance.changed": _stance_changed,
    "feed.settings_changed": _feed_settings_changed,
    "draft.changed": _draft_changed,
    "scheduled.changed": _scheduled_changed,
    "scheduled.removed": _scheduled_removed,
    "notifications.changed": _notifications_changed,
    "push.changed": _device_changed,
    "push.removed": _device_removed,
    "join.asked": _join_asked,
    "join.answered": _join_answered,
    "session.ended": _nothing,
    "faq.card_changed": _card_changed,
    "faq.entry_changed": _nothing,
    "faq.entry_removed": _nothing,
    "faq.imported": _nothing,
    "presence.changed": _nothing,
    "typing.started": _nothing,
}


# -- looking things up


def _all_pages(state: State) -> Iterator[Content]:
    yield from state["history"].values()
    yield from state["replies"].values()


def _pages_of(state: State, message: Content) -> list[Content]:
    keys = _marks_of(message)
    pages = [state["history"].get(keys[0]), state["replies"].get(keys[-1])]
    return [page for page in pages if page is not None]


def _copies(state: State, message_id: str) -> Iterator[Content]:
    for page in _all_pages(state):
        yield from (one for one in page["items"] if one["id"] == message_id)


def _marks_of(message: Content) -> list[str]:
    """Under which marks a message counts: its channel's, its thread's, or both."""
    if not message.get("thread_id"):
        return [message["channel_id"]]
    both = [message["channel_id"], message["thread_id"]]
    return both if message.get("also_to_channel") else both[1:]


def _count_reply(root: Content, reply: Content) -> None:
    before = root.get("thread") or {"reply_count": 0, "last_reply_at": 0, "replier_ids": []}
    repliers = list(before["replier_ids"])
    if reply["author_id"] not in repliers and len(repliers) < REPLIERS_SHOWN:
        repliers.append(reply["author_id"])
    root["thread"] = {
        "reply_count": before["reply_count"] + 1,
        "last_reply_at": max(before["last_reply_at"], reply["created_at"]),
        "replier_ids": repliers,
    }


def _count(state: State, read: Content, message: Content, change: int) -> None:
    read["unread"] += change
    read["mentions"] += change * _names_me(state, message)


def _recount_names(state: State, before: Content, after: Content) -> None:
    for key in _marks_of(before):
        read = _read(state, key)
        if read is not None and before["seq"] > read["seq"] and not _mine(state, before):
            read["mentions"] += _names_me(state, after) - _names_me(state, before)


def _names_me(state: State, message: Content) -> bool:
    return any(
        span["t"] == "broadcast" or (span["t"] == "person" and span["id"] == state["me"]["id"])
        for span in message.get("spans", [])
    )


def _mine(state: State, message: Content) -> bool:
    return bool(message["author_id"] == state["me"]["id"])


def _read(state: State, key: str) -> Content | None:
    return next((one for one in state["reads"] if key_of(one) == key), None)


def _channel(state: State, channel_id: str) -> Content | None:
    return next((one for one in state["channels"] if one["id"] == channel_id), None)


def _put_channel(state: State, channel: Content) -> None:
    _drop_channel(state, channel["id"])
    state["channels"].append(channel)


def _drop_channel(state: State, channel_id: str) -> None:
    state["channels"] = [one for one in state["channels"] if one["id"] != channel_id]
