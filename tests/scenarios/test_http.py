"""The same operations over HTTP, in JSON and msgpack."""

from __future__ import annotations

from typing import Any

import httpx
import msgpack
import pytest

from channels.core.actor import Role
from tests.world import Person, World

MSGPACK = "application/msgpack"


async def ask(
    person: Person, op: str, args: dict[str, Any], kind: str = "application/json", accept: str = ""
) -> httpx.Response:
    headers = {"authorization": f"Bearer {person.token}", "content-type": kind}
    if accept:
        headers["accept"] = accept
    async with httpx.AsyncClient(base_url=person.world.url) as client:
        if kind == MSGPACK:
            return await client.post(f"/api/v1/{op}", content=msgpack.packb(args), headers=headers)
        return await client.post(f"/api/v1/{op}", json=args, headers=headers)


def decoded(response: httpx.Response) -> dict[str, Any]:
    if response.headers["content-type"] == MSGPACK:
        found: dict[str, Any] = msgpack.unpackb(response.content)
        return found
    return dict(response.json())


@pytest.mark.parametrize("kind", ["application/json", MSGPACK])
async def test_a_message_is_posted_and_heard(world: World, kind: str) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    await bob.connects("msgpack")
    general = await world.general()
    args = {"channel_id": general, "text": "Over HTTP, **é**.", "client_id": "h-1"}
    response = await ask(ada, "messages.post", args, kind)
    assert response.status_code == 200
    assert response.headers["content-type"] == kind
    body = decoded(response)
    assert list(body) == ["ok", "result"]
    heard = await bob.hears("message.posted")
    assert heard["message"] == body["result"]
    assert decoded(await ask(ada, "messages.post", args, kind)) == body
    over_socket = await bob.call("messages.get", message_id=body["result"]["id"])
    assert over_socket == body["result"]


async def test_the_answer_may_be_asked_for_in_the_other_codec(world: World) -> None:
    ada = await world.member("ada")
    packed = await ask(ada, "people.me", {}, accept=MSGPACK)
    plain = await ask(ada, "people.me", {}, MSGPACK, accept="application/json")
    assert packed.headers["content-type"] == MSGPACK
    assert plain.headers["content-type"] == "application/json"
    assert decoded(packed) == decoded(plain)


async def test_no_body_is_no_arguments(world: World) -> None:
    ada = await world.member("ada")
    async with httpx.AsyncClient(base_url=world.url) as client:
        headers = {"authorization": f"Bearer {ada.token}"}
        response = await client.post("/api/v1/people.me", headers=headers)
    assert response.json()["result"]["handle"] == "ada"


async def test_each_error_has_its_status(world: World) -> None:
    ada, bob = await world.member("ada", Role.OWNER), await world.member("bob")
    garden = await ada.creates("garden")
    stranger = Person(world, "", "", Role.MEMBER, "xoxp-nobody")
    for person, op, args, status, code in (
        (ada, "messages.get", {"message_id": "M0000000000000"}, 404, "not_found"),
        (bob, "channels.update", {"channel_id": garden, "topic": "x"}, 403, "not_allowed"),
        (stranger, "people.me", {}, 401, "not_signed_in"),
        (ada, "messages.post", {"channel_id": garden, "text": ""}, 422, "invalid"),
        (ada, "no.such", {}, 422, "invalid"),
        (ada, "sessions.create", {"email": "a@b", "password": "x"}, 422, "invalid"),
        (ada, "channels.create", {"name": "garden"}, 409, "conflict"),
    ):
        for kind in ("application/json", MSGPACK):
            response = await ask(person, op, args, kind)
            body = decoded(response)
            assert (response.status_code, body["ok"]) == (status, False), op
            assert list(body["error"]) == ["code", "detail", "field"]
            assert body["error"]["code"] == code
            assert body["error"]["detail"].endswith((".", "?", "…"))


async def test_only_post_asks(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.url) as client:
        assert (await client.get("/api/v1/people.me")).status_code == 405


async def test_a_body_over_the_limit_is_too_large(world: World) -> None:
    (ada,) = await world.members("ada")
    answer = await ada.post_http("messages.post", channel_id="C0", text="x" * (1 << 20))
    assert answer.status_code == 413
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == ("invalid", "body")
    assert "1 MiB" in error["detail"]
