"""Reads a feed, or the page that names one, in a process of its own: `python feed_parser.py`.

On standard input: a line of JSON (address, content type), then the body. On standard output: what
was found, as JSON. It knows nothing of the rest of the server, and takes little memory and time.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import json
import os
import re
import resource
import sys
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

ENTRIES = 100
TEXT_LENGTH = 4_000
LINE_LENGTH = 2_000
NAMED = 10
CPU_S = 20
MEMORY_BYTES = 1 << 30
NICER = 10  # who waits for the server goes first

_SPACE = re.compile(r"\s+")
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math"})
_BLOCKS = frozenset(
    "p div section article header footer blockquote pre ul ol table tr h1 h2 h3 h4 h5 h6 figure "
    "figcaption dl dt dd hr".split()
)


class Words(HTMLParser):
    """The words of a piece of HTML, in lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.size = 0
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._add("\n")
        elif tag == "li":
            self._add("\n• ")
        elif tag in _BLOCKS:
            self._add("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._add("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._add(_SPACE.sub(" ", data))

    def _add(self, text: str) -> None:
        if self.size < TEXT_LENGTH * 2:
            self.parts.append(text)
            self.size += len(text)


def words_of(html: str) -> str:
    """Bare words: no tag is left, entities are read once, blank lines part paragraphs."""
    words = Words()
    with contextlib.suppress(AssertionError, ValueError):  # html.parser on hostile markup
        words.feed(html[: TEXT_LENGTH * 8])
        words.close()
    lines = "".join(words.parts).split("\n")
    kept: list[str] = []
    for line in (" ".join(one.split()) for one in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()[:TEXT_LENGTH]


class Links(HTMLParser):
    """The feeds that a page names."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._base = base

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and given.get("href"):
            self._base = urljoin(self._base, given["href"].strip())
        kind = given.get("type", "").partition(";")[0].strip().lower()
        rels = given.get("rel", "").lower().split()
        if tag == "link" and "alternate" in rels and kind in _FEEDS and len(self.found) < NAMED:
            url = urljoin(self._base, given.get("href", "").strip())
            if urlsplit(url).scheme in ("http", "https"):
                self.found.append(url[:LINE_LENGTH])


def links_of(body: bytes, base: str) -> list[str]:
    """The addresses of the feeds that a page names, in its order."""
    links = Links(base)
    with contextlib.suppress(AssertionError, ValueError):
        links.feed(body.decode("utf-8", "replace"))
    return list(dict.fromkeys(links.found))


def read(body: bytes, content_type: str, url: str) -> dict[str, Any]:
    """What the body is: a feed with its newest entries first, or a page."""
    headers = {"content-type": content_type, "content-location": url}
    feed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    empty = not feed.entries and not feed.feed.get("title")
    if not feed.get("version") or (feed.get("bozo") and empty):
        return {"is_feed": False, "named": links_of(body, url)}
    entries = sorted(feed.entries, key=_published, reverse=True)  # stable: else as they stand
    return {
        "is_feed": True,
        "title": words_of(str(feed.feed.get("title", "")))[:LINE_LENGTH],
        "site_url": str(feed.feed.get("link", ""))[:LINE_LENGTH],
        "entries": [_entry(one) for one in entries[:ENTRIES]],
    }


def _published(entry: Any) -> int:
    at = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return calendar.timegm(at) if at else 0
    except (ValueError, OverflowError, TypeError):
        return 0


def _entry(entry: Any) -> dict[str, str]:
    contents = entry.get("content") or []
    said = entry.get("summary") or (contents[0].get("value", "") if contents else "")
    return {
        "guid": str(entry.get("id", ""))[:LINE_LENGTH],
        "link": str(entry.get("link", ""))[:LINE_LENGTH],
        "title": " ".join(words_of(str(entry.get("title", ""))).split())[:LINE_LENGTH],
        "text": words_of(str(said)),
    }


def main() -> None:
    """One document in, one answer out."""
    os.nice(NICER)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    head = json.loads(sys.stdin.buffer.readline())
    body = sys.stdin.buffer.read()
    found = read(body, head["content_type"], head["url"])
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
