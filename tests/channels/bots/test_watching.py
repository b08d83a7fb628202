"""What apps cost those who do not use them: statements are counted, not time."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import event

from channels.bots.watch import KNOWN_MS
from tests.house import House

POSTS = 40


async def test_many_writes_at_once_ask_once_what_apps_listen(house: House) -> None:
    ada = await house.open()
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    house.clock.advance(60)
    await house.ask(ada, "messages.post", channel_id=general, text="Bees")
    house.clock.advance((KNOWN_MS + 1) / 1_000)
    asked: list[str] = []

    def note(*args: Any) -> None:
        if "FROM app " in args[2].replace("\n", " "):
            asked.append(args[2])

    engine: Any = house.store._engine
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    posts = [
        house.ask(ada, "messages.post", channel_id=general, text=f"Bees {n}") for n in range(POSTS)
    ]
    await asyncio.gather(*posts)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert len(asked) == 1, asked
