"""One digest a person and day, whatever dies and however many send; what is lost comes later."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.digest import jobs
from channels.digest.jobs import PLAN, Jobs
from channels.digest.planner import Planner
from channels.digest.service import SEND
from channels.people.tables import PersonRow
from persistence.clock import now_ms
from persistence.decision import Decision, Update
from persistence.store import Store
from server.core import make_dialect
from tests.channels.digest.conftest import Hive, words


def body_of(hive: Hive) -> dict[str, Any]:
    return {"person_id": hive.bob.id, "period": "2025-06-16", "slot_ms": now_ms(hive.clock)}


async def test_many_runs_at_once_send_one(hive: Hive) -> None:
    await hive.thread("New.")
    send = hive.world.server.background._digests._handlers[SEND]
    await asyncio.gather(*(send(body_of(hive)) for _ in range(5)))
    assert len(hive.digests) == 1
    assert len(await hive.at(8)) == 1
    assert len(await hive.at(23)) == 1


@pytest.mark.parametrize("dies", ["claiming", "handing over", "noting"])
async def test_a_process_that_dies_sends_no_second(
    hive: Hive, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    """As `kill -9` leaves it: what ran is forgotten, the job runs again once its lease is over."""
    deaths: list[str] = []

    def once() -> None:
        if not deaths:
            deaths.append(dies)
            raise ProcessLookupError("killed here")

    if dies == "claiming":
        claim = Jobs._claim

        async def claims(self: Jobs, *who: Any) -> str | None:
            secret = await claim(self, *who)
            once()
            return secret

        monkeypatch.setattr(Jobs, "_claim", claims)
    elif dies == "handing over":
        hive.post.drops = 1
    else:
        update = jobs.Update

        def notes(table: Any, where: Any, values: Any) -> Any:
            if "told_until_ms" in values:
                once()
            return update(table, where, values)

        monkeypatch.setattr(jobs, "Update", notes)
    await hive.thread("On Monday.")
    await hive.at(8)
    await hive.at(9)
    await hive.at(20)
    told = 1 if dies == "noting" else 0
    assert len(hive.digests) == told
    await hive.thread("On Tuesday.")
    await hive.at(8, day=1)
    assert len(hive.digests) == told + 1
    assert "On Tuesday." in words(hive.digests[-1])
    assert "On Monday." in words(hive.digests[-1]), "what was lost comes with the next"


async def test_a_server_that_is_busy_is_tried_again_and_one_that_refuses_is_not(
    hive: Hive,
) -> None:
    await hive.thread("New.")
    hive.post.refuses = 1
    assert await hive.at(8) == []
    hive.clock.advance(10)
    await hive.settles()
    assert len(hive.digests) == 1
    await hive.thread("Newer.")
    hive.post.refuses, hive.post.answer = 1, "550 nobody of this name"
    assert len(await hive.at(8, day=1)) == 1
    assert len(await hive.at(20, day=1)) == 1
    assert hive.post.refuses == 0


async def test_a_server_that_was_down_makes_up_for_it_within_a_day(hive: Hive) -> None:
    await hive.thread("New.")
    background = hive.world.server.background
    assert background._planner is not None
    await background._planner.stop()
    hive.clock.advance(9 * 3_600)  # sixteen o'clock: nobody has looked since seven
    background._planner.start()
    await hive.settles()
    assert len(hive.digests) == 1


async def test_two_processes_plan_a_quarter_once(hive: Hive) -> None:
    store = hive.world.server.core.store
    other = Store(make_dialect(hive.world.server.settings), hive.clock, shared=True)
    await other.open()
    try:
        background = hive.world.server.background
        assert background._planner is not None
        await background._planner.stop()
        await background._digests.stop()
        hive.clock.advance(3_600)
        planners = [Planner(store), Planner(other), Planner(store), Planner(other)]
        assert sum(await asyncio.gather(*(one.run() for one in planners))) == 1
    finally:
        await other.close()


async def test_many_people_are_planned_page_by_page(
    hive: Hive, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hive.ask(hive.ada, "digest.set_default", frequency="daily")
    people = [await hive.world.member(f"p{number}") for number in range(5)]
    ids = [one.id for one in people]
    await hive.ask(hive.ada, "channels.invite", channel_id=hive.garden, person_ids=ids)
    await hive.thread("New.")
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    pages = []
    plan = hive.world.server.background._digests._handlers[PLAN]

    async def planned(body: Any) -> None:
        pages.append(body["after"])
        await plan(body)

    monkeypatch.setitem(hive.world.server.background._digests._handlers, PLAN, planned)
    mails = await hive.at(8)
    assert sorted(mail["To"].split()[0] for mail in mails) == ["Bob", "P0", "P1", "P2", "P3", "P4"]
    assert len([after for after in pages if after]) >= 3


async def test_what_a_weekly_one_lost_comes_with_the_next(hive: Hive) -> None:
    await hive.ask(hive.bob, "digest.set_settings", frequency="weekly", day=1)
    hive.post.drops = 1
    await hive.thread("In the first week.")
    assert await hive.at(8) == []
    assert hive.post.drops == 0, "it was on its way"
    await hive.thread("In the second week.")
    [mail] = await hive.at(8, day=7)
    assert "In the second week." in words(mail)
    assert "In the first week." in words(mail)


async def test_an_address_that_mail_has_no_letters_for_is_told_once_it_is_another(
    hive: Hive,
) -> None:
    async def moves(email: str) -> None:
        change = Update(PersonRow, {"id": hive.bob.id}, {"email": email})
        await hive.world.server.core.store.write(Decision(changes=[change]))

    await moves("zo\u00e9@hive.example")
    await hive.thread("On Monday.")
    assert await hive.at(8) == []
    await moves("zoe@b\u00fccher.example")
    await hive.thread("On Tuesday.")
    [mail] = await hive.at(8, day=1)
    assert mail["To"] == "Bob <zoe@xn--bcher-kva.example>"
    assert "On Monday." in words(mail)
