"""Gateways over a Redis Cluster, whose slots move and whose nodes die: nothing lost or doubled."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from redis.crc import key_slot

from persistence.streams import channel_stream
from tests.redis_cluster import running_redis_cluster
from tests.resilience.children import RUCHE, Served, town, until
from tests.resilience.traffic import (
    Ear,
    Sender,
    acknowledged,
    assert_whole,
    everything,
    listening,
    writing,
)

MESSAGES = 30


async def test_a_slot_moves_and_a_node_dies_under_two_gateways(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    cluster = nursery.enter_context(running_redis_cluster(redis_program))
    one, two = (Served(nursery, data, (RUCHE, "gateway"), REDIS_URL=cluster.url) for _ in range(2))
    async with town(data) as here:
        await asyncio.gather(one.start(), two.start())
        ada, bob, *people = await here.people(
            one, "ada", "bob", *(f"sender{number}" for number in range(4))
        )
    bob.world = two
    channel_id = await ada.creates("hive")
    ids = [person.id for person in (bob, *people)]
    await ada.call("channels.invite", channel_id=channel_id, person_ids=ids)
    watched = await ada.call("presence.watch", person_ids=[bob.id])
    assert [one["state"] for one in watched["items"]] == ["offline"]
    await bob.connects()
    assert (await ada.hears("presence.changed"))["people"][0]["person_id"] == bob.id

    senders = [Sender(one.token, channel_id, one.handle, MESSAGES) for one in people]
    ears = [Ear(one.token, channel_id) for one in (ada, bob)]
    slot = key_slot(f"ruche:{channel_stream(channel_id)}".encode())
    async with listening(ears, one, two):
        async with writing(senders, one, two):
            await until(lambda: acknowledged(senders) >= 20, "20 answers")
            owner = cluster.owner(slot)
            new = next(port for port in cluster.ports if port != owner)
            await asyncio.to_thread(cluster.move, slot, new)
            at = acknowledged(senders)
            await until(lambda: acknowledged(senders) >= at + 20, "writing goes on")
            cluster.kill(new)  # the one that has the channel's stream now
            at = acknowledged(senders)
            await until(lambda: acknowledged(senders) >= at + 20, "writing goes on without it")
            await asyncio.to_thread(cluster.start, new)
        assert ada.socket is not None
        await assert_whole(senders, ears, await everything(ada.socket, channel_id))
        assert [ear.resumes for ear in ears] == [0, 0], "their sockets stayed open"
