"""What changes while Redis is away holds when it is back: rights, memberships and sessions."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from channels.people.protocol import CreateToken
from server.gateway.codes import CloseCode
from tests.resilience.children import OwnRedis, until
from tests.world import Person, Socket, World, open_world


class Pair:
    """Two gateways in this process, over one store and a Redis that can be killed."""

    def __init__(self, redis: OwnRedis, one: World, two: World) -> None:
        self.redis, self.one, self.two = redis, one, two

    async def at_two(self, name: str) -> Person:
        """A person who is connected to the second gateway."""
        person = await self.two.member(name)
        await person.connects()
        return person

    def _connected(self, world: World) -> bool:
        return bool(world.server.core.bus._listener.connected.is_set())  # type: ignore[attr-defined]

    async def lose_redis(self) -> None:
        """Kill it; ends when both gateways have noticed."""
        self.redis.kill()
        both = (self.one, self.two)
        await until(lambda: not any(map(self._connected, both)), "both notice that Redis is gone")


@pytest.fixture
async def pair(nursery: AsyncExitStack, data: Path, redis_program: Path) -> Pair:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    one = await nursery.enter_async_context(open_world(data, redis_url=redis.url))
    two = await nursery.enter_async_context(open_world(data, redis_url=redis.url))
    return Pair(redis, one, two)


async def test_who_was_removed_meanwhile_hears_nothing_of_what_was_said_since(pair: Pair) -> None:
    [ada] = await pair.one.members("ada")
    bob, chloe = await pair.at_two("bob"), await pair.at_two("chloe")
    bees = await ada.creates("bees", "private")
    await ada.call("channels.invite", channel_id=bees, person_ids=[bob.id, chloe.id])
    await ada.posts(bees, "all are here")
    await bob.hears("message.posted", text="all are here")
    await pair.lose_redis()
    await ada.call("channels.remove", channel_id=bees, person_id=bob.id)
    await ada.posts(bees, "bob has left")
    pair.redis.run()
    await chloe.hears("message.posted", text="bob has left")
    await bob.hears("channel.left", channel_id=bees)
    assert bob.socket is not None
    assert "bob has left" not in texts_of(bob.socket)


def texts_of(socket: Socket) -> list[str]:
    """What the messages say that it was sent."""
    return [push["data"].get("message", {}).get("text", "") for push in socket.heard]


@pytest.mark.parametrize("query", ["", "?watch=none"])
async def test_who_was_removed_meanwhile_is_not_sent_it_again_either(
    pair: Pair, query: str
) -> None:
    [ada] = await pair.one.members("ada")
    bob, chloe = await pair.at_two("bob"), await pair.at_two("chloe")
    again, beside = await bob.connects(query=query), await chloe.connects(query=query)
    bees = await ada.creates("bees", "private")
    await ada.call("channels.invite", channel_id=bees, person_ids=[bob.id, chloe.id])
    head = (await ada.posts(bees, "all are here"))["seq"]
    for person in (bob, chloe):
        await person.hears("message.posted", text="all are here")
    await pair.lose_redis()
    await ada.call("channels.remove", channel_id=bees, person_id=bob.id)
    await ada.posts(bees, "bob has left")
    stream = f"c:{bees}"
    position = [pair.two.server.core.store.epoch, head - 1]
    told = await beside.call("streams.resume", positions={stream: position})
    assert told["reset"] == []
    assert texts_of(beside)[-1] == "bob has left"
    told = await again.call("streams.resume", positions={stream: position})
    assert told == {"resumed": 0, "reset": [stream]}
    assert "bob has left" not in texts_of(again)
    pair.redis.run()
    await bob.hears("channel.left", channel_id=bees)
    assert "bob has left" not in texts_of(again)


async def test_who_was_invited_meanwhile_hears_the_channel(pair: Pair) -> None:
    [ada] = await pair.one.members("ada")
    bob = await pair.at_two("bob")
    await pair.lose_redis()
    bees = await ada.creates("bees", "private")
    await ada.call("channels.invite", channel_id=bees, person_ids=[bob.id])
    await ada.posts(bees, "welcome bob")
    pair.redis.run()
    await bob.hears("channel.joined")
    await bob.hears("message.posted", text="welcome bob")


async def test_a_token_that_was_revoked_meanwhile_ends_its_socket(pair: Pair) -> None:
    [ada] = await pair.one.members("ada")
    made = await pair.one.system("tokens.create", CreateToken(person_id=ada.id))
    laptop = await pair.two.socket(made.secret)
    await pair.lose_redis()
    await ada.call("tokens.revoke", token_id=made.id)
    pair.redis.run()
    assert await laptop.ends() == CloseCode.REVOKED
