"""The gateway as a client meets it: real sockets, a real server."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from persistence.streams import PRESENCE
from server.ending import PART_S, Ending
from server.gateway.connection import Connection
from server.gateway.gateway import LEAVE_S, GatewaySettings
from server.gateway.transport import GatewayProtocol
from tests.server.gateway.hive import Hive, Talker, body, until


@pytest.fixture
async def hive() -> AsyncIterator[Hive]:
    async with Hive().running() as hive:
        yield hive


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_hello_comes_first_and_tells_what_is_heard(hive: Hive, codec: Any) -> None:
    general = hive.channel("general", "ada")
    hive.channel("secret", "bob")
    await hive.door.publish(general, "before")
    async with hive.connect("ada", codec) as ada:
        hello = ada.hello
        assert list(hello) == [
            "me", "epoch", "positions", "heartbeat_s", "protocol", "connection_id"
        ]  # fmt: skip
        assert hello["me"]["id"] == "ada"
        assert hello["positions"] == {"c:general": ["e1", 1], "u:ada": ["e1", 0]}
        assert ada.socket.subprotocol == f"ruche.v1.{codec}"


async def test_json_is_spoken_to_who_asks_for_no_subprotocol(hive: Hive) -> None:
    async with hive.connect("ada", None) as ada:
        assert ada.socket.subprotocol is None
        assert ada.hello["protocol"] == 1


async def test_a_post_is_answered_and_heard_in_both_codecs(hive: Hive) -> None:
    hive.channel("general", "ada", "bob")
    async with hive.connect("ada", "msgpack") as ada, hive.connect("bob", "json") as bob:
        reply = await ada.ask("messages.post", channel_id="general", text="hé")
        assert list(reply) == ["id", "ok", "result"]
        assert reply["result"] == {"seq": 1, "text": "hé"}
        for talker in (ada, bob):
            push = await talker.push()
            assert list(push) == ["stream", "epoch", "seq", "event", "data"]
            assert push == {
                "stream": "c:general", "epoch": "e1", "seq": 1,
                "event": "message.posted", "data": {"text": "hé"},
            }  # fmt: skip


async def test_what_passes_carries_no_seq(hive: Hive) -> None:
    general = hive.channel("general", "ada", "bob")
    async with hive.connect("ada", "msgpack") as ada, hive.connect("bob") as bob:
        await hive.bus.publish(general, [(0, body("typing.started", {"person_id": "ada"}))])
        for talker in (ada, bob):
            push = await talker.push()
            assert list(push) == ["stream", "event", "data"]


BAD_FRAMES: list[tuple[bytes, bool, Any, str]] = [
    (b"", True, None, "frame"),
    (b"nonsense", True, None, "frame"),
    (b"[1]", True, None, "frame"),
    (b'{"op":"people.me"}', True, None, "id"),
    (b'{"id":1}', True, 1, "op"),
    (b'{"id":1,"op":7}', True, 1, "op"),
    (b'{"id":[],"op":"people.me"}', True, None, "id"),
    (b'{"id":1,"op":"people.me","agrs":{}}', True, 1, "agrs"),
    (b'{"id":1,"op":"people.you"}', True, 1, "op"),
    (b'{"id":1,"op":"people.me","args":5}', True, 1, "args"),
    (b'{"id":1,"op":"people.me","args":{"x":1}}', True, 1, "x"),
    (b'{"id":1,"op":"messages.post","args":{"text":""}}', True, 1, "channel_id"),
    (b'{"id":1,"op":"messages.post","args":{"channel_id":"x","file_ids":["a",3]}}',
     True, 1, "file_ids.1"),
    (b'{"id":1,"op":"messages.post","args":{"channel_id":"nowhere"}}', True, 1, "channel_id"),
    (b'{"id":1,"op":"messages.post","args":{"text":"\xff"}}', True, None, "frame"),
    (b'{"id":1,"op":"streams.resume","args":{"positions":{"c:x":["e1",-1]}}}',
     True, 1, "positions"),
    (b'{"id":1,"op":"streams.watch","args":{"streams":["c:nowhere"]}}', True, 1, "streams.0"),
    (b'{"id":1,"op":"people.me"}', False, None, "frame"),
    (b'{"id":1,"op":"x","args":' + b"[" * 200_000 + b"]" * 200_000 + b"}", True, None, "frame"),
    (b'{"id":1,"op":"' + b"x" * (1 << 20) + b'"}', True, None, "frame"),
    (b"x" * 3_000_000, True, None, "frame"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text", "request_id", "field"), BAD_FRAMES)
async def test_a_bad_frame_gets_a_fault_and_the_connection_survives(
    hive: Hive, raw: bytes, text: bool, request_id: Any, field: str
) -> None:
    async with hive.connect("ada", "json") as ada:
        await ada.socket.send(raw, text=text)
        reply = await ada.next()
        assert list(reply) == ["id", "ok", "error"]
        assert (reply["id"], reply["ok"]) == (request_id, False)
        assert reply["error"]["code"] in ("invalid", "not_found")
        assert reply["error"]["field"].startswith(field)
        assert reply["error"]["detail"]
        assert (await ada.ask("people.me"))["ok"]


BAD_PACKS: list[tuple[bytes, str]] = [
    (b"\xc1", "frame"),
    (b"\x93\x01\x02\x03", "frame"),
    (b"\xdf\xff\xff\xff\xff", "frame"),
    (b"\x82\xa2id\x01\xa2op\xa2\xff\xfe", "frame"),
    (b"\x83\xa2id\x01\xa2op\xa9people.me\xa4args" + b"\x91" * 100_000 + b"\x01", "frame"),
    (b"\x83\xa2id\x01\xa2op\xadmessages.post\xa4args\x81\xaachannel_id\xa1\xff", "args"),
    (msgspec.msgpack.encode({"id": 1, "op": "messages.post", "args": {"channel_id": 1}}),
     "channel_id"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "field"), BAD_PACKS)
async def test_a_bad_msgpack_frame_gets_a_fault_too(hive: Hive, raw: bytes, field: str) -> None:
    async with hive.connect("ada", "msgpack") as ada:
        await ada.socket.send(raw)
        reply = await ada.next()
        assert reply["ok"] is False
        assert reply["error"]["field"] == field
        await ada.socket.send("text on a binary socket")
        assert (await ada.next())["error"]["field"] == "frame"
        assert (await ada.ask("people.me"))["ok"]


async def test_a_bug_in_an_operation_is_an_error_and_not_the_end(
    hive: Hive, caplog: pytest.LogCaptureFixture
) -> None:
    hive.channel("general", "ada")
    async with hive.connect("ada") as ada:
        reply = await ada.ask("messages.post", channel_id="general", text="boom")
        assert reply["error"]["code"] == "error"
        assert "bug" not in reply["error"]["detail"]
        assert (await ada.ask("people.me"))["ok"]
    assert "a bug" in caplog.text


async def test_a_ping_is_answered_by_its_number_and_is_no_activity(hive: Hive) -> None:
    async with hive.connect("ada") as ada:
        await ada.send({"ping": 7})
        assert await ada.next() == {"pong": 7}
        await ada.ask("presence.watch", person_ids=["bob"])
        assert hive.attendees.acted == []
        await ada.ask("people.me")
        assert hive.attendees.acted == [ada.hello["connection_id"]]


@pytest.mark.parametrize(("name", "status", "code"), [
    ("", 401, "not_signed_in"), ("mallory", 403, "not_allowed"),
])  # fmt: skip
async def test_a_stranger_is_refused_before_the_handshake(
    hive: Hive, name: str, status: int, code: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with hive.connect(name):
            pass
    assert refused.value.response.status_code == status
    assert msgspec.json.decode(refused.value.response.body or b"")["error"]["code"] == code


async def test_refusals_are_counted_and_logged_in_one_line(
    hive: Hive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(5):
        with pytest.raises(InvalidStatus):
            async with hive.connect(""):
                pass
    assert hive.gateway.hub.counters.refused == 5
    lines = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert lines == ["handshakes refused: 1, the last with 401"]


async def test_an_unknown_subprotocol_is_refused(hive: Hive) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            f"ws://127.0.0.1:{hive.port}/ws",
            subprotocols=["soap"],  # type: ignore[list-item]
            additional_headers={"Authorization": "Bearer ada"},
            proxy=None,
        ):
            pass
    assert refused.value.response.status_code == 400


async def closed_with(talker: Talker) -> int | None:
    """The code with which the server ends the connection."""
    try:
        while True:
            talker.heard.append(await talker.next())
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else None


async def test_one_connection_too_many_is_closed_with_its_code(hive: Hive) -> None:
    hive.attendees.cap = 1
    async with hive.connect("ada") as first:
        with pytest.raises(ConnectionClosed) as end:
            async with hive.connect("ada"):
                pass
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == 4102
        assert (await first.ask("people.me"))["ok"]


async def test_a_revoked_session_loses_its_connections_and_no_others(hive: Hive) -> None:
    async with hive.connect("ada") as ada, hive.connect("bob") as bob:
        hive.gateway.revoke("s-ada")
        assert await closed_with(ada) == 4101
        assert (await bob.ask("people.me"))["ok"]


async def test_a_closed_connection_leaves_presence_and_all_streams(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    async with hive.connect("ada") as ada:
        await ada.ask("presence.watch", person_ids=["bob"])
        assert list(hive.attendees.here.values()) == ["ada"]
    await until(lambda: not hive.attendees.here and not hive.hub.connections())
    audience = hive.hub.audience(general)
    assert audience is not None
    assert audience.is_empty()
    await hive.door.publish(general, "to nobody")


# -- what is heard


async def test_a_removed_member_hears_nothing_more_not_even_what_waits(hive: Hive) -> None:
    general = hive.channel("general", "ada", "bob")
    async with hive.connect("ada") as ada, hive.connect("bob") as bob:
        await hive.door.publish(general, "1")
        hive.door.members[general].discard("bob")
        recheck = hive.hub.recheck([general])
        await hive.door.publish(general, "2")
        await recheck
        await hive.door.publish(general, "3")
        assert await ada.texts(3) == ["1", "2", "3"]
        assert await bob.texts(1) == ["1"]
        assert await bob.silent()


async def test_a_person_who_loses_a_role_loses_its_streams(hive: Hive) -> None:
    general = hive.channel("general", "ada", "bob")
    async with hive.connect("ada") as ada, hive.connect("bob") as bob:
        hive.door.members[general] = {"ada"}
        await hive.hub.recheck(person_ids=["bob"])
        await hive.door.publish(general, "1")
        assert await ada.texts(1) == ["1"]
        assert await bob.silent()


async def test_a_new_member_hears_from_the_joining_on(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    async with (
        hive.connect("ada") as ada,
        hive.connect("bob") as bob,
        hive.connect("bob", query="?watch=none") as quiet,
    ):
        await hive.door.publish(general, "before")
        hive.door.members[general].add("bob")
        joined_at = await hive.door.publish(general, "bob joined")
        hive.hub.admit("bob", general, joined_at - 1)
        await hive.door.publish(general, "welcome")
        assert await bob.texts(2) == ["bob joined", "welcome"]
        assert await ada.texts(3) == ["before", "bob joined", "welcome"]
        assert await quiet.silent()


async def test_a_silent_connection_hears_only_what_it_watches(hive: Hive) -> None:
    general, other = hive.channel("general", "ada"), hive.channel("other", "ada")
    await hive.door.publish(general, "before")
    async with hive.connect("ada", query="?watch=none") as ada:
        assert ada.hello["positions"] == {}
        watched = await ada.ask("streams.watch", streams=[general])
        assert watched["result"] == {"positions": {general: ["e1", 1]}}
        await hive.door.publish(other, "not this")
        await hive.door.publish(general, "this")
        assert await ada.texts(1) == ["this"]
        await ada.ask("streams.unwatch", streams=[general])
        await hive.door.publish(general, "no more")
        assert await ada.silent()


async def test_watching_a_stream_that_is_not_there_joins_none_of_the_others(hive: Hive) -> None:
    general = hive.channel("general", "ada")
    async with hive.connect("ada", query="?watch=none") as ada:
        refused = await ada.ask("streams.watch", streams=[general, "c:secret"])
        assert refused["error"]["code"] == "not_found"
        assert refused["error"]["field"] == "streams.1"
        await hive.door.publish(general, "not heard")
        assert await ada.silent()


async def test_presence_reaches_those_who_watch_the_person(hive: Hive) -> None:
    async with hive.connect("ada") as ada, hive.connect("bob", "msgpack") as bob:
        reply = await ada.ask("presence.watch", person_ids=["bob", "chloe"])
        states = {view["person_id"]: view["state"] for view in reply["result"]["items"]}
        assert states == {"bob": "online", "chloe": "offline"}
        await bob.ask("presence.watch", person_ids=["dora"])
        people = [{"person_id": one, "state": "away", "dnd": False} for one in ("bob", "eve")]
        await hive.bus.publish(PRESENCE, [(0, body("presence.changed", {"people": people}))])
        push = await ada.push()
        assert push == {"stream": "p", "event": "presence.changed", "data": {"people": people[:1]}}
        assert await bob.silent()


async def test_watching_the_presence_stream_itself_changes_nothing(hive: Hive) -> None:
    hive.door.members[PRESENCE] = {"ada"}
    async with hive.connect("ada") as ada:
        await ada.ask("presence.watch", person_ids=["bob"])
        people = [{"person_id": one, "state": "away", "dnd": False} for one in ("bob", "eve")]
        await hive.bus.publish(PRESENCE, [(0, body("presence.changed", {"people": people}))])
        assert (await ada.push())["data"] == {"people": people[:1]}
        assert await ada.silent()


async def test_who_sends_much_that_is_not_understood_is_told_to_wait(hive: Hive) -> None:
    hive.door.allowance = 3.0
    async with hive.connect("ada") as ada:
        codes = []
        for _ in range(5):
            await ada.socket.send("nonsense")
            codes.append((await ada.next())["error"]["code"])
        assert codes == ["invalid"] * 3 + ["limited"] * 2


async def test_what_the_connection_does_itself_counts_by_how_much_it_names(hive: Hive) -> None:
    async with hive.connect("ada") as ada:
        positions = {f"c:C{n}": ["e1", 0] for n in range(500)}
        await ada.ask("streams.resume", positions=positions)
        await ada.ask("streams.unwatch", streams=list(positions))
        await ada.ask("presence.watch", person_ids=["bob"])
        await ada.ask("streams.watch", streams=[])
        assert hive.door.charged == [
            ("streams.resume", 6.0),
            ("streams.unwatch", 6.0),
            ("presence.watch", 1.01),
            ("streams.watch", 1.0),
        ]
        hive.door.allowance = 1.0
        refused = await ada.ask("streams.resume", positions=positions)
        assert refused["error"]["code"] == "limited"
        assert refused["error"]["retry_after_s"] > 0


async def test_too_many_people_to_watch_are_refused(hive: Hive) -> None:
    async with hive.connect("ada") as ada:
        reply = await ada.ask("presence.watch", person_ids=[f"U{n}" for n in range(501)])
        assert reply["error"]["field"] == "person_ids"


# -- resume


async def test_requests_beyond_the_bound_are_limited_and_the_others_answered(hive: Hive) -> None:
    async with hive.connect("ada") as ada:
        for number in range(260):
            await ada.send({"id": number, "op": "wait.read", "args": {"name": "gate"}})
        for _ in range(4):
            reply = await ada.next()
            assert reply["id"] >= 256
            assert reply["error"]["code"] == "limited"
        hive.door.gate("gate").set()
        assert {(await ada.next())["id"] for _ in range(256)} == set(range(256))
        assert (await ada.ask("people.me"))["ok"]


async def test_writes_go_one_after_the_other_and_reads_pass_them(hive: Hive) -> None:
    async with hive.connect("ada") as ada:
        for number in (1, 2):
            await ada.send({"id": number, "op": "wait.write", "args": {"name": f"w{number}"}})
        await ada.send({"id": 3, "op": "people.me", "args": {}})
        assert (await ada.next())["id"] == 3
        assert hive.door.started == ["w1"]
        hive.door.gate("w2").set()
        hive.door.gate("w1").set()
        assert [(await ada.next())["id"] for _ in range(2)] == [1, 2]


async def test_the_next_write_goes_as_soon_as_the_one_before_has_entered(hive: Hive) -> None:
    hive.door.enters_early = True
    async with hive.connect("ada") as ada:
        for number in range(1, 4):
            await ada.send({"id": number, "op": "wait.write", "args": {"name": f"w{number}"}})
        hive.door.gate("w3").set()
        assert (await ada.next())["id"] == 3
        assert hive.door.started == ["w1", "w2", "w3"]
        for number in (1, 2):
            hive.door.gate(f"w{number}").set()
            assert (await ada.next())["id"] == number


async def test_a_reader_too_slow_is_told_to_resume_and_misses_nothing() -> None:
    async with Hive(GatewaySettings(max_buffered_bytes=200_000)).running() as hive:
        general = hive.channel("general", "ada", "bob")
        async with hive.connect("ada", max_queue=1) as ada, hive.connect("bob") as bob:
            count = 0
            while len(hive.hub.connections("ada")):
                await hive.door.publish(general, "x" * 60_000)
                count += 1
                await bob.push()
            assert hive.hub.counters.dropped_slow == 1
            assert await closed_with(ada) == 4000
            seqs = [push["seq"] for push in ada.heard]
        assert seqs == list(range(1, len(seqs) + 1))
        async with hive.connect("ada") as ada:
            reply = await ada.ask("streams.resume", positions={general: ["e1", seqs[-1]]})
            assert reply["result"] == {"resumed": count - len(seqs), "reset": []}
            assert [push["seq"] for push in ada.heard] == list(range(len(seqs) + 1, count + 1))


@pytest.mark.parametrize("by_server", [True, False])
async def test_a_graceful_stop_answers_what_runs_and_says_come_back(
    hive: Hive, by_server: bool
) -> None:
    async with hive.connect("ada") as ada, hive.connect("bob") as bob:
        await ada.send({"id": 1, "op": "wait.write", "args": {"name": "last"}})
        await ada.ask("people.me")
        if by_server:
            hive.server.should_exit = True
        else:
            closing = asyncio.create_task(hive.gateway.close())
        assert await closed_with(bob) == 4001
        await ada.send({"id": 2, "op": "people.me", "args": {}})
        assert (await ada.next())["error"]["code"] == "unavailable"
        hive.door.gate("last").set()
        assert (await ada.next())["ok"]
        assert await closed_with(ada) == 4001
        if not by_server:
            await closing


def test_the_gateway_ends_within_the_time_of_a_part() -> None:
    assert GatewaySettings().drain_s + LEAVE_S < PART_S


async def test_a_gateway_that_is_left_behind_ends_its_tasks_all_the_same() -> None:
    def asking() -> bool:
        running = [getattr(one.get_coro(), "__name__", "") for one in asyncio.all_tasks()]
        return "_call" in running

    hive = Hive(GatewaySettings(drain_s=60))
    general = hive.channel("general", "ada")
    async with hive.running(), hive.connect("ada") as ada:
        await ada.send({"id": 1, "op": "wait.write", "args": {"name": "for ever"}})
        await until(lambda: hive.door.started == ["for ever"])
        assert asking()
        assert hive.hub.audience(general) is not None
        await Ending(part_s=0.05).of("gateway", hive.gateway.close())
        await until(lambda: not asking())
        await until(lambda: hive.hub.audience(general) is None)


async def test_the_gateway_works_behind_a_server_without_ready_made_frames() -> None:
    async with Hive(plain=True).running() as hive:
        general = hive.channel("general", "ada", "bob")
        async with hive.connect("ada", "msgpack") as ada, hive.connect("bob") as bob:
            assert (await ada.ask("messages.post", channel_id="general", text="1"))["ok"]
            for number in range(2, 1000):
                await hive.door.publish(general, str(number))
            for talker in (ada, bob):
                assert await talker.texts(999) == [str(number) for number in range(1, 1000)]
            await bob.socket.send(b"nonsense", text=True)
            assert (await bob.next())["error"]["field"] == "frame"
            hive.gateway.revoke("s-bob")
            assert await closed_with(bob) == 4101


async def test_a_socket_that_ended_waits_for_no_collector(hive: Hive) -> None:
    def left() -> int:
        return sum(type(one) in (Connection, GatewayProtocol) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        async with hive.connect("ada"):
            assert left() == 2
        await until(lambda: left() == 0)
    finally:
        gc.enable()
