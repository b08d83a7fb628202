"""A channel whose questions the bot answers, for the tests of the FAQ."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.faq.answering import Answerer
from channels.faq.bot import BOT_ID
from channels.faq.library import Library
from persistence.jobs import Worker
from tests.house import House

on_both_stores = pytest.mark.parametrize("house", ["sqlite", "postgres"], indirect=True)


class Scene:
    """A channel whose questions the bot answers, and the worker that has it do so."""

    def __init__(self, house: House, garden: str) -> None:
        self.house = house
        self.garden = garden
        self.ids: dict[str, str] = {}

    async def asks(self, actor: Actor, text: str, channel_id: str = "", **more: Any) -> list[Any]:
        """What the bot says to it: the replies, or in a direct message what follows."""
        where = channel_id or self.garden
        said = await self.house.ask(actor, "messages.post", channel_id=where, text=text, **more)
        await self.works()
        return await self.follows(actor, said)

    async def follows(self, actor: Actor, said: Any) -> list[Any]:
        if said.channel_id.startswith("D"):
            page = await self.house.ask(
                actor, "messages.history", channel_id=said.channel_id, after=said.seq
            )
        else:
            page = await self.house.ask(actor, "threads.replies", thread_id=said.id)
        return [one for one in page.items if one.author_id == BOT_ID]

    async def works(self) -> None:
        house = self.house
        answerer = Answerer(house.door.call, house.store, house.door.access, Library(house.store))
        await Worker(house.store, answerer.handlers()).run_due()
