"""Those who change the same thing do it one after the other, in the order of asking."""

from __future__ import annotations

import asyncio

import pytest

from channels.core.turns import Turns


async def test_one_has_the_key_at_a_time_in_order() -> None:
    turns, told = Turns(), list[str]()

    async def work(name: str, key: str | None) -> None:
        async with turns.of(key):
            told.append(f"{name} begins")
            await asyncio.sleep(0)
            told.append(f"{name} ends")

    await asyncio.gather(work("a", "k"), work("b", "k"), work("c", "k"))
    assert told == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


async def test_other_keys_and_none_wait_for_nobody() -> None:
    turns = Turns()
    async with turns.of("k"), turns.of("other"), turns.of(None), turns.of(None):
        waiting = asyncio.create_task(turns.of("k").__aenter__())
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_nothing_is_kept_once_all_have_had_their_turn() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError):
        async with turns.of("k"):
            raise RuntimeError("in the middle")
    async with turns.of("k"):
        pass
    assert vars(turns) == {"_locks": {}, "_wanted": {}}
