"""A thousand posts within a moment by Slack's own asynchronous clients: none lost, none twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from channels.core.actor import Role
from channels.core.load import SOME
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from server.config import Settings
from tests.slack.hive import App, app_in
from tests.world import World, open_world

POSTS, CLIENTS, ADAS = 1_000, 4, 10
BEES = [f"bee {number}" for number in range(POSTS)]
_message = table_of(MessageRow)


async def burst(
    app: App, channel_id: str, texts: list[str]
) -> tuple[list[str], dict[str, SlackApiError]]:
    """All at once, from several clients with one token: what was taken, and what was refused."""
    clients = [
        AsyncWebClient(
            token=app.made.bot_token, base_url=app.base_url, retry_handlers=[], timeout=120
        )
        for _ in range(CLIENTS)
    ]
    posts = (
        clients[number % CLIENTS].chat_postMessage(channel=channel_id, text=text)
        for number, text in enumerate(texts)
    )
    answers = await asyncio.gather(*posts, return_exceptions=True)
    taken: list[str] = []
    refused: dict[str, SlackApiError] = {}
    for text, answer in zip(texts, answers, strict=True):
        if isinstance(answer, SlackApiError):
            refused[text] = answer
        elif isinstance(answer, BaseException):
            raise answer
        else:
            taken.append(text)
    return taken, refused


async def stored(world: World, channel_id: str) -> list[str]:
    """What was posted there, the oldest first."""
    async with world.server.core.store.read() as snapshot:
        query = select(_message.c.text).where(_message.c.channel_id == channel_id)
        return list(await snapshot.scalars(query.order_by(_message.c.seq)))


@pytest.mark.parametrize("limits", ["on", "off"])
async def test_of_a_thousand_posts_each_is_stored_once_or_told_to_wait(
    tmp_path: Path, limits: str
) -> None:
    read = Settings.from_env({"RUCHE_RATE_LIMITS": limits})
    settings = {"rate_limits": read.rate_limits, "slack_limits": read.slack_limits}
    async with open_world(tmp_path, **settings) as world:
        ada = await world.member("ada", Role.OWNER)
        app, general = await app_in(world), await world.general()
        cellar = await ada.creates("cellar")
        await ada.connects()
        bursting = asyncio.create_task(burst(app, general, BEES))
        for number in range(ADAS):
            await ada.posts(cellar, f"ada {number}")
        taken, refused = await bursting
        again: list[str] = []
        if limits == "off" and refused:  # a slow machine lets in 500 at once, and then the others
            again, never = await burst(app, general, list(refused))
            assert not never
        bees = [one for one in await stored(world, general) if one.startswith("bee ")]
        beside = [one for one in await stored(world, cellar) if one.startswith("ada ")]
    assert Counter(bees) == Counter(taken + again)
    assert len(set(bees)) == len(bees)
    assert len(taken) + len(refused) == POSTS
    assert beside == [f"ada {number}" for number in range(ADAS)]
    for one in refused.values():
        assert one.response.status_code == 429
        assert one.response.data == {"ok": False, "error": "ratelimited"}
        assert int(one.response.headers["Retry-After"]) >= 1
    if limits == "off":
        assert len(taken) >= SOME - ADAS  # who waits for a place is no matter of rates
        assert set(bees) == set(BEES)
    else:
        assert refused
        assert len(taken) >= 100  # what may be posted at once
