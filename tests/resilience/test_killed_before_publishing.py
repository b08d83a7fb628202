"""The server dies between commit and publish: the message is there, and everybody hears of it."""

import asyncio
import sys
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from persistence.bulk import table_of
from persistence.tables import LogRow
from tests.resilience.children import RUCHE, OwnRedis, Served, Town, town, until
from tests.resilience.dies_before_publishing import DIED, LAST_WORDS
from tests.resilience.traffic import LOST, Ear, everything, listening
from tests.world import Person

DYING = (sys.executable, "-m", "tests.resilience.dies_before_publishing")

_log = table_of(LogRow)


async def unrelayed(here: Town) -> list[Any]:
    """Entries that nobody has published, as the log tells."""
    async with here.core.store.read() as snapshot:
        query = select(_log.c.stream, _log.c.seq).where(_log.c.relayed.is_(False))
        return list(await snapshot.all(query))


async def nothing_is_unrelayed(here: Town) -> None:
    """All entries get their mark."""
    async with asyncio.timeout(15):
        while await unrelayed(here):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def says_last_words(person: Person, channel_id: str) -> None:
    """Post what the server dies of; whether the answer comes is a matter of luck."""
    with suppress(*LOST):
        await person.posts(channel_id, LAST_WORDS, client_id="last")


async def test_after_a_restart_the_sweep_marks_and_those_who_resume_hear(
    nursery: AsyncExitStack, data: Path
) -> None:
    dying = Served(nursery, data, (*DYING, "serve"))
    async with town(data) as here:
        ada, bob = await here.people(dying, "ada", "bob")
        await dying.start()
        channel_id = await ada.creates("hive")
        await ada.call("channels.invite", channel_id=channel_id, person_ids=[bob.id])
        served = Served(nursery, data, port=dying.port)
        ear = Ear(bob.token, channel_id)
        async with listening([ear], served):
            await says_last_words(ada, channel_id)
            assert await dying.ended() == DIED
            assert await unrelayed(here), "it died before it published"
            await served.start()
            await until(lambda: ear.take() >= 0 and len(ear.heard) == 1, "bob hears by resuming")
            await nothing_is_unrelayed(here)
            socket = await served.socket(ada.token)
            again = await socket.call(
                "messages.post", channel_id=channel_id, text=LAST_WORDS, client_id="last"
            )
            assert [one["id"] for one in await everything(socket, channel_id)] == [again["id"]]
            assert [one["id"] for one in ear.heard] == [again["id"]]
            assert not ear.complaints


async def test_another_gateway_publishes_what_a_dead_one_left(
    nursery: AsyncExitStack, data: Path, redis_program: Path
) -> None:
    redis = OwnRedis(nursery, data.parent, redis_program)
    redis.run()
    dying = Served(nursery, data, (*DYING, "gateway"), REDIS_URL=redis.url)
    living = Served(nursery, data, (RUCHE, "gateway"), REDIS_URL=redis.url)
    async with town(data) as here:
        [ada] = await here.people(dying, "ada")
        [bob] = await here.people(living, "bob")
        await asyncio.gather(dying.start(), living.start())
        channel_id = await ada.creates("hive")
        await bob.connects()
        await ada.call("channels.invite", channel_id=channel_id, person_ids=[bob.id])
        await bob.hears("channel.joined")
        await says_last_words(ada, channel_id)
        assert await dying.ended() == DIED
        await bob.hears("message.posted", text=LAST_WORDS)
        await nothing_is_unrelayed(here)
