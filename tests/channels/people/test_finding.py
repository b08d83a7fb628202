"""Whom a list of people names first, and whom a query finds."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import NotFound
from channels.people.names import one_mistake, words_of
from channels.people.tables import PersonRow
from persistence.decision import Decision, Insert
from persistence.streams import WORKSPACE
from tests.house import PASSWORD, House


async def test_those_who_can_sign_in_come_first(house: House) -> None:
    ada = await house.open()
    await imported(house, "benjamin", "benno")
    await house.add("benoit")
    assert await found(house, ada, query="ben") == ["benoit", "benjamin", "benno"]
    assert await found(house, ada) == ["ada", "benoit", "benjamin", "benno"]


async def test_pages_go_on_from_those_who_can_sign_in_to_the_others(house: House) -> None:
    ada = await house.open()
    await imported(house, "amy", "bea", "cid")
    await house.add("zoe")
    handles: list[str] = []
    after = None
    while True:
        page = await house.ask(ada, "people.list", limit=2, after=after)
        handles += [person.handle for person in page.items]
        after = page.next
        if after is None:
            break
    assert handles == ["ada", "zoe", "amy", "bea", "cid"]


async def test_members_of_the_channel_come_first_and_are_marked(house: House) -> None:
    ada = await house.open()
    await imported(house, "ben")
    await house.add("benedict")
    zben = await house.add("zben", name="Ben Zola")
    channel = await garden(house, ada, zben)
    page = await house.ask(ada, "people.list", query="ben", channel_id=channel)
    listed = [(person.handle, person.in_channel) for person in page.items]
    assert listed == [("zben", True), ("benedict", False), ("ben", False)]
    assert page.next is None


@pytest.mark.parametrize(("joined", "handles"), [(True, ["ada", "bob"]), (False, ["bea", "ben"])])
async def test_members_or_the_others_alone(house: House, joined: bool, handles: list[str]) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await house.add("bea")
    await imported(house, "ben")
    channel = await garden(house, ada, bob)
    assert await found(house, ada, channel_id=channel, joined=joined) == handles


async def test_a_crowd_of_members_comes_first_too(house: House) -> None:
    ada = await house.open()
    zoe = await house.add("zoe")
    people = [await house.add(f"m{number:03}") for number in range(6)]
    channel = await garden(house, ada, zoe, people[4])
    await crowd_joins(house, channel)
    first = await found(house, ada, channel_id=channel, limit=3)
    assert first == ["ada", "m004", "zoe"]


async def test_the_limit_holds_near_a_channel(house: House) -> None:
    ada = await house.open()
    people = [await house.add(f"m{number}") for number in range(4)]
    channel = await garden(house, ada, people[3])
    assert await found(house, ada, channel_id=channel, query="m", limit=2) == ["m3", "m0"]


async def test_a_channel_that_is_not_seen_is_not_found(house: House) -> None:
    ada = await house.open()
    bob, eve = await house.add("bob"), await house.add("eve", role="guest")
    hidden = await house.ask(ada, "channels.create", name="hidden", kind="private")
    for actor in (bob, eve):
        with pytest.raises(NotFound) as refused:
            await house.ask(actor, "people.list", channel_id=hidden.id)
        assert refused.value.field == "channel_id"


async def test_near_a_channel_a_guest_finds_those_it_sees_alone(house: House) -> None:
    ada = await house.open()
    bob, eve = await house.add("bob"), await house.add("eve", role="guest")
    await house.add("bea")
    channel = await garden(house, ada, bob, eve)
    assert await found(house, eve, channel_id=channel, query="b") == ["bob"]


@pytest.mark.parametrize("query", ["chole", "cloe", "chlloe", "chlie", "chole mar", "Chlöé"])
async def test_one_mistake_is_forgiven_where_nobody_is_found(house: House, query: str) -> None:
    ada = await house.open()
    await house.add("chloe", name="Chloé Martin")
    assert await found(house, ada, query=query) == ["chloe"]


async def test_who_is_found_exactly_is_found_alone(house: House) -> None:
    ada = await house.open()
    await house.add("marc")
    await house.add("mars")
    assert await found(house, ada, query="marc") == ["marc"]


@pytest.mark.parametrize("query", ["hcloe", "chlxxe", "cx", "% x"])
async def test_more_than_that_is_not_forgiven(house: House, query: str) -> None:
    ada = await house.open()
    await house.add("chloe", name="Chloé Martin")
    assert await found(house, ada, query=query) == []


def test_the_patterns_of_a_long_word_stay_few() -> None:
    assert len(one_mistake("b" * 20)) < 90
    assert one_mistake("b" * 21) == ["b" * 21]


async def test_who_claims_an_imported_account_is_dormant_no_more(house: House) -> None:
    ada = await house.open()
    await imported(house, "ben")
    await house.add("ben", email="ben@old.example", password=PASSWORD)
    assert await found(house, ada, query="ben") == ["ben"]
    person = (await house.ask(ada, "people.list", query="ben")).items[0]
    assert person.dormant is False
    _, data = (await house.heard(WORKSPACE))[-1]
    assert "dormant" not in data["person"]


async def test_who_is_given_a_token_is_dormant_no_more(house: House) -> None:
    ada = await house.open()
    await imported(house, "ben")
    assert (await house.ask(ada, "people.list", query="ben")).items[0].dormant is True
    await house.ask(SYSTEM, "tokens.create", email="ben@old.example")
    assert (await house.ask(ada, "people.list", query="ben")).items[0].dormant is False


async def found(house: House, actor: Actor, **asked: Any) -> list[str]:
    """The handles that the list gives, in its order."""
    page = await house.ask(actor, "people.list", **asked)
    return [person.handle for person in page.items]


async def garden(house: House, owner: Actor, *members: Actor) -> str:
    """A channel with these members."""
    channel = await house.ask(owner, "channels.create", name="garden")
    ids = [member.person_id for member in members]
    await house.ask(owner, "channels.invite", channel_id=channel.id, person_ids=ids)
    channel_id: str = channel.id
    return channel_id


async def imported(house: House, *handles: str) -> None:
    """People as an import leaves them: nobody can sign in as them."""
    rows = [_row(f"U{handle.upper()}", handle, dormant=True) for handle in handles]
    await house.store.write(Decision(changes=[Insert(PersonRow, row) for row in rows]))


async def crowd_joins(house: House, channel_id: str) -> None:
    """More members than are asked for by name."""
    rows = [_row(f"UX{number:04}", f"x{number:04}", dormant=True) for number in range(600)]
    await house.store.write(Decision(changes=[Insert(PersonRow, row) for row in rows]))
    for start in (0, 300):
        ids = [str(row["id"]) for row in rows[start : start + 300]]
        await house.ask(SYSTEM, "channels.invite", channel_id=channel_id, person_ids=ids)


def _row(id: str, handle: str, *, dormant: bool) -> dict[str, object]:
    return {
        "id": id,
        "email": f"{handle}@old.example",
        "name": handle.title(),
        "handle": handle,
        "folded": words_of(handle.title(), handle),
        "role": "member",
        "dormant": dormant,
        "created_at_ms": 1,
    }
