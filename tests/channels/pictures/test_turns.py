"""No app takes the places or the patience of the others."""

from __future__ import annotations

import asyncio

import pytest

from channels.core.web import Unanswered
from channels.pictures.turns import AT_ONCE, FORGIVEN_S, OF_APP, PATIENCE_S, Turns


async def test_an_app_leaves_places_to_the_others() -> None:
    turns, over = Turns(), asyncio.Event()
    inside: list[str] = []

    async def fetch(app_id: str) -> None:
        async with turns.of(app_id):
            inside.append(app_id)
            await over.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(fetch("A1"))
        for _ in range(2 * OF_APP):
            await asyncio.sleep(0)
        others = AT_ONCE - OF_APP
        for number in range(others + 3):
            group.create_task(fetch(f"B{number}"))
        for _ in range(2 * AT_ONCE):
            await asyncio.sleep(0)
        assert sorted(inside) == ["A1"] * OF_APP + [f"B{number}" for number in range(others)]
        over.set()
    assert inside.count("A1") == 10


async def test_whose_addresses_do_not_answer_is_waited_for_no_more_for_a_while() -> None:
    now = [1_000.0]
    turns = Turns(lambda: now[0])
    asked = 0

    async def fetch(app_id: str) -> None:
        nonlocal asked
        async with turns.of(app_id):
            asked += 1
            now[0] += 10
            raise Unanswered("silent")

    async def in_vain(app_id: str = "A1") -> None:
        with pytest.raises(Unanswered):
            await fetch(app_id)

    for _ in range(20):
        await in_vain()
    few = asked
    assert PATIENCE_S / 10 <= few <= PATIENCE_S / 10 + 1
    await in_vain("B1")
    assert asked == few + 1
    now[0] += 10 * FORGIVEN_S
    await in_vain()
    assert asked == few + 2


async def test_what_answers_costs_no_patience() -> None:
    now = [1_000.0]
    turns = Turns(lambda: now[0])
    for _ in range(50):
        async with turns.of("A1"):
            now[0] += 10
