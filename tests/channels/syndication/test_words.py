"""Entries as posts, and posts as HTML: nothing is markup that was not meant."""

from __future__ import annotations

import pytest

from channels.core.text import links, mentions, parse, plain, tagged
from channels.messages.mentions import Asked, Known
from channels.syndication.html import Labels, to_html
from channels.syndication.timing import DAY_MS, LEAST_MS, MOST_MS, Look, Past, after
from channels.syndication.words import Entry, escape, keys_of, safe_link, to_text, to_title
from server.feed_parser import words_of


@pytest.mark.parametrize(
    "said",
    [
        "Ask @ada, @channel and <!channel> <@U0000000000001>",
        "*bold* _thin_ ~~gone~~ `code` [a](/evil) ![b](c) <b>&amp;</b>",
        "#hive and :bee: and \\ and | and ~",
        "- one\n+ two\n1. three\n2) four\n> five\n# six\n---",
        "```\nfence\n```",
    ],
)
def test_an_entry_s_words_are_shown_as_they_are(said: str) -> None:
    known = Known()
    known.add_person("U0000000000001", "ada")
    text = parse(escape(said), known)
    shown = plain(text.spans, Asked()) if text.spans else text.source
    assert shown.split() == said.split()
    named = mentions(text.spans)
    assert (named.person_ids, named.channel, named.here) == ((), False, False)
    assert not tagged(text.spans)
    assert not links(text.spans)


def test_addresses_in_an_entry_stay_links() -> None:
    url = "https://example.org/a_b*c?d=1_2"
    spans = parse(escape("See https://example.org/a_b?d=1_2 (really)"), Asked()).spans
    assert links(spans) == ("https://example.org/a_b?d=1_2",)
    entry = Entry("1", url, "Title", "Words")
    assert links(parse(to_text(entry), Asked()).spans) == (url,)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://a/b", "//a/b", "http://u:p@a/", "x"]
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert safe_link(url) == ""


def test_an_address_cannot_break_out_of_its_line() -> None:
    assert safe_link("https://example.org/a b\n<!channel>`x`") == (
        "https://example.org/a%20b%0A%3C!channel%3E%60x%60"
    )


def test_html_becomes_words() -> None:
    html = "<p>One &amp; <b>two</b></p><script>alert(1)</script><ul><li>three<li>four</ul>&lt;b&gt;"
    assert words_of(html) == "One & two\n\n• three\n• four\n\n<b>"


def test_an_entry_without_title_has_its_first_words() -> None:
    entry = Entry("1", "", "", "Just words")
    assert to_title(entry) == "Just words"
    assert to_text(entry) == ""


def test_an_entry_is_known_by_guid_and_by_link_of_its_own() -> None:
    entries = [
        Entry("1", "https://a/1", "", ""),
        Entry("2", "https://a/same", "", ""),
        Entry("3", "https://a/same", "", ""),
        Entry("4", "https://a/", "", ""),
        Entry("", "", "No", "address"),
    ]
    keys = keys_of("https://a/feed", "https://a/", entries)
    assert [len(one) for one in keys] == [2, 1, 1, 1, 1]
    assert len({key for one in keys for key in one}) == 6
    assert keys_of("https://b/feed", "", entries[:1])[0][1] == keys[0][1]
    assert keys_of("https://b/feed", "", entries[:1])[0][0] != keys[0][0]


def test_messages_are_escaped_html() -> None:
    labels = Labels({"U1": "a<b"}, {})
    source = '**x** <script>alert("1")</script> [y](https://a/?b=1&c="2") <@U1>\n\n- one\n- two'
    known = Known()
    known.add_person("U1", "a<b")
    text = parse(source, known)
    html = to_html(text.source, text.spans, labels)
    assert "<script" not in html
    assert "<strong>x</strong>" in html
    assert "&lt;script&gt;" in html
    assert 'href="https://a/?b=1&amp;c=%222%22"' in html
    assert "@a&lt;b" in html
    assert html.endswith("<ul><li><p>one</p></li><li><p>two</p></li></ul>")
    assert to_html("1 < 2", (), labels) == "<p>1 &lt; 2</p>"


def test_failures_double_the_pause_until_a_week_is_over() -> None:
    at_ms, past, pauses = 0, Past(0, None), []
    for _ in range(40):
        coming = after(past, Look("unreachable", at_ms), 0.5)
        if coming.stops:
            break
        pauses.append(coming.at_ms - at_ms)
        at_ms, past = coming.at_ms, Past(coming.failures, coming.failing_since_ms)
    assert pauses == sorted(pauses)
    assert pauses[-1] <= MOST_MS * 1.15
    assert 7 * DAY_MS <= at_ms <= 9 * DAY_MS


def test_a_feed_is_looked_at_no_oftener_than_the_least() -> None:
    for chance in (0.0, 0.5, 1.0):
        for look in (Look("", 0), Look("", 0, more=True), Look("", 0, wait_ms=-5)):
            assert after(Past(3, 1), look, chance).at_ms >= LEAST_MS
    assert after(Past(0, None), Look("server_error", 0, wait_ms=DAY_MS), 0).at_ms == DAY_MS
    assert after(Past(0, None), Look("left", 0), 0).stops
