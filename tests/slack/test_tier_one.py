"""Every method, with Slack's own clients for Python, in both kinds, and for Node.js."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from channels.core.actor import Role
from tests.slack.bolted import HEARD_S, Heard
from tests.slack.drivers import Driver, driver
from tests.slack.hive import SCOPES, App, app_in, manifest, off
from tests.slack.rows import Row, at, check, filled
from tests.slack.tier_one import ROWS
from tests.world import Person, World

pytestmark = pytest.mark.filterwarnings(
    "ignore:The top-level `text`", "ignore:Additionally, the", "ignore:client.files_upload"
)

DRONE = manifest(
    "Drone",
    [*SCOPES, "connections:write", "dnd:read"],
    commands=[{"command": "/hive", "description": "Asks for a hive"}],
    shortcuts=[{"name": "Swarm", "type": "global", "callback_id": "swarm", "description": "One"}],
    interactivity={"is_enabled": True},
    socket_mode_enabled=True,
)


class Play:
    """The rows, played by a client in a world."""

    def __init__(self, driver: Driver, known: dict[str, Any], heard: Heard) -> None:
        self._driver = driver
        self._known = known
        self._heard = heard

    async def run(self, one: Row) -> str:
        """What was not as it must be."""
        try:
            await self._run(one)
        except (AssertionError, KeyError, TimeoutError) as error:
            return f"{one.method}: {error!r}"
        return ""

    async def _run(self, one: Row) -> None:
        await self._ready(one)
        async with asyncio.timeout(HEARD_S):
            while True:
                answer = await self._answer(one)
                try:
                    check(one, answer, self._known)
                    break
                except AssertionError:
                    if not one.in_time:
                        raise
        self._known |= {name: at(answer, path) for name, path in one.keeps.items()}

    async def _ready(self, one: Row) -> None:
        """What a row needs that is not an answer's: something pressed, bytes sent."""
        if one.args.get("trigger_id") == "$trigger":
            pressed = {"channel": self._known["general"], "command": "/hive", "text": "trigger"}
            await self._driver.call("person", "chat.command", pressed)
            asked = await self._heard.first(command="/hive", text="trigger")
            self._known["trigger"] = self._known["used"] = asked["trigger_id"]
        if one.method == "files.completeUploadExternal":
            async with httpx.AsyncClient() as plain:
                sent = await plain.post(self._known["upload_url"], content=b"abc")
            assert sent.text == "OK - 3"

    async def _answer(self, one: Row) -> Mapping[str, Any]:
        args = filled(one.args, self._known)
        if one.pages:
            found = await self._driver.pages(one.by, one.method, args)
            assert len(found) > 1, f"{one.method}: one page"
            assert all(len(page[one.pages]) <= args["limit"] for page in found)
            return {"items": [item for page in found for item in page[one.pages]]}
        answer = await self._driver.call(one.by, one.method, args)
        assert answer.get("error", "") == one.error, f"{one.method} {args}: {answer}"
        assert answer["ok"] is not bool(one.error), f"{one.method}: {answer}"
        return answer


def answering(app: App, heard: Heard) -> SocketModeClient:
    """The app's connection: it acknowledges all, and notes what it was told."""
    web = WebClient(token=app.made.bot_token, base_url=app.base_url)
    client = SocketModeClient(app.made.app_token, web_client=web)

    def take(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        heard.note(request.payload)

    client.socket_mode_request_listeners.append(take)
    return client


async def known_in(app: App, ada: Person) -> dict[str, Any]:
    """What rows may name from the first on."""
    bob, chloe = await app.world.member("bob"), await app.world.member("chloe", Role.OWNER)
    await ada.call("profiles.update", values={"time_zone": ["Europe/Paris"]})
    now = int(time.time())
    return {
        "general": await app.world.general(),
        "team": app.team_id,
        "bot": app.made.person_id,
        "bot_id": app.made.bot_id,
        "app_id": app.made.app_id,
        "ada": ada.id,
        "bob": bob.id,
        "chloe": chloe.id,
        "soon": now + 3_600,
        "far": now + 10**8,
    }


@pytest.mark.parametrize("kind", ["python", "async", "node"])
async def test_each_method_answers_as_the_sdk_expects(world: World, kind: str) -> None:
    ada = await world.member("ada", Role.OWNER)
    for _ in range(2):
        await ada.connects()
    app, heard = await app_in(world, DRONE), Heard()
    tokens = {"bot": app.made.bot_token, "person": ada.token, "app": app.made.app_token}
    client = answering(app, heard)
    await off(client.connect)
    try:
        async with driver(kind, app.base_url, tokens) as called:
            play = Play(called, await known_in(app, ada), heard)
            faults = [fault for one in ROWS if (fault := await play.run(one))]
    finally:
        await off(client.close)
    assert not faults, "\n".join(faults)


async def test_there_is_a_row_for_each_method(world: World) -> None:
    called = {one.method for one in ROWS if not one.error}
    assert {"api.test", *world.server.slack.methods} <= called
