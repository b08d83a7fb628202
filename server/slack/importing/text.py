"""The words of an exported message: its text, what its attachments say, its files' names; pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from channels.messages.protocol import MAX_STORED_TEXT
from server.slack.importing.shapes import Item, object_of, objects_of, text_of
from server.slack.mrkdwn import Ids, to_markdown

CUT = "\n\n… (cut: the original is longer)"
NOTHING = "(a message without words)"
_GONE = ("tombstone", "hidden_by_limit")
_DEPTH = 6
_IN_LINE = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")


def source_of(item: Item, ids: Ids, kept: Collection[str] = ()) -> str:
    """Stored markdown for a message, at most `MAX_STORED_TEXT` characters.

    `kept` are the ids of files that hang on the message here: they need no words.
    """
    text = text_of(item, "text")
    if not text or "attachments" in item or "files" in item:
        text = "\n".join(part for part in _parts(item, text, kept) if part)
        text = text or ("" if kept else NOTHING)
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    source = to_markdown(_bounded(text), ids)
    return _bounded(source)


def _bounded(text: str) -> str:
    if len(text) <= MAX_STORED_TEXT:
        return text
    return text[: MAX_STORED_TEXT - len(CUT)] + CUT


def _parts(item: Item, text: str, kept: Collection[str]) -> list[str]:
    said = text or of_blocks(objects_of(item, "blocks"))
    parts = [said]
    for attachment in objects_of(item, "attachments"):
        words = _of_attachment(attachment)
        if words and words not in said:
            parts.append(words)
    files = objects_of(item, "files")
    parts += [_of_file(file) for file in files if text_of(file, "id") not in kept]
    return parts


def _of_attachment(attachment: Item) -> str:
    """A quoted message, a link's preview or a bot's card, as lines."""
    title, link = text_of(attachment, "title"), text_of(attachment, "title_link")
    if title and link and "|" not in title:
        title = f"<{link}|{title}>"
    fields = [
        f"{text_of(field, 'title')}: {text_of(field, 'value')}"
        for field in objects_of(attachment, "fields")
    ]
    body = text_of(attachment, "text") or of_blocks(objects_of(attachment, "blocks"))
    lines = [text_of(attachment, "pretext"), title, body, *fields]
    return "\n".join(line for line in lines if line) or text_of(attachment, "fallback")


def of_blocks(blocks: list[Item]) -> str:
    """The words of blocks, a line each."""
    lines = [_of_block(block, 0) for block in blocks]
    return "\n".join(line for line in lines if line)


def _of_block(block: Item, depth: int) -> str:
    """A block's words; those of rich text stand in elements of elements."""
    if depth >= _DEPTH:
        return ""
    elements = [_of_block(element, depth + 1) for element in objects_of(block, "elements")]
    if block.get("type") in _IN_LINE:
        return "".join(elements)
    return "\n".join(word for word in [_of_element(block), *elements] if word)


def _of_element(element: Item) -> str:
    match element.get("type"):
        case "user":
            return f"<@{text_of(element, 'user_id')}>"
        case "channel":
            return f"<#{text_of(element, 'channel_id')}>"
        case "broadcast":
            return f"<!{text_of(element, 'range')}>"
        case "emoji":
            return f":{text_of(element, 'name')}:"
        case "link":
            return f"<{text_of(element, 'url')}>"
        case "text" | "plain_text":
            return _escaped(text_of(element, "text"))
        case "mrkdwn":
            return text_of(element, "text")
        case "image":
            return text_of(element, "alt_text", "title")
        case "video":
            return _of_video(element)
        case "table" | "data_table":
            return "\n".join(_of_row(row) for row in _lists_of(element, "rows"))
        case "file":
            return f"📎 {_escaped(text_of(element, 'external_id') or 'file')}"
    text = element.get("text")
    if isinstance(text, dict):
        return _of_element(text)
    return text if isinstance(text, str) else ""


def _of_video(video: Item) -> str:
    """Its title, which leads to it, and what is said of it."""
    title = _of_element(object_of(video, "title")) or text_of(video, "alt_text")
    link = text_of(video, "title_url", "video_url")
    named = f"<{link}|{title}>" if link and title and "|" not in title else title
    lines = [named, _of_element(object_of(video, "description"))]
    return "\n".join(line for line in lines if line)


def _of_row(cells: list[Any]) -> str:
    """A row of a table, its cells beside each other."""
    words = [_of_cell(cell) for cell in cells if isinstance(cell, dict)]
    return " · ".join(word for word in words if word)


def _of_cell(cell: Item) -> str:
    plain = str(cell.get("text", cell.get("value", "")))
    raw = cell.get("type") in ("raw_text", "raw_number")
    return _escaped(plain) if raw else _of_block(cell, 1).replace("\n", " ")


def _lists_of(item: Item, name: str) -> list[list[Any]]:
    value = item.get(name)
    return [entry for entry in value if isinstance(entry, list)] if isinstance(value, list) else []


def _of_file(file: Item) -> str:
    """A file that the export only tells of."""
    if text_of(file, "mode") in _GONE:
        return "📎 (a file that is gone)"
    name = _escaped(text_of(file, "title", "name") or "file")
    external = file.get("is_external") is True or text_of(file, "mode") == "external"
    link = text_of(file, "external_url", "url_private") if external else ""
    return f"📎 <{link}|{name}>" if link else f"📎 {name}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
