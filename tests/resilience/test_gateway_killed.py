"""Two gateways, one of which dies, or Redis between them: nothing is lost, nothing comes twice."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.resilience.children import RUCHE, Child, OwnRedis, Served, town, until
from tests.resilience.traffic import (
    Ear,
    Sender,
    acknowledged,
    assert_whole,
    everything,
    listening,
    writing,
)
from tests.world import Person

MESSAGES = 40
PRESENCE_S = 90.0  # a process is thought dead after 20 s of silence


async def two_gateways(
    nursery: AsyncExitStack, data: Path, redis: OwnRedis, database_url: str
) -> tuple[Served, Served]:
    """Started, with the presence process beside them."""
    environment = {"REDIS_URL": redis.url}
    if database_url:
        environment["DATABASE_URL"] = database_url
    one, two = (Served(nursery, data, (RUCHE, "gateway"), **environment) for _ in range(2))
    Child(nursery, data.parent, (RUCHE, "presence", "--data", str(data)), **environment).run()
    await asyncio.gather(one.start(), two.start())
    return one, two


async def hive(host: Person, guests: list[Person]) -> str:
    """A channel with these members."""
    channel_id = await host.creates("hive")
    ids = [guest.id for guest in guests]
    await host.call("channels.invite", channel_id=channel_id, person_ids=ids)
    return channel_id


async def test_clients_of_a_dead_gateway_go_on_at_the_other(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    async with town(data) as here:
        one, two = await two_gateways(nursery, data, redis, "")
        ada, dora = await here.people(two, "ada", "dora")
        people = await here.people(one, *(f"sender{number}" for number in range(6)))
    # dora stays where she is; who is at the dead gateway without coming back is seen to go
    channel_id = await hive(ada, [dora, *people])
    [gone] = people[:1]
    await gone.connects()
    await dora.call("presence.watch", person_ids=[gone.id])
    senders = [Sender(one.token, channel_id, one.handle, MESSAGES) for one in people[1:]]
    ears = [Ear(one.token, channel_id) for one in (people[1], ada, people[2], dora)]
    async with listening(ears, one, two):
        async with writing(senders, one, two):
            await until(lambda: acknowledged(senders) >= 60, "60 answers")
            one.kill()
        assert ada.socket is not None
        await assert_whole(senders, ears, await everything(ada.socket, channel_id))
        assert [ear.resumes > 0 for ear in ears] == [True, False, True, False]
    async with asyncio.timeout(PRESENCE_S):
        shown = await dora.call("presence.get", person_ids=[gone.id])
        while shown["items"][0]["state"] != "offline":
            await asyncio.sleep(0.2)
            shown = await dora.call("presence.get", person_ids=[gone.id])


async def _redis_dies_and_comes_back(
    nursery: AsyncExitStack, data: Path, redis: OwnRedis, database_url: str = ""
) -> None:
    redis.run()
    async with town(data, database_url=database_url) as here:
        one, two = await two_gateways(nursery, data, redis, database_url)
        ada, bob, *people = await here.people(
            one, "ada", "bob", *(f"sender{number}" for number in range(6))
        )
    channel_id = await hive(ada, [bob, *people])
    senders = [Sender(one.token, channel_id, one.handle, MESSAGES) for one in people]
    ears = [Ear(one.token, channel_id) for one in (ada, bob)]
    async with listening(ears, one, two):
        async with writing(senders, one, two):
            for moment in (40, 120):
                await until(lambda at=moment: acknowledged(senders) >= at, f"{moment} answers")
                redis.kill()
                at = acknowledged(senders)
                await until(lambda at=at: acknowledged(senders) >= at + 30, "writing goes on")
                redis.run()
        assert ada.socket is not None
        await assert_whole(senders, ears, await everything(ada.socket, channel_id))
        assert [ear.resumes for ear in ears] == [0, 0], "their sockets stayed open"


async def test_nothing_is_lost_or_doubled_when_redis_dies_and_comes_back(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    await _redis_dies_and_comes_back(nursery, data, redis)


async def test_the_same_on_postgresql(
    nursery: AsyncExitStack, data: Path, redis_program: Path, postgres_url: str
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    await _redis_dies_and_comes_back(nursery, data, redis, postgres_url)
