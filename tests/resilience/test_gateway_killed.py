"""Two gateways, one of which dies: its clients go on at the other, and who does not is seen to go.

What Redis does to them is in tests/soak.
"""

import asyncio
import time
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
MOST_GONE_S = 30.0  # a process is thought dead after 20 s of silence


async def two_gateways(
    nursery: AsyncExitStack, data: Path, redis: OwnRedis
) -> tuple[Served, Served]:
    """Started, with the presence process beside them."""
    environment = {"REDIS_URL": redis.url}
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
        one, two = await two_gateways(nursery, data, redis)
        ada, dora = await here.people(two, "ada", "dora")
        people = await here.people(one, *(f"sender{number}" for number in range(6)))
    # dora stays where she is; who is at the dead gateway without coming back is seen to go
    channel_id = await hive(ada, [dora, *people])
    [gone] = people[:1]
    await gone.connects()
    await dora.call("presence.watch", person_ids=[gone.id])
    await _shown(dora, gone, "online")
    senders = [Sender(one.token, channel_id, one.handle, MESSAGES) for one in people[1:]]
    ears = [Ear(one.token, channel_id) for one in (people[1], ada, people[2], dora)]
    async with listening(ears, one, two):
        async with writing(senders, one, two):
            await until(lambda: acknowledged(senders) >= 60, "60 answers")
            killed_s = time.monotonic()
            one.kill()
            seeing = asyncio.create_task(_shown(dora, gone, "offline"))
        assert ada.socket is not None
        await assert_whole(senders, ears, await everything(ada.socket, channel_id))
        assert [ear.resumes > 0 for ear in ears] == [True, False, True, False]
        gone_s = await seeing - killed_s
        print(f"{gone_s:.1f} s from the death of the gateway to the dot")
        assert gone_s <= MOST_GONE_S
        shown = await dora.call("presence.get", person_ids=[gone.id])
        assert shown["items"][0]["state"] == "offline"


async def _shown(watching: Person, person: Person, state: str) -> float:
    """When the watching one was told that the person is so (`presence.changed`)."""
    assert watching.socket is not None
    heard = watching.socket.heard

    def told() -> bool:
        changed = [push["data"]["people"] for push in heard if push["event"] == "presence.changed"]
        views = [view for people in changed for view in people]
        return any(view["person_id"] == person.id and view["state"] == state for view in views)

    await until(told, f"the dot that says {state}", 2 * MOST_GONE_S)
    return time.monotonic()
