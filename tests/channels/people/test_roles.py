"""Roles and closed accounts."""

from __future__ import annotations

import asyncio

import pytest

from channels.core.actor import SYSTEM, Role, visitor
from channels.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from tests.house import PASSWORD, House


async def test_a_new_role_counts_from_the_next_call(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    with pytest.raises(NotAllowed):
        await house.ask(bob, "invitations.list")
    changed = await house.ask(ada, "people.set_role", person_id=bob.person_id, role="admin")
    assert changed.role is Role.ADMIN
    assert (await house.ask(bob, "invitations.list")).items == []


async def test_the_same_role_again_is_harmless(house: House) -> None:
    ada = await house.open()
    same = await house.ask(ada, "people.set_role", person_id=ada.person_id, role="owner")
    assert same.role is Role.OWNER


async def test_only_an_owner_makes_owners_or_changes_them(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob", role="admin"), await house.add("chloe")
    for wanted in (
        {"person_id": chloe.person_id, "role": "owner"},
        {"person_id": ada.person_id, "role": "member"},
    ):
        with pytest.raises(NotAllowed):
            await house.ask(bob, "people.set_role", **wanted)
    with pytest.raises(NotAllowed):
        await house.ask(bob, "people.set_active", person_id=ada.person_id, active=False)


async def test_a_member_changes_no_roles_and_closes_no_accounts(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    with pytest.raises(NotAllowed):
        await house.ask(bob, "people.set_role", person_id=bob.person_id, role="admin")
    with pytest.raises(NotAllowed):
        await house.ask(bob, "people.set_active", person_id=ada.person_id, active=False)


async def test_the_last_owner_stays(house: House) -> None:
    ada = await house.open()
    with pytest.raises(Conflict):
        await house.ask(ada, "people.set_role", person_id=ada.person_id, role="member")
    with pytest.raises(Conflict):
        await house.ask(ada, "people.set_active", person_id=ada.person_id, active=False)
    with pytest.raises(Conflict):
        await house.ask(SYSTEM, "people.set_active", person_id=ada.person_id, active=False)


async def test_a_closed_owner_is_not_counted_as_one(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob", role="owner")
    await house.ask(ada, "people.set_active", person_id=bob.person_id, active=False)
    with pytest.raises(Conflict):
        await house.ask(ada, "people.set_role", person_id=ada.person_id, role="member")


async def test_of_two_owners_who_step_down_at_once_one_stays(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob", role="owner")
    found = await asyncio.gather(
        house.ask(ada, "people.set_role", person_id=ada.person_id, role="member"),
        house.ask(bob, "people.set_role", person_id=bob.person_id, role="member"),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "PersonView"]
    people = (await house.ask(ada, "people.list")).items
    assert [person.role for person in people].count(Role.OWNER) == 1


async def test_nobody_is_not_found(house: House) -> None:
    ada = await house.open()
    for operation, fields in (
        ("people.set_role", {"role": "member"}),
        ("people.set_active", {"active": False}),
    ):
        with pytest.raises(NotFound) as refused:
            await house.ask(ada, operation, person_id="U0000000000000", **fields)
        assert refused.value.field == "person_id"


async def test_closing_an_account_ends_all_that_it_opened(house: House) -> None:
    ada = await house.open()
    await house.add("bob", password=PASSWORD)
    bob = await house.sign_in("bob")
    token = await house.ask(bob, "tokens.create", label="robot")
    await house.ask(ada, "people.set_active", person_id=bob.person_id, active=False)
    ended = await house.ended(bob)
    assert set(ended) >= {bob.session_id, token.id}
    assert not await house.proves(token.secret)
    with pytest.raises(NotSignedIn):
        await house.ask(bob, "people.me")
    with pytest.raises(NotAllowed, match="This account is closed"):
        await house.sign_in("bob")
    with pytest.raises(NotSignedIn, match="do not fit together"):
        await house.sign_in("bob", "something else")


async def test_a_reopened_account_signs_in_again(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob", password=PASSWORD)
    for active in (False, True):
        shown = await house.ask(ada, "people.set_active", person_id=bob.person_id, active=active)
        assert shown.active is active
    assert (await house.sign_in("bob")).person_id == bob.person_id


async def test_the_links_of_a_demoted_admin_are_useless(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob", role="admin")
    link = await house.ask(bob, "invitations.create", role="admin")
    await house.ask(ada, "people.set_role", person_id=bob.person_id, role="member")
    with pytest.raises(NotFound):
        await house.ask(visitor("10.0.0.2"), "invitations.look", secret=link.secret)


async def test_an_owner_who_becomes_admin_keeps_the_links_an_admin_may_give(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob", role="owner")
    for role in ("owner", "member"):
        await house.ask(bob, "invitations.create", role=role)
    await house.ask(ada, "people.set_role", person_id=bob.person_id, role="admin")
    links = (await house.ask(ada, "invitations.list")).items
    assert [link.role for link in links] == [Role.MEMBER]
