"""Bytes tell what they are; what a browser could run is never named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.files.names import MAX_LENGTH, to_file_name
from channels.files.sniff import HEAD_BYTES, INLINE, PLAIN, UNKNOWN, sniff


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", UNKNOWN),
        (b"\x00\x00\x00\x1cftypavif\x00\x00", "image/avif"),
        (b"\x00\x00\x00\x1cftypisom\x00\x00", "video/mp4"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "audio/mp4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00", "video/quicktime"),
        (b"\x00\x00\x00\x14ftypheic\x00\x00", UNKNOWN),
        (b"OggS\x00\x02" + b"\x00" * 22 + b"\x01vorbis", "audio/ogg"),
        (b"OggS\x00\x02" + b"\x00" * 22 + b"\x80theora", "video/ogg"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x88matroska", UNKNOWN),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"fLaC\x00", "audio/flac"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"hello, hive\n", PLAIN),
        ("déjà vu 日本".encode(), PLAIN),
        (b"", UNKNOWN),
        (b"\x00\x01\x02", UNKNOWN),
        ("déjà".encode("latin-1"), UNKNOWN),
        (b"MZ\x90\x00", UNKNOWN),
    ],
)
def test_a_kind_is_told_by_its_beginning(head: bytes, mime: str) -> None:
    assert sniff(head) == mime


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \r\n<html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"\xef\xbb\xbf<script>",
        b"<!-- --><svg>",
    ],
)
def test_pages_and_drawings_with_scripts_are_bytes_without_a_meaning(head: bytes) -> None:
    assert sniff(head) == UNKNOWN


def test_a_letter_cut_in_two_at_the_end_is_still_text() -> None:
    text = ("x" * (HEAD_BYTES - 1) + "é").encode()
    assert sniff(text[:HEAD_BYTES]) == PLAIN


@given(st.binary(max_size=64))
def test_markup_is_never_shown_in_place(head: bytes) -> None:
    assert sniff(b"<" + head) not in INLINE


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("line\nbreak\t.txt", "linebreak.txt"),
        ("", "file"),
        ("...", "file"),
        ("folder/", "file"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("x" * 300 + ".tar", "x" * (MAX_LENGTH - 4) + ".tar"),
        ("x" * 300, "x" * MAX_LENGTH),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert to_file_name(given_name) == name


@given(st.text(max_size=400))
def test_a_name_made_safe_is_safe(given_name: str) -> None:
    name = to_file_name(given_name)
    assert 0 < len(name) <= MAX_LENGTH
    assert "/" not in name
    assert to_file_name(name) == name
