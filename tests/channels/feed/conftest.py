"""A workspace with a few people and channels, for the feed's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Actor
from persistence.store_postgres import PostgresDialect
from tests.house import House, open_house


class Hive:
    """People by name, channels by name, and what they do."""

    def __init__(self, house: House, people: dict[str, Actor]) -> None:
        self.house = house
        self.people = people
        self.channels: dict[str, str] = {}

    async def ask(self, who: str, operation: str, **fields: Any) -> Any:
        return await self.house.ask(self.people[who], operation, **fields)

    def id_of(self, who: str) -> str:
        return self.people[who].person_id

    async def channel(self, name: str, owner: str, *others: str, kind: str = "public") -> str:
        """A channel of `owner` that the others are in too."""
        made = await self.ask(owner, "channels.create", name=name, kind=kind)
        self.channels[name] = made.id
        if others:
            ids = [self.id_of(one) for one in others]
            await self.ask(owner, "channels.invite", channel_id=made.id, person_ids=ids)
        return str(made.id)

    async def says(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """The id of a new message, a second after the last one."""
        self.house.clock.advance(1)
        posted = await self.ask(
            who, "messages.post", channel_id=self.channels[where], text=text, thread_id=thread
        )
        return str(posted.id)

    async def feed(self, who: str, **asked: Any) -> list[str]:
        """The texts of the roots on the first page."""
        page = await self.ask(who, "feed.list", **asked)
        return [self.readable(item.root.text) for item in page.items]

    def readable(self, text: str) -> str:
        """A stored text with names in place of ids."""
        for name, actor in self.people.items():
            text = text.replace(f"<@{actor.person_id}>", f"@{name}")
        return text

    async def follows(self, who: str, kind: str, target: str, stance: str = "follow") -> None:
        await self.ask(who, "follows.set", kind=kind, target=target, stance=stance)


@pytest.fixture
async def hive(tmp_path: Path) -> AsyncIterator[Hive]:
    async with open_house(tmp_path) as house:
        yield await furnished(house)


@pytest.fixture
async def hive_on_postgres(tmp_path: Path, postgres_url: str) -> AsyncIterator[Hive]:
    async with open_house(tmp_path, PostgresDialect(postgres_url)) as house:
        yield await furnished(house)


async def furnished(house: House) -> Hive:
    """Ada (the owner), bob, chloe, gil (a guest), and a channel of the first three."""
    people = {"ada": await house.open()}
    people |= {name: await house.add(name) for name in ("bob", "chloe")}
    people["gil"] = await house.add("gil", "guest")
    made = Hive(house, people)
    await made.channel("garden", "ada", "bob", "chloe")
    return made
