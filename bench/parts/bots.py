"""What two hundred connected bots cost where none of them is: the same posts without and with."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
import time
from pathlib import Path

import httpx

from bench.figures import Figures, span
from bench.load import Client, Load, masked_frame, request_frame, stamped
from bench.server import Running, running
from channels.bots.protocol import AppSecrets
from server.cli_core import Visit, visit_settings
from server.config import Settings
from server.slack.provision import create_app

TEXT_BYTES = 200
SOCKETS = 10
RATE = 100.0  # posts a second
ROUNDS = 3  # of each kind, by turns
TIMES = 2  # the usual length of a measurement
QUIET_S = 2.0  # of all connections, before it begins
ENVELOPE = re.compile(rb'"envelope_id": ?"([^"]+)"')
_ENVELOPE_BYTES = 64


class Bee(Client):
    """A bot's connection, which acknowledges what it is told, as the SDKs do."""

    def __init__(self, path: str) -> None:
        super().__init__(path, {}, sample=False, stays=True)
        self._told = b""

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._told += data
        end = 0
        for found in ENVELOPE.finditer(self._told):
            ack = b'{"envelope_id":"%b"}' % found[1]
            self.transport.write(masked_frame(1, ack))
            end = found.end()
        self._told = self._told[max(end, len(self._told) - _ENVELOPE_BYTES) :]


async def bots(count: int, seconds: float) -> Figures:
    """Processor time of the server for a post in a channel of ten sockets and no bot.

    The apps listen to messages, and each bot sits in a channel of its own. By turns they are all
    connected by Socket Mode, and gone: disconnected and removed. Measured is what a post costs, not
    what the bots are told of their own coming: it begins once they have been quiet for a while.
    """
    costs: dict[str, list[float]] = {"without": [], "with": []}
    async with running() as server:
        for number in range(count):
            await server.call("channels.create", name=f"hive-{number}")
        quiet = (await server.call("channels.create", name="quiet"))["id"]
        await _posts(server, quiet, seconds)  # warm
        for _ in range(ROUNDS):
            costs["without"].append(await _posts(server, quiet, seconds * TIMES))
            made = await _make_apps(server.data, count)
            links = [await _link(server, app) for app in made]
            await Load(links, []).settled(QUIET_S, timeout_s=120)
            costs["with"].append(await _posts(server, quiet, seconds * TIMES))
            if any(link.lost for link in links):
                raise RuntimeError("a bot has lost its connection")
            for link in links:
                link.transport.close()
            await _remove_apps(server.data, made)
    without, with_bots = (statistics.median(costs[name]) for name in ("without", "with"))
    return {
        "bots_without_cpu_us_per_post": without,
        "bots_with_cpu_us_per_post": with_bots,
        "bots_add_share": with_bots / without - 1,
    }


async def _posts(server: Running, channel_id: str, seconds: float) -> float:
    """Microseconds of the server's processor for each post at a steady rate."""
    load = await Load.connect(server.port, "/ws", SOCKETS, server.headers, samples=1)
    await load.greeted()
    load.clear()
    poster, sample = load.clients[-1], load.samples[-1]
    begin_s, sent = time.monotonic(), 0
    with span(server.pid) as found:
        while (passed_s := time.monotonic() - begin_s) < seconds:
            due = int(passed_s * RATE)
            for _ in range(sent, due):
                args = {"channel_id": channel_id, "text": stamped(TEXT_BYTES)}
                poster.transport.write(request_frame("messages.post", args))
            sent = due
            await asyncio.sleep(0.001)
        async with asyncio.timeout(60):
            while len(sample.stamps) < sent:
                await asyncio.sleep(0.002)
    load.close()
    return found.cpu_s / sent * 1e6


async def _make_apps(data: Path, count: int) -> list[AppSecrets]:
    """Apps that want to hear of messages, with their bots in another channel."""

    async def make(here: Visit) -> list[AppSecrets]:
        return [
            await create_app(here.call, _manifest(number), channels=[f"hive-{number}"])
            for number in range(count)
        ]

    return await visit_settings(Settings(data=data), make, synced=False)


def _manifest(number: int) -> str:
    heard = {"bot_events": ["message.channels", "app_mention", "reaction_added"]}
    return json.dumps(
        {
            "display_information": {"name": f"Bee {number}"},
            "features": {"bot_user": {"display_name": f"bee-{number}"}},
            "oauth_config": {"scopes": {"bot": ["channels:history", "chat:write"]}},
            "settings": {"socket_mode_enabled": True, "event_subscriptions": heard},
        }
    )


async def _remove_apps(data: Path, made: list[AppSecrets]) -> None:
    async def remove(here: Visit) -> None:
        for app in made:
            await here.call("apps.remove", {"app_id": app.app_id})

    await visit_settings(Settings(data=data), remove, synced=False)


async def _link(server: Running, app: AppSecrets) -> Bee:
    """A connection of Socket Mode, as the SDKs make it."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as http:
        headers = {"authorization": f"Bearer {app.app_token}"}
        answer = (await http.post("/api/apps.connections.open", headers=headers, timeout=60)).json()
    if not answer["ok"]:
        raise RuntimeError(f"apps.connections.open: {answer}")
    url = httpx.URL(answer["url"])
    link = Bee(url.raw_path.decode())
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: link, "127.0.0.1", server.port)
    await link.ready
    return link
