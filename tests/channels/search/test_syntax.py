"""What a person types into the search field is read as they mean it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.errors import Invalid
from channels.search.syntax import Query, parse_query


def us(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("bees", Query(words=("bees",))),
        ("  Bees   ÉTÉ ", Query(words=("bees", "ete"))),
        ('"Queen of the hive" bees', Query(words=("bees",), phrases=("queen of the hive",))),
        ('"never closed', Query(phrases=("never closed",))),
        ("bees -wasps", Query(words=("bees",), without=("wasps",))),
        ('-"big wasps"', Query(without=("big wasps",))),
        ("re-read", Query(words=("re-read",))),
        ("from:Ada from:@me", Query(people=("ada", "me"))),
        ("in:#General in:@bob", Query(places=("general", "@bob"))),
        ('in:"general"', Query(places=("general",))),
        ("has:file has:links", Query(has=("file", "link"))),
        ("http://hive.example", Query(words=("http //hive.example",))),
        ("note: bees", Query(words=("note:", "bees"))),
        ("12:30", Query(words=("12:30",))),
        ("“Queen of the hive” bees", Query(words=("bees",), phrases=("queen of the hive",))),
        ("« miel » de:« Chloé Martin »", Query(phrases=("miel",), people=("chloé martin",))),
        ("de:„Chloé Martin“", Query(people=("chloé martin",))),
        ("-", Query(words=("-",))),
        ("before:2026-05-31", Query(until_us=us(2026, 5, 31))),
        ("after:2026-05-31", Query(since_us=us(2026, 6, 1))),
        ("on:2026-05-31", Query(since_us=us(2026, 5, 31), until_us=us(2026, 6, 1))),
        (
            "after:2026-01-01 after:2026-02-01 before:2026-05-01 before:2026-04-01",
            Query(since_us=us(2026, 2, 2), until_us=us(2026, 4, 1)),
        ),
        ("before:1960-01-01", Query(until_us=0)),
        ("since:2026-05-31", Query(since_us=us(2026, 5, 31))),
        ('from:"Chloé Martin"', Query(people=("chloé martin",))),
        ('de:"Chloé Martin" DE:@bob de:moi', Query(people=("chloé martin", "bob", "moi"))),
        ('dans:#quai dans:"site lyon"', Query(places=("quai", "site lyon"))),
        ("avant:2026-05-31", Query(until_us=us(2026, 5, 31))),
        ("après:2026-05-31", Query(since_us=us(2026, 6, 1))),
        ("Apre\u0300s:2026-05-31", Query(since_us=us(2026, 6, 1))),
        ("apres:2026-05-31", Query(since_us=us(2026, 6, 1))),
        ("depuis:2026-05-31", Query(since_us=us(2026, 5, 31))),
        ("le:2026-05-31", Query(since_us=us(2026, 5, 31), until_us=us(2026, 6, 1))),
        ("avec:fichier avec:Liens avec:file", Query(has=("file", "link", "file"))),
        (
            "mot de: Chloé, le: 3 dans : après",
            Query(words=("mot", "de:", "chloe,", "le:", "3", "dans", ":", "apres")),
        ),
        ('un code:de:bob "de:bob"', Query(words=("un", "code de:bob"), phrases=("de:bob",))),
        ("to:@Bob pour:moi", Query(to=("bob", "moi"))),
        ("with:bob avec:@ada", Query(beside=("bob", "ada"))),
        ("has:image avec:photos has:reactions", Query(has=("image", "image", "reaction"))),
        (
            "is:thread est:gardés est:épinglé is:question est:publications",
            Query(states=("thread", "saved", "pinned", "question", "post")),
        ),
        ("-note:bees", Query(without=("note bees",))),
        ("solde:bob été:bob", Query(words=("solde bob", "ete bob"))),
    ],
)
def test_a_query_is_taken_apart(text: str, query: Query) -> None:
    assert parse_query(text) == query


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "before:yesterday",
        "on:2026-13-01",
        "after:2026-02-30",
        "has:honey",
        "on:9999-12-31",
        "before:2101-01-01",
        "avant:hier",
        "depuis:2026-13-01",
        "avec:miel",
        "-from:ada",
        "miel -de:bob",
    ],
)
def test_what_makes_no_sense_is_said(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_query(text)
    assert caught.value.field == "query"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("avec:miel", "avec: takes fichier, lien, image ou réaction."),
        ("has:honey", "has: takes file, link, image or reaction."),
        ("is:tall", "is: takes thread, saved, pinned, post or question."),
        ("Est:vert", "Est: takes fil, gardé, épinglé, publication ou question."),
        ("Après:hier", "Après: takes a day such as 2026-05-31."),
    ],
)
def test_what_is_wrong_is_said_in_the_words_that_were_typed(text: str, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_query(text)
    assert caught.value.detail == said


@given(st.text(max_size=500))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        parse_query(text)
    except Invalid as error:
        assert error.field == "query"  # noqa: PT017 (most texts are valid)
