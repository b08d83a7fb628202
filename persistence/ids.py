"""Ids for all edges: a prefix letter and a time-ordered number in upper-case base 32."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH_MS = 1_577_836_800_000  # 2020-01-01
_NODE_BITS = 10
_COUNTER_BITS = 10
_DIGITS = 13
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]


class Ids:
    """Makes numbers that grow and do not repeat within the process.

    41 bits of milliseconds since 2020, 10 of counter, 10 random ones per process: two processes
    can meet with a chance of about one in a million per same millisecond, where the tables'
    unique keys make the writer decide again.
    """

    def __init__(self) -> None:
        self._node = secrets.randbits(_NODE_BITS)
        self._last = 0

    def number(self) -> int:
        """The next number, below 2**62."""
        millis = time.time_ns() // 1_000_000 - _EPOCH_MS
        self._last = max(self._last + 1, millis << _COUNTER_BITS)
        return (self._last << _NODE_BITS) | self._node

    def new(self, prefix: str) -> str:
        """A new id such as `M01J8ZK3V9Q4CT`; `prefix` is one of T U B A C D G M F I S K J L Q."""
        return prefix + to_base32(self.number())


def to_base32(number: int) -> str:
    """Thirteen upper-case digits, so that ids sort as their numbers do."""
    pairs = [
        _PAIRS[number >> 60 & 1023],
        _PAIRS[number >> 50 & 1023],
        _PAIRS[number >> 40 & 1023],
        _PAIRS[number >> 30 & 1023],
        _PAIRS[number >> 20 & 1023],
        _PAIRS[number >> 10 & 1023],
        _PAIRS[number & 1023],
    ]
    return "".join(pairs)[1:]


ids = Ids()


def new_id(prefix: str) -> str:
    """A new id of the process's own maker."""
    return ids.new(prefix)


def new_secret(prefix: str) -> str:
    """A secret with 192 bits of chance, such as `xoxp-…`."""
    return f"{prefix}{secrets.token_urlsafe(24)}"
