"""Passing secrets are good so often and so long, on either store, whoever comes at once."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from channels.bots.tickets import Tickets
from tests.slack.bolted import HEARD_S
from tests.slack.conftest import Hive
from tests.slack.test_bad_input import SetClock


async def test_of_many_at_once_only_so_many_may(hive: Hive) -> None:
    one, other = Tickets(hive.store), Tickets(hive.store)
    secret = await one.make("answer", "A0APP", {"n": 1}, uses=3, lasts_ms=60_000)
    uses = (each.use("answer", secret) for each in (one, other) * 6)
    outcomes = Counter(used.outcome for used in await asyncio.gather(*uses))
    assert outcomes == {"ok": 3, "used": 9}


async def test_two_processes_do_not_both_use_the_last(hive: Hive) -> None:
    """Both have seen that a use is left before either takes it."""
    tickets = Tickets(hive.store)
    secret = await tickets.make("trigger", "A0APP", {}, uses=1, lasts_ms=60_000)
    arrived = 0
    seen = asyncio.Event()
    exclusively = hive.store.exclusively

    async def later(work):  # type: ignore[no-untyped-def]
        nonlocal arrived
        arrived += 1
        if arrived == 2:
            seen.set()
        await asyncio.wait_for(seen.wait(), HEARD_S)
        return await exclusively(work)

    hive.store.exclusively = later  # type: ignore[method-assign]
    both = await asyncio.gather(*(tickets.use("trigger", secret) for _ in range(2)))
    assert arrived == 2
    assert sorted(used.outcome for used in both) == ["ok", "used"]


@pytest.mark.parametrize("ahead_s", [60.0, -60.0])
async def test_the_clocks_of_two_gateways_need_not_agree(hive: Hive, ahead_s: float) -> None:
    tickets, clock = Tickets(hive.store), SetClock()
    secret = await tickets.make("trigger", "A0APP", {}, uses=1, lasts_ms=30_000)
    clock.advance(ahead_s)
    hive.store.clock = clock
    assert (await tickets.use("trigger", secret, "A0APP")).outcome == "ok"
    old = await tickets.make("trigger", "A0APP", {}, uses=1, lasts_ms=-30_000)
    assert (await tickets.use("trigger", old, "A0APP")).outcome == "expired"


async def test_what_is_no_good_does_not_reach_the_writer(hive: Hive) -> None:
    tickets = Tickets(hive.store)
    secret = await tickets.make("trigger", "A0APP", {}, uses=1, lasts_ms=60_000)
    old = await tickets.make("trigger", "A0APP", {}, uses=1, lasts_ms=-1_000)
    assert (await tickets.use("trigger", secret, "A0APP")).outcome == "ok"

    async def never(work):  # type: ignore[no-untyped-def]
        raise AssertionError("the writer was asked")

    hive.store.exclusively = never  # type: ignore[method-assign]
    for kind, given, app_id, outcome in (
        ("trigger", "1.2.abc", None, "unknown"),
        ("trigger", secret, "A0APP", "used"),
        ("trigger", secret, "A0OTHER", "unknown"),
        ("answer", secret, None, "unknown"),
        ("trigger", old, None, "expired"),
    ):
        assert (await tickets.use(kind, given, app_id)).outcome == outcome
