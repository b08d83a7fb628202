"""Who reads a file that its owner gave to an app, and until when."""

from __future__ import annotations

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import NotFound
from channels.files.tables import GrantRow
from channels.messages.protocol import FileView
from persistence.bulk import table_of
from tests.channels.files.test_at_once import decided_before_any_is_written, drop
from tests.channels.files.test_files import general, sees, upload
from tests.house import House

DAY_S = 24 * 3600
DAY_MS = DAY_S * 1_000


@pytest.fixture
async def file(house: House, ada: Actor) -> FileView:
    """Ada's, in no channel."""
    return await upload(house, ada)


async def grant(house: House, who: Actor, file_id: str, to: Actor, days: int = 30) -> None:
    await house.ask(
        who, "files.grant", file_ids=[file_id], person_id=to.person_id, lasts_ms=days * DAY_MS
    )


async def facts(house: House, who: Actor, file_id: str) -> bool:
    try:
        await house.ask(who, "files.facts", file_id=file_id)
    except NotFound:
        return False
    return True


async def grants(house: House) -> int:
    async with house.store.read() as snapshot:
        return len(await snapshot.all(table_of(GrantRow).select()))


async def test_whom_it_is_given_to_reads_it_and_nobody_else(
    house: House, ada: Actor, bob: Actor, gus: Actor, file: FileView
) -> None:
    assert not await sees(house, bob, file.id)
    await grant(house, ada, file.id, bob)
    await grant(house, ada, file.id, bob)  # again is harmless
    assert await sees(house, bob, file.id)
    assert await facts(house, bob, file.id)
    assert not await sees(house, gus, file.id)
    assert not await facts(house, gus, file.id)
    assert (await house.ask(bob, "files.search")).total == 0
    other = await upload(house, ada)
    assert not await sees(house, bob, other.id)


async def test_it_ends_and_the_file_goes_then(house: House, ada: Actor, bob: Actor) -> None:
    file = await upload(house, ada)
    await grant(house, ada, file.id, bob)
    house.clock.advance(29 * DAY_S)
    await drop(house, ada, file.id)
    assert await sees(house, bob, file.id)
    house.clock.advance(DAY_S)
    assert not await sees(house, bob, file.id)
    assert await sees(house, ada, file.id)
    await drop(house, ada, file.id)
    assert not await sees(house, ada, file.id)
    assert await grants(house) == 0


async def test_its_owner_takes_it_back(
    house: House, ada: Actor, bob: Actor, file: FileView
) -> None:
    await grant(house, ada, file.id, bob)
    await house.ask(bob, "files.drop", file_ids=[file.id])
    assert await sees(house, bob, file.id)
    await house.ask(ada, "files.drop", file_ids=[file.id])
    assert not await sees(house, bob, file.id)
    assert await grants(house) == 0


async def test_whose_account_is_closed_reads_it_no_more(
    house: House, ada: Actor, bob: Actor, gus: Actor, file: FileView
) -> None:
    await grant(house, ada, file.id, bob)
    await grant(house, ada, file.id, gus)
    await house.ask(SYSTEM, "people.set_active", person_id=bob.person_id, active=False)
    assert await grants(house) == 1
    assert await sees(house, gus, file.id)


async def test_only_one_s_own_file_that_is_in_no_message_is_given(
    house: House, ada: Actor, bob: Actor, gus: Actor, file: FileView
) -> None:
    with pytest.raises(NotFound):
        await grant(house, bob, file.id, gus)
    with pytest.raises(NotFound):
        await grant(house, ada, "F0NOTHERE", gus)
    channel_id = await general(house, ada)
    await house.ask(ada, "messages.post", channel_id=channel_id, text="", file_ids=[file.id])
    with pytest.raises(NotFound):
        await grant(house, ada, file.id, gus)
    assert await grants(house) == 0


async def test_what_was_given_hangs_on_no_message_and_in_no_draft(
    house: House, ada: Actor, bob: Actor, file: FileView
) -> None:
    await grant(house, ada, file.id, bob)
    channel_id = await general(house, ada)
    for op in ("messages.post", "drafts.set"):
        with pytest.raises(NotFound):
            await house.ask(ada, op, channel_id=channel_id, text="", file_ids=[file.id])


async def give_bob(house: House, who: Actor, file_id: str) -> None:
    people = await house.ask(who, "people.list")
    bob = next(one for one in people.items if one.handle == "bob")
    await house.ask(who, "files.grant", file_ids=[file_id], person_id=bob.id, lasts_ms=DAY_MS)


async def test_a_file_that_is_dropped_before_it_is_given_is_not_given(
    house: House, ada: Actor, bob: Actor, file: FileView
) -> None:
    _, given = await decided_before_any_is_written(house, ada, file.id, drop, give_bob)
    assert isinstance(given, NotFound)
    assert await grants(house) == 0


async def test_a_file_that_is_given_before_the_drop_is_written_stays(
    house: House, ada: Actor, bob: Actor, file: FileView
) -> None:
    given, _ = await decided_before_any_is_written(house, ada, file.id, give_bob, drop)
    assert not isinstance(given, BaseException)
    assert await sees(house, bob, file.id)
