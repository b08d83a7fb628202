"""Frames: whatever comes in, a typed answer comes out; what goes out has its keys in order."""

from __future__ import annotations

from typing import Any, get_args

import msgpack
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.core.errors import Limited
from persistence.streams import Stream
from server.gateway import frames
from server.gateway.frames import Fault, Ping, PushHead, Request
from server.gateway.ports import Codec
from tests.server.gateway.hive import body

CODECS: tuple[Codec, ...] = get_args(Codec)
codecs = st.sampled_from(CODECS)
leaves = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text()
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
keys = st.sampled_from(["id", "op", "args", "ping", "x"]) | st.text()


@given(st.binary(), st.booleans(), codecs)
def test_any_bytes_are_understood_or_a_fault(raw: bytes, text: bool, codec: Codec) -> None:
    assert isinstance(frames.decode(raw, text, codec), Request | Ping | Fault)


@given(st.dictionaries(keys, values), codecs)
def test_any_map_is_understood_or_a_fault_that_names_a_field(
    found: dict[str, Any], codec: Codec
) -> None:
    try:
        raw = msgspec.json.encode(found) if codec == "json" else msgpack.packb(found)
    except OverflowError:
        return
    result = frames.decode(raw, codec == "json", codec)
    if isinstance(result, Fault):
        assert result.field
        assert frames.encode_fault(result, codec)
    elif isinstance(result, Request):
        assert (result.id, result.op) == (found["id"], found["op"])


@given(st.binary(max_size=60), st.integers(0, 60), st.binary(min_size=1, max_size=3), codecs)
def test_a_damaged_request_never_raises(junk: bytes, at: int, cut: bytes, codec: Codec) -> None:
    request = {"id": "a", "op": "messages.post", "args": {"text": junk.hex(), "n": [1, 2.5]}}
    raw = msgspec.json.encode(request) if codec == "json" else msgspec.msgpack.encode(request)
    damaged = raw[:at] + cut + raw[at + len(cut) :]
    assert isinstance(frames.decode(damaged, codec == "json", codec), Request | Ping | Fault)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("request_id", ["a", 7, -1, 2**63 - 1])
def test_a_request_keeps_its_arguments_for_the_door(codec: Codec, request_id: Any) -> None:
    encode = msgspec.json.encode if codec == "json" else msgspec.msgpack.encode
    args = {"channel_id": "C1", "text": "é"}
    raw = encode({"id": request_id, "op": "messages.post", "args": args})
    found = frames.decode(raw, codec == "json", codec)
    assert found == Request(request_id, "messages.post", encode(args))


@pytest.mark.parametrize("codec", CODECS)
def test_a_request_without_arguments_has_an_empty_map_of_them(codec: Codec) -> None:
    encode = msgspec.json.encode if codec == "json" else msgspec.msgpack.encode
    found = frames.decode(encode({"id": 1, "op": "people.me"}), codec == "json", codec)
    assert found == Request(1, "people.me", encode({}))


@pytest.mark.parametrize(
    ("frame", "request_id", "field"),
    [
        ({"ping": 2**64}, None, "ping"),
        ({"ping": "now"}, None, "ping"),
        ({"ping": 1, "id": 1}, None, "ping"),
        ({"id": "x" * 201, "op": "a"}, None, "id"),
        ({"id": 2**64, "op": "a"}, None, "id"),
        ({"id": True, "op": "a"}, None, "id"),
        ({"id": "q", "op": None}, "q", "op"),
        ({"id": "q", "op": "a", "more": 1}, "q", "more"),
    ],
)
def test_a_fault_names_the_field_and_the_request(frame: Any, request_id: Any, field: str) -> None:
    found = frames.decode(msgspec.json.encode(frame), True, "json")
    assert isinstance(found, Fault)
    assert (found.id, found.code, found.field) == (request_id, "invalid", field)


@pytest.mark.parametrize("half", [r"\ud83d", r"a\uDC1Db", r"\udc1d\ud83d", r"\ud83d\ud83d\udc1d"])
def test_half_of_a_surrogate_pair_is_a_fault_of_its_field(half: str) -> None:
    args = f'{{"channel_id": "C1", "text": "{half}"}}'
    raw = f'{{"id": 7, "op": "messages.post", "args": {args}}}'
    fault = frames.decode(raw.encode(), True, "json")
    assert isinstance(fault, Fault)
    assert (fault.id, fault.code, fault.field) == (7, "invalid", "text")


def test_whole_surrogate_pairs_and_what_only_looks_like_one_are_text() -> None:
    raw = rb'{"id": 7, "op": "x", "args": {"text": "\ud83d\udc1d \\ud83d"}}'
    request = frames.decode(raw, True, "json")
    assert isinstance(request, Request)
    assert msgspec.json.decode(request.args) == {"text": "\U0001f41d \\ud83d"}


def test_a_fault_repeats_little_of_what_was_sent() -> None:
    raw = msgspec.json.encode({"id": 1, "op": "a", "x" * 100_000: 1})
    found = frames.decode(raw, True, "json")
    assert isinstance(found, Fault)
    assert len(frames.encode_fault(found, "json")) < 1_000


@pytest.mark.parametrize("codec", CODECS)
def test_replies_have_their_keys_in_order(codec: Codec) -> None:
    decode = msgspec.json.decode if codec == "json" else msgspec.msgpack.decode
    reply = decode(frames.encode_reply("a", {"seq": 1}, codec))
    assert list(reply.items()) == [("id", "a"), ("ok", True), ("result", {"seq": 1})]
    fault = frames.to_fault(3, Limited("Slow down.", 2.5))
    reply = decode(frames.encode_fault(fault, codec))
    assert list(reply) == ["id", "ok", "error"]
    assert list(reply["error"].items()) == [
        ("code", "limited"), ("detail", "Slow down."), ("field", None), ("retry_after_s", 2.5),
    ]  # fmt: skip
    assert decode(frames.encode_pong(Ping(5), codec)) == {"pong": 5}


@given(st.integers(1, 2**63 - 1), values)
def test_a_push_is_the_same_in_both_codecs(seq: int, content: Any) -> None:
    try:
        entry = body("message.posted", content)
    except OverflowError:
        return
    message = PushHead(Stream("c:C1"), "e1").push(seq, entry)
    push = msgspec.msgpack.decode(message)
    assert list(push) == ["stream", "epoch", "seq", "event", "data"]
    assert (push["stream"], push["epoch"], push["seq"]) == ("c:C1", "e1", seq)
    assert frames.to_json(message) == msgspec.json.encode(push)
    assert frames.read_body(entry)[0] == "message.posted"


def test_a_passing_push_has_three_keys() -> None:
    message = PushHead(Stream("c:C1"), "e1").push(0, body("typing.started", {}))
    assert list(msgspec.msgpack.decode(message)) == ["stream", "event", "data"]
