"""The server and the client read the same filters from what is typed into the search field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels.people.names import MYSELF
from channels.search.syntax import LAST_YEAR, OPERATORS, VALUES, parse_query

ROOT = Path(__file__).resolve().parents[3]
SEARCH = ROOT / "web/client/src/features/search"
CLIENT = (SEARCH / "filters.ts").read_text()
PAIR = re.compile(r'\["([^"]+)", "([^"]+)"\]')


def pairs(name: str) -> dict[str, str]:
    """What a `Map` of the client holds."""
    (body,) = re.findall(rf"^const {name} = new Map[^(]*\((.*?)\);$", CLIENT, re.M | re.S)
    found = PAIR.findall(body)
    assert body.count("[") - 1 == len(found) == len(dict(found)), "all is read, nothing twice"
    return dict(found)


def test_both_know_the_same_operators() -> None:
    assert pairs("NAMES") == OPERATORS


def test_what_the_client_writes_otherwise_means_the_same() -> None:
    values = pairs("VALUES")
    assert {"from:moi", "has:fichiers", "has:lien"} <= values.keys()
    for typed, written in values.items():
        name, _, value = typed.partition(":")
        if name in ("from", "to", "with"):
            assert {value, written} <= MYSELF
        else:
            assert parse_query(typed) == parse_query(f"{name}:{written}")


@pytest.mark.parametrize(("operator", "constant"), [("has", "HAS"), ("is", "IS")])
def test_both_know_what_a_message_may_have_and_be(operator: str, constant: str) -> None:
    (words,) = re.findall(rf"^const {constant} = \[(.*?)\];$", CLIENT, re.M)
    assert set(re.findall(r'"(\w+)"', words)) == set(VALUES[operator].values())


def test_both_end_in_the_same_year() -> None:
    assert re.findall(r"^const LAST_YEAR = (\d+);$", CLIENT, re.M) == [str(LAST_YEAR)]


@pytest.mark.parametrize("name", sorted(set(OPERATORS.values())))
def test_every_operator_has_its_place_in_the_clients_type(name: str) -> None:
    (names,) = re.findall(r"^export type FilterName = (.*?);$", CLIENT, re.M)
    assert f'"{name}"' in names


@pytest.mark.parametrize("name", sorted(set(OPERATORS.values())))
def test_every_operator_is_offered_as_one_types(name: str) -> None:
    assert f'["operator_{name}", "operator_{name}_hint"],' in (SEARCH / "offers.tsx").read_text()
