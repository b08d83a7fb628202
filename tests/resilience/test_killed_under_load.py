"""The server is killed while many write: what was acknowledged is there, and heard once."""

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

SENDERS, MESSAGES = 20, 30
MOMENTS = (1, 150, 400)  # acknowledgements after which it is killed
NAMES = [f"sender{number}" for number in range(SENDERS)]


async def _is_killed_under_load(
    nursery: AsyncExitStack, data: Path, moments: tuple[int, ...], database_url: str = ""
) -> None:
    served = Served(nursery, data, **({"DATABASE_URL": database_url} if database_url else {}))
    async with town(data, database_url=database_url) as here:
        ada, bob, *people = await here.people(served, "ada", "bob", *NAMES)
    await served.start()
    channel_id = await ada.creates("hive")
    await ada.call(
        "channels.invite", channel_id=channel_id, person_ids=[one.id for one in (bob, *people)]
    )
    assert ada.socket is not None
    await ada.socket.close()
    senders = [Sender(one.token, channel_id, one.handle, MESSAGES) for one in people]
    ears = [Ear(one.token, channel_id) for one in (ada, bob, people[0])]
    async with listening(ears, served):
        async with writing(senders, served):
            for moment in moments:
                await until(lambda at=moment: acknowledged(senders) >= at, f"{moment} answers")
                served.kill()
                await served.start()
        history = await everything(await served.socket(ada.token), channel_id)
        await assert_whole(senders, ears, history)
        assert all(ear.resumes >= 1 for ear in ears)


async def test_what_was_acknowledged_survives_kills_under_load(
    nursery: AsyncExitStack, data: Path
) -> None:
    await _is_killed_under_load(nursery, data, MOMENTS)


async def test_what_was_acknowledged_survives_a_kill_on_postgresql(
    nursery: AsyncExitStack, data: Path, postgres_url: str
) -> None:
    await _is_killed_under_load(nursery, data, (200,), postgres_url)
