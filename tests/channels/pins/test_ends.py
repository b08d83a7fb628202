"""A pin has an end, or none, and whoever may pin changes it."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotAllowed, NotFound
from channels.pins.jobs import handlers
from persistence.jobs import Worker
from persistence.streams import channel_stream
from tests.house import House

HOUR_MS = 3_600_000


@pytest.fixture
async def root(house: House, bob: Actor, garden: str) -> str:
    """A message of bob's in the garden."""
    posted = await house.ask(bob, "messages.post", channel_id=garden, text="The gate is 4711")
    return str(posted.id)


async def pins(house: House, who: Actor, channel_id: str) -> list[Any]:
    return list((await house.ask(who, "pins.list", channel_id=channel_id)).items)


async def test_another_end_leaves_who_pinned_it_and_when(
    house: House, ada: Actor, bob: Actor, garden: str, root: str
) -> None:
    pinned_at = house.now_ms
    await house.ask(bob, "pins.add", message_id=root)
    house.clock.advance(60)
    until = house.now_ms + HOUR_MS
    await house.ask(ada, "pins.add", message_id=root, until_at=until)
    (pin,) = await pins(house, bob, garden)
    assert (pin.person_id, pin.pinned_at, pin.until_at) == (bob.person_id, pinned_at, until)
    shown = await house.ask(ada, "messages.get", message_id=root)
    assert (shown.pinned, shown.pinned_until) == (True, until)


async def test_everybody_hears_the_end_its_change_and_that_it_has_come(
    house: House, bob: Actor, garden: str, root: str
) -> None:
    first, later = house.now_ms + HOUR_MS, house.now_ms + 2 * HOUR_MS
    worker = Worker(house.store, handlers(house.door.call))
    for until in (first, later):
        await house.ask(bob, "pins.add", message_id=root, until_at=until)
    house.clock.advance(3_601)
    await worker.run_due()
    house.clock.advance(3_600)
    await worker.run_due()
    heard = await house.heard(channel_stream(garden))
    told = [
        (name, data.get("until_at"), data.get("again", False))
        for name, data in heard
        if name.startswith("pin.")
    ]
    assert told == [
        ("pin.added", first, False),
        ("pin.added", later, True),
        ("pin.removed", None, False),
    ]
    assert await pins(house, bob, garden) == []


async def test_a_pin_whose_end_was_taken_away_stays(
    house: House, bob: Actor, garden: str, root: str
) -> None:
    await house.ask(bob, "pins.add", message_id=root, until_at=house.now_ms + HOUR_MS)
    await house.ask(bob, "pins.add", message_id=root)
    house.clock.advance(3_601)
    await Worker(house.store, handlers(house.door.call)).run_due()
    (pin,) = await pins(house, bob, garden)
    assert pin.until_at is None


async def test_an_end_that_is_past_is_refused_and_the_old_one_stays(
    house: House, bob: Actor, garden: str, root: str
) -> None:
    until = house.now_ms + HOUR_MS
    await house.ask(bob, "pins.add", message_id=root, until_at=until)
    with pytest.raises(Invalid) as refused:
        await house.ask(bob, "pins.add", message_id=root, until_at=house.now_ms)
    assert refused.value.field == "until_at"
    (pin,) = await pins(house, bob, garden)
    assert pin.until_at == until


async def test_who_may_not_pin_changes_no_end(
    house: House, ada: Actor, bob: Actor, gus: Actor, garden: str, root: str
) -> None:
    await house.ask(ada, "pins.add", message_id=root)
    await house.ask(ada, "channels.update", channel_id=garden, posting="owners")
    until = house.now_ms + HOUR_MS
    with pytest.raises(NotAllowed):
        await house.ask(bob, "pins.add", message_id=root, until_at=until)
    with pytest.raises(NotFound):
        await house.ask(gus, "pins.add", message_id=root, until_at=until)
    (pin,) = await pins(house, bob, garden)
    assert pin.until_at is None
