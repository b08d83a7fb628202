"""How much one may do in a time."""

from __future__ import annotations

import pytest

from channels.core.actor import SYSTEM, Actor, Kind, PersonId, visitor
from channels.core.errors import Limited
from persistence.clock import HandClock
from server.buckets_memory import MemoryBuckets
from server.limits import (
    LONGEST_BAR_S,
    PERSON,
    SIGN_IN_EMAIL,
    SIGN_IN_REMOTE,
    SPARED,
    VISITOR,
    RateLimits,
    bars,
)

ADA = Actor(Kind.PERSON, PersonId("UADA"))
BOB = Actor(Kind.PERSON, PersonId("UBOB"))
HOME = "10.0.0.7"
AWAY = "10.0.0.8"
EMAIL = "ada@hive.example"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def limits(clock: HandClock, *, on: bool = True, factor: float = 1.0) -> RateLimits:
    return RateLimits(MemoryBuckets(clock), MemoryBuckets(clock), on=on, factor=factor)


async def spend(made: RateLimits, actor: Actor, calls: float) -> None:
    for _ in range(int(calls)):
        await made.take(actor, "people.me", 1.0)


async def test_a_burst_is_allowed_and_what_is_over_it_is_not(clock: HandClock) -> None:
    made = limits(clock)
    await spend(made, ADA, PERSON[1])
    with pytest.raises(Limited) as refused:
        await made.take(ADA, "people.me", 1.0)
    assert refused.value.retry_after_s == pytest.approx(1 / PERSON[0])


async def test_what_was_taken_comes_back_with_time(clock: HandClock) -> None:
    made = limits(clock)
    await spend(made, ADA, PERSON[1])
    clock.advance(0.1)
    await spend(made, ADA, PERSON[0] * 0.1)
    with pytest.raises(Limited):
        await made.take(ADA, "people.me", 1.0)


async def test_one_person_does_not_pay_for_another(clock: HandClock) -> None:
    made = limits(clock)
    await spend(made, ADA, PERSON[1])
    await made.take(BOB, "people.me", 1.0)


async def test_visitors_are_counted_by_their_address(clock: HandClock) -> None:
    made = limits(clock)
    await spend(made, visitor(HOME), VISITOR[1])
    with pytest.raises(Limited):
        await made.take(visitor(HOME), "workspace.look", 1.0)
    await made.take(visitor(AWAY), "workspace.look", 1.0)


async def test_the_system_and_lifted_limits_are_never_in_the_way(clock: HandClock) -> None:
    await spend(limits(clock), SYSTEM, 2_000)
    lifted = limits(clock, on=False)
    await spend(lifted, ADA, 2_000)
    for _ in range(100):
        await lifted.before_sign_in(HOME, EMAIL)
        await lifted.sign_in_failed(HOME, EMAIL)
    assert lifted.connections_per_person is None


async def test_a_factor_multiplies_what_is_allowed(clock: HandClock) -> None:
    made = limits(clock, factor=0.1)
    await spend(made, ADA, PERSON[1] * 0.1)
    with pytest.raises(Limited):
        await made.take(ADA, "people.me", 1.0)


async def test_a_cost_above_the_burst_still_goes_through_once_it_is_full(clock: HandClock) -> None:
    made = limits(clock)
    await made.take(ADA, "people.me", 10 * PERSON[1])
    with pytest.raises(Limited):
        await made.take(ADA, "people.me", 1.0)


async def fail(made: RateLimits, clock: HandClock, times: int) -> None:
    """Wrong passwords, each as soon as it is allowed."""
    for _ in range(times):
        try:
            await made.before_sign_in(HOME, EMAIL)
        except Limited as refused:
            clock.advance(refused.retry_after_s + 0.001)
            await made.before_sign_in(HOME, EMAIL)
        await made.sign_in_failed(HOME, EMAIL)


async def test_each_wrong_password_makes_the_next_wait_longer(clock: HandClock) -> None:
    made = limits(clock)
    await fail(made, clock, SPARED)
    await made.before_sign_in(HOME, EMAIL)
    waits = []
    for _ in range(4):
        await fail(made, clock, 1)
        with pytest.raises(Limited) as refused:
            await made.before_sign_in(HOME, EMAIL)
        waits.append(refused.value.retry_after_s)
        clock.advance(waits[-1])
    assert waits == pytest.approx([2, 4, 8, 16], abs=0.01)


async def test_a_bar_is_for_one_address_and_one_place(clock: HandClock) -> None:
    made = limits(clock)
    await fail(made, clock, SPARED + 3)
    await made.before_sign_in(AWAY, EMAIL)
    await made.before_sign_in(HOME, "bob@hive.example")
    with pytest.raises(Limited):
        await made.before_sign_in(HOME, EMAIL.upper())


async def test_the_right_password_wipes_the_slate(clock: HandClock) -> None:
    made = limits(clock)
    await fail(made, clock, SPARED + 3)
    await made.sign_in_succeeded(HOME, EMAIL)
    await made.before_sign_in(HOME, EMAIL)


async def test_a_place_that_tries_many_addresses_is_slowed_down(clock: HandClock) -> None:
    made = limits(clock)
    for number in range(int(SIGN_IN_REMOTE[1])):
        await made.before_sign_in(HOME, f"{number}@hive.example")
    with pytest.raises(Limited):
        await made.before_sign_in(HOME, EMAIL)
    clock.advance(5.1)
    await made.before_sign_in(HOME, EMAIL)


async def test_an_address_tried_from_many_places_is_slowed_down(clock: HandClock) -> None:
    made = limits(clock)
    for number in range(int(SIGN_IN_EMAIL[1])):
        await made.before_sign_in(f"10.0.1.{number}", EMAIL)
    with pytest.raises(Limited):
        await made.before_sign_in(HOME, EMAIL)


def test_bars_grow_to_a_bound() -> None:
    assert bars(1.0)[: SPARED + 2] == (0.0, 0.0, 0.0, 0.0, 2.0, 4.0)
    assert bars(1.0)[-1] == LONGEST_BAR_S
