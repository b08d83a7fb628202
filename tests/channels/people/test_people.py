"""What people say of themselves, and whom they see."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from channels.core.actor import SYSTEM
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.people.tables import PersonRow
from persistence.decision import Decision, Insert, Update
from persistence.streams import WORKSPACE
from tests.house import House

HOUR_MS = 3_600_000


async def test_a_person_changes_name_handle_and_title(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    me = await house.ask(bob, "people.update", name="Robert  Builder", handle="rob", title="Mason")
    assert (me.name, me.handle, me.title) == ("Robert Builder", "rob", "Mason")
    assert await house.ask(bob, "people.me") == me


async def test_everybody_hears_the_whole_changed_person(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    await house.ask(bob, "people.update", title="Mason")
    name, data = (await house.heard(WORKSPACE))[-1]
    shown = await house.ask(bob, "people.get", person_id=bob.person_id)
    assert (name, data["person"]) == ("person.updated", msgspec.to_builtins(shown.items[0]))


async def test_two_changes_at_once_both_last_and_the_last_event_shows_both(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    await asyncio.gather(
        house.ask(bob, "people.update", title="Mason"),
        house.ask(bob, "people.set_status", emoji="bee", text="Building"),
    )
    _, data = (await house.heard(WORKSPACE))[-1]
    assert (data["person"]["title"], data["person"]["status_text"]) == ("Mason", "Building")


async def test_a_change_to_the_same_is_no_change(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    before = len(await house.heard(WORKSPACE))
    await house.ask(bob, "people.update", name="Bob", handle="bob")
    assert len(await house.heard(WORKSPACE)) == before


@pytest.mark.parametrize("handle", ["ada", "here", "channel", "everyone", "me", "moi"])
async def test_a_taken_or_reserved_handle_is_refused(house: House, handle: str) -> None:
    await house.open()
    bob = await house.add("bob")
    with pytest.raises(Conflict) as refused:
        await house.ask(bob, "people.update", handle=handle)
    assert refused.value.field == "handle"


async def test_an_address_that_begins_with_a_reserved_word_gives_no_such_handle(
    house: House,
) -> None:
    await house.open()
    people = [await house.add(who, name="Chloé Martin") for who in ("me", "moi")]
    handles = [(await house.ask(person, "people.me")).handle for person in people]
    assert handles == ["chloe.martin", "chloe.martin2"]
    nameless = await house.add("all", name="All")
    assert (await house.ask(nameless, "people.me")).handle == "all2"


async def test_who_has_a_reserved_handle_of_old_keeps_it(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    old = Update(PersonRow, {"id": bob.person_id}, {"handle": "moi"})
    await house.store.write(Decision(changes=[old]))
    changed = await house.ask(bob, "people.update", name="Bobby", handle="moi")
    assert (changed.name, changed.handle) == ("Bobby", "moi")


@pytest.mark.parametrize("handle", ["", "Bob", "-bob", "bob smith", "böb", "b" * 41])
async def test_a_malformed_handle_never_reaches_the_handler(house: House, handle: str) -> None:
    await house.open()
    bob = await house.add("bob")
    with pytest.raises(msgspec.ValidationError):
        await house.ask(bob, "people.update", handle=handle)


async def test_of_two_who_want_one_handle_one_gets_it(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    found = await asyncio.gather(
        house.ask(bob, "people.update", handle="queen"),
        house.ask(chloe, "people.update", handle="queen"),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "MeView"]


async def test_a_new_name_is_found_and_the_old_one_is_not(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    await house.ask(bob, "people.update", name="Émile Zola", handle="emile")
    assert [p.handle for p in (await house.ask(ada, "people.list", query="ZOL")).items] == ["emile"]
    assert [p.handle for p in (await house.ask(ada, "people.list", query="emi")).items] == ["emile"]
    assert (await house.ask(ada, "people.list", query="bob")).items == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["ada", "jean-luc.picard"]),
        ("  ", ["ada", "jean-luc.picard"]),
        ("pic", ["jean-luc.picard"]),
        ("jean-l", ["jean-luc.picard"]),
        ("pic jea", ["jean-luc.picard"]),
        ("icard", []),
        ("%", []),
        ("_", []),
        ("love", ["ada"]),
    ],
)
async def test_each_word_of_a_query_begins_a_word(
    house: House, query: str, found: list[str]
) -> None:
    ada = await house.open()
    await house.add("jean", name="Jean-Luc Picard", email="jean-luc.picard@ship.example")
    people = await house.ask(ada, "people.list", query=query)
    assert [person.handle for person in people.items] == found


async def test_pages_of_people_go_on_where_the_last_one_ended(house: House) -> None:
    ada = await house.open()
    for name in ("bob", "chloe", "dan", "eve"):
        await house.add(name)
    handles: list[str] = []
    after = None
    while True:
        page = await house.ask(ada, "people.list", limit=2, after=after)
        handles += [person.handle for person in page.items]
        after = page.next
        if after is None:
            break
    assert handles == ["ada", "bob", "chloe", "dan", "eve"]


async def test_a_guest_sees_itself_and_those_it_shares_a_channel_with(house: House) -> None:
    ada = await house.open()
    bob, eve = await house.add("bob"), await house.add("eve", role="guest")
    assert [p.handle for p in (await house.ask(eve, "people.list")).items] == ["eve"]
    with pytest.raises(NotFound) as refused:
        await house.ask(eve, "people.get", person_id=bob.person_id)
    assert refused.value.field == "person_id"
    channel = await house.ask(ada, "channels.create", name="garden")
    await house.ask(
        ada, "channels.invite", channel_id=channel.id, person_ids=[bob.person_id, eve.person_id]
    )
    assert [p.handle for p in (await house.ask(eve, "people.list")).items] == ["ada", "bob", "eve"]
    assert [p.handle for p in (await house.ask(eve, "people.list", query="b")).items] == ["bob"]


async def test_several_people_come_in_the_order_asked_without_the_absent(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    wanted = [bob.person_id, "U0000000000000", ada.person_id, bob.person_id]
    found = await house.ask(ada, "people.get", person_ids=wanted)
    assert [person.handle for person in found.items] == ["bob", "ada"]


async def test_asking_for_nobody_names_the_field(house: House) -> None:
    ada = await house.open()
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "people.get")
    assert refused.value.field == "person_ids"


async def test_a_status_is_seen_until_it_is_over(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    until = house.now_ms + HOUR_MS
    await house.ask(bob, "people.set_status", emoji="bee", text="Building", until_at=until)
    shown = (await house.ask(ada, "people.get", person_id=bob.person_id)).items[0]
    assert (shown.status_emoji, shown.status_text, shown.status_until_at) == (
        "bee",
        "Building",
        until,
    )
    house.clock.advance(3_601)
    over = (await house.ask(ada, "people.get", person_id=bob.person_id)).items[0]
    assert (over.status_emoji, over.status_text, over.status_until_at) == ("", "", None)


async def test_an_empty_status_clears_it(house: House) -> None:
    ada = await house.open()
    await house.ask(ada, "people.set_status", emoji="bee", text="Building")
    cleared = await house.ask(ada, "people.set_status")
    assert (cleared.status_emoji, cleared.status_text) == ("", "")


async def test_do_not_disturb_ends_by_itself_or_when_asked(house: House) -> None:
    ada = await house.open()
    until = house.now_ms + HOUR_MS
    silent = await house.ask(ada, "people.set_do_not_disturb", until_at=until)
    assert silent.dnd_until_at == until
    assert (await house.ask(ada, "people.set_do_not_disturb")).dnd_until_at is None


@pytest.mark.parametrize("operation", ["people.set_status", "people.set_do_not_disturb"])
async def test_a_moment_that_has_passed_is_refused(house: House, operation: str) -> None:
    ada = await house.open()
    fields = {"text": "Building"} if operation == "people.set_status" else {}
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, operation, until_at=house.now_ms, **fields)
    assert refused.value.field == "until_at"


async def test_the_system_is_nobody(house: House) -> None:
    await house.open()
    with pytest.raises(NotAllowed):
        await house.ask(SYSTEM, "people.me")


async def test_a_page_of_a_crowd_goes_on_by_handle(house: House) -> None:
    ada = await house.open()
    rows = [
        Insert(
            PersonRow,
            {
                "id": f"U{number:013}",
                "name": f"Person {number}",
                "handle": f"p{number:05}",
                "folded": f" person {number} p{number:05}",
                "role": "member",
                "created_at_ms": 1,
            },
        )
        for number in range(3_000)
    ]
    await house.store.write(Decision(changes=list(rows)))
    page = await house.ask(ada, "people.list", query="person", after="p02000", limit=500)
    assert (len(page.items), page.items[0].handle, page.next) == (500, "p02001", "p02500")
