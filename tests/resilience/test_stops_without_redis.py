"""A process that is told to stop while Redis does not answer ends by itself, in good order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis.asyncio import Redis

from tests import services
from tests.resilience.black_hole import Way
from tests.resilience.children import RUCHE, Child, OwnRedis, Served, town, until


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def way(nursery: AsyncExitStack, tmp_path: Path, redis_program: Path) -> AsyncIterator[Way]:
    """The way to a Redis of this test alone."""
    redis = OwnRedis(nursery, tmp_path, redis_program)
    redis.run()
    await until(lambda: services.answers_ping(redis.port), "Redis answers")
    async with Way(redis.port) as way:
        yield way


@pytest.mark.slow
async def test_a_gateway_ends_whose_way_to_redis_is_cut(
    nursery: AsyncExitStack, tmp_path: Path, way: Way
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    url = f"redis://127.0.0.1:{way.port}/0"
    served = Served(nursery, data, (RUCHE, "gateway"), REDIS_URL=url, RUCHE_DRAIN_S="1")
    await served.start()
    async with town(data) as here:
        ada, bob = await here.people(served, "ada", "bob")
    channel_id = await ada.creates("garden")
    await bob.connects()
    await way.cut()
    posted = await ada.posts(channel_id, "nobody else hears this yet")
    asking = asyncio.create_task(ada.call("presence.watch", person_ids=[bob.id]))
    served.program.process.send_signal(signal.SIGTERM)
    code = await served.ended()
    await asyncio.gather(asking, return_exceptions=True)
    assert code == 0, served.program.output()
    again = Served(nursery, data, (RUCHE, "serve"))
    await again.start()
    ada.world = again
    history = await ada.post_http("messages.history", channel_id=channel_id)
    assert posted["id"] in history.text


@pytest.mark.parametrize("name", ["presence", "worker"])
async def test_a_process_without_sockets_ends_too(
    nursery: AsyncExitStack, tmp_path: Path, way: Way, name: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    url = f"redis://127.0.0.1:{way.port}/0"
    async with town(data):
        pass
    child = Child(nursery, tmp_path, (RUCHE, name, "--data", str(data)), REDIS_URL=url)
    child.run()
    async with Redis.from_url(url) as redis:
        while not (await redis.pubsub_numsub("ruche:x"))[0][1]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await way.cut()
    child.program.process.send_signal(signal.SIGTERM)
    assert await child.ended() == 0, child.program.output()


@pytest.mark.slow
async def test_a_gateway_ends_that_is_cut_off_from_everything(
    nursery: AsyncExitStack, tmp_path: Path, way: Way, postgres_url: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    address = urlsplit(postgres_url)
    async with Way(address.port or 5432) as to_store:
        near = address._replace(netloc=f"ruche@127.0.0.1:{to_store.port}").geturl()
        served = Served(
            nursery,
            data,
            (RUCHE, "gateway"),
            REDIS_URL=f"redis://127.0.0.1:{way.port}/0",
            DATABASE_URL=near,
            RUCHE_DRAIN_S="1",
        )
        async with town(data, database_url=postgres_url) as here:
            ada, bob = await here.people(served, "ada", "bob")
        await served.start()
        channel_id = await ada.creates("garden")
        await bob.connects()
        await to_store.cut()
        await way.cut()
        asking = [
            asyncio.create_task(ada.posts(channel_id, "is it stored?")),
            asyncio.create_task(bob.call("messages.history", channel_id=channel_id)),
        ]
        served.program.process.send_signal(signal.SIGTERM)
        code = await served.ended()
        await asyncio.gather(*asking, return_exceptions=True)
        assert code == 0, served.program.output()
