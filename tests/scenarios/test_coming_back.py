"""Dialogues of connections: what is heard, what was missed, what is sent twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from persistence import log
from persistence.snapshot import Snapshot
from tests.world import Refused, Socket, World, open_world


def texts(socket: Socket, since: int = 0) -> list[str]:
    return [
        push["data"]["message"]["text"]
        for push in socket.heard[since:]
        if push["event"] == "message.posted"
    ]


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_what_was_missed_comes_in_order_and_then_the_answer(world: World, codec: str) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    first = await bob.connects(codec)
    await ada.posts(general, "Heard.")
    await first.hears("message.posted", text="Heard.")
    await first.close()
    for number in range(30):
        await ada.posts(general, f"Missed {number}.")
    second = await bob.connects(codec)
    order: list[str] = []
    second.on_frame = lambda frame: order.append("reply" if "ok" in frame else frame["event"])
    resumed = await second.call("streams.resume", positions=first.positions)
    assert resumed == {"resumed": 30, "reset": []}
    assert texts(second) == [f"Missed {number}." for number in range(30)]
    assert order == ["message.posted"] * 30 + ["reply"]
    await ada.posts(general, "Live again.")
    await second.hears("message.posted", text="Live again.")
    seqs = [push["seq"] for push in second.heard if push["event"] == "message.posted"]
    assert seqs == list(range(seqs[0], seqs[0] + 31))


async def test_live_pushes_wait_behind_the_replay(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    first = await bob.connects()
    await first.close()
    for number in range(200):
        await ada.posts(general, f"{number}")
    second = await bob.connects()
    writing = asyncio.create_task(_write_on(world, ada, general, range(200, 260)))
    resumed = await second.call("streams.resume", positions=first.positions)
    await writing
    await second.hears("message.posted", text="259")
    assert resumed["reset"] == []
    assert resumed["resumed"] >= 200
    once = list(dict.fromkeys(texts(second)))
    assert once[-260:] == [str(number) for number in range(260)]


async def _write_on(world: World, person: Any, channel_id: str, numbers: range) -> None:
    for number in numbers:
        await person.posts(channel_id, f"{number}")


async def test_a_position_of_another_time_is_reset(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    await ada.posts(general, "One.")
    stream = f"c:{general}"
    assert bob.socket is not None
    epoch, head = bob.socket.positions[stream]
    for position in (["another epoch", head], [epoch, head + 100], [epoch, 2**63 - 1]):
        answer = await bob.socket.call("streams.resume", positions={stream: position})
        assert answer == {"resumed": 0, "reset": [stream]}
    await ada.posts(general, "Two.")
    await bob.hears("message.posted", text="Two.")  # it is heard all the same


async def test_what_was_pruned_is_reset(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    stream = f"c:{general}"
    assert bob.socket is not None
    before = bob.socket.hello["positions"][stream]
    for number in range(5):
        await ada.posts(general, f"{number}")
    await bob.hears("message.posted", text="4")
    store = world.server.core.store
    async with store.read() as snapshot:
        entries = await log.after_id(snapshot, 0, 1_000)
    await store.mark_relayed([entry.id for entry in entries])

    async def prune(snapshot: Snapshot) -> None:
        await log.prune(snapshot, store.clock.now_us() // 1_000 + 60_000)

    await store.exclusively(prune)
    answer = await bob.socket.call("streams.resume", positions={stream: before})
    assert answer == {"resumed": 0, "reset": [stream]}
    await ada.posts(general, "After.")
    await bob.hears("message.posted", text="After.")


async def test_a_channel_joined_while_away_is_resumed_from_its_joining(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    first = await bob.connects()
    await first.close()
    garden = await ada.creates("garden", "private")
    await ada.call("channels.invite", channel_id=garden, person_ids=[bob.id])
    await ada.posts(garden, "You are in.")
    second = await bob.connects()
    await second.call("streams.resume", positions=first.positions)
    joined = await second.hears("channel.joined")
    assert joined["channel"]["id"] == garden
    stream = f"c:{garden}"
    assert stream in second.hello["positions"]
    epoch = second.hello["epoch"]
    answer = await second.call(
        "streams.resume", positions={stream: [epoch, joined["channel"]["head"]]}
    )
    assert answer == {"resumed": 1, "reset": []}
    assert texts(second) == ["You are in."]


async def test_a_silent_connection_hears_what_it_chooses(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    garden = await ada.creates("garden")
    silent = await world.socket(bob.token, "json", "?watch=none")
    assert silent.hello["positions"] == {}
    await ada.posts(general, "Into the wind.")
    watched = await silent.call("streams.watch", streams=[f"c:{garden}"])
    assert list(watched["positions"]) == [f"c:{garden}"]
    await ada.posts(general, "Still the wind.")
    await ada.posts(garden, "Heard from outside.")
    await silent.hears("message.posted", text="Heard from outside.")
    await silent.call("streams.unwatch", streams=[f"c:{garden}"])
    await ada.posts(garden, "Not any more.")
    await ada.posts(general, "The end.")
    await bob.hears("message.posted", text="The end.")
    await silent.hears_nothing("message.posted")
    assert texts(silent) == ["Heard from outside."]


async def test_hello_tells_who_and_where(world: World) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    assert ada.socket is not None
    hello = ada.socket.hello
    assert hello["me"]["handle"] == "ada"
    assert set(hello["positions"]) == {"w", f"u:{ada.id}", f"c:{general}"}
    assert all(epoch == hello["epoch"] for epoch, _ in hello["positions"].values())
    assert hello["heartbeat_s"] > 0


async def test_a_repeated_send_gets_the_first_answer_from_any_socket(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    sockets = [await ada.connects(codec) for codec in ("json", "msgpack", "json")]
    calls = [
        socket.call("messages.post", channel_id=general, text="Once.", client_id="c-1")
        for socket in sockets
        for _ in range(3)
    ]
    answers = await asyncio.gather(*calls)
    assert all(answer == answers[0] for answer in answers)
    await bob.posts(general, "That is all.")
    await bob.hears("message.posted", text="That is all.")
    assert bob.socket is not None
    assert texts(bob.socket) == ["Once.", "That is all."]


async def test_a_repeated_send_gets_the_first_answer_after_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ada = await world.member("ada")
        general = await world.general()
        first = await ada.posts(general, "Once.", client_id="c-1")
        epoch = ada.socket.hello["epoch"] if ada.socket is not None else ""
        await ada.call("messages.edit", message_id=first["id"], text="Once, edited.")
    async with open_world(tmp_path) as world:
        socket = await world.socket(ada.token)
        assert socket.hello["epoch"] == epoch
        again = await socket.call(
            "messages.post", channel_id=general, text="Once.", client_id="c-1"
        )
        assert (again["id"], again["seq"]) == (first["id"], first["seq"])
        history = await socket.call("messages.history", channel_id=general)
        assert len(history["items"]) == 1


async def test_the_same_client_id_is_each_persons_own(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    first = await ada.posts(general, "Mine.", client_id="c-1")
    second = await bob.posts(general, "Mine too.", client_id="c-1")
    assert first["id"] != second["id"]


async def test_a_failed_send_may_be_repeated(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await bob.creates("garden")
    with pytest.raises(Refused, match="not_allowed"):
        await ada.posts(garden, "Let me in.", client_id="c-1")
    await ada.call("channels.join", channel_id=garden)
    assert (await ada.posts(garden, "Let me in.", client_id="c-1"))["text"] == "Let me in."


async def test_writes_of_one_connection_keep_their_order(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    assert ada.socket is not None
    calls = [
        ada.socket.call("messages.post", channel_id=general, text=f"{number}")
        for number in range(100)
    ]
    answers = await asyncio.gather(*calls)
    seqs = [answer["seq"] for answer in answers]
    assert seqs == sorted(seqs)
    await bob.hears("message.posted", text="99")
    assert bob.socket is not None
    assert texts(bob.socket) == [str(number) for number in range(100)]


async def test_what_was_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ada = await world.member("ada")
        general = await world.general()
        sent = [await ada.posts(general, f"{number}") for number in range(20)]
    async with open_world(tmp_path) as world:
        socket = await world.socket(ada.token)
        history = await socket.call("messages.history", channel_id=general)
        assert history["items"] == sent[::-1]
