"""An entry's words as a post: nothing in them is markup, rings anybody or is a hashtag. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit

TITLE_LENGTH = 150
TEXT_LENGTH = 1_200
URL_LENGTH = 2_000
FEED_TITLE_LENGTH = 80

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"
_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~/?&=%+-]*[A-Za-z0-9/=])?")
_MARKUP = re.compile(r"([\\`*_~\[\]<>&#@|])|:(?=[\w+-]{1,64}:)")
_BULLET = re.compile(r"^(\s*)([+-])", re.MULTILINE)
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n+")
_URL_SIGNS = "%:/?#@!$&'()*+,;=~-._"


class Entry(NamedTuple):
    """An entry as it was read: bare words, and addresses that nobody vouches for."""

    guid: str
    link: str
    title: str
    text: str


def clean(text: str, most: int) -> str:
    """One line without unseen signs, cut where it is too long."""
    line = " ".join(_seen(text[: most * 8]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def safe_link(url: str) -> str:
    """A web address that a message shows as one; empty for all others."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return ""
    quoted = quote(url, safe=_URL_SIGNS) if good else ""
    return quoted if len(quoted) <= URL_LENGTH else ""


def to_title(entry: Entry) -> str:
    """The title of the post; the first words where the entry has none."""
    title = clean(entry.title, TITLE_LENGTH) or clean(entry.text, TITLE_LENGTH)
    return title or clean(entry.link, TITLE_LENGTH) or "…"


def to_text(entry: Entry) -> str:
    """The words of the post, and below them the address."""
    words = _BLANK.sub("\n\n", _seen(entry.text, lines=True)).strip()
    if len(words) > TEXT_LENGTH:
        words = words[: TEXT_LENGTH - 1].rstrip() + "…"
    if clean(words, TITLE_LENGTH) == to_title(entry):
        words = ""
    return "\n\n".join(filter(None, (escape(words), safe_link(entry.link))))


def escape(text: str) -> str:
    """Bare words in the writing of messages: shown as they are; addresses stay links."""
    parts: list[str] = []
    at = 0
    for found in _URL.finditer(text):
        parts += [_escape(text[at : found.start()]), found[0]]
        at = found.end()
    parts.append(_escape(text[at:]))
    lines = _BULLET.sub(r"\1\\\2", "".join(parts))
    return _NUMBER.sub(r"\1\\\2", lines)


def keys_of(feed_url: str, site_url: str, entries: Sequence[Entry]) -> list[list[str]]:
    """By what each entry is known again: its guid within the feed, and its link.

    A link that several entries have, or that is the site's own, tells none of them apart.
    """
    uses = Counter(entry.link for entry in entries)
    found: list[list[str]] = []
    for entry in entries:
        keys = [_hash("guid", feed_url, entry.guid)] if entry.guid else []
        if entry.link and uses[entry.link] == 1 and entry.link != site_url:
            keys.append(_hash("link", entry.link))
        found.append(keys or [_hash("words", feed_url, entry.title, entry.text)])
    return found


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", text)


def _seen(text: str, *, lines: bool = False) -> str:
    keep = _JOINERS + "\n" if lines else _JOINERS
    spaced = text if lines else " ".join(text.split())
    shown = "".join(c for c in spaced if c in keep or unicodedata.category(c) not in _UNSEEN)
    return unicodedata.normalize("NFC", shown)
