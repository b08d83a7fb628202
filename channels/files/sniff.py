"""What kind of file bytes are, by looking at them; a name or a client's word counts for nothing.

Source: WHATWG MIME Sniffing, sections 6 and 7; formats that a browser could run as a page of ours
(HTML, SVG, XML, scripts) are never told apart: they are `application/octet-stream` or plain text.
"""

from __future__ import annotations

import re

from channels.files.tracks import mp4_sounds_only, webm_sounds_only

HEAD_BYTES = 4096
UNKNOWN = "application/octet-stream"
PLAIN = "text/plain"

# What a browser may show in place.
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
SOUNDS = frozenset(
    {"audio/mpeg", "audio/ogg", "audio/wav", "audio/flac", "audio/mp4", "audio/webm"}
)
VIDEOS = frozenset({"video/mp4", "video/webm", "video/ogg", "video/quicktime"})
INLINE = IMAGES | SOUNDS | VIDEOS

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"dash",
    b"M4V ",
)
_MARKUP = re.compile(rb"^\s*<[!?/a-zA-Z]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sniff(head: bytes) -> str:
    """The MIME type of a file that begins with `head` (up to 4,096 bytes, or the whole file)."""
    for beginning, mime in _BEGINNINGS:
        if head.startswith(beginning):
            return mime
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _mp4(head)
    if head[:4] == b"OggS":
        return "video/ogg" if b"theora" in head[:200] else "audio/ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64]:
        return "audio/webm" if webm_sounds_only(head) else "video/webm"
    return PLAIN if _is_plain_text(head) else UNKNOWN


def _mp4(head: bytes) -> str:
    brand = head[8:12]
    if brand not in _MP4_BRANDS:
        return _BRANDS.get(brand, UNKNOWN)
    return "audio/mp4" if mp4_sounds_only(head) else "video/mp4"


def _is_plain_text(head: bytes) -> bool:
    """UTF-8 words that no browser would take for a page."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    if not text or _CONTROL.search(text) or _MARKUP.match(text):
        return False
    try:
        text.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(text) - 3 and len(head) == HEAD_BYTES
    return True
