"""Slack's own clients come back after what a server does to them, and lose nothing by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.aiohttp import SocketModeClient as AsyncSocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.bolted import HEARD_S, Heard
from tests.slack.hive import App, app_in, manifest, off
from tests.slack.test_node import dismissed
from tests.world import Person, World

EAR = manifest(
    "Ear", event_subscriptions={"bot_events": ["message.channels"]}, socket_mode_enabled=True
)


@asynccontextmanager
async def builtin(app: App, heard: Heard) -> AsyncIterator[None]:
    """`slack_sdk`'s own client, with threads."""
    web = WebClient(token=app.made.bot_token, base_url=app.base_url)
    client = SocketModeClient(app.made.app_token, web_client=web)

    def take(client: Any, request: Any) -> None:
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        heard.note(request.payload["event"])

    client.socket_mode_request_listeners.append(take)
    await off(client.connect)
    try:
        yield
    finally:
        await off(client.close)


@asynccontextmanager
async def asynchronous(app: App, heard: Heard) -> AsyncIterator[None]:
    """The one with aiohttp, which Bolt's asynchronous apps use."""
    web = AsyncWebClient(token=app.made.bot_token, base_url=app.base_url)
    client = AsyncSocketModeClient(app.made.app_token, web_client=web)

    async def take(client: Any, request: Any) -> None:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        heard.note(request.payload["event"])

    client.socket_mode_request_listeners.append(take)
    await client.connect()
    try:
        yield
    finally:
        await client.close()


@pytest.mark.parametrize("linked", [builtin, asynchronous])
async def test_a_client_that_is_sent_away_comes_back_and_has_heard_all(
    world: World, ada: Person, linked: Any
) -> None:
    app, heard = await app_in(world, EAR), Heard()
    general = await world.general()
    async with linked(app, heard):
        await ada.posts(general, "before")
        await heard.first(text="before")
        for turn in range(2):
            await ada.posts(general, f"{turn}: just before")
            await dismissed(world, app)
            for number in range(5):
                await ada.posts(general, f"{turn}: {number}")
            for text in ("just before", *map(str, range(5))):
                await heard.first(text=f"{turn}: {text}")


class Waiting(RateLimitErrorRetryHandler):
    """The SDK's own, which says how often it has waited."""

    waited = 0

    def prepare_for_next_attempt(self, **named: Any) -> None:
        """As the SDK does it."""
        super().prepare_for_next_attempt(**named)
        self.waited += 1


class AsyncWaiting(AsyncRateLimitErrorRetryHandler):
    """The asynchronous one."""

    waited = 0

    async def prepare_for_next_attempt_async(self, **named: Any) -> None:
        """As the SDK does it."""
        await super().prepare_for_next_attempt_async(**named)
        self.waited += 1


async def test_the_sdks_own_handlers_wait_and_are_answered(world: World, ada: Person) -> None:
    app = await app_in(world, manifest("Slow"), rate_limit="2/2")
    patient = Waiting(max_retry_count=5)
    web = WebClient(app.made.bot_token, base_url=app.base_url, retry_handlers=[patient])
    async with asyncio.timeout(HEARD_S):
        while not patient.waited:
            assert (await off(web.auth_test))["ok"]
    other = AsyncWaiting(max_retry_count=5)
    client = AsyncWebClient(app.made.bot_token, base_url=app.base_url, retry_handlers=[other])
    async with asyncio.timeout(HEARD_S):
        while not other.waited:
            assert (await client.auth_test())["ok"]
