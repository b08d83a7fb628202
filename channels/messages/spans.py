"""Spans as bytes in the table: msgpack, empty where the text is nothing but plain words."""

from __future__ import annotations

from collections.abc import Sequence

import msgpack
import msgspec

from channels.core.text import Span
from channels.core.text.spans import Run

_decoder = msgspec.msgpack.Decoder(list[Span])


def shown_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans to show: none where they say no more than the text."""
    if len(spans) == 1 and isinstance(spans[0], Run) and spans[0].text == text:
        return []
    return list(spans)


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Spans for the table."""
    packed: bytes = msgpack.packb(msgspec.to_builtins(list(spans))) if spans else b""
    return packed


def unpack_spans(packed: bytes) -> list[Span]:
    """Spans from the table."""
    return _decoder.decode(packed) if packed else []
