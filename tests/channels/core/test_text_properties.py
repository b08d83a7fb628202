"""What holds for every text: nothing raises, nothing is lost, forms agree, work is bounded."""

from __future__ import annotations

import re
import sys
from types import FrameType
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from channels.core.text import Span, canonical, editable, fold, parse, parse_spans, plain
from channels.core.text.fast import clean, is_plain, read_plain
from channels.core.text.leaves import STORED, typed_rules
from channels.core.text.markdown import read_markdown
from channels.core.text.tree import MAX_DEPTH
from tests.channels.core.names import SmallWorkspace

NAMES = SmallWorkspace()

PIECES = (
    *("@ada", "@bob_", "@chloé", "@nobody", "@channel", "@here", "#general", "#2026", "#tag"),
    *("<@U1ADA>", "<@U9>", "<#C1GENERAL>", "<!here>", "<mailto:", "<http:", "ada@x.com"),
    *("http://x.y", "https://x.y/a_(b)", ":smile:", ":+1:", "&amp;", "```", "~~~", "---"),
    *("**", "__", "~~", "``", "](", "![", "##", "::", "1.", "2)", "é", "中"),
    *"*_`[]()<>&\\#>-+|!:/.,'\"ab10",
)
pieces = st.sampled_from(
    [*PIECES, " ", " ", "\n", "\n", "\n\n", "\t", "    ", "\r\n", "\0", "\xa0"]
)
marked_up = st.lists(pieces | st.characters(), max_size=30).map("".join)
anything = st.text(max_size=200) | marked_up


@given(anything)
def test_no_text_raises_and_all_spans_can_travel(typed: str) -> None:
    text = parse(typed, NAMES)
    wire = msgspec.json.encode(text.spans)
    assert msgspec.json.decode(wire, type=list[Span]) == text.spans
    text.source.encode()
    plain(text.spans, NAMES)


@given(st.text(st.characters(categories=["Cs", "Cc", "Mn", "Cf", "Po", "Sm"])))
def test_surrogates_controls_and_lone_accents_are_borne(typed: str) -> None:
    text = parse(typed, NAMES)
    text.source.encode()
    assert parse_spans(text.source) == text.spans


@settings(max_examples=400)
@given(anything)
def test_stored_source_is_a_fixed_point(typed: str) -> None:
    stored = canonical(typed, NAMES)
    assert canonical(stored, NAMES) == stored
    assert parse(stored, NAMES) == parse(typed, NAMES)


@settings(max_examples=400)
@given(anything)
def test_what_a_person_edits_is_stored_as_it_was(typed: str) -> None:
    stored = canonical(typed, NAMES)
    assert canonical(editable(stored, NAMES), NAMES) == stored


@settings(max_examples=400)
@given(marked_up)
def test_the_fast_path_reads_as_the_slow_one(typed: str) -> None:
    source = clean(typed)
    assume(source.strip() and is_plain(source))
    assert read_plain(source, STORED) == read_markdown(source, STORED)
    typed_rows = typed_rules(NAMES)
    assert read_plain(source, typed_rows) == read_markdown(source, typed_rows)


@settings(max_examples=200)
@given(marked_up, st.sampled_from((" ", "  ", "\n", " \n\n", "\n ")))
def test_what_a_keyboard_leaves_at_the_end_changes_nothing(typed: str, end: str) -> None:
    source = clean(typed)
    assume(source.strip() and is_plain(source))
    assert parse_spans(source + end) == read_markdown(source + end, STORED)[0]
    assert parse(source + end, NAMES).spans == parse(source, NAMES).spans


# Few letters at a time, so that what matters meets often.
ALPHABETS = (
    "ab_ \n",
    "a-+ \n",
    "1.) \n",
    "#a \n/",
    ":a1/",
    "&#a;",
    "<@!#U1>a",
    "@.-_ad",
    "~>a\n",
    "h:/.)x(",
)


@settings(max_examples=400)
@given(st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, max_size=12)))
def test_the_fast_path_reads_as_the_slow_one_for_every_marker(typed: str) -> None:
    assume(typed.strip() and is_plain(typed))
    for rules in (STORED, typed_rules(NAMES)):
        fast = read_plain(typed, rules)
        slow = read_markdown(typed, rules)
        assert fast == slow


MARKUP = [
    "*",
    "**",
    "_",
    "~~",
    "`",
    "[",
    "]",
    "> ",
    "- ",
    "1. ",
    "# ",
    "\n",
    "\n\n",
    "<",
    ">",
    "\\",
    "![",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(MARKUP), max_size=40))
def test_no_word_is_lost_between_markers(markup: list[str]) -> None:
    pairs = [f"{mark}w{number}w" for number, mark in enumerate(markup)]
    shown = plain(parse("".join(pairs), NAMES).spans, NAMES)
    assert re.findall(r"w\d+w", shown) == [f"w{number}w" for number in range(len(markup))]


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text) == fold(text.upper().lower()) or not text.isascii()


# -- adversarial text

HOSTILE = {
    "quotes": ">",
    "spaced quotes": "> ",
    "stars": "*",
    "open emphasis": "*a ",
    "intraword emphasis": "*a_",
    "strong in strong": "**a ",
    "strike": "~~a",
    "brackets": "[",
    "image brackets": "![",
    "empty links": "[](",
    "links in links": "[a](",
    "link titles": '[a](b "',
    "closing brackets": "[a]",
    "lists": "- ",
    "ordered lists": "1. ",
    "lists in quotes": "> - ",
    "quote lines": "> a\n",
    "empty quote lines": ">\n",
    "list lines": "- a\n",
    "loose lists": "- a\n\n",
    "fences": "```\n",
    "ticks": "`",
    "ticks of all sizes": "`a``b",
    "angles": "<",
    "autolinks": "<http:",
    "mail": "<a@b",
    "controls": "<@U1ADA>",
    "unknown controls": "<@U9>",
    "mentions": "@ada ",
    "dots after": "@a.",
    "ats": "@",
    "hashes": "#a",
    "tags": "#a-_",
    "colons": ":",
    "short codes": ":a:",
    "half short codes": ":a",
    "addresses": "http://",
    "addresses with tails": "http://a.",
    "address parentheses": "http://a/(((",
    "entities": "&amp",
    "escapes": "\\*",
    "lines": "a\n",
    "headings": "# a\n",
    "rules": "---\n",
    "tabs": "\t",
    "spaces": " ",
    "blank lines": "\n",
    "letters": "a",
    "accents": "e\u0301",
}


def work(text: str) -> int:
    """Lines of Python run to parse `text`: a measure that does not depend on the machine."""
    lines = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parse(text, NAMES)
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_as_the_text_does(piece: str) -> None:
    parse("*warm up*", NAMES)
    small, large = (work((piece * size)[:size]) for size in (1_000, 4_000))
    assert large <= 4.6 * small + 2_000


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_forty_thousand_hostile_characters_are_read_and_shallow(piece: str) -> None:
    text = parse((piece * 40_000)[:40_000], NAMES)
    assert depth(text.spans) <= 2 * MAX_DEPTH
    assert msgspec.json.decode(msgspec.json.encode(text.spans), type=list[Span]) == text.spans


@pytest.mark.parametrize("marker", [">", "*", "["])
def test_sixteen_thousand_markers_keep_the_word_behind_them(marker: str) -> None:
    text = parse(marker * 16_000 + "word", NAMES)
    assert plain(text.spans, NAMES).endswith("word")


def test_ten_thousand_open_and_closed_emphases_are_shown_flat() -> None:
    text = parse("*a " * 10_000 + "b*" * 10_000, NAMES)
    assert depth(text.spans) <= 2 * MAX_DEPTH
    shown = plain(text.spans, NAMES)
    assert shown.count("a") == 10_000
    assert shown.count("b") == 10_000


def depth(spans: Any) -> int:
    """How deep the nesting goes."""
    deepest = 0
    row: list[Any] = list(spans)
    while row:
        deepest += 1
        children = [child for span in row for child in getattr(span, "children", ())]
        items = [child for span in row for item in getattr(span, "items", ()) for child in item]
        row = children + items
    return deepest
