"""An app that posts as fast as it can: told to come again in Slack's words, others unharmed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry import builtin_handlers
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from sqlalchemy import select

from channels.core.actor import Role
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from server.config import Settings
from tests.slack.hive import App, app_in, off
from tests.slack.test_bad_input import SetClock
from tests.world import open_world

MANY = 400
_message = table_of(MessageRow)


async def posts(app: App, channel: str, many: int) -> list[httpx.Response]:
    """So many posts at once, without any client's patience."""
    head = {"authorization": f"Bearer {app.made.bot_token}"}
    async with httpx.AsyncClient(base_url=app.base_url, headers=head, timeout=60.0) as plain:
        said = [{"channel": channel, "text": f"{number}"} for number in range(many)]
        return list(await asyncio.gather(*(plain.post("chat.postMessage", json=x) for x in said)))


@pytest.mark.parametrize(
    ("limits", "most"), [("slack", 4), ("on", 100), ("0.05", 5), ("2", 110), ("off", 110)]
)
async def test_a_burst_is_held_to_what_the_setting_says(
    tmp_path: Path, limits: str, most: int
) -> None:
    read = Settings.from_env({"RUCHE_RATE_LIMITS": limits})
    settings = {"rate_limits": read.rate_limits, "slack_limits": read.slack_limits}
    clock = Still()
    async with open_world(tmp_path, clock, **settings) as world:
        await world.member("ada", Role.OWNER)
        app = await app_in(world)
        answers = await posts(app, await world.general(), 110)
        good = [one for one in answers if one.status_code == 200 and one.json()["ok"]]
        assert len(good) == most
        for refused in (one for one in answers if one not in good):
            assert refused.status_code == 429
            assert refused.json() == {"ok": False, "error": "ratelimited"}
            assert int(refused.headers["retry-after"]) >= 1


class Still(SetClock):
    """Stands still unless it is put forward: nothing is earned by a slow machine."""

    def __init__(self) -> None:
        super().__init__()
        self._began_us = super().now_us()

    def now_us(self) -> int:
        return self._began_us + self._ahead_us


async def test_hundreds_of_posts_arrive_once_and_in_order_and_harm_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, waits = Still(), []

    class Time:
        """What the SDK takes for the time: it passes for the server alone."""

        @staticmethod
        def sleep(seconds: float) -> None:
            waits.append(seconds)
            clock.advance(seconds)

    monkeypatch.setattr(builtin_handlers, "time", Time)
    async with open_world(tmp_path, clock, rate_limits=1.0) as world:
        ada = await world.member("ada", Role.OWNER)
        app, general = await app_in(world), await world.general()
        web = WebClient(
            token=app.made.bot_token,
            base_url=app.base_url,
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)],
        )

        def burst() -> None:
            for number in range(MANY):
                web.chat_postMessage(channel=general, text=f"bee {number}")

        await ada.connects()
        bursting = asyncio.create_task(off(burst))
        for number in range(20):
            await ada.posts(general, f"ada {number}")
        assert not bursting.done()  # she was through long before it was
        await bursting
        said = await _said(world, general)
    assert [one for one in said if one.startswith("bee")] == [f"bee {n}" for n in range(MANY)]
    assert [one for one in said if one.startswith("ada")] == [f"ada {n}" for n in range(20)]
    assert len(waits) >= (MANY - 100) // 40  # of which each earned 40 at most
    assert min(waits) >= 1.0


async def _said(world: Any, channel_id: str) -> list[str]:
    async with world.server.core.store.read() as snapshot:
        query = select(_message.c.text).where(_message.c.channel_id == channel_id)
        return list(await snapshot.scalars(query.order_by(_message.c.seq)))
