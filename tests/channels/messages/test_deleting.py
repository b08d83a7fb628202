"""Deleting a root while it is being answered: no reply is left without its place."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import NotFound
from persistence.snapshot import Snapshot
from tests.house import House


class Pause:
    """Holds the writer, so that what is asked meanwhile is decided on the state before."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._begun = asyncio.Event()
        self._over = asyncio.Event()

    async def __aenter__(self) -> Pause:
        self._holding = asyncio.create_task(self._house.store.exclusively(self._hold))
        await self._begun.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._holding

    async def _hold(self, _: Snapshot) -> None:
        self._begun.set()
        await self._over.wait()

    async def asks(self, actor: Actor, operation: str, **fields: Any) -> asyncio.Task[Any]:
        """Ask, and go on once the decision waits for the writer."""
        entered = asyncio.Event()
        command = self._house.door.operations[operation].command(**fields)
        call = self._house.door.call(actor, operation, command, entered.set)
        task = asyncio.ensure_future(call)
        await entered.wait()
        return task


async def test_a_root_answered_at_the_moment_of_its_deletion_keeps_its_place(house: House) -> None:
    ada = await house.open()
    garden = (await house.ask(ada, "channels.create", name="garden", kind="public")).id
    root = await house.ask(ada, "messages.post", channel_id=garden, text="Bees?")
    async with Pause(house) as pause:
        reply = await pause.asks(
            ada, "messages.post", channel_id=garden, thread_id=root.id, text="Many."
        )
        deletion = await pause.asks(ada, "messages.delete", message_id=root.id)
    answer = await reply
    await deletion
    shown = (await house.ask(ada, "messages.history", channel_id=garden)).items
    assert [one.id for one in shown] == [root.id]
    assert shown[0].deleted
    replies = await house.ask(ada, "threads.replies", thread_id=root.id)
    assert [one.id for one in replies.items] == [answer.id]


async def test_a_reply_that_comes_after_the_deletion_is_refused(house: House) -> None:
    ada = await house.open()
    garden = (await house.ask(ada, "channels.create", name="garden", kind="public")).id
    root = await house.ask(ada, "messages.post", channel_id=garden, text="Bees?")
    async with Pause(house) as pause:
        deletion = await pause.asks(ada, "messages.delete", message_id=root.id)
        reply = await pause.asks(
            ada, "messages.post", channel_id=garden, thread_id=root.id, text="Many."
        )
    await deletion
    with pytest.raises(NotFound):
        await reply
    assert not (await house.ask(ada, "messages.history", channel_id=garden)).items
