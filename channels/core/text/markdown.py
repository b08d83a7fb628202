"""The markdown path: markdown-it with chat's rules, and where in the source each leaf stood."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token

from channels.core.text.fast import Edit
from channels.core.text.leaves import LeafRules, safe_url
from channels.core.text.spans import Span
from channels.core.text.tree import build

# Quotes count one level, lists two; deeper markers are text. markdown-it's own limit for blocks
# drops text, so it stands where it is never reached.
_MAX_BLOCK_LEVEL = 16
_NEVER = 1_000
# Brackets within brackets before a link is given up; each level costs a pass over "[[[[…".
_MAX_BRACKETS = 8

BlockRule = Callable[[StateBlock, int, int, bool], bool]


class _ChatMarkdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        return safe_url(url)


def read_markdown(source: str, rules: LeafRules) -> tuple[list[Span], list[Edit]]:
    """Spans of clean `source`, and the edits that `rules` ask for, in order and disjoint."""
    blocks, inlines = _blocks(), _inlines()
    tokens: list[Token] = []
    blocks.block.parse(source, blocks, {}, tokens)
    lines: list[str] = []
    starts: list[int] = []
    edits: list[Edit] = []
    for token in tokens:
        if token.type != "inline":
            continue
        found: list[Edit] = []
        token.children = []
        env = {"rules": rules, "edits": found}
        inlines.inline.parse(token.content, inlines, env, token.children)
        if found and token.map:
            if not lines:
                lines = source.split("\n")
                starts = [0, *accumulate(len(line) + 1 for line in lines)]
            edits += _located(token, found, lines, starts)
    return build(tokens), edits


@cache
def _blocks() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": _NEVER})
    # Off: what swallows text, surprises in chat (code by indent, underlined headings), is HTML.
    md.disable(["reference", "code", "lheading", "html_block"])
    interrupts = ["paragraph", "reference", "blockquote"]
    md.block.ruler.at("blockquote", _bounded(blockquote), {"alt": [*interrupts, "list"]})
    md.block.ruler.at("list", _bounded(list_block), {"alt": interrupts})
    return md


@cache
def _inlines() -> MarkdownIt:
    md = _ChatMarkdown("commonmark", {"html": False, "maxNesting": _MAX_BRACKETS})
    md.enable("strikethrough")
    md.disable(["html_inline", "image"])
    md.inline.ruler.before("newline", "leaf", _leaf)
    md.inline.ruler.before("link", "image_link", _image_link)
    return md


def _bounded(rule: BlockRule) -> BlockRule:
    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < _MAX_BLOCK_LEVEL and rule(state, start, end, silent)

    return bounded


def _leaf(state: StateInline, silent: bool) -> bool:
    # Silent passes look for the end of a link's label; no leaf holds a bracket, so none matters.
    if silent or state.linkLevel:
        return False
    at = state.pos
    rule = state.env["rules"].get(state.src[at])
    if rule is None:
        return False
    leaf = rule(state.src, at, at - len(state.pending))
    if leaf is None:
        return False
    if leaf.start < at:
        state.pending = state.pending[: leaf.start - at]
    state.push("leaf", "", 0).meta["spans"] = leaf.spans
    if leaf.edit is not None:
        state.env["edits"].append((leaf.start, leaf.end, leaf.edit))
    state.pos = leaf.end
    return True


def _image_link(state: StateInline, silent: bool) -> bool:
    at = state.pos
    if not state.src.startswith("![", at):
        return False
    state.pos = at + 1
    if link(state, silent):
        return True
    state.pos = at
    return False


def _located(token: Token, found: list[Edit], lines: list[str], starts: list[int]) -> list[Edit]:
    """`found`, from positions in the token's content to positions in the source.

    A line of content is what its source line ends with, but for the markers before it and for
    trimmed white space and closing `#` after it. Those hold no mention, so the last occurrence
    of the content is the right one.
    """
    located: list[Edit] = []
    row = 0
    content = token.content.split("\n")
    begins = [0, *accumulate(len(line) + 1 for line in content)]
    first = token.map[0] if token.map else 0
    for start, end, text in found:
        while begins[row + 1] <= start:
            row += 1
        bare = content[row].lstrip(" \t")
        column = lines[first + row].rfind(bare)
        if column >= 0:
            offset = starts[first + row] + column - begins[row] - len(content[row]) + len(bare)
            located.append((offset + start, offset + end, text))
    return located
