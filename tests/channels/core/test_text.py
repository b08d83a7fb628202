"""What a message's text means: mentions, markdown, links, and what is stored."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest

from channels.core.text import (
    Span,
    canonical,
    editable,
    fold,
    hashtags,
    links,
    mentions,
    parse,
    parse_spans,
    plain,
)
from channels.core.text import spans as s
from tests.channels.core.names import SmallWorkspace

NAMES = SmallWorkspace()


def words(text: str) -> s.Run:
    return s.Run(text=text)


def spans_of(typed: str) -> list[Span]:
    return parse(typed, NAMES).spans


# -- mentions


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("hi @ada", "hi <@U1ADA>"),
        ("@ada, look", "<@U1ADA>, look"),
        ("(@Ada)", "(<@U1ADA>)"),
        ("l'avis d'@ada.", "l'avis d'<@U1ADA>."),
        ("_@ada_", "_<@U1ADA>_"),
        ("**@ada**", "**<@U1ADA>**"),
        ("@bob_ and @bob__", "<@U2BOB> and <@U2BOB>_"),
        ("@chloé", "<@U3CHLOE>"),
        (unicodedata.normalize("NFD", "@chloé"), "<@U3CHLOE>"),
        ("#general", "<#C1GENERAL>"),
        ("#General!", "<#C1GENERAL>!"),
        ("#2026 and #2027", "<#C2YEAR> and #2027"),
        ("#Été", "<#C3SUMMER>"),
        ("@channel @here", "<!channel> <!here>"),
        ("> @ada\n- #general", "> <@U1ADA>\n- <#C1GENERAL>"),
        ("# for @ada ##", "# for <@U1ADA> ##"),
        ("a\n\n   1. @ada\n      and @ada", "a\n\n   1. <@U1ADA>\n      and <@U1ADA>"),
        ("a\n   b @ada\n\tc @ada  \n", "a\n   b <@U1ADA>\n\tc <@U1ADA>  \n"),
        (">\ta\n>\t\t @ada *b*", ">\ta\n>\t\t <@U1ADA> *b*"),
        ("*x* @ada@bob_ @ada#general", "*x* <@U1ADA>@bob_ <@U1ADA>#general"),
        ("<@U1ADA>#general <@U1ADA>@ada", "<@U1ADA>#general <@U1ADA>@ada"),
        ("<@U1ADA> <#C1GENERAL>", "<@U1ADA> <#C1GENERAL>"),
        ("tab\t@ada\r\n@ada", "tab\t<@U1ADA>\n<@U1ADA>"),
    ],
)
def test_words_that_name_someone_are_stored_by_id(typed: str, stored: str) -> None:
    assert canonical(typed, NAMES) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "@nobody",
        "@ada-marie",
        "@adam",
        "ada@x.com",
        "mail ada.b@x.com now",
        "`@ada`",
        "```\n@ada #general\n```",
        "[@ada](https://example.org)",
        "[x](https://example.org/@ada)",
        "https://example.org/@ada/#general",
        "<https://example.org/@ada>",
        "<ada@x.com>",
        "example.org/@ada",
        "\\@ada \\#general \\<@U1ADA>",
        "#generals",
        "a#general",
    ],
)
def test_code_links_addresses_and_strangers_are_left_alone(typed: str) -> None:
    text = parse(typed, NAMES)
    assert text.source == typed
    found = mentions(text.spans)
    assert (found.person_ids, found.channel_ids, found.channel, found.here) == (
        (),
        (),
        False,
        False,
    )


def test_a_control_sequence_with_an_unknown_id_stays_text_for_ever() -> None:
    text = parse("see <@U999> and <#C999>", NAMES)
    assert text.source == "see \\<@U999> and \\<#C999>"
    assert text.spans == [words("see <@U999> and <#C999>")]


def test_mentions_are_listed_once_and_in_order() -> None:
    found = mentions(spans_of("@chloé **@ada** @ada\n> #general @here\n1. #2026"))
    assert found.person_ids == ("U3CHLOE", "U1ADA")
    assert found.channel_ids == ("C1GENERAL", "C2YEAR")
    assert found.here
    assert not found.channel


def test_renaming_changes_what_is_shown_not_what_is_stored() -> None:
    class Renamed(SmallWorkspace):
        def handle(self, person_id: str) -> str | None:
            return "countess" if person_id == "U1ADA" else None

    text = parse("thanks @ada", NAMES)
    assert plain(text.spans, NAMES) == "thanks @ada"
    assert plain(text.spans, Renamed()) == "thanks @countess"


@pytest.mark.parametrize(
    ("stored", "edited"),
    [
        ("hi <@U1ADA>, <!here>", "hi @ada, @here"),
        ("in <#C1GENERAL>.", "in #general."),
        ("x<@U1ADA>y", "x<@U1ADA>y"),
        ("<@U1ADA>-x", "<@U1ADA>-x"),
        ("<@U1ADA>_", "@ada_"),
        ("<@U1ADA><@U1ADA>", "@ada<@U1ADA>"),
        ("`<@U1ADA>`", "`<@U1ADA>`"),
        ("<mailto:<@U1ADA>>", "<mailto:<@U1ADA>>"),
        ("<@U0GONE>", "<@U0GONE>"),
    ],
)
def test_editing_shows_words_where_they_are_read_back_as_the_same(stored: str, edited: str) -> None:
    assert editable(stored, NAMES) == edited


# -- spans


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        (" \n ", []),
        ("hello", [words("hello")]),
        ("a\nb", [words("a"), s.Break(), words("b")]),
        ("a  \nb", [words("a"), s.Break(), words("b")]),
        (
            "*a* _b_",
            [s.Italic(children=(words("a"),)), words(" "), s.Italic(children=(words("b"),))],
        ),
        ("**a**", [s.Bold(children=(words("a"),))]),
        ("~~a~~ ~b~", [s.Strike(children=(words("a"),)), words(" ~b~")]),
        ("`a *b*`", [s.Code(text="a *b*")]),
        ("snake_case_name", [words("snake_case_name")]),
        ("```py\nx = 1\n```", [s.Pre(text="x = 1", lang="py")]),
        ("```\na", [s.Pre(text="a")]),
        ("```see this\nthing\n```", [s.Pre(text="see this\nthing")]),
        ("# A", [s.Heading(level=1, children=(words("A"),))]),
        ("##### A", [s.Heading(level=3, children=(words("A"),))]),
        ("> a\n> b", [s.Quote(children=(words("a"), s.Break(), words("b")))]),
        ("- a\n- b", [s.Items(items=((words("a"),), (words("b"),)))]),
        ("3. a\n4. b", [s.Items(items=((words("a"),), (words("b"),)), ordered=True, start=3)]),
        ("a\n\nb", [s.Paragraph(children=(words("a"),)), s.Paragraph(children=(words("b"),))]),
        ("---", [s.Rule()]),
        ("a\n---", [s.Paragraph(children=(words("a"),)), s.Rule()]),
        ("<b>x</b> &amp; <script>", [words("<b>x</b> & <script>")]),
        ("<div>\nx", [words("<div>"), s.Break(), words("x")]),
        ("    indented", [words("indented")]),
        ("[a]: https://example.org", None),
        ("| a | b |\n|---|---|\n| 1 | 2 |", None),
        ("\\*a\\*", [words("*a*")]),
        ("#", [words("#")]),
        (">", [words(">")]),
        ("a\0b\ud800c", [words("a\ufffdb\ufffdc")]),
    ],
)
def test_markdown_becomes_spans(typed: str, spans: list[Span] | None) -> None:
    if spans is None:  # no tables, no definitions: every word stays
        assert plain(spans_of(typed), NAMES) == typed
    else:
        assert spans_of(typed) == spans


def test_a_list_within_a_list_stands_within_its_item() -> None:
    inner = s.Items(items=((words("b"),),))
    assert spans_of("- a\n  - b") == [s.Items(items=((words("a"), inner),))]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (":smile:", ["smile"]),
        (":+1::tada:!", ["+1", "tada"]),
        ("(:white_check_mark:)", ["white_check_mark"]),
        ("at 10:30:45", []),
        ("std::vector::push", []),
        ("`:smile:` \\:smile:", []),
        ("a: b: c", []),
    ],
)
def test_short_codes_are_emoji_and_times_are_not(typed: str, names: list[str]) -> None:
    assert [span.name for span in spans_of(typed) if isinstance(span, s.Emoji)] == names


def test_unicode_emoji_stay_text() -> None:
    assert spans_of("well done 🎉") == [words("well done 🎉")]


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("#incident down", ("incident",)),
        ("#Été, #ete #release-2.", ("release-2",)),
        ("#Noël #noel", ("noel",)),
        ("#1 #_x C# a#b /#c #-", ()),
        ("`#no` #yes-", ("yes",)),
    ],
)
def test_hashtags_are_folded_and_numbers_are_none(typed: str, tags: tuple[str, ...]) -> None:
    found = hashtags(spans_of(typed))
    assert tuple(tag for tag in found if tag != "ete") == tags


# -- links


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("see https://example.org/a_b_c.", ("https://example.org/a_b_c",)),
        ("(https://example.org/a_(b))", ("https://example.org/a_(b)",)),
        ("**https://example.org**", ("https://example.org",)),
        ("http://x.y/*a*b", ("http://x.y/*a*b",)),
        ("HTTPS://Example.org/é", ("HTTPS://Example.org/%C3%A9",)),
        ("[x](https://example.org 'title')", ("https://example.org",)),
        ("![alt](https://example.org/a.png)", ("https://example.org/a.png",)),
        ("[](https://example.org)", ("https://example.org",)),
        ("<mailto:ada@x.com> <ada@x.com>", ("mailto:ada@x.com",)),
        ("`https://example.org`", ()),
        ("[x](javascript:alert(1)) [y](data:image/png;base64,AA) [z](/here) [w](file:///etc)", ()),
        ("<javascript:alert(1)> ftp://x.y vbscript:x http:// https://?", ()),
        ("[x](JaVaScRiPt:alert(1)) [x](\u0001javascript:alert(1)) [x](&#106;avascript:x)", ()),
        ("xhttp://x.y", ()),
    ],
)
def test_only_web_and_mail_addresses_become_links(typed: str, urls: tuple[str, ...]) -> None:
    assert links(spans_of(typed)) == urls


def test_an_image_becomes_a_link_with_its_words() -> None:
    link = s.Link(url="https://example.org/a.png", children=(words("a cat"),))
    assert spans_of("look ![a cat](https://example.org/a.png)") == [words("look "), link]


def test_a_link_holds_no_link() -> None:
    [link] = spans_of("[![cat](https://example.org/a.png) https://x.y](https://example.org)")
    assert link == s.Link(url="https://example.org", children=(words("cat https://x.y"),))


# -- other forms


def test_plain_text_keeps_lines_and_drops_markup() -> None:
    typed = "# Plan\nfor *@ada*:\n\n- one `x`\n- two :tada:\n\n> see [docs](https://x.y) #general"
    typed += "\n---\n```\na\nb\n```"
    assert plain(spans_of(typed), NAMES) == (
        "Plan\nfor @ada:\none x\ntwo :tada:\nsee docs #general\na\nb"
    )


def test_spans_travel_as_compact_json_and_come_back() -> None:
    spans = spans_of(
        "**@ada** #general\n> :tada: [x](https://x.y)\n\n1. a\n\n```py\nb\n```\n@here #tag"
    )
    wire = msgspec.json.encode(spans)
    assert msgspec.json.decode(wire, type=list[Span]) == spans
    assert msgspec.json.encode(spans_of("hi @ada")) == (
        b'[{"t":"text","text":"hi "},{"t":"person","id":"U1ADA"}]'
    )


def test_stored_source_needs_no_names_to_be_parsed() -> None:
    text = parse("hi **@ada**, #general @channel", NAMES)
    assert parse_spans(text.source) == text.spans


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("André", "andre"),
        ("ŒUVRE", "oeuvre"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("plain", "plain"),
        ("日本", "日本"),
    ],
)
def test_folding_forgets_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded
