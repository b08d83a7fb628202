"""What a page says of itself: title, description, image; from bytes that nobody vouches for."""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

MAX_TITLE = 200
MAX_DESCRIPTION = 400
MAX_SITE_NAME = 80
MAX_URL = 2_000
META_BYTES = 1024  # where a page names its charset. Source: HTML, "prescan a byte stream"

HTML = frozenset({"text/html", "application/xhtml+xml"})
# Python knows codecs that are none of the web's, and slow ones. Source: WHATWG Encoding, section 4.
_CHARSETS = frozenset(
    codecs.lookup(name).name
    for name in (
        "utf-8 utf-16 utf-16-le utf-16-be ascii iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 "
        "iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-9 iso-8859-10 iso-8859-13 "
        "iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u mac-roman cp866 cp874 cp1250 cp1251 "
        "cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gbk gb2312 gb18030 big5 euc-jp "
        "shift_jis iso-2022-jp euc-kr"
    ).split()
)
_AS_THE_WEB_DOES = {"ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gbk"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BODY = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

# The names of what is looked for, the best first.
_TITLES = ("og:title", "twitter:title", "<title>")
_DESCRIPTIONS = ("og:description", "twitter:description", "description")
_IMAGES = (
    "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src",
    "image_src",
)  # fmt: skip
_SITES = ("og:site_name", "application-name")


class Page(NamedTuple):
    """What is worth showing; an empty title: nothing is."""

    title: str
    description: str
    site_name: str
    image_url: str


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """What an HTML page says of itself. Never fails; slow for large pages: call it in a thread."""
    text = decode(body, content_type)
    end = _BODY.search(text)
    found = _Head()
    with contextlib.suppress(AssertionError, ValueError):  # html.parser on hostile markup
        found.feed(text[: end.start()] if end else text)  # never closed: that could take long
    said = found.said
    host = urlsplit(url).hostname or ""
    return Page(
        title=clean(_first(said, _TITLES), MAX_TITLE),
        description=clean(_first(said, _DESCRIPTIONS), MAX_DESCRIPTION),
        site_name=clean(_first(said, _SITES), MAX_SITE_NAME) or host.removeprefix("www."),
        image_url=_web_address(_first(said, _IMAGES), url),
    )


def is_html(content_type: str) -> bool:
    """Is it a page, by its header?"""
    return content_type.partition(";")[0].strip().lower() in HTML


def decode(body: bytes, content_type: str) -> str:
    """Bytes as text: by their mark, the header's word, the page's own, else as they look."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return body.decode(charset, "replace")
    named = _CHARSET.search(content_type.encode("latin-1", "replace"))
    charset = _known(named)
    if not charset:
        said = _known(_CHARSET.search(body, 0, META_BYTES))
        charset = "utf-8" if said.startswith("utf-16") else said  # else it could not be read
    if charset:
        return body.decode(charset, "replace")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        cut_short = len(body) > META_BYTES and error.start >= len(body) - 3
        return body.decode("utf-8" if cut_short else "cp1252", "replace")


def clean(text: str, most: int) -> str:
    """One line without unseen signs, cut at a word where it is too long."""
    line = " ".join(text[: most * 8].split())
    seen = "".join(
        sign for sign in line if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
    )
    seen = unicodedata.normalize("NFC", seen).strip()
    if len(seen) <= most:
        return seen
    cut = seen[: most - 1]
    return f"{(cut.rpartition(' ')[0] if ' ' in cut[most // 2 :] else cut).rstrip()}…"


def _known(named: re.Match[bytes] | None) -> str:
    """Python's name for a charset of the web; empty for all others."""
    if named is None:
        return ""
    try:
        name = codecs.lookup(named.group(1).decode("ascii")).name
    except (LookupError, ValueError):
        return ""
    return _AS_THE_WEB_DOES.get(name, name) if name in _CHARSETS else ""


def _first(said: dict[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if said.get(name, "").strip()), "")


def _web_address(given: str, base: str) -> str:
    given = given.strip()
    if not given or len(given) > MAX_URL:
        return ""
    try:
        address = urljoin(base, given)
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


class _Head(HTMLParser):
    """Notes the first word on each thing that is looked for."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and "<title>" not in self.said
        if tag not in ("meta", "link"):
            return
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = given.get("property") or given.get("name") or ""
            self.said.setdefault(name.strip().lower(), given.get("content", ""))
        elif given.get("rel", "").lower() == "image_src":
            self.said.setdefault("image_src", given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        title = self.said.get("<title>", "")
        if self._in_title and len(title) < MAX_TITLE * 8:
            self.said["<title>"] = title + data
