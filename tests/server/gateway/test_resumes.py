"""Coming back to a gateway: what was missed is replayed, or the stream is reset."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.gateway.gateway import GREETED_AT_ONCE
from server.gateway.resume import ASKED_AT_ONCE
from tests.server.gateway.hive import Hive, body, until


@pytest.fixture
async def hive() -> AsyncIterator[Hive]:
    async with Hive().running() as hive:
        yield hive


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_a_resume_replays_in_order_and_then_replies(hive: Hive, codec: Any) -> None:
    general, other = hive.channel("general", "ada"), hive.channel("other", "ada")
    for number in range(1200):
        await hive.door.publish(general, str(number))
    await hive.door.publish(other, "o")
    async with hive.connect("ada", codec) as ada:
        reply = await ada.ask("streams.resume", positions={general: ["e1", 3], other: ["e1", 1]})
        assert reply["result"] == {"resumed": 1197, "reset": []}
        assert [push["seq"] for push in ada.heard] == list(range(4, 1201))
        assert ada.heard[0]["data"]["text"] == "3"
        ada.heard.clear()
        await hive.door.publish(general, "live")
        assert await ada.texts(1) == ["live"]


async def test_live_pushes_wait_behind_the_replay(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    for number in range(2000):
        await hive.door.publish(general, str(number))
    async with hive.connect("ada") as ada:
        await ada.send(
            {"id": 1, "op": "streams.resume", "args": {"positions": {general: ["e1", 0]}}}
        )
        seqs = [(await ada.next())["seq"]]
        for number in range(2000, 2100):
            await hive.door.publish(general, str(number))
            await asyncio.sleep(0)
        while len(seqs) < 2100:
            frame = await ada.next()
            if "ok" in frame:
                assert frame["result"]["resumed"] == len(seqs)
            else:
                seqs.append(frame["seq"])
        assert seqs == list(range(1, 2101))
        assert await ada.silent()


async def test_positions_that_cannot_be_resumed_are_reset(hive: Hive) -> None:
    streams = [hive.channel(name, "ada") for name in ("ahead", "epoch", "pruned", "far", "fine")]
    hidden = hive.channel("hidden", "bob")
    for stream in [*streams, hidden]:
        for number in range(3):
            await hive.door.publish(stream, str(number))
    hive.log.pruned[streams[2]] = 2
    hive.log.entries[streams[3]] = [body("message.posted", {"text": "x"})] * 10_100
    async with hive.connect("ada") as ada:
        reply = await ada.ask(
            "streams.resume",
            positions={
                streams[0]: ["e1", 9], streams[1]: ["e0", 1], streams[2]: ["e1", 1],
                streams[3]: ["e1", 5], streams[4]: ["e1", 2], hidden: ["e1", 1],
                "c:unknown": ["e1", 0],
            },
        )  # fmt: skip
        assert reply["result"]["resumed"] == 1
        assert reply["result"]["reset"] == [*streams[:4], hidden, "c:unknown"]
        ada.heard.clear()
        for stream in streams[:4]:
            await hive.door.publish(stream, "after")
        assert await ada.texts(4) == ["after"] * 4


async def test_numbers_reserved_by_a_bulk_load_are_no_loss(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    await hive.door.publish(general, "first")
    hive.log.entries[general] += [b""] * 700
    async with hive.connect("ada") as ada:
        await hive.door.publish(general, "imported")
        assert await ada.texts(1) == ["imported"]
        hive.log.entries[general] += [b""] * 700
        await hive.door.publish(general, "again")
        assert await ada.texts(1) == ["again"]
        reply = await ada.ask("streams.resume", positions={general: ["e1", 0]})
        assert reply["result"] == {"resumed": 3, "reset": []}
        assert [push["seq"] for push in ada.heard] == [1, 702, 1403]


async def test_a_silent_connection_resumes_without_listening(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    await hive.door.publish(general, "missed")
    async with hive.connect("ada", query="?watch=none") as ada:
        reply = await ada.ask("streams.resume", positions={general: ["e1", 0]})
        assert reply["result"]["resumed"] == 1
        await hive.door.publish(general, "later")
        assert await ada.texts(1) == ["missed"]
        assert await ada.silent()


async def test_who_was_removed_elsewhere_is_not_sent_what_only_the_log_knows(hive: Hive) -> None:
    general = hive.channel("general", "ada", "bob")
    await hive.door.publish(general, "before")
    async with hive.connect("ada") as ada, hive.connect("bob") as bob:
        await hive.door.publish(general, "together")
        assert await ada.texts(1) == await bob.texts(1) == ["together"]
        hive.door.removed_elsewhere[general] = {"bob"}
        await hive.door.publish(general, "bob has left", lose=True)
        for name in ("ada", "bob"):
            [listener] = hive.hub.connections(name)
            hive.hub.unwatch(listener, general)
            await hive.hub.watch(listener, general, 0)
        assert await ada.texts(3) == ["before", "together", "bob has left"]
        await until(lambda: general not in listener.watching)
        assert await bob.silent()


# -- bounds and the end


async def test_thousands_that_come_back_ask_the_store_by_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hive = Hive()
    asking, most = 0, 0
    span, hearing = hive.log.span, hive.door.hearing

    def by_turns(ask: Any) -> Any:
        async def counted(*args: Any) -> Any:
            nonlocal asking, most
            asking += 1
            most = max(most, asking)
            await asyncio.sleep(0.001)
            answer = await ask(*args)
            asking -= 1
            return answer

        return counted

    monkeypatch.setattr(hive.log, "span", by_turns(span))
    monkeypatch.setattr(hive.door, "hearing", by_turns(hearing))
    general = hive.channel("general", "ada")
    hive.attendees.cap = 1_000
    for n in range(5):
        await hive.door.publish(general, str(n))

    async def come_back() -> list[int]:
        async with hive.connect("ada", query="?watch=none") as ada:
            reply = await ada.ask("streams.resume", positions={general: ["e1", 0]})
            assert reply["result"]["resumed"] == 5
            return [frame["seq"] for frame in ada.heard]

    async with hive.running():
        heard = await asyncio.gather(*(come_back() for _ in range(150)))
    assert heard == [[1, 2, 3, 4, 5]] * 150
    assert 1 < most <= GREETED_AT_ONCE + ASKED_AT_ONCE
