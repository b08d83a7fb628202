"""Pages of the log are read once for a crowd, and only those who may hear get them."""

from __future__ import annotations

import asyncio

import pytest

from persistence.streams import Stream
from server.gateway import pages
from server.gateway.pages import KEPT_S, Pages
from server.gateway.ports import Codec
from tests.server.gateway.hive import Hive, MemoryLog, body, until

GENERAL, OTHER = Stream("c:general"), Stream("c:other")
CODECS: tuple[Codec, ...] = ("msgpack", "json")


class TimedLog(MemoryLog):
    """A log with a clock beside it."""

    now_s = 0.0


@pytest.fixture
def log() -> TimedLog:
    log = TimedLog()
    for n in range(10):
        log.append(GENERAL, body("message.posted", {"text": str(n)}))
    return log


async def test_who_asks_for_the_same_soon_gets_the_same_page(log: TimedLog) -> None:
    kept = Pages(log, lambda: log.now_s)
    together = await asyncio.gather(*(kept.get(GENERAL, 3) for _ in range(50)))
    log.now_s = KEPT_S - 1
    late = await kept.get(GENERAL, 3)
    assert log.reads == 1
    assert {id(page) for page in [*together, late]} == {id(late)}
    assert [seq for seq, _ in late.entries] == list(range(4, 11))
    assert late.chunks("json") is late.chunks("json")
    assert late.chunks("json") != late.chunks("msgpack")


async def test_a_page_is_let_go_after_moments(log: TimedLog) -> None:
    kept = Pages(log, lambda: log.now_s)
    await kept.get(GENERAL, 3)
    log.now_s = KEPT_S
    await kept.get(GENERAL, 3)
    assert log.reads == 2


async def test_that_nothing_was_there_is_never_kept(log: TimedLog) -> None:
    kept = Pages(log, lambda: log.now_s)
    assert (await kept.get(GENERAL, 10)).entries == []
    log.append(GENERAL, body("message.posted", {"text": "new"}))
    assert [seq for seq, _ in (await kept.get(GENERAL, 10)).entries] == [11]


async def test_no_more_is_kept_than_fits(log: TimedLog, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Pages(log, lambda: log.now_s)
    first = await kept.get(GENERAL, 0)
    monkeypatch.setattr(pages, "KEPT_BYTES", first.size_bytes)
    for seq in range(1, 10):
        await kept.get(GENERAL, seq)
        assert kept.kept_bytes <= first.size_bytes
    await kept.get(GENERAL, 0)
    assert log.reads == 11


async def test_what_is_kept_counts_with_the_frames_of_both_codecs(log: TimedLog) -> None:
    log.append(OTHER, body("message.posted", {"text": "x" * 10_000}))
    page = await Pages(log).get(OTHER, 0)
    held = [body for _, body in page.entries]
    held += [frames for codec in CODECS for _, frames in page.chunks(codec)]
    assert page.size_bytes == pytest.approx(sum(map(len, held)), rel=0.1)


async def test_pages_are_let_go_though_nobody_comes_any_more(
    log: TimedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Pages(log, lambda: log.now_s)
    monkeypatch.setattr(pages, "KEPT_S", 0.01)
    await kept.get(GENERAL, 3)
    assert kept.kept_bytes > 0
    log.now_s = 1.0
    await until(lambda: kept.kept_bytes == 0)


async def test_a_hub_that_stops_keeps_no_pages() -> None:
    hive = Hive()
    general = hive.channel("general", "ada")
    async with hive.running():
        await hive.door.publish(general, "missed")
        async with hive.connect("ada") as ada:
            await ada.ask("streams.resume", positions={general: ["e1", 0]})
        assert hive.hub.replayer.kept_bytes > 0
    assert hive.hub.replayer.kept_bytes == 0


async def test_a_kept_page_is_not_given_to_one_who_was_removed() -> None:
    hive = Hive()
    general = hive.channel("general", "ada", "bob")
    async with hive.running():
        for n in range(5):
            await hive.door.publish(general, str(n))
        async with hive.connect("ada") as ada, hive.connect("bob") as bob:
            reply = await ada.ask("streams.resume", positions={general: ["e1", 0]})
            assert reply["result"] == {"resumed": 5, "reset": []}
            hive.door.members[general].discard("bob")
            await hive.hub.recheck([general])
            reply = await bob.ask("streams.resume", positions={general: ["e1", 0]})
            assert reply["result"] == {"resumed": 0, "reset": [general]}
            assert bob.heard == []


async def test_who_comes_back_into_a_hot_stream_lacks_nothing_and_hears_nothing_twice() -> None:
    hive = Hive()
    general = hive.channel("general", "ada", "bob")
    async with hive.running():
        for n in range(5):
            await hive.door.publish(general, str(n))
        async with hive.connect("ada", query="?watch=none") as ada:  # her page is kept
            await ada.ask("streams.resume", positions={general: ["e1", 0]})
        for n in range(5, 9):
            await hive.door.publish(general, str(n))
        async with hive.connect("bob") as bob:
            reply = await bob.ask("streams.resume", positions={general: ["e1", 0]})
            assert reply["result"] == {"resumed": 9, "reset": []}
            await hive.door.publish(general, "9")
            assert await bob.texts(10) == [str(n) for n in range(10)]
