"""An archive is its person's alone: folders, notes, and what is found in it."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import Conflict, Invalid, NotFound
from tests.house import House


async def says(house: House, who: Actor, channel_id: str, text: str) -> str:
    posted = await house.ask(who, "messages.post", channel_id=channel_id, text=text)
    return str(posted.id)


async def archived(house: House, who: Actor, **args: Any) -> list[str]:
    page = await house.ask(who, "archive.list", **args)
    return [item.message.text for item in page.items]


async def folders(house: House, who: Actor) -> dict[str, int]:
    page = await house.ask(who, "archive.folders")
    return {folder.name: folder.count for folder in page.items}


async def test_what_is_filed_is_mine_alone_in_folders_with_a_note(
    house: House, ada: Actor, bob: Actor, garden: str
) -> None:
    first = await says(house, ada, garden, "Roses need water.")
    second = await says(house, ada, garden, "Bees need flowers.")
    filed = await house.ask(
        bob, "archive.add", message_id=first, folder_name="Garden", note=" for May "
    )
    again = await house.ask(bob, "archive.add", message_id=second, folder_name="gardén")
    assert again.folder_id == filed.folder_id
    assert filed.note == "for May"
    assert await archived(house, bob) == ["Bees need flowers.", "Roses need water."]
    assert await folders(house, bob) == {"Garden": 2}
    assert await archived(house, ada) == []
    assert await folders(house, ada) == {}


async def test_filing_again_changes_folder_and_note(house: House, bob: Actor, garden: str) -> None:
    message = await says(house, bob, garden, "Roses need water.")
    first = await house.ask(bob, "archive.add", message_id=message, folder_name="Garden")
    house.clock.advance(10)
    then = await house.ask(bob, "archive.add", message_id=message, note="Later")
    assert (then.folder_id, then.note, then.archived_at) == (None, "Later", first.archived_at)
    known = await house.ask(bob, "archive.get", archived_id=message)
    assert known.filed == then
    assert await folders(house, bob) == {"Garden": 0}
    for _ in range(2):
        await house.ask(bob, "archive.remove", archived_id=message)
    assert (await house.ask(bob, "archive.get", archived_id=message)).filed is None


async def test_words_of_message_and_note_are_found_however_they_are_written(
    house: House, ada: Actor, bob: Actor, garden: str
) -> None:
    message = await says(house, ada, garden, "L'été **approche**, @bob.")
    other = await says(house, ada, garden, "100% honey")
    await house.ask(bob, "archive.add", message_id=message, note="Straße", folder_name="Summer")
    await house.ask(bob, "archive.add", message_id=other)
    for query in ("ete", "approche ETE", "strasse", "ÉTÉ strasse"):
        assert len(await archived(house, bob, query=query)) == 1, query
    assert await archived(house, bob, query="hiver") == []
    assert await archived(house, bob, query="0%") == ["100% honey"]
    assert await archived(house, bob, query="%") == ["100% honey"]
    await house.ask(ada, "messages.edit", message_id=message, text="L'hiver approche.")
    assert len(await archived(house, bob, query="hiver strasse")) == 1
    assert await archived(house, bob, query="ete") == []


async def test_a_folder_holds_only_its_own_and_may_go(
    house: House, ada: Actor, bob: Actor, garden: str
) -> None:
    inside, outside = [await says(house, ada, garden, text) for text in ("In.", "Out.")]
    filed = await house.ask(bob, "archive.add", message_id=inside, folder_name="Garden")
    await house.ask(bob, "archive.add", message_id=outside)
    assert await archived(house, bob, folder_id=filed.folder_id) == ["In."]
    with pytest.raises(NotFound):
        await house.ask(ada, "archive.add", message_id=inside, folder_id=filed.folder_id)
    await house.ask(bob, "archive.rename_folder", folder_id=filed.folder_id, name="Park")
    assert await folders(house, bob) == {"Park": 1}
    other = await house.ask(bob, "archive.add", message_id=outside, folder_name="Bees")
    with pytest.raises(Conflict):
        await house.ask(bob, "archive.rename_folder", folder_id=other.folder_id, name="PARK")
    with pytest.raises(Invalid):
        await house.ask(bob, "archive.rename_folder", folder_id=other.folder_id, name=" ")
    for _ in range(2):
        await house.ask(bob, "archive.remove_folder", folder_id=filed.folder_id)
    assert sorted(await archived(house, bob)) == ["In.", "Out."]
    assert await folders(house, bob) == {"Bees": 1}


async def test_what_i_may_no_longer_read_is_hidden_with_its_channel(
    house: House, ada: Actor, bob: Actor
) -> None:
    cellar = (await house.ask(ada, "channels.create", name="cellar", kind="private")).id
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    message = await says(house, ada, cellar, "Three parts honey.")
    await house.ask(bob, "archive.add", message_id=message)
    await house.ask(ada, "channels.remove", channel_id=cellar, person_id=bob.person_id)
    assert await archived(house, bob) == []
    assert await archived(house, bob, query="honey") == []
    await house.ask(ada, "channels.invite", channel_id=cellar, person_ids=[bob.person_id])
    assert await archived(house, bob) == ["Three parts honey."]
    await house.ask(ada, "messages.delete", message_id=message)
    assert await archived(house, bob) == []


async def test_the_archive_and_its_folders_go_on_where_a_page_ends(
    house: House, bob: Actor, garden: str
) -> None:
    for number in range(5):
        message = await says(house, bob, garden, f"{number}")
        await house.ask(bob, "archive.add", message_id=message, folder_name=f"F{number}")
    for op in ("archive.list", "archive.folders"):
        seen: list[Any] = []
        after = None
        while True:
            page = await house.ask(bob, op, limit=2, after=after)
            seen += page.items
            after = page.next
            if after is None:
                break
        assert len({repr(item) for item in seen}) == len(seen) == 5
    with pytest.raises(Invalid):
        await house.ask(bob, "archive.list", after="x")
