"""Slack's text becomes our markdown, and plain words stay plain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.text import parse_spans, plain
from channels.core.text.spans import (
    Bold,
    Break,
    Code,
    Italic,
    Link,
    Person,
    Pre,
    Quote,
    Run,
    Strike,
)
from server.slack.mrkdwn import mentioned, to_line, to_markdown


class Known:
    """Knows everybody but those whose id ends in a 9."""

    def person(self, foreign_id: str) -> str | None:
        return None if foreign_id.endswith("9") else foreign_id

    def channel(self, foreign_id: str) -> str | None:
        return None if foreign_id.endswith("9") else foreign_id

    def handle(self, person_id: str) -> str | None:
        return None

    def channel_name(self, channel_id: str) -> str | None:
        return None


KNOWN = Known()


@pytest.mark.parametrize(
    ("slack", "markdown"),
    [
        ("just words, 2 + 2 = 4", "just words, 2 + 2 = 4"),
        ("*bold* _it_ ~gone~ `co*de`", "**bold** _it_ ~~gone~~ `co*de`"),
        ("*_both_*", "**_both_**"),
        ("2 &lt; 3 &amp;&amp; 4 &gt; 3", "2 < 3 && 4 > 3"),
        ("a * b * c and snake_case", "a * b * c and snake_case"),
        ("&gt; quoted\nnot", "> quoted\n\nnot"),
        ("<@U1> <@U9|bob> <#C1|a> <#C9|b>", "<@U1> @bob <#C1> #b"),
        ("<!channel> <!here|here> <!everyone>", "<!channel> <!here> <!channel>"),
        ("<!subteam^S1|@team> <!date^1^{date}|Monday>", "@team Monday"),
        ("see <http://a.b/c?d=e&amp;f=1>", "see http://a.b/c?d=e&f=1"),
        ("<http://a.b|a.b>, <http://a.b|there>", "http://a.b, [there](<http://a.b>)"),
        ("<mailto:a@b.c|a@b.c>", "<a@b.c>"),
        ("<javascript:alert(1)|click>", "click"),
        ("# no heading\n- no item\n1. no list", "\\# no heading\n\\- no item\n1\\. no list"),
        ("&lt;@U1&gt; is how", "\\<@U1> is how"),
        ("[not](a link)", "\\[not](a link)"),
    ],
)
def test_text_becomes_markdown(slack: str, markdown: str) -> None:
    assert to_markdown(slack, KNOWN) == markdown


def test_markup_is_read_back_as_the_spans_that_slack_shows() -> None:
    source = to_markdown("*b* _i_ ~s~ `c` <@U1> <https://a.b|x>\n&gt; q", KNOWN)
    kinds = [type(span) for span in parse_spans(source)[0].children]  # type: ignore[union-attr]
    assert [kind for kind in kinds if kind is not Run] == [Bold, Italic, Strike, Code, Person, Link]
    assert isinstance(parse_spans(source)[-1], Quote)


def test_a_block_of_code_stands_on_its_own_and_keeps_its_characters() -> None:
    spans = parse_spans(to_markdown("so ```a &lt; *b*\n<http://x.y>``` there", KNOWN))
    assert Pre(text="a < *b*\nhttp://x.y") in spans


def test_two_lines_stay_two_lines() -> None:
    assert Break() in parse_spans(to_markdown("one\n*two*", KNOWN))


def test_mentions_and_lines_are_read_without_markup() -> None:
    assert mentioned("<@U1> and <@B2|bot> <#C3>") == [("U1", ""), ("B2", "bot")]
    assert to_line("see <http://a.b|the page>\n&amp; <#C1|more>") == "see the page & more"


_WORDS = st.text(st.sampled_from("ab1 .!?*_~`[](){}<>&#+-=|:;,\\'\"/@"), max_size=60)


@given(_WORDS)
def test_words_without_slack_markup_are_shown_as_they_are(words: str) -> None:
    """What carries none of Slack's own marks is plain in Slack, so it is plain here."""
    bare = words.translate(dict.fromkeys(map(ord, "*_~`:"), "x")).strip()
    bare = bare.lstrip("> \t")
    slack = bare.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = plain(parse_spans(to_markdown(slack, KNOWN)), KNOWN)
    assert shown.split() == bare.split()


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    parse_spans(to_markdown(text, KNOWN))
