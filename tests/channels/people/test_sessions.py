"""Signing in and out, passwords, sessions and tokens."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from channels.core.actor import SYSTEM, Actor, visitor
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from channels.people import passwords, sessions
from tests.house import PASSWORD, House

DAY_S = 24 * 3600


@pytest.fixture
async def ada(house: House) -> Actor:
    return await house.open()


async def test_e_mail_and_password_open_a_session(house: House, ada: Actor) -> None:
    secret = await house.ask(
        visitor("10.0.0.1"), "sessions.create", email=" ADA@hive.example ", password=PASSWORD
    )
    assert secret.person_id == ada.person_id
    assert await house.proves(secret.secret)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@hive.example", "wrong password"),
        ("ada@hive.example", ""),
        ("nobody@hive.example", PASSWORD),
        ("bob@hive.example", PASSWORD),
        ("bob@hive.example", ""),
        ("", ""),
    ],
)
async def test_what_was_wrong_is_not_told(
    house: House, ada: Actor, email: str, password: str
) -> None:
    await house.add("bob")  # has no password
    with pytest.raises(NotSignedIn) as refused:
        await house.ask(visitor("10.0.0.1"), "sessions.create", email=email, password=password)
    assert refused.value.detail == "E-mail and password do not fit together. Check both."
    assert refused.value.field == "password"


async def test_an_unknown_address_costs_a_whole_verification(
    house: House, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = []
    hasher = passwords._hasher()

    class Spy:
        def verify(self, stored: str, password: str) -> bool:
            verified.append(stored)
            return hasher.verify(stored, password)

        def hash(self, password: str) -> str:
            return hasher.hash(password)

    passwords._nobodys_hash()
    monkeypatch.setattr(passwords, "_hasher", Spy)
    with pytest.raises(NotSignedIn):
        await house.sign_in("nobody")
    assert [stored.split("$")[1] for stored in verified] == ["argon2id"]


async def test_only_hashes_are_stored(house: House, ada: Actor) -> None:
    token = await house.ask(ada, "tokens.create", label="robot")
    async with house.store.read() as snapshot:
        rows = [
            row
            for table in ("person", "session", "token")
            for row in await snapshot.all(text(f"SELECT * FROM {table}"))
        ]
    dump = repr(rows)
    assert PASSWORD not in dump
    assert token.secret not in dump
    assert "$argon2id$" in dump


async def test_a_session_ends_when_nobody_uses_it_for_a_month(house: House, ada: Actor) -> None:
    secret = await house.ask(
        visitor("10.0.0.1"), "sessions.create", email="ada@hive.example", password=PASSWORD
    )
    house.clock.advance(30 * DAY_S - 1)
    assert await house.proves(secret.secret)
    house.clock.advance(2)
    assert not await house.proves(secret.secret)


async def test_a_used_session_lives_on(house: House, ada: Actor) -> None:
    secret = await house.ask(
        visitor("10.0.0.1"), "sessions.create", email="ada@hive.example", password=PASSWORD
    )
    actor = Actor(ada.kind, ada.person_id, session_id=secret.id)
    house.clock.advance(29 * DAY_S)
    await house.ask(actor, "sessions.seen")
    house.clock.advance(29 * DAY_S)
    assert await house.proves(secret.secret)


async def test_sign_in_sweeps_out_the_sessions_that_are_over(house: House, ada: Actor) -> None:
    house.clock.advance(31 * DAY_S)
    again = await house.sign_in("ada")
    async with house.store.read() as snapshot:
        assert await snapshot.scalars(text("SELECT id FROM session")) == [again.session_id]


async def test_sessions_are_listed_the_latest_first_and_mine_is_marked(
    house: House, ada: Actor
) -> None:
    house.clock.advance(60)
    second = await house.sign_in("ada")
    listed = (await house.ask(second, "sessions.list")).items
    assert [(row.id, row.current) for row in listed] == [
        (second.session_id, True),
        (ada.session_id, False),
    ]


async def test_a_revoked_session_ends_at_once_and_its_connections_hear_it(
    house: House, ada: Actor
) -> None:
    second = await house.sign_in("ada")
    await house.ask(ada, "sessions.revoke", session_id=second.session_id)
    assert [row.id for row in (await house.ask(ada, "sessions.list")).items] == [ada.session_id]
    assert second.session_id in await house.ended(ada)
    with pytest.raises(NotFound) as refused:
        await house.ask(ada, "sessions.revoke", session_id=second.session_id)
    assert refused.value.field == "session_id"


async def test_nobody_revokes_the_session_of_another(house: House, ada: Actor) -> None:
    bob = await house.add("bob")
    with pytest.raises(NotFound):
        await house.ask(bob, "sessions.revoke", session_id=ada.session_id)


async def test_signing_out_ends_the_session_and_again_is_harmless(house: House, ada: Actor) -> None:
    await house.ask(ada, "sessions.end")
    await house.ask(ada, "sessions.end")
    assert (await house.ask(ada, "sessions.list")).items == []


async def test_a_new_password_ends_the_other_sessions_only(house: House, ada: Actor) -> None:
    other = await house.sign_in("ada")
    await house.ask(ada, "people.change_password", current=PASSWORD, password="wax and honey")
    assert [row.id for row in (await house.ask(ada, "sessions.list")).items] == [ada.session_id]
    ended = await house.ended(ada)
    assert ended[-1] == other.session_id
    with pytest.raises(NotSignedIn):
        await house.sign_in("ada")
    assert (await house.sign_in("ada", "wax and honey")).person_id == ada.person_id


async def test_a_new_password_needs_the_current_one(house: House, ada: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "people.change_password", current="guess", password="wax and honey")
    assert refused.value.field == "current"


async def test_who_never_had_a_password_sets_one_without(house: House, ada: Actor) -> None:
    bob = await house.add("bob")
    assert (await house.ask(bob, "people.me")).has_password is False
    await house.ask(bob, "people.change_password", current="", password=PASSWORD)
    assert (await house.sign_in("bob")).person_id == bob.person_id


async def test_a_token_opens_the_door_until_it_is_revoked(house: House, ada: Actor) -> None:
    token = await house.ask(ada, "tokens.create", label="  my   robot ")
    assert token.secret.startswith("xoxp-")
    assert await house.proves(token.secret)
    listed = (await house.ask(ada, "tokens.list")).items
    assert [(row.id, row.label, row.used_at) for row in listed] == [(token.id, "my robot", None)]
    await house.ask(ada, "tokens.revoke", token_id=token.id)
    assert not await house.proves(token.secret)
    with pytest.raises(NotFound):
        await house.ask(ada, "tokens.revoke", token_id=token.id)


async def test_nobody_revokes_the_token_of_another(house: House, ada: Actor) -> None:
    bob = await house.add("bob")
    token = await house.ask(ada, "tokens.create")
    with pytest.raises(NotFound):
        await house.ask(bob, "tokens.revoke", token_id=token.id)


async def test_a_tokens_use_is_written_down(house: House, ada: Actor) -> None:
    token = await house.ask(ada, "tokens.create")
    await house.ask(Actor(ada.kind, ada.person_id, session_id=token.id), "sessions.seen")
    assert (await house.ask(ada, "tokens.list")).items[0].used_at == house.now_ms


async def test_the_system_makes_tokens_for_others_by_their_address(
    house: House, ada: Actor
) -> None:
    token = await house.ask(SYSTEM, "tokens.create", email="Ada@hive.example")
    assert token.person_id == ada.person_id


@pytest.mark.parametrize("field", ["email", "person_id"])
async def test_the_system_hears_whom_it_does_not_know(house: House, ada: Actor, field: str) -> None:
    with pytest.raises(NotFound) as refused:
        await house.ask(SYSTEM, "tokens.create", **{field: "nobody@hive.example"})
    assert refused.value.field == field
    with pytest.raises(Invalid):
        await house.ask(SYSTEM, "tokens.create")


async def test_a_person_makes_tokens_for_themselves_only(house: House, ada: Actor) -> None:
    bob = await house.add("bob", role="admin")
    for fields in ({"person_id": ada.person_id}, {"email": "ada@hive.example"}):
        with pytest.raises(NotAllowed):
            await house.ask(bob, "tokens.create", **fields)


async def test_a_closed_account_gets_no_token(house: House, ada: Actor) -> None:
    bob = await house.add("bob")
    await house.ask(ada, "people.set_active", person_id=bob.person_id, active=False)
    with pytest.raises(Conflict):
        await house.ask(SYSTEM, "tokens.create", person_id=bob.person_id)


async def test_tokens_have_a_bound(
    house: House, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "TOKENS_MAX", 1)
    await house.ask(ada, "tokens.create")
    with pytest.raises(Conflict):
        await house.ask(ada, "tokens.create")


@pytest.mark.parametrize("made", ["sessions", "tokens", "invitations"])
async def test_lists_of_proofs_go_on_page_by_page(house: House, made: str) -> None:
    ada = await house.open()
    for _ in range(4):
        if made == "sessions":
            await house.sign_in("ada")
        elif made == "tokens":
            await house.ask(ada, "tokens.create")
        else:
            await house.ask(ada, "invitations.create", role="member")
    whole = (await house.ask(ada, f"{made}.list")).items
    found, after = [], None
    while True:
        page = await house.ask(ada, f"{made}.list", limit=2, after=after)
        found += page.items
        after = page.next
        if after is None:
            break
    assert len(whole) >= 4
    assert found == whole
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, f"{made}.list", after="zzz")
    assert refused.value.field == "after"
