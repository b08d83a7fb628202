"""Bolt apps beside a running server: in Socket Mode, or as a web server of their own."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt import App as Bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.app.app import SlackAppDevelopmentServer
from slack_sdk import WebClient

from tests.slack.hive import App, off

HEARD_S = 30.0  # a bound for what hangs


class Heard:
    """What a Bolt app was told, as it comes, from whichever thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._items: list[Any] = []
        self._news = asyncio.Event()

    def note(self, item: Any) -> None:
        """Called by Bolt's threads."""
        self._loop.call_soon_threadsafe(self._add, item)

    def _add(self, item: Any) -> None:
        self._items.append(item)
        self._news.set()

    async def first(self, **expected: Any) -> Any:
        """The first that holds what is expected; those before it stay for others."""
        async with asyncio.timeout(HEARD_S):
            while True:
                self._news.clear()
                for item in self._items:
                    if all(item.get(name) == value for name, value in expected.items()):
                        self._items.remove(item)
                        return item
                await self._news.wait()

    def count(self, **expected: Any) -> int:
        """How many of those that are there hold it."""
        return sum(
            all(item.get(name) == value for name, value in expected.items()) for item in self._items
        )


async def bolt_for(app: App, **more: Any) -> Bolt:
    """A Bolt app with nothing changed but address, token and secret."""
    client = WebClient(token=app.made.bot_token, base_url=app.base_url)
    quiet = logging.getLogger("tests.bolt")
    quiet.setLevel(logging.CRITICAL)
    secret = app.made.signing_secret
    return await off(Bolt, client=client, signing_secret=secret, logger=quiet, **more)


@asynccontextmanager
async def linked(app: App, bolt: Bolt) -> AsyncIterator[SocketModeHandler]:
    """The app is connected by Socket Mode."""
    handler = SocketModeHandler(bolt, app.made.app_token)
    await off(handler.connect)
    async with asyncio.timeout(HEARD_S):
        links = app.world.server.slack.edge.links
        while app.made.app_id not in links.app_ids:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    try:
        yield handler
    finally:
        await off(handler.close)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def listening(bolt: Bolt, port: int) -> AsyncIterator[None]:
    """The app serves HTTP with Bolt's own little server."""
    development = SlackAppDevelopmentServer(
        port, "/slack/events", bolt, http_server_logger_enabled=False
    )
    server: Any = development._server
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        await off(server.shutdown)
        server.server_close()
