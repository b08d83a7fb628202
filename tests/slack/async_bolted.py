"""Bolt's asynchronous apps beside a running server: in Socket Mode, or as a web server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.bolted import HEARD_S
from tests.slack.hive import App


def async_bolt_for(app: App) -> AsyncApp:
    """An app with nothing changed but address, token and secret."""
    client = AsyncWebClient(token=app.made.bot_token, base_url=app.base_url)
    quiet = logging.getLogger("tests.bolt")
    quiet.setLevel(logging.CRITICAL)
    return AsyncApp(client=client, signing_secret=app.made.signing_secret, logger=quiet)


@asynccontextmanager
async def async_linked(app: App, bolt: AsyncApp) -> AsyncIterator[None]:
    """The app is connected by Socket Mode."""
    handler = AsyncSocketModeHandler(bolt, app.made.app_token)
    await handler.connect_async()
    async with asyncio.timeout(HEARD_S):
        links = app.world.server.slack.edge.links
        while app.made.app_id not in links.app_ids:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def async_listening(bolt: AsyncApp, port: int) -> AsyncIterator[None]:
    """The app serves HTTP with Bolt's own server."""
    served = AsyncSlackAppServer(port, "/slack/events", bolt, "127.0.0.1")
    runner = web.AppRunner(served.web_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()
