"""Accounts that an import made: members who have never come, and how they come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor, Kind, PersonId, Role, visitor
from channels.core.errors import Conflict, Invalid
from channels.notifications.queries import person_to_mail
from channels.welcome.service import NEW_FOR_MS
from tests.house import PASSWORD, House

STRANGER = visitor("10.0.0.9")
BOB = "bob@hive.example"


@pytest.fixture
async def ada(house: House) -> Actor:
    """She owns the place, and has brought bob and chloe in from a list."""
    ada = await house.open()
    text = f"E-mail,Name,Department\n{BOB},Bob Martin,Garden\nchloe@hive.example,Chloé,Garden\n"
    await bring(house, text)
    return ada


async def bring(house: House, text: str) -> None:
    after: int | None = 0
    while after is not None:
        report = await house.ask(SYSTEM, "profiles.import_people", content=text, after=after)
        after = report.next


async def find(house: House, handle: str) -> Any:
    return (await house.ask(SYSTEM, "people.list", query=handle)).items[0]


async def general(house: House, ada: Actor) -> list[str]:
    """Who is in #general."""
    id = (await house.ask(ada, "workspace.get")).general_channel_id
    members = (await house.ask(ada, "channels.members", channel_id=id)).items
    return sorted([member.person_id for member in members])


async def invite(house: House, ada: Actor, email: str = BOB, **fields: Any) -> str:
    made = await house.ask(ada, "invitations.create", email=email, **fields)
    return str(made.secret)


async def accept(house: House, secret: str, email: str = BOB, name: str = "Bob") -> Any:
    fields = {"secret": secret, "email": email, "name": name, "password": PASSWORD}
    return await house.ask(STRANGER, "invitations.accept", **fields)


async def test_who_is_on_the_list_is_a_member_and_in_general(house: House, ada: Actor) -> None:
    bob, chloe = await find(house, "bob"), await find(house, "chloe")
    assert await general(house, ada) == sorted([ada.person_id, bob.id, chloe.id])
    assert (bob.dormant, bob.role) == (True, Role.MEMBER)


async def test_the_list_goes_on_with_who_is_there(house: House, ada: Actor) -> None:
    before = await general(house, ada)
    text = f"E-mail,Name\n{BOB},Bob\ndora@hive.example,Dora\n"
    await bring(house, text)
    dora = await find(house, "dora")
    assert await general(house, ada) == sorted([*before, dora.id])


async def test_an_invitation_to_their_address_opens_the_account(house: House, ada: Actor) -> None:
    waiting = await find(house, "bob")
    garden = await house.ask(ada, "channels.create", name="garden")
    secret = await invite(house, ada, channel_ids=[garden.id])
    session = await accept(house, secret, "BOB@hive.example", "Bob M.")
    assert session.person_id == waiting.id
    bob = await find(house, "bob")
    assert (bob.name, bob.handle, bob.dormant) == ("Bob M.", "bob", False)
    me = Actor(Kind.PERSON, bob.id)
    shown = await house.ask(me, "profiles.get", person_id=bob.id)
    assert ["Garden"] in [value.values for value in shown.values]
    names = [channel.name for channel in (await house.ask(me, "channels.list")).items]
    assert sorted(names) == ["garden", "general"]
    assert await house.sign_in("bob")


async def test_whoever_comes_late_is_a_newcomer_all_the_same(house: House, ada: Actor) -> None:
    house.clock.advance(2 * NEW_FOR_MS / 1_000)
    session = await accept(house, await invite(house, ada))
    bob = Actor(Kind.PERSON, PersonId(session.person_id))
    assert (await house.ask(bob, "welcome.get")).newcomer
    house.clock.advance(NEW_FOR_MS / 1_000)
    assert not (await house.ask(bob, "welcome.get")).newcomer


async def test_a_link_for_a_password_opens_it_too(house: House, ada: Actor) -> None:
    house.clock.advance(2 * NEW_FOR_MS / 1_000)
    waiting = await find(house, "chloe")
    link = await house.ask(ada, "passwords.create_link", person_id=waiting.id)
    fields = {"secret": link.secret, "password": PASSWORD}
    session = await house.ask(STRANGER, "passwords.use_link", **fields)
    assert session.person_id == waiting.id
    assert (await house.ask(Actor(Kind.PERSON, waiting.id), "welcome.get")).newcomer
    assert not (await find(house, "chloe")).dormant


async def test_a_link_for_anybody_opens_nobodys_account(house: House, ada: Actor) -> None:
    """Whoever has it could name any address."""
    link = await house.ask(ada, "invitations.create", uses=3)
    with pytest.raises(Conflict, match="An account waits for this address"):
        await accept(house, link.secret)
    assert (await find(house, "bob")).dormant
    assert (await house.ask(ada, "invitations.list")).items[0].uses_left == 3


async def test_an_invitation_to_an_address_is_good_for_no_other(house: House, ada: Actor) -> None:
    secret = await invite(house, ada)
    for address in ("chloe@hive.example", "dora@hive.example"):
        with pytest.raises(Invalid, match="another e-mail address"):
            await accept(house, secret, address)
    assert (await accept(house, secret)).person_id == (await find(house, "bob")).id


async def test_it_is_good_once_and_tells_for_whom(house: House, ada: Actor) -> None:
    secret = await invite(house, ada, uses=9)
    link = (await house.ask(ada, "invitations.list")).items[0]
    assert (link.email, link.uses_left) == (BOB, 1)
    seen = await house.ask(STRANGER, "invitations.look", secret=secret)
    assert (seen.email, seen.name) == (BOB, "Bob Martin")
    results = await asyncio.gather(
        accept(house, secret), accept(house, secret), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["NotFound", "SecretView"]


async def test_two_invitations_to_one_address_open_it_for_one(house: House, ada: Actor) -> None:
    secrets = [await invite(house, ada), await invite(house, ada)]
    results = await asyncio.gather(
        *(accept(house, secret) for secret in secrets), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "SecretView"]


async def test_a_live_account_is_taken_over_by_nobody(house: House, ada: Actor) -> None:
    before = await invite(house, ada)
    await accept(house, await invite(house, ada))
    with pytest.raises(Conflict):
        await invite(house, ada)
    with pytest.raises(Conflict, match="There is an account"):
        await accept(house, before)
    with pytest.raises(Conflict):
        await invite(house, ada, "ada@hive.example")


async def test_a_token_makes_an_account_live(house: House, ada: Actor) -> None:
    secret = await invite(house, ada)
    await house.ask(SYSTEM, "tokens.create", email=BOB, label="script")
    with pytest.raises(Conflict, match="There is an account"):
        await accept(house, secret)


@pytest.mark.parametrize(
    ("operation", "fields"),
    [("people.set_active", {"active": False}), ("people.set_role", {"role": "owner"})],
    ids=["closed", "an owner's"],
)
async def test_what_is_closed_or_an_owners_is_opened_by_no_invitation(
    house: House, ada: Actor, operation: str, fields: dict[str, Any]
) -> None:
    secret = await invite(house, ada)
    bob = await find(house, "bob")
    await house.ask(ada, operation, person_id=bob.id, **fields)
    with pytest.raises(Conflict):
        await accept(house, secret)
    with pytest.raises(Conflict):
        await invite(house, ada)


async def test_the_higher_role_counts(house: House, ada: Actor) -> None:
    bob = await find(house, "bob")
    await house.ask(ada, "people.set_role", person_id=bob.id, role="admin")
    await accept(house, await invite(house, ada))
    assert (await find(house, "bob")).role == Role.ADMIN
    await accept(house, await invite(house, ada, "chloe@hive.example", role="admin"),
                 "chloe@hive.example", "Chloé")  # fmt: skip
    assert (await find(house, "chloe")).role == Role.ADMIN


async def test_an_owner_may_make_another_of_who_is_awaited(house: House, ada: Actor) -> None:
    await accept(house, await invite(house, ada, role="owner"))
    assert (await find(house, "bob")).role == Role.OWNER


async def test_who_never_came_gets_no_mail(house: House, ada: Actor) -> None:
    bob = await find(house, "bob")
    async with house.store.read() as snapshot:
        assert await person_to_mail(snapshot, bob.id) is None
    await accept(house, await invite(house, ada))
    async with house.store.read() as snapshot:
        assert (await person_to_mail(snapshot, bob.id)).email == BOB


async def test_an_address_that_is_new_gets_a_new_account(house: House, ada: Actor) -> None:
    session = await accept(house, await invite(house, ada, "eve@hive.example"),
                           "eve@hive.example", "Eve")  # fmt: skip
    assert (await find(house, "eve")).id == session.person_id


async def test_who_comes_late_finds_unread_only_what_is_for_them(house: House, ada: Actor) -> None:
    bob = await find(house, "bob")
    general_id = (await house.ask(ada, "workspace.get")).general_channel_id
    for number in range(3):
        await house.ask(ada, "messages.post", channel_id=general_id, text=f"News {number}")
    direct = await house.ask(ada, "channels.open_direct", person_ids=[bob.id])
    await house.ask(ada, "messages.post", channel_id=direct.id, text="For when you come")
    await accept(house, await invite(house, ada))
    await house.ask(ada, "messages.post", channel_id=general_id, text="Welcome, Bob")
    reads = (await house.ask(Actor(Kind.PERSON, bob.id), "reads.list")).items
    assert {read.channel_id: read.unread for read in reads} == {general_id: 1, direct.id: 1}
