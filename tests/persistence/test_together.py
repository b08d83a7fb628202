"""What many ask at the same moment is read once, and read after they asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from persistence.failures import StoreUnavailable
from persistence.together import MOST, Together


class Shelf:
    """A store of counts: how often was it asked, and for what?"""

    def __init__(self) -> None:
        self.readings: list[list[str]] = []
        self.stock = 1
        self.broken: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def read(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.readings.append(list(keys))
        self.asked.set()
        stock = self.stock
        await self.gate.wait()
        if self.broken is not None:
            raise self.broken
        if "rotten" in keys:
            raise ValueError("rotten")
        return {key: stock for key in keys if key != "nothing"}


async def test_what_is_asked_meanwhile_goes_together() -> None:
    shelf = Shelf()
    together = Together(shelf.read)
    answers = await asyncio.gather(*(together.ask(key) for key in ["a", "b", "a", "nothing"]))
    assert answers == [1, 1, 1, None]
    assert shelf.readings == [["a", "b", "nothing"]]


async def test_an_answer_is_read_after_the_question() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    together = Together(shelf.read)
    early = asyncio.create_task(together.ask("a"))
    await shelf.asked.wait()
    shelf.stock = 2
    late = asyncio.create_task(together.ask("a"))
    await asyncio.sleep(0)
    shelf.gate.set()
    assert [await early, await late] == [1, 2]
    assert shelf.readings == [["a"], ["a"]]


async def test_more_than_a_statement_holds_goes_by_turns() -> None:
    shelf = Shelf()
    together = Together(shelf.read)
    keys = [str(n) for n in range(MOST + 1)]
    assert await asyncio.gather(*map(together.ask, keys)) == [1] * (MOST + 1)
    assert [len(keys) for keys in shelf.readings] == [MOST, 1]


async def test_what_is_wrong_with_one_spoils_nobody_elses_answer() -> None:
    shelf = Shelf()
    together = Together(shelf.read)
    asked = [together.ask(key) for key in ("a", "rotten", "b")]
    a, rotten, b = await asyncio.gather(*asked, return_exceptions=True)
    assert (a, b) == (1, 1)
    assert isinstance(rotten, ValueError)


async def test_a_store_out_of_reach_is_told_to_all_at_once_and_asked_again_later() -> None:
    shelf = Shelf()
    shelf.broken = StoreUnavailable()
    together = Together(shelf.read)
    failed = await asyncio.gather(together.ask("a"), together.ask("b"), return_exceptions=True)
    assert [type(one) for one in failed] == [StoreUnavailable] * 2
    assert len(shelf.readings) == 1
    shelf.broken = None
    assert await together.ask("a") == 1


async def test_a_reading_that_hangs_ends_and_the_next_one_begins_anew() -> None:
    readings: list[list[str]] = []
    begun = asyncio.Event()

    async def read(keys: Sequence[str]) -> Mapping[str, int]:
        readings.append(list(keys))
        if len(readings) == 1:
            begun.set()
            await asyncio.Event().wait()
        return dict.fromkeys(keys, 1)

    together = Together(read, read_s=0.05)
    hanging = [asyncio.create_task(together.ask(key)) for key in ("a", "b")]
    await begun.wait()
    behind = asyncio.create_task(together.ask("a"))
    failed = await asyncio.gather(*hanging, return_exceptions=True)
    assert [type(one) for one in failed] == [StoreUnavailable] * 2
    assert await behind == 1
    assert readings == [["a", "b"], ["a"]]


async def test_who_goes_away_takes_nothing_from_the_others() -> None:
    shelf = Shelf()
    shelf.gate.clear()
    together = Together(shelf.read)
    gone = asyncio.create_task(together.ask("a"))
    stays = asyncio.create_task(together.ask("a"))
    await shelf.asked.wait()
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    shelf.gate.set()
    assert await stays == 1
    await together.stop()
