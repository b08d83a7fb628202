"""Blocks and attachments as they come in: what must be there, limits, and ids where they lack.

Everything else is kept as it was sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from server.slack.arguments import Arguments
from server.slack.errors import SlackError, bad_argument

Item = dict[str, Any]
MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_VIEW_BYTES = 250_000
MOST_ATTACHMENTS = 100
MOST_FIELDS = 10
MOST_FILES = 10
MOST_FILE_TYPES, MOST_FILE_TYPE = 100, 20
OPAQUE = frozenset(
    """rich_text file video markdown table context_actions alert card carousel data_table plan
    task_card call""".split()
)
ACTIONS = frozenset(
    """button checkboxes datepicker datetimepicker timepicker overflow radio_buttons
    workflow_button static_select external_select users_select conversations_select
    channels_select multi_static_select multi_external_select multi_users_select
    multi_conversations_select multi_channels_select""".split()
)
INPUTS = (ACTIONS - {"button", "overflow", "workflow_button"}) | frozenset(
    """plain_text_input email_text_input url_text_input number_input file_input
    rich_text_input""".split()
)
ACCESSORIES = ACTIONS | {"image"}
_OPTIONS = frozenset("checkboxes overflow radio_buttons static_select multi_static_select".split())


def read_blocks(args: Arguments, name: str = "blocks") -> list[Item] | None:
    """The blocks of a message; None where the argument is absent. Errors: SlackError."""
    given = args.structured(name, "invalid_blocks_format")
    return None if given is None else check_blocks(given, MOST_IN_MESSAGE)


def check_blocks(given: Any, most: int, root: str = "/blocks") -> list[Item]:
    """The blocks with an id each. Errors: SlackError, naming the block and field."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise bad_argument(
            f"must be a list of blocks [json-pointer:{root}]", "invalid_blocks_format"
        )
    if len(given) > most:
        raise _wrong(f"no more than {most} items allowed", root)
    seen: set[str] = set()
    checked = []
    for index, block in enumerate(given):
        checked.append(_block(dict(block), f"{root}/{index}", seen))
    return checked


def check_view(given: Item, *kinds: str) -> Item:
    """A form or home page, of one of these kinds, with ids for its blocks. Errors: SlackError."""
    if given.get("type") not in kinds:
        raise bad_argument(f"must be one of: {', '.join(kinds)} [json-pointer:/view/type]")
    if given["type"] == "modal" and not isinstance(given.get("title"), dict):
        raise bad_argument("missing required field: title [json-pointer:/view]")
    try:
        blocks = check_blocks(given.get("blocks"), MOST_IN_VIEW, "/view/blocks")
    except SlackError as error:
        raise SlackError("invalid_arguments", **error.more) from None
    kept = {**given, "blocks": blocks}
    if len(msgspec.json.encode(kept)) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    return kept


def _block(block: Item, path: str, seen: set[str]) -> Item:
    kind = block.get("type")
    check = _BLOCKS.get(kind) if isinstance(kind, str) else None
    if check is None and kind not in OPAQUE:
        raise _wrong(f"unsupported type: {kind}", path)
    block_id = block.get("block_id")
    if block_id is None or block_id == "":
        block["block_id"] = block_id = secrets.token_urlsafe(4)[:5]
    if not isinstance(block_id, str) or len(block_id) > 255:
        raise _wrong("must be a string of up to 255 characters", f"{path}/block_id")
    if block_id in seen:
        raise _wrong(f"`block_id` {block_id} already exists", path)
    seen.add(block_id)
    if check is not None:
        check(block, path)
    return block


def _section(block: Item, path: str) -> None:
    if "text" not in block and "fields" not in block:
        raise _wrong("missing required field: text or fields", path)
    if "text" in block:
        _text(block["text"], f"{path}/text", 3_000)
    if "fields" in block:
        fields = _list(block, "fields", path, MOST_FIELDS)
        for index, one in enumerate(fields):
            _text(one, f"{path}/fields/{index}", 2_000)
    if "accessory" in block:
        block["accessory"] = _element(block["accessory"], f"{path}/accessory", ACCESSORIES)


def _header(block: Item, path: str) -> None:
    _text(_needed(block, "text", path), f"{path}/text", 150, plain=True)


def _context(block: Item, path: str) -> None:
    for index, one in enumerate(_list(block, "elements", path, 10)):
        at = f"{path}/elements/{index}"
        if isinstance(one, dict) and one.get("type") == "image":
            _image(one, at)
        else:
            _text(one, at, 3_000)


def _image(block: Item, path: str) -> None:
    if not any(block.get(name) for name in ("image_url", "slack_file")):
        raise _wrong("missing required field: image_url", path)
    if not isinstance(block.get("alt_text"), str):
        raise _wrong("missing required field: alt_text", path)


def _actions(block: Item, path: str) -> None:
    elements = _list(block, "elements", path, 25)
    block["elements"] = [
        _element(one, f"{path}/elements/{index}", ACTIONS) for index, one in enumerate(elements)
    ]


def _input(block: Item, path: str) -> None:
    _text(_needed(block, "label", path), f"{path}/label", 2_000, plain=True)
    block["element"] = _element(_needed(block, "element", path), f"{path}/element", INPUTS)


def _element(given: Any, path: str, known: frozenset[str]) -> Item:
    if not isinstance(given, dict):
        raise _wrong("must be an object", path)
    element = dict(given)
    kind = element.get("type")
    if kind not in known:
        raise _wrong(f"unsupported type: {kind}", path)
    if kind == "image":
        _image(element, path)
        return element
    if not element.get("action_id"):
        element["action_id"] = secrets.token_urlsafe(4)[:5]
    if kind == "button":
        _text(_needed(element, "text", path), f"{path}/text", 75, plain=True)
        value = element.get("value", "")
        if not isinstance(value, str) or len(value) > 2_000:
            raise _wrong("must be no more than 2000 characters", f"{path}/value")
    elif kind in _OPTIONS:
        _options(element, path)
    elif kind == "file_input":
        _files(element, path)
    return element


def _files(element: Item, path: str) -> None:
    most = element.get("max_files", MOST_FILES)
    if not isinstance(most, int) or isinstance(most, bool):
        raise _wrong("must be an integer", f"{path}/max_files")
    if most < 1:
        raise _wrong("must be greater than or equal to 1", f"{path}/max_files")
    if most > MOST_FILES:
        raise _wrong(f"must be less than or equal to {MOST_FILES}", f"{path}/max_files")
    kinds = element.get("filetypes", [])
    if not isinstance(kinds, list) or len(kinds) > MOST_FILE_TYPES:
        raise _wrong("must be a list of file types", f"{path}/filetypes")
    for index, one in enumerate(kinds):
        if not isinstance(one, str) or not 1 <= len(one.lstrip(".")) <= MOST_FILE_TYPE:
            raise _wrong("must be a file type", f"{path}/filetypes/{index}")


def _options(element: Item, path: str) -> None:
    if "option_groups" in element and "static_select" in str(element["type"]):
        groups = _list(element, "option_groups", path, 100)
        lists = [(one, f"{path}/option_groups/{n}") for n, one in enumerate(groups)]
    else:
        lists = [(element, path)]
    for holder, at in lists:
        if not isinstance(holder, dict):
            raise _wrong("must be an object", at)
        for index, option in enumerate(_list(holder, "options", at, 100)):
            if not isinstance(option, dict) or not isinstance(option.get("value"), str):
                raise _wrong("missing required field: value", f"{at}/options/{index}")
            _text(_needed(option, "text", at), f"{at}/options/{index}/text", 75)


def _text(given: Any, path: str, most: int, plain: bool = False) -> None:
    if not isinstance(given, dict):
        raise _wrong("must be a text object", path)
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if given.get("type") not in kinds:
        raise _wrong(f"must be one of: {', '.join(kinds)}", f"{path}/type")
    text = given.get("text")
    if not isinstance(text, str) or not text:
        raise _wrong("must be more than 0 characters", f"{path}/text")
    if len(text) > most:
        raise _wrong(f"must be less than {most + 1} characters", f"{path}/text")


def _needed(item: Item, name: str, path: str) -> Any:
    if item.get(name) is None:
        raise _wrong(f"missing required field: {name}", path)
    return item[name]


def _list(item: Item, name: str, path: str, most: int) -> list[Any]:
    found = item.get(name)
    if not isinstance(found, list) or not found:
        raise _wrong(f"missing required field: {name}", path)
    if len(found) > most:
        raise _wrong(f"no more than {most} items allowed", f"{path}/{name}")
    return found


def _nothing(block: Item, path: str) -> None:
    """A divider holds nothing."""


_BLOCKS: Mapping[str, Callable[[Item, str], None]] = {
    "section": _section,
    "divider": _nothing,
    "header": _header,
    "context": _context,
    "image": _image,
    "actions": _actions,
    "input": _input,
}


def _wrong(text: str, path: str) -> SlackError:
    return bad_argument(f"{text} [json-pointer:{path}]", "invalid_blocks")


def read_attachments(args: Arguments) -> list[Item] | None:
    """The attachments of a message, each with its id; None where absent. Errors: SlackError."""
    given = args.structured("attachments", "invalid_attachments")
    if given is None:
        return None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise SlackError("invalid_attachments")
    if len(given) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [_attachment(dict(one), number) for number, one in enumerate(given, 1)]


def _attachment(item: Item, number: int) -> Item:
    item["id"] = number
    if isinstance(item.get("color"), str):
        item["color"] = item["color"].lstrip("#")
    if isinstance(item.get("blocks"), list):
        root = f"/attachments/{number - 1}/blocks"
        item["blocks"] = check_blocks(item["blocks"], MOST_IN_MESSAGE, root)
    actions = item.get("actions")
    if isinstance(actions, list):
        item["actions"] = [
            {"id": str(n), **one} for n, one in enumerate(actions, 1) if isinstance(one, dict)
        ]
    if not item.get("fallback"):
        item["fallback"] = str(item.get("text") or item.get("title") or "[no preview available]")
    return item
