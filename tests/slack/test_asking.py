"""Commands and buttons of apps that are connected to another gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from websockets.asyncio.client import connect

from channels.bots.asking import AskQueue
from channels.bots.tables import ASKED, AppEventRow
from channels.core.actor import Role
from channels.core.errors import Unavailable
from persistence.bulk import table_of
from server.slack.asking.elsewhere import Asking
from server.slack.asking.interactions import Interactions
from server.slack.asking.people_apps import PeopleApps
from server.slack.edge import Edge
from tests.slack.bolted import Heard, bolt_for, linked
from tests.slack.hive import app_in
from tests.slack.test_bad_input import SetClock
from tests.slack.test_delivery import write
from tests.slack.test_interactions import build, drive, interactive
from tests.world import Person, World, open_world

_event = table_of(AppEventRow)


@asynccontextmanager
async def elsewhere(world: World) -> AsyncIterator[PeopleApps]:
    """What people do at another gateway of the world, to which no app is connected."""
    queue = AskQueue(world.server.core.store)
    edge = Edge(world.server.core, world.url)
    here = Asking(queue, world.server.slack.edge.links)
    here.start()
    try:
        yield PeopleApps(Interactions(edge, world.server.slack.sender, Asking(queue, edge.links)))
    finally:
        await here.stop()


async def left_over(world: World) -> list[Any]:
    """What is kept of what was asked."""
    async with world.server.core.store.read() as snapshot:
        return list(await snapshot.all(select(_event.c.id).where(_event.c.kind == ASKED)))


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


async def test_a_command_is_passed_on_and_nothing_of_it_stays(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    place = (await world.general(), None)
    async with linked(app, bolt), elsewhere(world) as people:
        await people.run(ada.actor, place, "hive", "4")
        command = await heard.first(command="/hive", text="4")
        assert command["user_id"] == ada.id
        whispers = [(await ada.hears("message.whispered"))["message"]["text"] for _ in range(2)]
        assert sorted(whispers) == ["And later.", "Only you."]
    assert await left_over(world) == []


async def test_who_is_not_answered_is_told_so(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    place = (await world.general(), None)
    links = world.server.slack.edge.links
    async with elsewhere(world) as people:
        with pytest.raises(Unavailable, match="did not answer"):
            await people.run(ada.actor, place, "hive", "")  # no gateway has it
        async with connect(await links.url(app.made.app_id)) as mute:
            await mute.recv()
            with pytest.raises(Unavailable, match="did not answer"):
                await people.run(ada.actor, place, "hive", "")
            assert "/hive" in str(await mute.recv())
    assert await left_over(world) == []


@pytest.mark.parametrize("ahead_s", [10, -10])
async def test_the_clocks_of_two_gateways_need_not_agree(
    shared_world: World, tmp_path: Path, postgres_url: str, redis_url: str, ahead_s: int
) -> None:
    folder, clock = tmp_path / "other", SetClock()
    clock.advance(ahead_s)
    folder.mkdir()
    urls = {"database_url": postgres_url, "redis_url": redis_url}
    async with open_world(folder, clock, **urls) as other:
        ada = await shared_world.member("ada", Role.OWNER)
        app = await app_in(shared_world, interactive())
        bolt, heard = await bolt_for(app), Heard()
        build(bolt, heard)
        ada.world = other
        await ada.connects()
        asked = {"channel_id": await shared_world.general(), "name": "hive", "text": "4"}
        async with linked(app, bolt):
            await ada.call("commands.run", **asked)
            assert (await heard.first(command="/hive"))["user_id"] == ada.id


async def test_who_asked_long_ago_is_answered_no_more(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    queue = AskQueue(world.server.core.store)
    old = await queue.put(app.made.app_id, "slash_commands", {})
    await write(world, update(_event).values(created_at_ms=_event.c.created_at_ms - 3_000))
    new = await queue.put(app.made.app_id, "slash_commands", {})
    taken = await queue.take([app.made.app_id], 3_000, 10)
    assert [one.id for one in taken] == [new]
    assert old != new


async def test_two_gateways_work_as_one(
    shared_world: World, tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    async with open_world(folder, database_url=postgres_url, redis_url=redis_url) as other:
        ada = await shared_world.member("ada", Role.OWNER)
        ada.world = other
        await ada.connects()
        app = await app_in(shared_world, interactive())
        bolt, heard = await bolt_for(app), Heard()
        build(bolt, heard)
        async with linked(app, bolt):
            await drive(app, ada, heard)
    assert await left_over(shared_world) == []
