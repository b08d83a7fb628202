"""What balancers ask: does the process live, and should people be sent to it?"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from channels.core.errors import Unavailable
from persistence.snapshot import Snapshot
from tests.resilience.children import OwnRedis
from tests.world import Person, Refused, World, open_world


async def asked(world: World, path: str) -> tuple[int, dict[str, object]]:
    """Status and body."""
    async with httpx.AsyncClient(base_url=world.url) as client:
        answer = await client.get(path)
        return answer.status_code, answer.json()


async def until_ready(world: World, *faults: str) -> None:
    """Wait until just these are named as not ready."""
    async with asyncio.timeout(60):
        while True:
            status, body = await asked(world, "/ready")
            named = body.get("not_ready", {})
            assert isinstance(named, dict)
            assert (status == 200) == (not named)
            if set(named) == set(faults):
                return
            await asyncio.sleep(0.05)


async def test_a_server_in_order_is_up_and_ready(any_world: World) -> None:
    assert await asked(any_world, "/up") == (200, {"ok": True})
    assert await asked(any_world, "/health") == (200, {"ok": True})
    assert await asked(any_world, "/ready") == (200, {"ok": True})


async def test_a_server_that_drains_is_up_but_not_ready(world: World) -> None:
    await world.server.drain()
    status, body = await asked(world, "/ready")
    assert (status, body["not_ready"]) == (503, {"draining": "The server is stopping."})
    assert await asked(world, "/up") == (200, {"ok": True})


async def test_an_older_schema_is_not_ready_and_a_newer_one_is(world: World) -> None:
    async def stand_at(step: str) -> None:
        async def change(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(
                text("UPDATE alembic_version SET version_num = :s"), {"s": step}
            )

        await world.server.core.store.exclusively(change)

    await stand_at("0001")
    await until_ready(world, "migrations")
    await stand_at("9999")  # a newer program has migrated, and this one serves until it is replaced
    await until_ready(world)


async def test_without_redis_a_gateway_is_not_ready(tmp_path: Path, redis_program: Path) -> None:
    async with AsyncExitStack() as nursery:
        redis = OwnRedis(nursery, tmp_path, redis_program)
        redis.run()
        data = tmp_path / "data"
        data.mkdir()
        async with open_world(data, redis_url=redis.url) as world:
            await until_ready(world)
            redis.kill()
            await until_ready(world, "redis")
            redis.run()
            await until_ready(world)


async def posts_many(person: Person, channel_id: str, text: str) -> None:
    """One after the other."""
    for _ in range(200):
        await person.posts(channel_id, text)


async def test_a_store_that_cannot_write_is_named_but_keeps_nobody_away(world: World) -> None:
    ada = await world.member("ada")
    channel_id = await world.general()
    store = world.server.core.store

    async def fill(pages: str) -> None:
        async def limit(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(text(f"PRAGMA max_page_count = {pages}"))

        await store.exclusively(limit)

    await ada.posts(channel_id, "first")
    await fill("1")  # SQLite takes the size it has: from now on the disk is full
    with pytest.raises(Refused, match=Unavailable.code):
        await posts_many(ada, channel_id, "b" * 4_000)
    status, body = await asked(world, "/ready")
    assert (status, body) == (200, {"ok": True, "impaired": {"store": "The last write failed."}})
    await fill("1000000")
    await ada.posts(channel_id, "there is room again")
    await until_ready(world)
    assert await asked(world, "/ready") == (200, {"ok": True})
