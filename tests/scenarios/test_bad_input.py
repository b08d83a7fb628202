"""Whatever a client sends: a typed error that names the field, and the connection lives on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgpack
import msgspec
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels import discover
from channels.core.errors import KINDS
from channels.core.protocol import Command
from server.gateway.operations import OPERATIONS
from tests.world import Person, Socket, World, open_world

CODES = {kind.code for kind in KINDS}
SERVED = {name: row.command for name, row in discover.operations().items() if not row.internal}
MAX_FRAME_BYTES = 1 << 20

module_loop = pytest.mark.asyncio(loop_scope="module")


async def said(socket: Socket, raw: str | bytes) -> dict[str, Any]:
    """The next answer to raw bytes: the one that carries no id that we know."""
    refused = socket.expect_unasked()
    await socket.send(raw)
    return await refused


async def still_works(socket: Socket) -> None:
    assert (await socket.call("people.me"))["handle"] == "ada"


# -- frames

JSON_FRAMES: list[tuple[str, str]] = [
    ("", "frame"),
    ("{", "frame"),
    ("[]", "frame"),
    ("null", "frame"),
    ('"people.me"', "frame"),
    ("{}", "id"),
    ('{"op": "people.me"}', "id"),
    ('{"id": null, "op": "people.me"}', "id"),
    ('{"id": 1.5, "op": "people.me"}', "id"),
    ('{"id": true, "op": "people.me"}', "id"),
    ('{"id": 99999999999999999999, "op": "people.me"}', "id"),
    ('{"op": {}, "id": "z"}', "op"),
    ('{"id": "z"}', "op"),
    ('{"id": "z", "op": "people.me", "more": 1}', "more"),
    ('{"id": "z", "op": "people.me", "args": []}', "args"),
    ('{"id": "z", "op": "people.me", "args": 7}', "args"),
    ('{"id": "z", "op": "no.such"}', "op"),
    ('{"id": "z", "op": ""}', "op"),
    ('{"id": "z", "op": "sessions.create", "args": {"email": "a@b", "password": "x"}}', "op"),
    ('{"id": "z", "op": "people.me", "args": {"deep": ' + "[" * 3_000 + "]" * 3_000 + "}}", ""),
    ('{"id": "z", "op": "people.me", "args": ' + '{"a":' * 3_000 + "1" + "}" * 3_000 + "}", ""),
    ('{"ping": "x"}', "ping"),
    ('{"ping": 1, "id": 2}', "ping"),
]


@pytest.mark.parametrize(("raw", "field"), JSON_FRAMES)
async def test_a_malformed_json_frame_is_answered(world: World, raw: str, field: str) -> None:
    (ada,) = await world.members("ada")
    assert ada.socket is not None
    reply = await said(ada.socket, raw)
    assert reply["ok"] is False
    assert reply["error"]["code"] == "invalid"
    assert reply["error"]["detail"]
    if field:
        assert reply["error"]["field"] == field
    await still_works(ada.socket)


MSGPACK_FRAMES: list[bytes] = [
    b"",
    b"\xc1",
    b"\x81",
    b"\x81\xa2id",
    msgpack.packb([1, 2]),
    msgpack.packb({}),
    msgpack.packb({1: 2}),
    msgpack.packb({"id": b"x", "op": "people.me"}),
    b"\x82\xa2id\xa2\xff\xfe\xa2op\xa9people.me",  # not UTF-8
    b"\x82\xa2id\x01\xa2op\xa3\xed\xa0\x80",  # half a surrogate pair
    msgpack.packb({"id": 1, "op": "people.me", "args": msgpack.ExtType(5, b"x")}),
    msgpack.packb({"id": 1, "op": "no.such"}),
    b"\xdd\xff\xff\xff\xff",  # says that four thousand million items follow
    b"\xdb\xff\xff\xff\xff",
    b"\x91" * 100_000,
    msgpack.packb({"id": 1, "op": "people.me"}) + b"\x00",
]


@pytest.mark.parametrize("raw", MSGPACK_FRAMES, ids=range(len(MSGPACK_FRAMES)))
async def test_a_malformed_msgpack_frame_is_answered(world: World, raw: bytes) -> None:
    ada = await world.member("ada")
    socket = await ada.connects("msgpack")
    reply = await said(socket, raw)
    assert (reply["ok"], reply["error"]["code"]) == (False, "invalid")
    assert reply["error"]["field"]
    await still_works(socket)


async def test_a_frame_of_the_other_codec_is_answered(world: World) -> None:
    ada = await world.member("ada")
    text, binary = await ada.connects("json"), await ada.connects("msgpack")
    for socket, raw in ((text, b"\x80"), (binary, "{}")):
        reply = await said(socket, raw)
        assert (reply["error"]["code"], reply["error"]["field"]) == ("invalid", "frame")
        await still_works(socket)


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_a_huge_frame_is_refused_and_the_next_one_heard(world: World, codec: str) -> None:
    ada = await world.member("ada")
    socket = await ada.connects(codec)
    raw = socket.encode({"id": "z", "op": "people.me", "args": {"x": "x" * MAX_FRAME_BYTES}})
    reply = await said(socket, raw)
    assert (reply["error"]["code"], reply["error"]["field"]) == ("invalid", "frame")
    await still_works(socket)


# -- arguments

BAD_ARGUMENTS: list[tuple[str, dict[str, Any], str]] = [
    ("messages.post", {"channel_id": "$general"}, "text"),
    ("messages.post", {"channel_id": "$general", "text": 7}, "text"),
    ("messages.post", {"channel_id": "$general", "text": None}, "text"),
    ("messages.post", {"channel_id": "$general", "text": ""}, "text"),
    ("messages.post", {"channel_id": "$general", "text": " \n"}, "text"),
    ("messages.post", {"channel_id": "$general", "text": "x" * 16_001}, "text"),
    ("messages.post", {"channel_id": "$general", "text": "x", "txet": "y"}, "txet"),
    ("messages.post", {"channel_id": "$general", "text": "x", "client_id": ""}, "client_id"),
    ("messages.post", {"channel_id": "$general", "text": "x", "client_id": "\0"}, "client_id"),
    ("messages.post", {"channel_id": "$general", "text": "x", "client_id": "c" * 65}, "client_id"),
    ("messages.post", {"channel_id": "$general", "text": "x", "file_ids": [7]}, "file_ids.0"),
    ("messages.post", {"channel_id": "$general", "text": "x", "file_ids": ["F1"] * 21}, "file_ids"),
    ("messages.post", {"channel_id": "", "text": "x"}, "channel_id"),
    ("messages.post", {"channel_id": ["C1"], "text": "x"}, "channel_id"),
    ("messages.post", {"channel_id": "C" * 41, "text": "x"}, "channel_id"),
    ("messages.post", {"channel_id": "C\0", "text": "x"}, "channel_id"),
    ("messages.history", {"channel_id": "$general", "before": -1}, "before"),
    ("messages.history", {"channel_id": "$general", "before": 2**63}, "before"),
    ("messages.history", {"channel_id": "$general", "after": 2**64 - 1}, "after"),
    ("messages.history", {"channel_id": "$general", "around": 1.5}, "around"),
    ("messages.history", {"channel_id": "$general", "limit": 0}, "limit"),
    ("messages.history", {"channel_id": "$general", "limit": 501}, "limit"),
    ("reads.mark", {"channel_id": "$general", "seq": 2**63}, "seq"),
    ("reads.mark", {"seq": 1}, "channel_id"),
    ("people.set_status", {"text": "x", "until_at": 2**63}, "until_at"),
    ("people.set_status", {"text": "x", "until_at": -1}, "until_at"),
    ("people.set_status", {"text": "a\0b"}, "text"),
    ("people.set_do_not_disturb", {"until_at": -(2**63)}, "until_at"),
    ("people.update", {"name": "\0"}, "name"),
    ("people.update", {"handle": "Not A Handle"}, "handle"),
    ("people.list", {"after": "\0"}, "after"),
    ("channels.create", {"name": "a\0b"}, "name"),
    ("channels.create", {"name": "garden", "topic": "\0"}, "topic"),
    ("channels.create", {"name": "garden", "kind": "direct"}, "kind"),
    ("channels.list", {"query": "\0"}, "query"),
    ("channels.members", {"channel_id": "$general", "after": "a-b"}, "after"),
    ("channels.invite", {"channel_id": "$general", "person_ids": []}, "person_ids"),
    ("channels.invite", {"channel_id": "$general", "person_ids": ["U\0"]}, "person_ids.0"),
    ("files.drop", {"file_ids": ["F1"] * 501}, "file_ids"),
    ("search.messages", {"query": ""}, "query"),
    ("search.messages", {"query": "a\0b"}, "query"),
    ("presence.get", {"person_ids": ["U1"] * 501}, "person_ids"),
    ("invitations.create", {"uses": 0}, "uses"),
    ("streams.watch", {"streams": [""]}, "streams.0"),
    ("streams.watch", {"streams": "w"}, "streams"),
    ("streams.resume", {"positions": {"w": ["e", -1]}}, "positions"),
    ("streams.resume", {"positions": [["w", "e", 1]]}, "positions"),
    ("presence.watch", {"person_ids": ["U1"] * 501}, "person_ids"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both databases: one of them stores what the other refuses."""
    if request.param == "sqlite":
        yield ""
        return
    server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    yield server.create_database(name)
    server.drop_database(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(folder: Path, database_url: str) -> AsyncIterator[World]:
    async with open_world(folder, database_url=database_url) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(shared: World) -> Person:
    person = await shared.member("ada")
    await person.connects()
    return person


def with_general(args: dict[str, Any], general: str) -> dict[str, Any]:
    return {name: general if value == "$general" else value for name, value in args.items()}


@module_loop
@pytest.mark.parametrize(("op", "args", "field"), BAD_ARGUMENTS)
async def test_a_bad_argument_is_named(
    shared: World, ada: Person, op: str, args: dict[str, Any], field: str
) -> None:
    args = with_general(args, await shared.general())
    assert ada.socket is not None
    reply = await ada.socket.ask({"id": f"{op} {field}", "op": op, "args": args})
    assert reply["ok"] is False
    assert reply["error"]["code"] == "invalid", reply
    assert (reply["error"]["field"] or "").startswith(field), reply
    await still_works(ada.socket)
    if op not in OPERATIONS:
        response = await ada.post_http(op, **args)
        assert response.status_code == 422
        assert response.json()["error"] == reply["error"]


@module_loop
async def test_text_that_no_store_can_hold_is_mended_in_messages(
    shared: World, ada: Person
) -> None:
    message = await ada.posts(await shared.general(), "a\0b\rc\r\nd")
    assert message["text"] == "a\ufffdb\nc\nd"
    edited = await ada.call("messages.edit", message_id=message["id"], text="\0")
    assert edited["text"] == "\ufffd"


@module_loop
@pytest.mark.parametrize("escaped", [r"\ud800", r"\udc00x", r"\ud800\ud800"])
async def test_half_a_surrogate_pair_is_refused_or_mended(
    shared: World, ada: Person, escaped: str
) -> None:
    assert ada.socket is not None
    general = await shared.general()
    for field, args in (
        ("text", f'"channel_id": "{general}", "text": "{escaped}"'),
        ("client_id", f'"channel_id": "{general}", "text": "x", "client_id": "{escaped}"'),
    ):
        raw = f'{{"id": "half", "op": "messages.post", "args": {{{args}}}}}'
        reply = await said(ada.socket, raw)
        if reply["ok"]:
            assert field == "text"
            assert "\ufffd" in reply["result"]["text"]
        else:
            assert reply["error"]["code"] == "invalid"
    await still_works(ada.socket)


# -- HTTP

LONG_BODY = b'{"x": "' + b"x" * (1 << 20) + b'"}'  # over the 1 MiB that a body may have
BODIES: list[tuple[str, bytes]] = [
    ("application/json", b"{"),
    ("application/json", b"[]"),
    ("application/json", b"null"),
    ("application/json", b"\xff\xfe"),
    ("application/json", b'{"a": ' * 5_000),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"deep": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
    ("application/json", LONG_BODY),
    ("application/msgpack", b"\xc1"),
    ("application/msgpack", b"\x91" * 100_000),
    ("application/msgpack", msgpack.packb([1])),
    ("application/msgpack", b"\x81\xa1a"),
    ("text/plain", b"hello"),
]


@module_loop
@pytest.mark.parametrize(("kind", "body"), BODIES, ids=range(len(BODIES)))
async def test_a_bad_body_gets_a_typed_answer(
    shared: World, ada: Person, kind: str, body: bytes
) -> None:
    headers = {"authorization": f"Bearer {ada.token}", "content-type": kind}
    async with httpx.AsyncClient(base_url=shared.url) as client:
        response = await client.post("/api/v1/people.me", content=body, headers=headers)
    packed = response.headers["content-type"] == "application/msgpack"
    answer = msgpack.unpackb(response.content) if packed else response.json()
    assert packed == (kind == "application/msgpack")
    assert response.status_code == (413 if body is LONG_BODY else 422)
    assert answer["error"]["code"] == "invalid"
    assert answer["error"]["field"]


@module_loop
@pytest.mark.parametrize("header", ["", "Bearer", "Basic eDp5", "Bearer xoxp-no", "é"])
async def test_a_stale_or_broken_token_is_not_signed_in(shared: World, header: str) -> None:
    async with httpx.AsyncClient(base_url=shared.url) as client:
        headers = {"authorization": header.encode("latin-1")} if header else {}
        response = await client.post("/api/v1/people.me", json={}, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "not_signed_in")


# -- anything at all

words = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "\0", "%", "_", "'", '"', "*", "U1", "a" * 300, "-1", "9" * 40, "1-", "²"]
    ),
)
numbers = st.one_of(st.integers(-5, 600), st.integers(-(2**70), 2**70))


def arguments_of(command: type[Command], known: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Arguments that are often right by their type and seldom by their meaning."""
    fields = msgspec.structs.fields(command)
    return st.fixed_dictionaries(
        {field.name: value_of(field.type, known) for field in fields if field.required},
        optional={
            field.name: value_of(field.type, known) for field in fields if not field.required
        },
    )


def value_of(kind: Any, known: list[str]) -> st.SearchStrategy[Any]:
    info = msgspec.inspect.type_info(kind)
    ids = st.sampled_from(known)
    match info:
        case msgspec.inspect.UnionType():
            return st.one_of(*(value_of(one, known) for one in _parts(kind)))
        case msgspec.inspect.NoneType():
            return st.none()
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.IntType():
            return numbers
        case msgspec.inspect.LiteralType(values=values):
            return st.sampled_from([*values, "other"])
        case msgspec.inspect.EnumType(cls=cls):
            return st.sampled_from([*(one.value for one in cls), "other"])
        case msgspec.inspect.ListType():
            return st.lists(st.one_of(ids, words), max_size=4)
        case msgspec.inspect.DictType():
            return st.dictionaries(
                words, st.lists(st.one_of(words, numbers), max_size=3), max_size=3
            )
    return st.one_of(ids, words)


def _parts(kind: Any) -> tuple[Any, ...]:
    found = kind
    while hasattr(found, "__metadata__"):
        found = found.__origin__
    return tuple(found.__args__)


SPARED = {"people.set_active", "people.set_role", "tokens.revoke"}  # they may end the walk itself


@module_loop
@pytest.mark.parametrize("op", sorted({*SERVED, *OPERATIONS} - SPARED))
async def test_no_arguments_break_an_operation(shared: World, ada: Person, op: str) -> None:
    assert ada.socket is not None
    general = await shared.general()
    message = await ada.posts(general, "Something to hold on to.")
    known = [general, message["id"], ada.id, "w", f"c:{general}"]
    command = SERVED.get(op) or OPERATIONS[op]
    asked: list[dict[str, Any]] = []

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(arguments_of(command, known))
    def collect(args: dict[str, Any]) -> None:
        asked.append(args)

    collect()
    for index, args in enumerate(asked):
        frame = {"id": index, "op": op, "args": args}
        reply = await ada.socket.ask(frame)
        if not reply["ok"]:
            assert reply["error"]["code"] in CODES, (json.dumps(args), reply)
    await still_works(ada.socket)


@module_loop
async def test_who_follows_a_dead_link_to_a_file_is_shown_a_page(
    shared: World, ada: Person
) -> None:
    asked = {"authorization": f"Bearer {ada.token}", "accept-language": "fr"}
    async with httpx.AsyncClient(base_url=shared.url, headers=asked) as client:
        page = await client.get("/files/F0NOTHERE", headers={"sec-fetch-dest": "document"})
        part = await client.get("/files/F0NOTHERE", headers={"sec-fetch-dest": "image"})
    assert page.status_code == part.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert 'lang="fr"' in page.text
    assert part.json()["error"]["code"] == "not_found"
