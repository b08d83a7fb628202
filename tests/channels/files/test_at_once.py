"""A file that is dropped in the very moment in which its owner puts it to use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import NotFound
from channels.messages.protocol import FileView
from persistence.snapshot import Snapshot
from tests.channels.files.test_files import general, sees, upload
from tests.house import House

Use = Callable[[House, Actor, str], Coroutine[Any, Any, Any]]


async def choose(house: House, who: Actor, file_id: str) -> Any:
    return await house.ask(who, "people.update", avatar_file_id=file_id)


async def attach(house: House, who: Actor, file_id: str) -> Any:
    channel_id = await general(house, who)
    return await house.ask(who, "messages.post", channel_id=channel_id, text="", file_ids=[file_id])


async def keep(house: House, who: Actor, file_id: str) -> Any:
    channel_id = await general(house, who)
    return await house.ask(who, "drafts.set", channel_id=channel_id, text="", file_ids=[file_id])


async def drop(house: House, _who: Actor, file_id: str) -> Any:
    """As the job does it."""
    return await house.ask(SYSTEM, "files.drop", file_ids=[file_id])


async def decided_before_any_is_written(house: House, who: Actor, file_id: str, *uses: Use) -> Any:
    """All are decided on what is there now and written in this order; answers what came of each."""
    store, begun, written = house.store, asyncio.Event(), asyncio.Event()

    async def hold(_snapshot: Snapshot) -> None:
        begun.set()
        await written.wait()

    holding = asyncio.create_task(store.exclusively(hold))
    async with asyncio.timeout(60):
        await begun.wait()
        doing: list[asyncio.Task[Any]] = []
        for use in uses:
            doing.append(asyncio.create_task(use(house, who, file_id)))
            while store.waiting < len(doing):  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        written.set()
        await holding
        return await asyncio.gather(*doing, return_exceptions=True)


@pytest.fixture
async def photo(house: House, bob: Actor) -> FileView:
    """Bob's photo of before; nothing uses it any more."""
    found = await upload(house, bob, "bob.png", mime="image/png")
    await choose(house, bob, found.id)
    await choose(house, bob, "")
    return found


@pytest.mark.parametrize("use", [choose, attach, keep])
async def test_a_file_that_is_used_before_the_drop_is_written_stays(
    house: House, bob: Actor, photo: FileView, use: Use
) -> None:
    used, _ = await decided_before_any_is_written(house, bob, photo.id, use, drop)
    assert not isinstance(used, BaseException)
    assert await sees(house, bob, photo.id)


@pytest.mark.parametrize("use", [choose, attach, keep])
async def test_a_file_that_is_dropped_before_its_use_is_written_is_not_used(
    house: House, bob: Actor, photo: FileView, use: Use
) -> None:
    _, refused = await decided_before_any_is_written(house, bob, photo.id, drop, use)
    assert isinstance(refused, NotFound)
    assert refused.field in ("avatar_file_id", "file_ids")
    assert (await house.ask(bob, "people.me")).avatar_file_id is None
