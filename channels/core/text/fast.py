"""The fast path: text without markdown is read by two regular expressions, not by a parser."""

from __future__ import annotations

import re

from channels.core.text.leaves import CONTROL, LeafRules
from channels.core.text.spans import Break, Run, Span

Edit = tuple[int, int, str]  # start, end, what to write there instead

_UNCLEAN = re.compile("[\r\0\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\`*_~\[&<#@:\n]")
_LINE_START = frozenset(">+-0123456789")
_MARKDOWN = re.compile(
    rf"""
      [\\`*\[]                                   # escape, code, emphasis, link
    | ~~                                         # strike, fence
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])       # emphasis, but not snake_case
    | &\#?[A-Za-z0-9]{{1,32}};                   # entity
    | (?!{CONTROL})<[^<>\x00-\x20]*>           # address in brackets
    | ^\s | ^$ | \s$                             # blank lines, indents, what would be trimmed
    | ^[>+-]                                     # quote, list, rule
    | ^\#{{1,6}}(?:\s|$)                         # heading
    | ^[0-9]{{1,9}}[.)](?:\s|$)                  # ordered list
    """,
    re.VERBOSE | re.MULTILINE,
)
_TRIGGER = re.compile(r"[<#@:\n]")


def clean(source: str) -> str:
    """`source` with line ends as `\\n`, and U+FFFD for what neither UTF-8 nor a store can hold."""
    if _UNCLEAN.search(source) is None:
        return source
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return _UNCLEAN.sub("\ufffd", source)


def is_bare(source: str) -> bool:
    """Whether clean `source` is words only: no markdown, no leaf, one line."""
    return (
        source != ""
        and _SPECIAL.search(source) is None
        and source[0] not in _LINE_START
        and not source[0].isspace()
        and not source[-1].isspace()
    )


def is_plain(source: str) -> bool:
    """Whether clean `source` is free of markdown, so that `read_plain` may read it."""
    return _MARKDOWN.search(source) is None


def read_plain(source: str, rules: LeafRules) -> tuple[list[Span], list[Edit]]:
    """Spans and edits of a plain `source`, as the markdown path would give them."""
    spans: list[Span] = []
    edits: list[Edit] = []
    floor = at = 0
    while found := _TRIGGER.search(source, at):
        at = found.start()
        if source[at] == "\n":
            if at > floor:
                spans.append(Run(text=source[floor:at]))
            spans.append(Break())
            floor = at = at + 1
            continue
        rule = rules.get(source[at])
        leaf = rule(source, at, floor) if rule else None
        if leaf is None:
            at += 1
            continue
        if leaf.start > floor:
            spans.append(Run(text=source[floor : leaf.start]))
        spans.extend(leaf.spans)
        if leaf.edit is not None:
            edits.append((leaf.start, leaf.end, leaf.edit))
        floor = at = leaf.end
    if floor < len(source):
        spans.append(Run(text=source[floor:]))
    return spans, edits
