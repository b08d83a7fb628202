"""Reactions stand in one order, for those who heard every event and for those who load afresh."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from channels.core.actor import Actor
from persistence.clock import HandClock
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.store_sqlite import SqliteDialect
from persistence.streams import channel_stream
from tests.convergence.reducer import reduce
from tests.house import House, make_door, open_house

Deed = tuple[str, str, str]  # add or remove, who, which emoji


class Scene:
    """A message, three people, and what was heard of it."""

    def __init__(self, house: House, people: dict[str, Actor], channel_id: str) -> None:
        self.house = house
        self.people = people
        self.channel_id = channel_id
        self.message_id = ""

    async def do(self, deed: Deed) -> None:
        what, who, emoji = deed
        await self.house.ask(
            self.people[who], f"reactions.{what}", message_id=self.message_id, emoji=emoji
        )

    async def do_in_one_commit(self, deeds: Sequence[Deed]) -> None:
        """All are decided before any is written, and wait for the writer together."""
        store, written = self.house.store, asyncio.Event()

        async def hold(_snapshot: Snapshot) -> None:
            async with asyncio.timeout(60):
                await written.wait()

        holding = asyncio.create_task(store.exclusively(hold))
        doing = [asyncio.create_task(self.do(deed)) for deed in deeds]
        async with asyncio.timeout(60):
            while store.waiting + sum(task.done() for task in doing) < len(doing):  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        written.set()
        await asyncio.gather(holding, *doing)

    async def heard(self) -> list[dict[str, Any]]:
        """What a client holds that applied every event."""
        state: dict[str, Any] = {
            "history": {self.channel_id: {"items": [{"id": self.message_id}]}},
            "replies": {},
        }
        for name, data in await self.house.heard(channel_stream(self.channel_id)):
            if name.startswith("reaction.") and data["message_id"] == self.message_id:
                state = reduce(state, {"event": name, "data": data})
        (message,) = state["history"][self.channel_id]["items"]
        reactions: list[dict[str, Any]] = message.get("reactions", [])
        return reactions

    async def loaded(self) -> list[dict[str, Any]]:
        """What a client holds that comes now."""
        message = await self.house.ask(
            self.people["ada"], "messages.get", message_id=self.message_id
        )
        return [msgspec.to_builtins(reaction) for reaction in message.reactions]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with open_house(tmp_path) as house:
        people = {"ada": await house.open()}
        people |= {name: await house.add(name) for name in ("bob", "chloe")}
        general = (await house.ask(people["ada"], "workspace.get")).general_channel_id
        scene = Scene(house, people, general)
        posted = await house.ask(people["ada"], "messages.post", channel_id=general, text="Honey")
        scene.message_id = posted.id
        yield scene


BEES_FIRST: list[Deed] = [
    ("add", "ada", "bee"),
    ("add", "ada", "honey_pot"),
    ("add", "bob", "bee"),
    ("add", "chloe", "bee"),
]


@pytest.mark.parametrize(
    "together",
    [
        [("remove", "ada", "bee"), ("remove", "bob", "bee")],
        [("remove", "bob", "bee"), ("remove", "ada", "bee")],
        [("remove", "ada", "bee"), ("remove", "bob", "bee"), ("remove", "chloe", "bee")],
        [("remove", "ada", "bee"), ("remove", "ada", "bee")],
        [("remove", "ada", "honey_pot"), ("add", "bob", "honey_pot"), ("add", "bob", "rose")],
        [("add", "bob", "rose"), ("add", "bob", "honey_pot"), ("remove", "ada", "honey_pot")],
    ],
)
async def test_what_is_changed_in_one_commit_stands_alike_for_all(
    scene: Scene, together: list[Deed]
) -> None:
    for deed in BEES_FIRST:
        await scene.do(deed)
    await scene.do_in_one_commit(together)
    assert await scene.loaded() == await scene.heard()


async def test_an_emoji_keeps_its_place_when_two_take_it_away_at_once(scene: Scene) -> None:
    for deed in BEES_FIRST:
        await scene.do(deed)
    await scene.do_in_one_commit([("remove", "ada", "bee"), ("remove", "bob", "bee")])
    assert await scene.loaded() == [
        {"emoji": "bee", "person_ids": [scene.people["chloe"].person_id]},
        {"emoji": "honey_pot", "person_ids": [scene.people["ada"].person_id]},
    ]


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_crowd_that_takes_an_emoji_away_at_once_costs_little(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, backwards: bool
) -> None:
    crowd = [f"bee{number}" for number in range(20)]
    for name in crowd:
        scene.people[name] = await scene.house.add(name)
        await scene.do(("add", name, "bee"))
    await scene.do(("add", "ada", "bee"))
    store = scene.house.store
    begin, begun = store.dialect.begin_numbered, 0

    async def counted(*args: Any) -> Any:
        nonlocal begun
        begun += 1
        return await begin(*args)

    monkeypatch.setattr(store.dialect, "begin_numbered", counted)
    leaving = reversed(crowd) if backwards else crowd
    await scene.do_in_one_commit([("remove", name, "bee") for name in leaving])
    assert begun <= len(crowd) + 5, "some are decided again, not all of them each time"
    ada = {"emoji": "bee", "person_ids": [scene.people["ada"].person_id]}
    assert await scene.loaded() == await scene.heard() == [ada]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_people_do_at_once_both_see_the_same(scene: Scene, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        deeds = [
            (chance.choice(("add", "remove")), chance.choice(list(scene.people)), emoji)
            for emoji in chance.choices(("bee", "honey_pot", "rose"), k=chance.randint(1, 4))
        ]
        await scene.do_in_one_commit(deeds)
        assert await scene.loaded() == await scene.heard(), deeds


async def test_the_clocks_of_two_processes_change_no_order(scene: Scene, tmp_path: Path) -> None:
    slow = HandClock()
    slow.advance(-3_600)
    store = Store(SqliteDialect(tmp_path / "ruche.db"), slow)
    await store.open()
    other = Scene(House(store, make_door(store, slow), slow), scene.people, scene.channel_id)
    other.message_id = scene.message_id
    try:
        await scene.do(("add", "ada", "bee"))
        await other.do(("add", "bob", "honey_pot"))
        await scene.do(("add", "chloe", "bee"))
        await other.do(("remove", "ada", "bee"))
        assert await scene.loaded() == await scene.heard()
        assert [one["emoji"] for one in await scene.loaded()] == ["bee", "honey_pot"]
    finally:
        await store.close()
