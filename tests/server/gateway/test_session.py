"""The session: a frame in, an effect out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from persistence.bus_memory import MemoryBus
from persistence.streams import Stream
from server.gateway.operations import ResumeStreams
from server.gateway.ports import Codec
from server.gateway.session import Answer, Call, Effect, Own, Refuse, Session
from tests.server.gateway.hive import HiveDoor, MemoryLog, Post, Wait


def session(codec: Codec = "json", max_outstanding: int = 256) -> Session:
    """A session at a door of four operations."""
    return Session(codec, HiveDoor(MemoryLog(), MemoryBus()), max_outstanding)


def ask(session: Session, request_id: Any, op: str, **args: object) -> Effect | None:
    """The effect of a request."""
    raw = msgspec.json.encode({"id": request_id, "op": op, "args": args})
    return session.receive(raw, True)


def error(effect: Effect | None) -> dict[str, Any]:
    """The error in a reply."""
    if isinstance(effect, Refuse):
        return {"code": effect.fault.code, "field": effect.fault.field}
    assert isinstance(effect, Answer)
    found: dict[str, Any] = msgspec.json.decode(effect.message)["error"]
    return found


@pytest.mark.parametrize("codec", ["json", "msgpack"])
def test_a_request_becomes_a_typed_call(codec: Codec) -> None:
    encode = msgspec.json.encode if codec == "json" else msgspec.msgpack.encode
    raw = encode({"id": "a", "op": "messages.post", "args": {"channel_id": "C1", "text": "hi"}})
    effect = session(codec).receive(raw, codec == "json")
    assert effect == Call("a", "messages.post", Post(channel_id="C1", text="hi"), True)


def test_reads_go_freely_while_writes_wait_their_turn() -> None:
    one = session()
    first = ask(one, 1, "wait.write", name="w1")
    assert isinstance(first, Call)
    assert ask(one, 2, "wait.write", name="w2") is None
    assert ask(one, 3, "wait.write", name="w3") is None
    read = ask(one, 4, "wait.read", name="r")
    assert isinstance(read, Call)
    assert not read.ordered
    assert one.entered() == Call(2, "wait.write", Wait(name="w2"), True)
    assert one.entered() == Call(3, "wait.write", Wait(name="w3"), True)
    assert one.entered() is None
    assert isinstance(ask(one, 5, "wait.write", name="w4"), Call)


def test_request_ids_need_not_differ() -> None:
    one = session()
    assert isinstance(ask(one, 1, "people.me"), Call)
    assert isinstance(ask(one, 1, "people.me"), Call)


def test_the_bound_counts_waiting_writes_and_opens_again_with_replies() -> None:
    one = session(max_outstanding=2)
    ask(one, 1, "wait.write", name="a")
    ask(one, 2, "wait.write", name="b")
    refused = error(ask(one, 3, "people.me"))
    assert refused["code"] == "limited"
    assert refused["retry_after_s"] > 0
    one.finished()
    assert isinstance(ask(one, 3, "people.me"), Call)


def test_a_refused_request_does_not_count() -> None:
    one = session(max_outstanding=1)
    for _ in range(3):
        assert error(ask(one, 1, "no.such"))["field"] == "op"
        assert error(ask(one, 1, "messages.post", channel_id=3))["field"] == "channel_id"
        assert error(ask(one, 1, "streams.resume", positions=3))["field"] == "positions"
    assert one.outstanding == 0


def test_the_connections_own_operations_are_typed_too() -> None:
    effect = ask(session(), 1, "streams.resume", positions={"c:C1": ["e1", 4]})
    assert effect == Own(1, "streams.resume", ResumeStreams(positions={Stream("c:C1"): ("e1", 4)}))


def test_what_cannot_be_understood_is_counted_and_pings_are_not() -> None:
    assert isinstance(ask(session(), 1, "no.such"), Refuse)
    assert isinstance(session().receive(b"nonsense", True), Refuse)
    assert isinstance(session().receive(b'{"ping":3}', True), Answer)


@pytest.mark.parametrize("key", ["", "c:" + "x" * 80])
def test_a_position_names_a_stream(key: str) -> None:
    refused = error(ask(session(), 1, "streams.resume", positions={key: ["e1", 4]}))
    assert (refused["code"], refused["field"]) == ("invalid", "positions")


def test_positions_have_a_bound() -> None:
    positions = {f"c:C{n}": ["e1", 0] for n in range(5_001)}
    refused = error(ask(session(), 1, "streams.resume", positions=positions))
    assert (refused["code"], refused["field"]) == ("invalid", "positions")


def test_a_retired_session_takes_no_requests_but_still_answers_pings() -> None:
    one = session()
    one.retired = True
    assert error(ask(one, 1, "people.me"))["code"] == "unavailable"
    assert one.receive(b'{"ping":3}', True) == Answer(b'{"pong":3}')
