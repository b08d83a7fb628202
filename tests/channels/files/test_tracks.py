"""A recording of a voice is told from a film, by the tracks that its beginning names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.files.sniff import INLINE, sniff

UNKNOWN_SIZE = b"\x01\xff\xff\xff\xff\xff\xff\xff"
VIDEO, AUDIO = 1, 2


def element(kind: bytes, content: bytes, size: bytes | None = None) -> bytes:
    return kind + (size or (0x4000 | len(content)).to_bytes(2, "big")) + content


def webm(*types: int, after: bytes = b"") -> bytes:
    """What a browser's recorder writes: a segment without an end, its tracks, a cluster."""
    entries = [
        element(b"\xae", element(b"\xd7", b"\x01") + element(b"\x83", bytes([one])))
        for one in types
    ]
    tracks = element(b"\x16\x54\xae\x6b", b"".join(entries))
    cluster = element(b"\x1f\x43\xb6\x75", element(b"\xa3", b"\x83\x81\x01" * 9), UNKNOWN_SIZE)
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    return head + element(b"\x18\x53\x80\x67", after + tracks + cluster, UNKNOWN_SIZE)


def box(kind: bytes, content: bytes, size: int | None = None) -> bytes:
    return (size or len(content) + 8).to_bytes(4, "big") + kind + content


def mp4(*handlers: bytes, size: int | None = None) -> bytes:
    traks = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + one))) for one in handlers]
    moov = box(b"moov", box(b"mvhd", bytes(100)) + b"".join(traks), size)
    return box(b"ftyp", b"iso5" + bytes(12)) + moov + box(b"moof", bytes(30))


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (webm(AUDIO), "audio/webm"),
        (webm(AUDIO, after=element(b"\x15\x49\xa9\x66", b"info")), "audio/webm"),
        (webm(VIDEO, AUDIO), "video/webm"),
        (webm(AUDIO, VIDEO), "video/webm"),
        (webm(VIDEO), "video/webm"),
        (webm(), "video/webm"),
        (webm(AUDIO)[:40], "video/webm"),
        (mp4(b"soun"), "audio/mp4"),
        (mp4(b"soun", b"vide"), "video/mp4"),
        (mp4(b"vide"), "video/mp4"),
        (mp4(b"soun", size=90_000), "video/mp4"),
        (mp4(), "video/mp4"),
    ],
)
def test_only_what_names_sound_alone_is_sound(head: bytes, mime: str) -> None:
    assert sniff(head) == mime


@given(st.binary(max_size=300))
def test_any_bytes_behind_the_beginning_are_some_kind(rest: bytes) -> None:
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    assert sniff(head + rest) in {"audio/webm", "video/webm"}
    assert sniff(box(b"ftyp", b"isom") + rest) in INLINE


def test_boxes_in_boxes_without_end_are_no_harm() -> None:
    assert sniff(box(b"ftyp", b"isom") + b"\x00\x00\x10\x00moov" * 500) == "video/mp4"
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    assert sniff(head + b"\xae\xff" * 2_000) == "video/webm"
