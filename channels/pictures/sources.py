"""Which pictures the blocks and attachments of an app's message name; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from channels.messages.protocol import CardView

MOST = 20  # pictures of one message
MAX_SOURCE = 3_000

_FILE_ID = re.compile(r"F[0-9A-Z]{1,39}")


def sources(card: CardView | None) -> list[str]:
    """The addresses and file ids of a card's pictures in their order, each once, the first few."""
    if card is None:
        return []
    named = [*_of_blocks(card.blocks)]
    for attachment in card.attachments:
        named += _of_attachment(attachment)
    found = dict.fromkeys(source for source in named if _may_be(source))
    return [*found][:MOST]


def file_of(source: str, own_url: str) -> str | None:
    """The id of the uploaded file that a source names, by itself or by its address here."""
    if _FILE_ID.fullmatch(source):
        return source
    beginning = f"{own_url.rstrip('/')}/files/"
    if not source.startswith(beginning):
        return None
    named = _FILE_ID.match(source, len(beginning))
    return named.group() if named is not None else None


def is_own(source: str, own_url: str) -> bool:
    """Whether it is an address of this server."""
    own = own_url.rstrip("/")
    return source == own or source.startswith(f"{own}/")


def _may_be(source: str) -> bool:
    if len(source) > MAX_SOURCE:
        return False
    web = source.lower().startswith(("https://", "http://"))
    return web or _FILE_ID.fullmatch(source) is not None


def _of_blocks(blocks: Any) -> Iterator[str]:
    for block in _items(blocks):
        kind = block.get("type")
        if kind == "image":
            yield _of_image(block)
        elif kind == "context":
            yield from (_of_image(one) for one in _items(block.get("elements")))
        elif kind == "section":
            yield from (_of_image(one) for one in _items([block.get("accessory")]))


def _of_attachment(item: dict[str, Any]) -> Iterator[str]:
    for name in ("service_icon", "author_icon"):
        yield _text(item.get(name))
    yield from _of_blocks(item.get("blocks"))
    yield _text(item.get("image_url")) or _text(item.get("thumb_url"))
    yield _text(item.get("footer_icon"))


def _of_image(item: dict[str, Any]) -> str:
    if item.get("type") != "image":
        return ""
    address = _text(item.get("image_url"))
    if address:
        return address
    file = item.get("slack_file")
    if not isinstance(file, dict):
        return ""
    return _text(file.get("id")) or _text(file.get("url"))


def _items(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _text(given: Any) -> str:
    return given if isinstance(given, str) else ""
