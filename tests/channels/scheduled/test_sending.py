"""A scheduled message is sent exactly once, wherever the process that sends it dies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import Conflict, Limited
from channels.core.protocol import Command
from channels.scheduled.jobs import Call, given_up, handlers
from persistence.jobs import ATTEMPTS, Worker
from tests.house import House

HOUR_MS = 3_600_000
LEASE_S = 61.0


class PowerCut(BaseException):
    """The process is gone: nothing after this is done, and nothing is cleaned up."""


def dying(call: Call, when: Callable[[str, bool], bool]) -> Call:
    """The door of a process that dies before or after an operation, as `when` says."""

    async def until(actor: Actor, operation: str, command: Command) -> Any:
        if when(operation, False):
            raise PowerCut
        answer = await call(actor, operation, command)
        if when(operation, True):
            raise PowerCut
        return answer

    return until


@pytest.fixture
async def general(house: House, ada: Actor) -> str:
    found: str = (await house.ask(ada, "workspace.get")).general_channel_id
    return found


@pytest.fixture
async def waiting(house: House, ada: Actor, general: str) -> str:
    """A message of ada's whose moment has come."""
    at = house.now_ms + HOUR_MS
    added = await house.ask(ada, "scheduled.add", channel_id=general, text="Now", send_at=at)
    house.clock.advance(3_601)
    return str(added.id)


async def texts(house: House, ada: Actor, general: str) -> list[str]:
    page = await house.ask(ada, "messages.history", channel_id=general)
    return [one.text for one in page.items]


async def left(house: House, ada: Actor) -> list[Any]:
    return list((await house.ask(ada, "scheduled.list")).items)


async def work(house: House, call: Call) -> None:
    await Worker(house.store, handlers(call), given_up=given_up(call)).run_due()


@pytest.mark.parametrize(
    "moment",
    [
        ("scheduled.claim", True),
        ("messages.post", False),
        ("messages.post", True),
        ("scheduled.settle", False),
        ("scheduled.settle", True),
    ],
)
async def test_a_death_on_the_way_loses_nothing_and_sends_nothing_twice(
    house: House, ada: Actor, general: str, waiting: str, moment: tuple[str, bool]
) -> None:
    with pytest.raises(PowerCut):
        await work(house, dying(house.door.call, lambda *at: at == moment))
    house.clock.advance(LEASE_S)
    await work(house, house.restarted().door.call)
    assert await texts(house, ada, general) == ["Now"]
    assert await left(house, ada) == []


async def test_a_repeated_call_finds_the_first_also_after_a_restart(
    house: House, ada: Actor, general: str
) -> None:
    args = {"channel_id": general, "text": "Once", "send_at": house.now_ms + HOUR_MS}
    first = await house.ask(ada, "scheduled.add", **args, client_id="1")
    assert await house.restarted().ask(ada, "scheduled.add", **args, client_id="1") == first
    assert await left(house, ada) == [first]


async def test_what_is_being_sent_is_neither_changed_nor_removed(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    refused: list[str] = []

    async def call(actor: Actor, operation: str, command: Command) -> Any:
        if operation == "messages.post":
            for op in ("scheduled.change", "scheduled.remove", "scheduled.send_now"):
                with pytest.raises(Conflict):
                    await house.ask(ada, op, scheduled_id=waiting)
                refused.append(op)
        return await house.door.call(actor, operation, command)

    await work(house, call)
    assert len(refused) == 3
    assert await texts(house, ada, general) == ["Now"]


async def test_what_was_removed_between_due_and_claim_is_not_sent(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    def first(op: str, act: Callable[[], Awaitable[Any]]) -> Call:
        async def call(actor: Actor, operation: str, command: Command) -> Any:
            if operation == op:
                await act()
            return await house.door.call(actor, operation, command)

        return call

    async def removes() -> None:
        await house.ask(ada, "scheduled.remove", scheduled_id=waiting)

    await work(house, first("scheduled.claim", removes))
    assert await texts(house, ada, general) == []


async def test_a_passing_refusal_is_tried_again_and_the_person_may_act_meanwhile(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    async def busy(actor: Actor, operation: str, command: Command) -> Any:
        if operation == "messages.post":
            raise Limited("That was too much at once.", retry_after_s=1)
        return await house.door.call(actor, operation, command)

    await work(house, busy)
    assert [one.error for one in await left(house, ada)] == [""]
    await house.ask(ada, "scheduled.change", scheduled_id=waiting, text="Now or never")
    house.clock.advance(10)
    await work(house, house.door.call)
    assert await texts(house, ada, general) == ["Now or never"]


async def test_what_is_tried_no_more_says_so_and_can_still_be_sent(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    refusal: list[Exception] = [Limited("That was too much at once.", retry_after_s=1)]

    async def busy(actor: Actor, operation: str, command: Command) -> Any:
        if operation == "messages.post":
            raise refusal[0]
        return await house.door.call(actor, operation, command)

    for attempt in range(ATTEMPTS):
        assert [one.error for one in await left(house, ada)] == [""], attempt
        await work(house, busy)
        house.clock.advance(HOUR_MS / 1_000)
    [unsent] = await left(house, ada)
    assert unsent.error == "unavailable"
    assert unsent.error_detail

    await house.ask(ada, "scheduled.send_now", scheduled_id=waiting)
    assert [one.error for one in await left(house, ada)] == [""]
    await work(house, house.door.call)
    assert await texts(house, ada, general) == ["Now"]


async def test_a_message_that_every_worker_dies_of_says_so(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    for _ in range(ATTEMPTS):
        with pytest.raises(PowerCut):
            await work(house, dying(house.door.call, lambda op, _: op == "messages.post"))
        house.clock.advance(LEASE_S)
    await work(house, house.door.call)
    assert [one.error for one in await left(house, ada)] == ["unavailable"]
    assert await texts(house, ada, general) == []


async def test_two_workers_at_once_send_it_once(
    house: House, ada: Actor, general: str, waiting: str
) -> None:
    await house.ask(ada, "scheduled.send_now", scheduled_id=waiting)
    await house.ask(ada, "scheduled.send_now", scheduled_id=waiting)
    await work(house, house.door.call)
    assert await texts(house, ada, general) == ["Now"]
    assert await left(house, ada) == []


async def test_the_list_comes_in_pages_the_next_first(
    house: House, ada: Actor, general: str
) -> None:
    for hours in (3, 1, 2):
        at = house.now_ms + hours * HOUR_MS
        await house.ask(ada, "scheduled.add", channel_id=general, text=f"In {hours}", send_at=at)
    first = await house.ask(ada, "scheduled.list", limit=2)
    second = await house.ask(ada, "scheduled.list", limit=2, after=first.next)
    assert [one.text for one in [*first.items, *second.items]] == ["In 1", "In 2", "In 3"]
    assert second.next is None
