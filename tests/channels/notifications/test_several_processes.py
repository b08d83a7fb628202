"""Gateway and worker over PostgreSQL and Redis: every message is decided on once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from server.processes import run_worker
from tests.push_service import PushService
from tests.world import HEARD_S, open_world


async def test_two_notifiers_tell_of_each_message_once(
    tmp_path: Path, postgres_url: str, redis_url: str, service: PushService
) -> None:
    shared = {"database_url": postgres_url, "redis_url": redis_url, "allow_private_urls": True}
    async with open_world(tmp_path, **shared) as world:
        stop = asyncio.Event()
        worker = asyncio.create_task(run_worker(world.server.settings, stop))
        ada, bob = await world.member("ada"), await world.member("bob")
        channel = await bob.creates("garden")
        await ada.post_http("channels.join", channel_id=channel)
        phone = service.browser("phone")
        made = await ada.post_http("push.subscribe", **phone.subscription)
        assert made.json()["ok"]
        texts = [f"@ada {number}" for number in range(20)]
        for text in texts:
            await bob.posts(channel, text)
        await asyncio.to_thread(service.waits_for, phone, len(texts))
        await bob.posts(channel, "@ada last")
        async with asyncio.timeout(HEARD_S):
            await asyncio.to_thread(service.waits_for, phone, len(texts) + 1)
        stop.set()
        await worker
        said = sorted(phone.decrypt(one.body)["text"] for one in service.to(phone))
        assert said == sorted([*texts, "@ada last"])
