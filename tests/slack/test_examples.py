"""The examples, each started by its one command beside a server that is new."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Role
from tests.slack.hive import client_of, off
from tests.slack.test_node import node
from tests.world import Person, World

ROOT = Path(__file__).parents[2]
STARTED_S = 90.0  # a bound for what hangs


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


@asynccontextmanager
async def started(world: World, *arguments: str) -> AsyncIterator[Process]:
    """`examples/start` beside the server, in a session of its own."""
    told = {
        **os.environ,
        "RUCHE_DATA": str(world.server.core.settings.data),
        "RUCHE_PORT": str(world.port),
    }
    process = await asyncio.create_subprocess_exec(
        str(ROOT / "examples" / "start"), *arguments,
        env=told, stdout=PIPE, stderr=STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
        async with asyncio.timeout(STARTED_S):
            await process.communicate()


async def says(process: Process, text: str) -> None:
    """The example says that it is ready."""
    assert process.stdout is not None
    lines = ""
    async with asyncio.timeout(STARTED_S):
        while text not in lines:
            line = await process.stdout.readline()
            assert line, lines
            lines += line.decode()


async def ends(world: World, *arguments: str) -> str:
    """What an example says that is done at once."""
    async with started(world, *arguments) as process:
        async with asyncio.timeout(STARTED_S):
            said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
    return said.decode()


async def until_linked(world: World) -> None:
    """The example's app is connected."""
    async with asyncio.timeout(STARTED_S):
        while not world.server.slack.edge.links.app_ids:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_the_faq_bot_answers_what_it_is_asked(world: World, ada: Person) -> None:
    async with started(world, "faq") as process:
        await says(process, "listens")
        await until_linked(world)
        posted = await ada.posts(await world.general(), "@faq-example the wifi password?")
        answer = (await ada.hears("message.posted", thread_id=posted["id"]))["message"]
    assert answer["text"].startswith("The guest network is **bees**")


async def test_the_bot_for_node_greets_and_counts(world: World, ada: Person) -> None:
    node()
    general = await world.general()
    async with started(world, "node") as process:
        await says(process, "listens")
        await ada.posts(general, "@node-example hello")
        await ada.hears("message.posted", text=f"Hello <@{ada.id}>!")
        mine = client_of(ada)
        params: dict[str, Any] = {"channel": general, "command": "/lunch", "text": "the bakery"}
        await off(mine.api_call, "chat.command", params=params)
        asked = await ada.hears("message.posted", text="Lunch at the bakery: who comes along?")
        assert "nobody yet" in str(asked["message"]["card"]["blocks"])
        found = await off(mine.conversations_history, channel=general, limit=1)
        message = found["messages"][0]
        section = message["blocks"][0]
        container = {"type": "message", "channel_id": general, "message_ts": message["ts"]}
        action = {"type": "button", "action_id": "come", "block_id": section["block_id"]}
        pressed = {"container": container, "actions": [action]}
        await off(mine.api_call, "blocks.actions", json=pressed)
        counted = await ada.hears("message.edited")
        assert f"<@{ada.id}>" in str(counted["card"]["blocks"])


async def test_the_stand_up_is_planned_once_and_asked_at_once(world: World, ada: Person) -> None:
    assert "3 new, 0 already" in await ends(world, "standup", "--days", "3")
    assert "0 new, 3 already" in await ends(world, "standup", "--days", "3")
    await ends(world, "standup", "--now")
    heard = await ada.hears("message.posted")
    assert "**Stand-up**" in heard["message"]["text"]


async def test_an_alert_comes_from_curl(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world.url.replace("127.0.0.1", "localhost")
    monkeypatch.setenv("RUCHE_URL", f"{here}/")
    said = await ends(world, "alert", 'Disk "full"', "97 % of C:\\data\nis used")
    assert said.endswith("ok\n")
    assert f"Using Ruche at {here} (" in said
    message = (await ada.hears("message.posted"))["message"]
    assert message["text"] == ':rotating_light: **Disk "full"**'
    assert message["card"]["attachments"][0]["text"] == "97 % of C:\\data\nis used"


async def test_an_example_says_where_it_found_no_server(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUCHE_URL", "http://127.0.0.1:9")
    async with started(world, "alert", "Hello") as process:
        async with asyncio.timeout(STARTED_S):
            said, _ = await process.communicate()
    assert process.returncode == 1
    assert "No Ruche answers at http://127.0.0.1:9." in said.decode()
