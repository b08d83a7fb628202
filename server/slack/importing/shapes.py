"""Reads fields of exported objects, which may be null, missing or of the wrong type; pure."""

from __future__ import annotations

from typing import Any

from persistence.ids import to_base32

Item = dict[str, Any]

UNKNOWN = "U0UNKNOWN"  # whoever it was: messages without an author
LATEST_US = 1 << 52  # the year 2112: what ids and the search index can hold


def text_of(item: Item, *names: str) -> str:
    """The first of these fields that is a text and not empty."""
    for name in names:
        value = item.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def object_of(item: Item, name: str) -> Item:
    """An object within an object; empty when absent."""
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def objects_of(item: Item, name: str) -> list[Item]:
    """The objects of a list."""
    value = item.get(name)
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def texts_of(item: Item, name: str) -> list[str]:
    """The texts of a list, each once."""
    value = item.get(name)
    if not isinstance(value, list):
        return []
    return list(dict.fromkeys(entry for entry in value if isinstance(entry, str) and entry))


def seconds_ms(item: Item, name: str) -> int | None:
    """A time in whole seconds, as Unix milliseconds."""
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) * 1_000 if 0 < value < LATEST_US / 1e6 else None


def ts_us(value: object) -> int | None:
    """A message's `ts` in Unix microseconds; None for what is none."""
    if value is None or isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    seconds, _, fraction = str(value).partition(".")
    if not (seconds.isascii() and seconds.isdecimal()) or len(seconds) > 12:
        return None
    if fraction and not (fraction.isascii() and fraction.isdecimal()):
        return None
    us = int(seconds) * 1_000_000 + int((fraction + "000000")[:6])
    return us if 0 < us < LATEST_US else None


def is_id(text: str, prefixes: str) -> bool:
    """Whether a foreign id can be an id here."""
    rest = text[1:]
    return (
        2 <= len(text) <= 32
        and text[0] in prefixes
        and rest.isascii()
        and rest.isalnum()
        and rest.upper() == rest
    )


def stable_id(prefix: str, source: str) -> str:
    """An id made from a text, the same at every import."""
    number = 0xCBF29CE484222325  # FNV-1a, 64 bit
    for byte in source.encode():
        number = ((number ^ byte) * 0x100000001B3) & 0xFFFF_FFFF_FFFF_FFFF
    return f"{prefix}0{to_base32(number)}"
