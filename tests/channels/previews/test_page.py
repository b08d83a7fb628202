"""What a page says of itself, read from bytes that nobody vouches for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.previews.page import MAX_TITLE, Page, clean, decode, is_html, read_page
from channels.previews.service import MOST, to_look_at

URL = "https://hive.example/a/page"


def read(html: str, kind: str = "text/html; charset=utf-8") -> Page:
    return read_page(html.encode(), kind, URL)


def test_a_page_is_shown_as_it_wants_to_be_shared() -> None:
    page = read(
        '<title>Plain</title><meta property="og:title" content="Honey &amp; wax">'
        '<meta name="description" content="Plainly"><meta property="og:description" content="Ours">'
        '<meta property="og:image" content="/bee.png"><meta property="og:site_name" content="Hive">'
    )
    assert page == Page("Honey & wax", "Ours", "Hive", "https://hive.example/bee.png")


def test_a_page_without_such_words_is_shown_by_its_title_and_place() -> None:
    page = read(
        "<html><head><title>\n Two  lines\n of honey </title></head><body><title>No</title>"
    )
    assert page == Page("Two lines of honey", "", "hive.example", "")


def test_the_first_word_counts_and_an_empty_one_does_not() -> None:
    page = read(
        '<meta property="og:title" content=" "><meta name="twitter:title" content="Tweet">'
        '<meta name="twitter:title" content="Second">'
    )
    assert page.title == "Tweet"


@pytest.mark.parametrize(
    "image", ["javascript:alert(1)", "data:image/png,x", "file:///x", "http://["]
)
def test_an_image_is_a_web_address_or_none(image: str) -> None:
    assert read(f'<title>x</title><meta property="og:image" content="{image}">').image_url == ""


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("cp1252"), "text/html", "é"),
        ("é".encode("cp1252"), "text/html; charset=iso-8859-1", "é"),
        ("日本".encode("shift_jis"), "text/html; charset=Shift_JIS", "日本"),
        ("日本".encode("utf-16"), "text/html; charset=cp1252", "日本"),
        ("<meta charset=koi8-r>мёд".encode("koi8-r"), "text/html", "<meta charset=koi8-r>мёд"),
        (b"<meta charset=utf-16>x", "text/html", "<meta charset=utf-16>x"),
        ("wörd".encode(), "text/html; charset=punycode", "wörd"),
        ("wörd".encode(), "text/html; charset=unicode_escape", "wörd"),
        ("wörd".encode(), "text/html; charset=zlib", "wörd"),
        ("wörd".encode(), "text/html; charset=" + "\xff" * 10, "wörd"),
        (b"x" * 2_000 + "é".encode()[:1], "text/html", "x" * 2_000 + "\ufffd"),
    ],
)  # fmt: skip
def test_bytes_are_read_in_the_charsets_of_the_web_alone(body: bytes, kind: str, text: str) -> None:
    assert decode(body, kind) == text


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read(body: bytes) -> None:
    page = read_page(b"<title>" + body, "text/html", URL)
    assert len(page.title) <= MAX_TITLE


def test_a_line_is_cut_at_a_word_and_holds_no_unseen_signs() -> None:
    assert clean("gpj\u202e.exe\x00 \n  ok\ufeff", 40) == "gpj.exe ok"
    assert clean("honey " * 100, 20) == "honey honey honey…"
    assert clean("x" * 100, 20) == "x" * 19 + "…"


def test_only_html_is_a_page() -> None:
    assert is_html("Text/HTML; charset=utf-8")
    assert not any(map(is_html, ["", "image/png", "text/plain", "application/pdf"]))


def test_the_first_few_addresses_outside_are_looked_at() -> None:
    given = [f"https://example.org/{n}" for n in range(5)]
    assert to_look_at(given, "https://ruche.example") == given[:MOST]
    ours = ["https://ruche.example/c/C1/m/M1", "https://ruche.example", "mailto:ada@example.org"]
    assert to_look_at([*ours, given[0]], "https://ruche.example/") == [given[0]]
    assert to_look_at(["https://example.org/" + "x" * 3_000], "https://ruche.example") == []
