"""Slack's message text to our stored markdown; pure.

Slack escapes `&`, `<` and `>` and writes mentions and links between angle brackets; `*bold*`,
`_italic_`, `~strike~` and code are its own markup. What Slack shows as plain words stays plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol


class Ids(Protocol):
    """What foreign ids are here; None for what is not known."""

    def person(self, foreign_id: str) -> str | None: ...

    def channel(self, foreign_id: str) -> str | None: ...


_PLAIN = re.compile(r"(?!\s*(?:[#+-]|[0-9]{1,9}[.)]))[^\\`*_~\[&<>\n]*")
_TOKEN = re.compile(
    r"```(?P<pre>.+?)```"
    r"|(?<![`\w])`(?P<code>[^`\n]+)`(?![`\w])"
    r"|<(?P<control>[^<>\n]+)>",
    re.DOTALL,
)
_NAMES = re.compile(r"<(?P<control>[^<>\n]+)>")
_CALL = re.compile(r"(?<![\w./:@])@(?=\w)")
_MARKED = re.compile(
    r"(?<![\w*])\*(?P<bold>(?![\s*])[^*\n]*(?<![\s*]))\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>(?![\s_])[^\n]{1,1000}?(?<![\s_]))_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>(?![\s~])[^~\n]*(?<![\s~]))~(?![\w~])"
)
_LITERAL = re.compile(
    r"(?P<always>[\\`\[])"
    r"|(?P<star>(?<!\s)\*|\*(?!\s))"
    r"|(?P<word>(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))"
    r"|(?P<strike>~~)"
    r"|(?P<entity>&(?=\#?[A-Za-z0-9]{1,32};))"
    r"|(?P<bracket><(?=[^<>\s]*>))"
)
_LINE_START = re.compile(
    r"^(?P<space>[ \t]*)(?:(?P<mark>\#{1,6}(?=\s|$)|[+*-](?=\s|$)|-(?=[- \t]*$))"
    r"|(?P<number>[0-9]{1,9})(?=[.)](?:\s|$)))",
    re.MULTILINE,
)
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_QUOTE = re.compile(r"^(?P<space>[ \t]*)&gt;", re.MULTILINE)
_QUOTE_END = re.compile(r"^([ \t]*&gt;[^\n]*\n)(?![ \t]*&gt;)(?=[^\n])", re.MULTILINE)
_QUOTE_REST = re.compile(r"^[ \t]*&gt;&gt;&gt;(?P<rest>.*)", re.MULTILINE | re.DOTALL)
_BARE_URL = re.compile(r"https?://[^\s<>\[\]`\"\\*~]*[\w/=&#%+-]")
_HELD = re.compile("\ue000([0-9]+)\ue001")
_PRIVATE = re.compile("[\ue000\ue001]")


def to_markdown(text: str, ids: Ids, *, calls: bool = True, markup: bool = True) -> str:
    """Stored source for Slack's `text`. Never fails, whatever the text.

    Without `calls` a bare `@name` calls nobody; without `markup` what stands for emphasis, code
    and quotations stays as it is written.
    """
    if _PLAIN.fullmatch(text) and (calls or "@" not in text):
        return text
    return _Reader(ids, calls=calls, markup=markup).read(text)


def mentioned(text: str) -> list[tuple[str, str]]:
    """(foreign id, label or nothing) of the people that a text mentions."""
    return [(found[1], found[2] or "") for found in _MENTION.finditer(text)]


_MENTION = re.compile(r"<@([UWB][0-9A-Z]{1,31})(?:\|([^<>\n]*))?>")


def unescape(text: str) -> str:
    """The characters that Slack escapes, as they are."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


def to_line(text: str) -> str:
    """Slack's `text` as one plain line, for topics."""
    shown = re.sub("<([^<>\n]+)>", lambda found: _shown(found[1]), text)
    return " ".join(unescape(shown).split())


class _Reader:
    """One text's reading: what is markdown already is held aside while the rest is escaped."""

    def __init__(self, ids: Ids, *, calls: bool, markup: bool) -> None:
        self._ids = ids
        self._markup = markup
        self._calls = calls
        self._held: list[str] = []

    def read(self, text: str) -> str:
        text = _PRIVATE.sub("\ufffd", text)
        if self._markup:
            text = _TOKEN.sub(self._token, text)
            text = _QUOTE_REST.sub(_quote_lines, text)
            text = _QUOTE_END.sub("\\1\n", text)
            text = _QUOTE.sub(lambda found: found["space"] + self._hold(">"), text)
        else:
            text = _NAMES.sub(self._control, text)
        text = self._marked(unescape(text))
        text = _LINE_START.sub(_escape_line_start, text)
        while _HELD.search(text):
            text = _HELD.sub(lambda found: self._held[int(found[1])], text)
        return text

    def _hold(self, markdown: str) -> str:
        self._held.append(markdown)
        return f"\ue000{len(self._held) - 1}\ue001"

    def _marked(self, text: str) -> str:
        """Slack's emphasis as ours, all else escaped."""
        parts: list[str] = []
        floor = 0
        if not self._calls:
            text = _CALL.sub(lambda _: self._hold("\\@"), text)
        for found in _MARKED.finditer(text) if self._markup else ():
            parts.append(_LITERAL.sub(_escape, text[floor : found.start()]))
            sign, inner = _SIGNS[found.lastgroup or ""], found[found.lastgroup or ""]
            parts.append(self._hold(f"{sign}{self._marked(inner)}{sign}"))
            floor = found.end()
        parts.append(_LITERAL.sub(_escape, text[floor:]))
        return "".join(parts)

    def _token(self, found: re.Match[str]) -> str:
        if found["pre"] is not None:
            return self._pre(found)
        if found["code"] is not None:
            return self._hold(f"`{unescape(self._bare(found['code']))}`")
        return self._control(found)

    def _pre(self, found: re.Match[str]) -> str:
        """A block on lines of its own, whatever stood around it."""
        code = unescape(self._bare(found["pre"])).strip("\n")
        text, start, end = found.string, found.start(), found.end()
        before = "" if start == 0 or text[start - 1] == "\n" else "\n"
        after = "" if end == len(text) or text[end] == "\n" else "\n"
        return before + self._hold(f"```\n{code}\n```") + after

    def _bare(self, code: str) -> str:
        """Slack makes links within code, too; there they are words."""
        return _TOKEN.sub(lambda found: _shown(found["control"] or found[0]), code)

    def _control(self, found: re.Match[str]) -> str:
        target, _, label = found["control"].partition("|")
        sign = target[0]
        if sign in "@#!":
            return self._named(sign, target[1:], label)
        url = unescape(target)
        if url.startswith("mailto:") and label in ("", target[7:]):
            return self._hold(f"<{_in_address(url[7:])}>")
        if not url.startswith(("http://", "https://", "mailto:")):
            return label or target  # a link that a message may not hold
        if label and unescape(label) not in (url, url.partition("//")[2], url[:-1]):
            words = self._marked(unescape(label)).replace("]", "\\]")
            return self._hold(f"[{words}](<{_in_address(url)}>)")
        if _BARE_URL.fullmatch(url) and _stands_free(found):
            return self._hold(url)
        return self._hold(f"<{_in_address(url)}>")

    def _named(self, sign: str, target: str, label: str) -> str:
        if sign == "!":
            word = target.partition("^")[0]
            if word in ("channel", "here", "everyone", "group"):
                return self._hold("<!here>" if word == "here" else "<!channel>")
            return label or target.rpartition("^")[2]
        known: Callable[[str], str | None] = self._ids.person if sign == "@" else self._ids.channel
        id = known(target)
        return self._hold(f"<{sign}{id}>") if id else sign + (label.lstrip(sign) or target)


_SIGNS = {"bold": "**", "italic": "_", "strike": "~~"}


def _escape(found: re.Match[str]) -> str:
    return "\\~\\~" if found.lastgroup == "strike" else "\\" + found[0]


def _escape_line_start(found: re.Match[str]) -> str:
    if found["number"]:
        return f"{found['space']}{found['number']}\\"
    return f"{found['space']}\\{found['mark']}"


def _quote_lines(found: re.Match[str]) -> str:
    lines = found["rest"].lstrip(" ").split("\n")
    return "\n".join("&gt; " + line for line in lines)


def _shown(control: str) -> str:
    target, _, label = control.partition("|")
    return label or target


def _in_address(url: str) -> str:
    return url.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")


def _stands_free(found: re.Match[str]) -> bool:
    """Whether the address ends where words around it do, so that it is read back whole."""
    text, start, end = found.string, found.start(), found.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    return (not before or before in " \n(") and (not after or after in " \n,;")
