"""The database goes away and comes back: writing is refused meanwhile, and nothing is lost."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.resilience.children import Served, town, until
from tests.resilience.traffic import (
    Ear,
    Sender,
    acknowledged,
    assert_whole,
    everything,
    listening,
    writing,
)
from tests.services import PostgresServer

MESSAGES = 40


async def test_nothing_is_lost_or_doubled_when_postgresql_goes_and_comes_back(
    nursery: AsyncExitStack, data: Path, postgres_server: PostgresServer, postgres_url: str
) -> None:
    served = Served(nursery, data, DATABASE_URL=postgres_url)
    async with town(data, database_url=postgres_url) as here:
        ada, bob, *people = await here.people(
            served, "ada", "bob", *(f"sender{number}" for number in range(6))
        )
    await served.start()
    bees = await ada.creates("bees")
    ids = [person.id for person in (bob, *people)]
    await ada.call("channels.invite", channel_id=bees, person_ids=ids)
    senders = [Sender(one.token, bees, one.handle, MESSAGES) for one in people]
    ears = [Ear(one.token, bees) for one in (ada, bob)]
    database = postgres_url.rpartition("/")[2]
    async with listening(ears, served):
        async with writing(senders, served):
            for _ in range(2):
                before = acknowledged(senders)
                await until(lambda was=before: acknowledged(senders) >= was + 40, "40 more answers")
                refusals = sum(sender.refusals for sender in senders)
                await asyncio.to_thread(postgres_server.cut_off, database)
                await until(
                    lambda was=refusals: sum(one.refusals for one in senders) > was,
                    "who writes is told that nothing can be stored",
                )
                await asyncio.to_thread(postgres_server.let_in, database)
        socket = await served.socket(ada.token, query="?watch=none")
        await assert_whole(senders, ears, await everything(socket, bees))
