"""What can be pressed and filled in, and whether what was chosen is what its app offers; pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from channels.messages.protocol import MessageView
from server.slack.errors import SlackError
from server.slack.objects import Item

LOADED = frozenset(("external_select", "multi_external_select"))
MOST_WORDS, MOST_VALUE, MOST_CHOSEN = 150, 2_000, 100
MOST_NAMED = 100  # files, of which a field takes fewer
_KEPT = ("type", "action_id", "block_id", "text", "value")


def of_blocks(blocks: list[Item]) -> list[Item]:
    """All that can be pressed or filled in, with the id of its block."""
    found: list[Item] = []
    for block in blocks:
        held = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        found += [
            {**one, "block_id": block.get("block_id")}
            for one in held
            if isinstance(one, dict) and one.get("action_id")
        ]
    return found


def of_message(view: MessageView) -> list[Item]:
    """The same of a message, its attachments included."""
    card = view.card
    elements = of_blocks(card.blocks) if card is not None else []
    for attachment in card.attachments if card is not None else []:
        elements += of_blocks(attachment.get("blocks") or [])
    return elements


def pressed(elements: list[Item], action: Item) -> Item:
    """The action with what its element says. Errors: SlackError `action_not_found`."""
    for one in elements:
        same_block = action.get("block_id") in (None, one["block_id"])
        if one["action_id"] == action.get("action_id") and same_block:
            said = {name: value for name, value in action.items() if value is not None}
            said = _chosen(one, said)
            if one.get("type") == "button":
                said.pop("value", None)  # what it was given by its app, or nothing
            return said | {name: one[name] for name in _KEPT if name in one}
    raise SlackError("action_not_found")


def filled_in(elements: list[Item], state: Any) -> Item:
    """A state, of what is there alone: what an app has taken away meanwhile is left out.

    Errors: SlackError `action_not_found` for what its app does not offer.
    """
    known = {(one["block_id"], one["action_id"]): one for one in elements}
    kept: Item = {}
    for block_id, actions in _items(_items(state).get("values")).items():
        for action_id, said in _items(actions).items():
            element = known.get((block_id, action_id))
            if element is not None and isinstance(said, dict):
                value = {**_chosen(element, said), "type": element.get("type")}
                kept.setdefault(block_id, {})[action_id] = value
    return {"values": kept}


def ids_of_files(state: Any, block_id: str, action_id: str) -> list[str]:
    """The ids of the files that a state holds in a field, each once."""
    said = _items(_items(_items(_items(state).get("values")).get(block_id)).get(action_id))
    given = said.get("files")
    some = given[:MOST_NAMED] if isinstance(given, list) else []
    ids = [one.get("id") for one in some if isinstance(one, Mapping)]
    return list(dict.fromkeys(one for one in ids if isinstance(one, str) and 2 <= len(one) <= 40))


def loads(elements: list[Item], block_id: str, action_id: str) -> Item:
    """The field whose options its app loads. Errors: SlackError `action_not_found`."""
    for one in elements:
        if (one["block_id"], one["action_id"]) == (block_id, action_id) and one["type"] in LOADED:
            return one
    raise SlackError("action_not_found")


def option_of(given: Any) -> Item | None:
    """An option as it goes on, without what no option has; None for what is none."""
    if not isinstance(given, Mapping) or not isinstance(given.get("value"), str):
        return None
    words = _words(given.get("text"))
    if words is None or len(given["value"]) > MOST_VALUE:
        return None
    option: Item = {"text": words, "value": given["value"]}
    described = _words(given.get("description"))
    return option if described is None else {**option, "description": described}


def _words(given: Any) -> Item | None:
    text = given.get("text") if isinstance(given, Mapping) else None
    if not isinstance(text, str) or not text:
        return None
    kept: Item = {"type": "plain_text", "text": text[:MOST_WORDS]}
    return {**kept, "emoji": True} if given.get("emoji") is True else kept


def _items(held: Any) -> Mapping[str, Any]:
    return held if isinstance(held, Mapping) else {}


def _chosen(element: Item, said: Item) -> Item:
    """What was said, its options as their app gave them; of those that it loads only their shape
    is looked at; files are told once their form is sent. Errors: SlackError."""
    if element.get("type") == "file_input":
        return {"files": []}
    groups = [element, *(element.get("option_groups") or [])]
    offered = {
        str(option.get("value")): option
        for group in groups
        for option in group.get("options") or []
        if isinstance(option, dict)
    }
    loaded = element.get("type") in LOADED
    if not offered and not loaded:
        return said
    option = _loaded if loaded else partial(_option, offered)
    found = dict(said)
    if said.get("selected_option") is not None:
        found["selected_option"] = option(said["selected_option"])
    several = said.get("selected_options")
    if several is not None:
        if not isinstance(several, list) or len(several) > MOST_CHOSEN:
            raise SlackError("action_not_found")
        found["selected_options"] = [option(one) for one in several]
    return found


def _option(offered: Mapping[str, Item], chosen: Any) -> Item:
    option = offered.get(str(chosen.get("value"))) if isinstance(chosen, dict) else None
    if option is None:
        raise SlackError("action_not_found")
    return option


def _loaded(chosen: Any) -> Item:
    option = option_of(chosen)
    if option is None:
        raise SlackError("action_not_found")
    return option
