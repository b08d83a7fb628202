"""A channel's home, and the ways in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import Conflict, NotAllowed, NotFound
from persistence.streams import user_stream
from tests.house import House


async def channel(house: House, owner: Actor, name: str, **home: Any) -> str:
    """A private channel with such a home; its id."""
    made = await house.ask(owner, "channels.create", name=name, kind="private")
    if home:
        await house.ask(owner, "homes.furnish", channel_id=made.id, **home)
    return str(made.id)


async def joined(house: House, who: Actor) -> list[str]:
    page = await house.ask(who, "channels.list", joined=True)
    return sorted(one.name for one in page.items)


async def test_a_home_says_what_the_channel_is_for_and_who_runs_it(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    made = await house.ask(bob, "channels.create", name="choir")
    empty = await house.ask(bob, "homes.get", channel_id=made.id)
    assert (empty.door, empty.rules, empty.owner_ids) == ("open", "", [bob.person_id])
    await house.ask(
        bob, "homes.furnish", channel_id=made.id, section="clubs", theme=" Music ", rules="Sing. "
    )
    home = await house.ask(bob, "homes.get", channel_id=made.id)
    assert (home.section, home.theme, home.rules) == ("clubs", "Music", "Sing.")
    await house.ask(bob, "homes.furnish", channel_id=made.id, rules="")
    kept = await house.ask(bob, "homes.get", channel_id=made.id)
    assert (kept.theme, kept.rules) == ("Music", "")


async def test_who_asks_comes_in_once_an_owner_says_yes(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    with pytest.raises(NotFound):
        await house.ask(chloe, "channels.get", channel_id=channel_id)
    asked = await house.ask(chloe, "homes.ask", channel_id=channel_id, words="I keep the books.")
    assert (asked.channel_name, asked.words) == ("board", "I keep the books.")
    for reader in (bob, chloe):
        waiting = (await house.ask(reader, "homes.requests")).items
        assert [one.person_id for one in waiting] == [chloe.person_id]
        name, data = (await house.heard(user_stream(reader.person_id)))[-1]
        assert (name, data["request"]["person_id"]) == ("join.asked", chloe.person_id)
    answer = {"channel_id": channel_id, "person_id": chloe.person_id}
    await house.ask(bob, "homes.answer", **answer, accept=True)
    assert "board" in await joined(house, chloe)
    assert (await house.ask(bob, "homes.requests")).items == []
    name, data = (await house.heard(user_stream(bob.person_id)))[-1]
    assert (name, data["accepted"]) == ("join.answered", True)
    await house.ask(bob, "homes.answer", **answer, accept=True)


async def test_who_is_refused_stays_outside_and_may_ask_again(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    answer = {"channel_id": channel_id, "person_id": chloe.person_id}
    for _ in range(2):
        await house.ask(chloe, "homes.ask", channel_id=channel_id)
        await house.ask(bob, "homes.answer", **answer, accept=False)
        assert "board" not in await joined(house, chloe)
    await house.ask(bob, "homes.answer", **answer, accept=False)
    with pytest.raises(NotFound):
        await house.ask(bob, "homes.answer", **answer, accept=True)


async def test_asking_again_changes_the_words_and_nothing_else(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    first = await house.ask(chloe, "homes.ask", channel_id=channel_id, words="Please")
    again = await house.ask(chloe, "homes.ask", channel_id=channel_id, words="Please")
    assert again == first
    await house.ask(chloe, "homes.ask", channel_id=channel_id, words="Pretty please")
    waiting = (await house.ask(bob, "homes.requests")).items
    assert [one.words for one in waiting] == ["Pretty please"]


async def test_a_request_is_taken_back(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    for _ in range(2):
        await house.ask(chloe, "homes.withdraw", channel_id=channel_id)
    assert (await house.ask(bob, "homes.requests")).items == []


@pytest.mark.parametrize(
    ("door", "error"),
    [("hidden", NotFound), ("invitation", NotAllowed), ("open", NotAllowed)],
)
async def test_where_there_is_nothing_to_ask(
    house: House, door: str, error: type[Exception]
) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door=door)
    with pytest.raises(error):
        await house.ask(chloe, "homes.ask", channel_id=channel_id)
    with pytest.raises(NotFound):
        await house.ask(chloe, "homes.ask", channel_id="C0000000000000")


async def test_who_is_in_has_nothing_to_ask_and_a_guest_cannot(house: House) -> None:
    await house.open()
    bob, gil = await house.add("bob"), await house.add("gil", "guest")
    channel_id = await channel(house, bob, "board", door="request")
    with pytest.raises(Conflict):
        await house.ask(bob, "homes.ask", channel_id=channel_id)
    with pytest.raises(NotFound):
        await house.ask(gil, "homes.ask", channel_id=channel_id)


async def test_only_those_who_run_it_furnish_and_answer(house: House) -> None:
    await house.open()
    bob, chloe, dora = [await house.add(name) for name in ("bob", "chloe", "dora")]
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(bob, "channels.invite", channel_id=channel_id, person_ids=[chloe.person_id])
    await house.ask(dora, "homes.ask", channel_id=channel_id)
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "homes.furnish", channel_id=channel_id, rules="Mine")
    answer = {"channel_id": channel_id, "person_id": dora.person_id, "accept": True}
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "homes.answer", **answer)
    with pytest.raises(NotFound):
        await house.ask(dora, "homes.answer", **answer)
    assert (await house.ask(chloe, "homes.requests")).items == []


async def test_the_door_makes_the_channel_public_or_private(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board")
    opened = await house.ask(bob, "homes.furnish", channel_id=channel_id, door="open")
    assert opened.door == "open"
    assert (await house.ask(chloe, "channels.get", channel_id=channel_id)).kind == "public"
    await house.ask(bob, "homes.furnish", channel_id=channel_id, door="invitation")
    with pytest.raises(NotFound):
        await house.ask(chloe, "channels.get", channel_id=channel_id)
    general = (await house.ask(bob, "workspace.get")).general_channel_id
    with pytest.raises(NotAllowed):
        await house.ask(SYSTEM, "homes.furnish", channel_id=general, door="hidden")


async def test_a_door_that_closes_ends_what_was_asked(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    await house.ask(bob, "homes.furnish", channel_id=channel_id, door="invitation")
    assert (await house.ask(chloe, "homes.requests")).items == []


async def test_who_was_put_in_meanwhile_asks_no_more(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    await house.ask(bob, "channels.invite", channel_id=channel_id, person_ids=[chloe.person_id])
    assert (await house.ask(bob, "homes.requests")).items == []


async def test_who_was_closed_out_meanwhile_is_not_let_in(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    await house.ask(SYSTEM, "people.set_active", person_id=chloe.person_id, active=False)
    answer = {"channel_id": channel_id, "person_id": chloe.person_id, "accept": True}
    with pytest.raises(Conflict):
        await house.ask(bob, "homes.answer", **answer)


async def test_two_owners_who_answer_at_once_let_in_once(house: House) -> None:
    ada = await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(bob, "channels.invite", channel_id=channel_id, person_ids=[ada.person_id])
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    answer = {"channel_id": channel_id, "person_id": chloe.person_id, "accept": True}
    await asyncio.gather(
        house.ask(bob, "homes.answer", **answer), house.ask(ada, "homes.answer", **answer)
    )
    members = (await house.ask(bob, "channels.members", channel_id=channel_id)).items
    assert len(members) == 3


async def test_a_direct_conversation_has_no_home(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    direct = await house.ask(ada, "channels.open_direct", person_ids=[bob.person_id])
    with pytest.raises(NotAllowed):
        await house.ask(ada, "homes.get", channel_id=direct.id)


async def test_a_channel_that_was_opened_forgets_its_door(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    channel_id = await channel(house, bob, "board", door="request")
    await house.ask(chloe, "homes.ask", channel_id=channel_id)
    await house.ask(bob, "channels.update", channel_id=channel_id, kind="public")
    assert (await house.ask(bob, "homes.requests")).items == []
    name, data = (await house.heard(user_stream(chloe.person_id)))[-1]
    assert (name, data["channel_id"]) == ("join.answered", channel_id)
    await house.ask(bob, "channels.update", channel_id=channel_id, kind="private")
    assert (await house.ask(bob, "homes.get", channel_id=channel_id)).door == "hidden"
    with pytest.raises(NotFound):
        await house.ask(chloe, "homes.ask", channel_id=channel_id)
