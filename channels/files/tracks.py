"""Whether a film has pictures: the kinds of tracks that the beginning of a container names.

Source: RFC 9559 (Matroska), sections 5.1.4 and 4; ISO/IEC 14496-12 (MP4), sections 4.2 and 8.4.3.
"""

from __future__ import annotations

from collections.abc import Iterator

_TRACK_TYPE = 0x83
_INTO = frozenset({0x18538067, 0x1654AE6B, 0xAE})  # Segment, Tracks, TrackEntry
_CLUSTER = 0x1F43B675
_BOXES_INTO = frozenset({b"moov", b"trak", b"mdia"})
_VIDEO, _AUDIO = 1, 2
_DEPTH = 3


def webm_sounds_only(head: bytes) -> bool:
    """A WebM that names sound among its tracks and no pictures before its first cluster."""
    kinds = set(_track_types(head, 0, len(head)))
    return _AUDIO in kinds and _VIDEO not in kinds


def mp4_sounds_only(head: bytes) -> bool:
    """An MP4 whose whole index is in the head and names sound, and no pictures."""
    kinds = set(_handlers(head, 0, len(head)))
    return b"soun" in kinds and not kinds & {b"vide", b"?"}


def _track_types(head: bytes, at: int, end: int, depth: int = 0) -> Iterator[int]:
    while at < end:
        kind, at = _element_id(head, at)
        size, at = _element_size(head, at)
        if kind is None or kind == _CLUSTER or at > end:
            return
        stop = end if size is None else min(at + size, end)
        if kind in _INTO and depth < _DEPTH:
            yield from _track_types(head, at, stop, depth + 1)
        elif kind == _TRACK_TYPE:
            yield int.from_bytes(head[at:stop], "big")
        at = stop


def _length(head: bytes, at: int) -> int:
    """How many bytes a number takes, by its first; 0 where there is none."""
    return 9 - head[at].bit_length() if at < len(head) and head[at] else 0


def _element_id(head: bytes, at: int) -> tuple[int | None, int]:
    length = _length(head, at)
    if not 1 <= length <= 4:
        return None, at
    return int.from_bytes(head[at : at + length], "big"), at + length


def _element_size(head: bytes, at: int) -> tuple[int | None, int]:
    """A size of nothing but ones is unknown: as a live recording's."""
    length = _length(head, at)
    if length == 0:
        return None, len(head) + 1
    ones = (1 << (7 * length)) - 1
    size = int.from_bytes(head[at : at + length], "big") & ones
    return (None if size == ones else size), at + length


def _handlers(head: bytes, at: int, end: int, depth: int = 0) -> Iterator[bytes]:
    """The handler types of the tracks; `?` where an index goes on after the head."""
    while at + 8 <= end:
        size, kind = int.from_bytes(head[at : at + 4], "big"), head[at + 4 : at + 8]
        if size < 8:
            return
        if kind in _BOXES_INTO and depth < _DEPTH:
            if at + size > end:
                yield b"?"
            yield from _handlers(head, at + 8, min(at + size, end), depth + 1)
        elif kind == b"hdlr":
            yield head[at + 16 : at + 20]
        at += size
