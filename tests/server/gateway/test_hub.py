"""The hub: who gets which bytes, in which order, in how many writes."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest

from channels.core.actor import Actor, Kind, PersonId
from persistence.bus_memory import MemoryBus
from persistence.streams import PRESENCE, Stream
from server.gateway.hub import Hub
from server.gateway.ports import Codec
from server.gateway.wire import unframe
from tests.server.gateway.hive import HiveDoor, MemoryLog, body, until

GENERAL = Stream("c:general")


class Ear:
    """A listener whose socket is a list of writes."""

    def __init__(self, name: str, codec: Codec = "msgpack") -> None:
        self.id = name
        self.actor = Actor(Kind.PERSON, PersonId(name))
        self.codec: Codec = codec
        self.everything = True
        self.watching: set[Stream] = set()
        self.chosen: set[Stream] = set()
        self.declined: set[Stream] = set()
        self.people: frozenset[str] = frozenset()
        self.writes: list[bytes] = []
        self.write: Callable[[bytes], None] = self.writes.append
        self.unsent = 0
        self.closed: int | None = None

    def write_takes(self, seconds: float) -> None:
        """Let each write cost so much time, as a thousand sockets would."""

        def write(frames: bytes) -> None:
            self.writes.append(frames)
            end_s = time.monotonic() + seconds
            while time.monotonic() < end_s:
                pass

        self.write = write

    def buffered(self) -> int:
        return self.unsent

    def close(self, code: int, reason: str) -> None:
        self.closed = code

    @property
    def pushes(self) -> list[dict[str, Any]]:
        decode = msgspec.json.decode if self.codec == "json" else msgspec.msgpack.decode
        return [decode(content) for frames in self.writes for _, content in unframe(frames)]

    @property
    def seqs(self) -> list[int]:
        return [push["seq"] for push in self.pushes]


class Fixture:
    """A hub with its log and bus, and a channel where all are members."""

    def __init__(self) -> None:
        self.bus = MemoryBus()
        self.log = MemoryLog()
        self.door = HiveDoor(self.log, self.bus)
        self.door.members[GENERAL] = {"ada", "bob", "chloe"}
        self.hub = Hub(self.bus, self.door, self.log)
        self.bus.attach(self.hub.deliver, self.hub.on_loss)

    async def ear(self, name: str, codec: Codec = "msgpack") -> Ear:
        ear = Ear(name, codec)
        await self.hub.attach(ear, lambda heads: None)
        return ear

    def entries(self, count: int) -> list[tuple[int, bytes]]:
        """The next committed entries of the channel, not yet published."""
        made = [body("message.posted", {"n": n}) for n in range(count)]
        return [(self.log.append(GENERAL, one), one) for one in made]


@pytest.fixture
async def at() -> AsyncIterator[Fixture]:
    fixture = Fixture()
    await fixture.hub.start()
    yield fixture
    await fixture.hub.stop()


async def test_all_sockets_of_a_codec_get_the_very_same_bytes(at: Fixture) -> None:
    ears = [await at.ear("ada"), await at.ear("bob"), await at.ear("bob", "json")]
    at.hub.deliver(GENERAL, at.entries(3))
    assert [ear.seqs for ear in ears] == [[1, 2, 3]] * 3
    assert len(ears[0].writes) == 1
    assert ears[0].writes[0] is ears[1].writes[0]
    assert ears[2].pushes == ears[0].pushes
    assert at.hub.counters.deliveries == 9
    assert at.hub.counters.writes == 3


async def test_a_calm_stream_writes_at_once(at: Fixture) -> None:
    ears = [await at.ear("ada") for _ in range(500)]
    at.hub.deliver(GENERAL, at.entries(1))
    assert all(ear.seqs == [1] for ear in ears)


async def test_a_hot_stream_gathers_its_frames_and_loses_none(at: Fixture) -> None:
    ears = [Ear("ada") for _ in range(20)]
    ears[0].write_takes(0.004)
    for ear in ears:
        await at.hub.attach(ear, lambda heads: None)
    for _ in range(200):
        at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: ears[-1].seqs == list(range(1, 201)))
    assert all(ear.seqs == list(range(1, 201)) for ear in ears)
    assert len(ears[0].writes) <= 5


async def test_who_joins_while_frames_gather_gets_none_twice_and_none_too_few(at: Fixture) -> None:
    first = [Ear("ada")]
    first[0].write_takes(0.004)
    await at.hub.attach(first[0], lambda heads: None)
    late: list[tuple[int, Ear]] = []
    for _ in range(30):
        at.hub.deliver(GENERAL, at.entries(1))
        late.append((at.log.head(GENERAL), await at.ear("bob")))
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: first[-1].seqs == list(range(1, 32)))
    for head, ear in late:
        assert ear.seqs == list(range(head + 1, 32))


async def test_a_gap_is_read_from_the_log_once_for_all(at: Fixture) -> None:
    ears = [await at.ear(name) for name in ("ada", "bob", "chloe")]
    lost, late = at.entries(2), at.entries(2)
    at.hub.deliver(GENERAL, late)
    assert ears[0].seqs == []
    before = at.log.reads
    await until(lambda: ears[0].seqs == [1, 2, 3, 4])
    assert all(ear.seqs == [1, 2, 3, 4] for ear in ears)
    assert at.log.reads == before + 1
    assert at.hub.counters.gaps_filled == 4
    at.hub.deliver(GENERAL, lost)
    assert ears[0].seqs == [1, 2, 3, 4]


async def test_an_early_entry_waits_for_the_one_before_without_asking_the_log(at: Fixture) -> None:
    ear = await at.ear("ada")
    first, second = at.entries(2)
    at.hub.deliver(GENERAL, [second])
    at.hub.deliver(GENERAL, [first, second])
    await asyncio.sleep(0.08)
    assert ear.seqs == [1, 2]
    assert at.log.reads == 0


async def test_what_bus_and_log_both_lack_sends_the_listeners_back(at: Fixture) -> None:
    ear = await at.ear("ada")
    at.entries(2)
    at.log.pruned[GENERAL] = 2
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: ear.closed is not None)
    assert ear.closed == 4000


async def test_after_a_loss_every_watched_stream_is_read_again(at: Fixture) -> None:
    at.door.members[Stream("c:other")] = {"ada"}
    ear = await at.ear("ada")
    at.entries(1_200)
    at.log.append(Stream("c:other"), body("message.posted", {}))
    at.hub.on_loss()
    await until(lambda: len(ear.pushes) == 1_201)
    general = [push["seq"] for push in ear.pushes if push["stream"] == GENERAL]
    assert general == list(range(1, 1_201))


async def test_entries_shuffled_repeated_and_lost_arrive_once_and_in_order(at: Fixture) -> None:
    rng = random.Random(7)
    ear = await at.ear("ada")
    waiting = at.entries(600)
    rng.shuffle(waiting)
    for start in range(0, 600, 20):
        batch = [one for one in waiting[start : start + 20] if rng.random() < 0.8]
        at.hub.deliver(GENERAL, batch + rng.sample(waiting, 5))
        await asyncio.sleep(0.001)
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: len(ear.seqs) == 601)
    assert ear.seqs == list(range(1, 602))
    assert ear.closed is None


async def test_who_knows_more_than_the_hub_hears_nothing_twice(at: Fixture) -> None:
    early = await at.ear("ada")
    entries = at.entries(4)
    late = await at.ear("bob")  # its snapshot holds all four already
    at.hub.deliver(GENERAL, entries)
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: len(early.seqs) == 5)
    assert early.seqs == [1, 2, 3, 4, 5]
    assert late.seqs == [5]


async def test_who_knows_less_than_the_hub_is_brought_in_step(at: Fixture) -> None:
    await at.ear("ada")
    at.hub.deliver(GENERAL, at.entries(700))
    late = Ear("bob")
    late.everything = False
    await at.hub.attach(late, lambda heads: None)
    await at.hub.watch(late, GENERAL, since=100)
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: len(late.seqs) == 601)
    at.hub.deliver(GENERAL, at.entries(1))
    await until(lambda: len(late.seqs) == 602)
    assert late.seqs == list(range(101, 703))


async def test_what_comes_between_snapshot_and_subscription_is_heard(at: Fixture) -> None:
    ear = Ear("ada")
    attaching = asyncio.create_task(at.hub.attach(ear, lambda heads: None))
    heads: list[int] = []
    while not attaching.done():
        entries = at.entries(1)
        await at.bus.publish(GENERAL, entries)
        heads.append(at.log.head(GENERAL))
        await asyncio.sleep(0)
    await at.bus.publish(GENERAL, at.entries(1))
    await until(lambda: bool(ear.seqs) and ear.seqs[-1] == at.log.head(GENERAL))
    assert ear.seqs == list(range(ear.seqs[0], at.log.head(GENERAL) + 1))
    assert ear.seqs[0] <= heads[-1] + 1


async def test_while_rights_are_in_doubt_nothing_goes_out(at: Fixture) -> None:
    ada, bob = await at.ear("ada"), await at.ear("bob")
    at.door.members[GENERAL].discard("bob")
    recheck = at.hub.recheck([GENERAL])
    at.hub.deliver(GENERAL, at.entries(3))
    assert ada.seqs == []
    await recheck
    assert ada.seqs == [1, 2, 3]
    assert bob.seqs == []
    assert at.hub.counters.rechecks == 2


class Gated:
    """A call that, while it is under way, lets the test change the world."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        self.call = getattr(owner, name)
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()
        monkeypatch.setattr(owner, name, self)

    async def __call__(self, *args: Any) -> Any:
        answer = await self.call(*args)
        self.entered.set()
        await self.go_on.wait()
        return answer


@pytest.mark.parametrize("during", ["subscribing", "asking"])
async def test_who_is_removed_while_beginning_to_watch_hears_nothing(
    at: Fixture, monkeypatch: pytest.MonkeyPatch, during: str
) -> None:
    bob = Ear("bob")
    bob.everything = False
    await at.hub.attach(bob, lambda heads: None)
    place = (at.bus, "subscribe") if during == "subscribing" else (at.door, "may_hear")
    gated = Gated(monkeypatch, *place)
    watching = asyncio.create_task(at.hub.watch(bob, GENERAL))
    await gated.entered.wait()
    at.door.members[GENERAL].discard("bob")
    recheck = at.hub.recheck([GENERAL])
    gated.go_on.set()
    assert await watching is None
    await recheck
    at.hub.deliver(GENERAL, at.entries(2))
    assert GENERAL not in bob.watching
    assert bob.writes == []


async def test_who_is_removed_while_being_greeted_hears_nothing(
    at: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at.ear("ada")
    gated = Gated(monkeypatch, at.door, "hearing")
    bob = Ear("bob")
    heard: list[Stream] = []
    greeting = asyncio.create_task(at.hub.attach(bob, heard.extend))
    await gated.entered.wait()
    at.door.members[GENERAL].discard("bob")
    recheck = at.hub.recheck([GENERAL])
    gated.go_on.set()
    await asyncio.gather(greeting, recheck)
    at.hub.deliver(GENERAL, at.entries(2))
    assert heard == ["u:bob"]
    assert bob.writes == []


async def test_who_is_let_in_while_being_greeted_hears_it(
    at: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.door.members[GENERAL].discard("bob")
    await at.ear("ada")
    await at.ear("bob")
    gated = Gated(monkeypatch, at.door, "hearing")
    bob = Ear("bob")
    greeting = asyncio.create_task(at.hub.attach(bob, lambda heads: None))
    await gated.entered.wait()
    at.door.members[GENERAL].add("bob")
    at.hub.admit("bob", GENERAL, 0)
    at.hub.deliver(GENERAL, at.entries(2))
    gated.go_on.set()
    await greeting
    await until(lambda: bob.seqs == [1, 2])


async def test_a_door_that_fails_lets_nobody_hear(
    at: Fixture, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await at.ear("ada")

    async def broken(actor: Actor, stream: Stream) -> bool:
        raise ConnectionError("the store is out of reach")

    monkeypatch.setattr(at.door, "may_hear", broken)
    await at.hub.recheck([GENERAL])
    at.hub.deliver(GENERAL, at.entries(1))
    assert ada.seqs == []
    assert ada.closed == 4000
    assert "may hear" in caplog.text


async def test_a_replay_waits_for_a_slow_socket_and_stops_when_the_right_is_lost(
    at: Fixture,
) -> None:
    await at.ear("ada")
    at.hub.deliver(GENERAL, at.entries(3_000))
    slow = Ear("bob")
    slow.everything = False
    await at.hub.attach(slow, lambda heads: None)
    slow.unsent = 1 << 20
    await at.hub.watch(slow, GENERAL, since=0)
    await until(lambda: bool(slow.writes))
    await asyncio.sleep(0.05)
    assert len(slow.seqs) <= 500
    at.door.members[GENERAL].discard("bob")
    await at.hub.recheck([GENERAL])
    slow.unsent = 0
    await asyncio.sleep(0.05)
    assert len(slow.seqs) <= 500
    assert GENERAL not in slow.watching


async def test_many_who_missed_the_same_share_one_reading(at: Fixture) -> None:
    await at.ear("ada")
    at.hub.deliver(GENERAL, at.entries(400))
    before = at.log.reads
    late = [Ear("bob") for _ in range(50)]
    for ear in late:
        ear.everything = False
        await at.hub.attach(ear, lambda heads: None)
    await asyncio.gather(*(at.hub.watch(ear, GENERAL, since=0) for ear in late))
    await until(lambda: all(len(ear.seqs) == 400 for ear in late))
    assert at.log.reads - before < 10


async def test_a_stream_without_listeners_is_let_go_after_a_while(at: Fixture) -> None:
    ear = await at.ear("ada")
    at.hub.detach(ear)
    now_s = asyncio.get_running_loop().time()
    await at.hub.sweep(now_s - 1)
    assert at.hub.audience(GENERAL) is not None
    await at.hub.sweep(now_s + 1)
    assert at.hub.audience(GENERAL) is None
    at.hub.deliver(GENERAL, at.entries(1))
    again = await at.ear("ada")
    at.hub.deliver(GENERAL, at.entries(1))
    assert again.seqs == [2]


async def come(at: Fixture, *person_ids: str) -> None:
    """Announce that these persons are online."""
    people = [{"person_id": one, "state": "online", "dnd": False} for one in person_ids]
    await at.bus.publish(PRESENCE, [(0, body("presence.changed", {"people": people}))])


def noticed(ear: Ear) -> list[str]:
    """Whose presence was told, in this order."""
    return [view["person_id"] for push in ear.pushes for view in push["data"]["people"]]


async def test_whom_a_guest_sees_no_more_is_not_told_of_not_even_what_waits(at: Fixture) -> None:
    gil, ada = await at.ear("gil"), await at.ear("ada")
    at.door.visible["gil"] = {"bob", "chloe"}
    assert await at.hub.presence.watch(gil, ["bob", "chloe", "dora"]) == ["bob", "chloe"]
    await at.hub.presence.watch(ada, ["bob", "dora"])
    at.door.visible["gil"] = {"chloe"}
    recheck = at.hub.recheck([GENERAL])
    await come(at, "bob", "chloe", "dora")
    assert noticed(gil) == []
    assert noticed(ada) == ["bob", "dora"]
    await recheck
    assert noticed(gil) == ["chloe"]
    await come(at, "bob")
    assert noticed(gil) == ["chloe"]


async def test_a_crowd_that_comes_and_goes_is_told_of_once_a_second(at: Fixture) -> None:
    ada, bob = await at.ear("ada"), await at.ear("bob")
    crowd = [f"p{n}" for n in range(50)]
    await at.hub.presence.watch(ada, crowd)
    await at.hub.presence.watch(bob, crowd[:1])
    await come(at, "p0")
    assert noticed(ada) == noticed(bob) == ["p0"]
    for person_id in crowd * 3:
        await come(at, person_id)
    await until(lambda: len(ada.pushes) > 1)
    assert noticed(ada) == ["p0", *crowd]
    assert noticed(bob) == ["p0", "p0"]
    assert len(ada.pushes) == 2


async def test_who_becomes_a_guest_is_asked_about_again(at: Fixture) -> None:
    gil = await at.ear("gil")
    await at.hub.presence.watch(gil, ["bob", "chloe"])
    at.door.visible["gil"] = {"chloe"}
    await at.hub.recheck(person_ids=["gil"])
    await come(at, "bob", "chloe")
    assert noticed(gil) == ["chloe"]


async def test_an_answer_about_people_is_never_older_than_their_leaving(
    at: Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    gil = await at.ear("gil")
    at.door.visible["gil"] = {"bob", "chloe"}
    gated = Gated(monkeypatch, at.door, "seen")
    watching = asyncio.create_task(at.hub.presence.watch(gil, ["bob", "chloe"]))
    await gated.entered.wait()
    at.door.visible["gil"] = {"chloe"}
    at.hub.recheck([GENERAL])
    gated.go_on.set()
    assert await watching == ["chloe"]
    await come(at, "bob", "chloe")
    assert noticed(gil) == ["chloe"]
