"""What two snapshots are compared by: without order, defaults and moments of reading."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]
Content = dict[str, Any]


def normalise(state: State) -> State:
    """A snapshot without what order, defaults and moments of reading make different."""

    def pages(table: dict[str, Content]) -> dict[str, Any]:
        return {key: [_bare(one) for one in page["items"]] for key, page in table.items()}

    def headless(one: Content) -> Any:
        return _bare({name: value for name, value in one.items() if name != "head"})

    return {
        "me": _bare(state["me"]),
        "workspace": _bare(state["workspace"]),
        "people": {one["id"]: _bare(one) for one in state["people"]},
        "channels": {one["id"]: headless(one) for one in state["channels"]},
        "reads": {key_of(one): headless(one) for one in state["reads"]},
        "saved": {one["message"]["id"]: one["saved_at"] for one in state["saved"]},
        "preferences": state["preferences"],
        "drafts": {place_of(one): _bare(one) for one in state["drafts"]},
        "scheduled": {one["id"]: _bare(one) for one in state["scheduled"]},
        "notifications": _bare(state["notifications"]),
        "devices": {one["id"]: _bare(one) for one in state["devices"]},
        "stances": {(one["kind"], one["target"]): one["stance"] for one in state["stances"]},
        "feed_settings": state["feed_settings"],
        "requests": {
            (one["channel_id"], one["person_id"]): _bare(one) for one in state["requests"]
        },
        "history": pages(state["history"]),
        "replies": pages(state["replies"]),
    }


def key_of(read: Content) -> str:
    """What a read mark is found by: its thread, or its channel."""
    return str(read.get("thread_id") or read["channel_id"])


def place_of(draft: Content) -> str:
    """Where a draft stands."""
    return str(draft.get("thread_id") or draft["channel_id"])


def _bare(value: Any) -> Any:
    """Without the fields that a view leaves out."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        kept = {name: _bare(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in (None, [], "", 0, False)}
    return value
