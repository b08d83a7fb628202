"""Forgotten passwords: a link sets a new one, once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from channels.core.actor import SYSTEM, Actor, visitor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from channels.passwords.service import LINK_MS
from channels.passwords.tables import PasswordLinkRow
from persistence.bulk import table_of
from tests.house import PASSWORD, House

STRANGER = visitor("10.0.0.9")
NEW = "comb and clover"


@pytest.fixture
async def ada(house: House) -> Actor:
    return await house.open()


@pytest.fixture
async def bob(house: House, ada: Actor) -> Actor:
    return await house.add("bob", password=PASSWORD)


async def link(house: House, actor: Actor, whose: Actor) -> str:
    made = await house.ask(actor, "passwords.create_link", person_id=whose.person_id)
    return str(made.secret)


async def use(house: House, secret: str, password: str = NEW) -> str:
    made = await house.ask(STRANGER, "passwords.use_link", secret=secret, password=password)
    return str(made.secret)


async def test_a_link_sets_a_new_password_and_signs_in(
    house: House, ada: Actor, bob: Actor
) -> None:
    secret = await link(house, ada, bob)
    seen = await house.ask(STRANGER, "passwords.look", secret=secret)
    assert (seen.name, seen.handle) == ("Bob", "bob")
    assert await house.proves(await use(house, secret))
    await house.sign_in("bob", NEW)
    with pytest.raises(NotSignedIn):
        await house.sign_in("bob")


async def test_a_used_link_ends_all_other_sessions(house: House, ada: Actor, bob: Actor) -> None:
    desk, phone = await house.sign_in("bob"), await house.sign_in("bob")
    await use(house, await link(house, ada, bob))
    assert sorted(await house.ended(bob)) == sorted([desk.session_id, phone.session_id])


async def test_a_link_works_once(house: House, ada: Actor, bob: Actor) -> None:
    secret = await link(house, ada, bob)
    await use(house, secret)
    for operation, fields in (("passwords.look", {}), ("passwords.use_link", {"password": NEW})):
        with pytest.raises(NotFound):
            await house.ask(STRANGER, operation, secret=secret, **fields)


async def test_of_two_uses_at_once_one_counts(house: House, ada: Actor, bob: Actor) -> None:
    secret = await link(house, ada, bob)
    uses = (use(house, secret, f"{NEW} {n}") for n in range(2))
    results = await asyncio.gather(*uses, return_exceptions=True)
    refusals = [one for one in results if isinstance(one, BaseException)]
    assert [type(one) for one in refusals] == [NotFound]


async def test_a_link_expires_after_a_day(house: House, ada: Actor, bob: Actor) -> None:
    secret = await link(house, ada, bob)
    house.clock.advance(LINK_MS / 1_000)
    with pytest.raises(NotFound):
        await use(house, secret)


async def test_only_the_last_link_works(house: House, ada: Actor, bob: Actor) -> None:
    first, second = await link(house, ada, bob), await link(house, ada, bob)
    with pytest.raises(NotFound):
        await use(house, first)
    assert await use(house, second)


async def test_who_remembers_and_changes_the_password_ends_the_link(
    house: House, ada: Actor, bob: Actor
) -> None:
    secret = await link(house, ada, bob)
    signed_in = await house.sign_in("bob")
    await house.ask(signed_in, "people.change_password", current=PASSWORD, password=NEW)
    with pytest.raises(NotFound):
        await use(house, secret)


async def test_a_closed_account_has_no_link(house: House, ada: Actor, bob: Actor) -> None:
    secret = await link(house, ada, bob)
    await house.ask(ada, "people.set_active", person_id=bob.person_id, active=False)
    with pytest.raises(NotFound):
        await use(house, secret)
    with pytest.raises(Conflict):
        await link(house, ada, bob)


async def test_an_administrator_resets_everybody_but_owners(
    house: House, ada: Actor, bob: Actor
) -> None:
    root = await house.add("root", "admin")
    assert await link(house, root, bob)
    with pytest.raises(NotAllowed):
        await link(house, root, ada)
    with pytest.raises(NotAllowed):
        await link(house, bob, ada)


async def test_an_administrators_link_does_not_reach_who_is_made_an_owner(
    house: House, ada: Actor, bob: Actor
) -> None:
    root = await house.add("root", "admin")
    secret = await link(house, root, bob)
    await house.ask(ada, "people.set_role", person_id=bob.person_id, role="owner")
    with pytest.raises(NotFound):
        await use(house, secret)


async def test_links_of_who_is_no_administrator_any_more_are_useless(
    house: House, ada: Actor, bob: Actor
) -> None:
    root = await house.add("root", "admin")
    secret = await link(house, root, bob)
    await house.ask(ada, "people.set_role", person_id=root.person_id, role="member")
    with pytest.raises(NotFound):
        await use(house, secret)


async def test_of_a_link_only_a_hash_is_stored(house: House, ada: Actor, bob: Actor) -> None:
    secret = await link(house, ada, bob)
    async with house.store.read() as snapshot:
        row = await snapshot.first(select(table_of(PasswordLinkRow)))
    assert row is not None
    assert secret not in str(tuple(row))


async def test_wrong_arguments_name_their_field(house: House, ada: Actor, bob: Actor) -> None:
    for fields, field in (({}, "person_id"), ({"person_id": "U0"}, "person_id")):
        with pytest.raises((Invalid, NotFound)) as refused:
            await house.ask(ada, "passwords.create_link", **fields)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        await house.ask(ada, "passwords.create_link", email="bob@hive.example")


async def test_the_command_line_sets_any_password(house: House, ada: Actor, bob: Actor) -> None:
    before = await house.sign_in("bob")
    await house.ask(SYSTEM, "passwords.set", email="Bob@hive.example", password=NEW)
    assert await house.ended(bob) == [before.session_id]
    await house.sign_in("bob", NEW)
    with pytest.raises(NotAllowed):
        await house.ask(ada, "passwords.set", email="bob@hive.example", password=NEW)
    with pytest.raises(NotFound):
        await house.ask(SYSTEM, "passwords.set", email="eve@hive.example", password=NEW)
