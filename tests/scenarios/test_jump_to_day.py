"""A channel's history is opened at a day."""

from __future__ import annotations

from pathlib import Path

import pytest

from persistence.clock import HandClock, now_ms
from tests.world import Refused, World, open_world

DAY_S = 24 * 3600


async def test_the_page_stands_around_the_first_message_from_then_on(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_world(tmp_path, clock) as world:
        ada = await world.member("ada")
        garden = await ada.creates("garden")
        began = now_ms(clock)
        for day in range(10):
            await ada.posts(garden, f"Day {day}")
            clock.advance(DAY_S)

        async def texts(at: int) -> list[str]:
            page = await ada.call("messages.history", channel_id=garden, around_at=at, limit=3)
            return [item["text"] for item in page["items"]]

        half_a_day = DAY_S * 500
        assert await texts(began + 9 * half_a_day) == ["Day 6", "Day 5", "Day 4"]
        assert await texts(began + 10 * half_a_day) == ["Day 6", "Day 5", "Day 4"]
        assert await texts(0) == ["Day 1", "Day 0"]
        assert await texts(now_ms(clock) + half_a_day) == ["Day 9", "Day 8"]


async def test_an_empty_channel_has_no_day(world: World) -> None:
    ada = await world.member("ada")
    garden = await ada.creates("garden")
    page = await ada.call("messages.history", channel_id=garden, around_at=5)
    assert page["items"] == []
    assert (page["next"], page["newer"]) == (None, None)


async def test_a_day_and_another_place_at_once_are_refused(world: World) -> None:
    ada = await world.member("ada")
    with pytest.raises(Refused) as refused:
        await ada.call("messages.history", channel_id=await world.general(), after=1, around_at=5)
    assert refused.value.field == "around_at"
