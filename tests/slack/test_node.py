"""Slack's SDKs for Node.js against a running server, as examples/node installs them."""

from __future__ import annotations

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, STDOUT, Process
from pathlib import Path

import pytest

from channels.core.actor import Role
from tests.slack.bolted import free_port
from tests.slack.hive import App, app_in, manifest
from tests.world import Person, World

ROOT = Path(__file__).parents[2]
SDK = ROOT / "examples" / "node"
STEP_S = 60.0  # a bound for what hangs

EVENTS = ["message.channels", "app_mention", "reaction_added"]


def interplay(url: str = "") -> str:
    """The manifest of the journey's app."""
    return manifest(
        "Node",
        commands=[{"command": "/hive", "url": url, "description": "Asks for a hive"}],
        interactivity={"is_enabled": True, "request_url": url},
        event_subscriptions={"bot_events": EVENTS, "request_url": url},
        socket_mode_enabled=not url,
    )


def node() -> str:
    """The program that runs the SDKs; without it or them the test is left out."""
    found = shutil.which("node", path=f"{ROOT}/.venv/node/bin:{os.environ['PATH']}")
    if found is None or not (SDK / "node_modules").is_dir():
        pytest.skip("the SDKs for Node.js are not installed (bin/test does it)")
    return found


async def step(process: Process, name: str) -> None:
    """The journey says that it came so far."""
    assert process.stdout is not None
    async with asyncio.timeout(STEP_S):
        said = (await process.stdout.readline()).decode().strip()
        if said != name:
            said += (await process.stdout.read()).decode()
    assert said == name


async def dismissed(world: World, app: App) -> None:
    """All connections of the app are told to end, as they are before a restart."""
    links = world.server.slack.edge.links
    for link in tuple(links._links[app.made.app_id]):
        await links._dismiss(link, "refresh_requested", 10.0)


async def journey(world: World, ada: Person, port: int = 0) -> tuple[App, Process]:
    """The journey as a program of its own, with what it needs to know; with a port, over HTTP."""
    url = f"http://127.0.0.1:{port}/slack/events" if port else ""
    app = await app_in(world, interplay(url), channels=("general",))
    slow = await app_in(world, manifest("Slow"), rate_limit="3/9")
    general = await world.general()
    for name in ("second", "third"):
        await ada.call("channels.create", name=name, kind="public")
    told = {
        "BOT_TOKEN": app.made.bot_token,
        "APP_TOKEN": app.made.app_token,
        "PERSON_TOKEN": ada.token,
        "SLOW_TOKEN": slow.made.bot_token,
        "RUCHE_URL": world.url,
        "CHANNEL": general,
        "SDK": str(SDK),
        "PORT": str(port or ""),
        "SECRET": app.made.signing_secret,
    }
    script = Path(__file__).parent / "node" / "journey.mjs"
    program = [node(), str(script)]
    environment = {**os.environ, **told}
    return app, await asyncio.create_subprocess_exec(
        *program, stdout=PIPE, stderr=STDOUT, env=environment
    )


async def test_bots_for_node_run_as_they_are(world: World) -> None:
    node()
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    app, process = await journey(world, ada)
    try:
        for name in ("methods", "limits", "linked", "interplay"):
            await step(process, name)
        await dismissed(world, app)
        await step(process, "again")
        async with asyncio.timeout(STEP_S):
            assert await process.wait() == 0
    finally:
        await ended(process)


async def test_bots_for_node_run_over_http_as_they_are(world: World) -> None:
    node()
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    _, process = await journey(world, ada, free_port())
    await goes_through(process, "linked", "interplay")


async def test_old_programs_for_node_run_as_they_are(world: World) -> None:
    program = node()
    ada = await world.member("ada", Role.OWNER)
    app = await app_in(world, manifest("Old"), webhook="general")
    slow = await app_in(world, manifest("Slow"), webhook="general", rate_limit="1/60")
    told = {
        "BOT_TOKEN": app.made.bot_token,
        "PERSON_TOKEN": ada.token,
        "RUCHE_URL": world.url,
        "CHANNEL": await world.general(),
        "SDK": str(SDK),
        "HOOK_URL": app.webhook_url,
        "SLOW_HOOK_URL": slow.webhook_url,
    }
    script = str(Path(__file__).parent / "node" / "old.mjs")
    process = await asyncio.create_subprocess_exec(
        program, script, stdout=PIPE, stderr=STDOUT, env={**os.environ, **told}
    )
    await goes_through(process, "webhook", "rtm")


async def goes_through(process: Process, *names: str) -> None:
    """Its steps in this order, and then it ends well."""
    try:
        for name in names:
            await step(process, name)
        async with asyncio.timeout(STEP_S):
            assert await process.wait() == 0
    finally:
        await ended(process)


async def ended(process: Process) -> None:
    """It is not left behind."""
    if process.returncode is None:
        process.kill()
        await process.wait()
