"""The disk is full: what cannot be stored is refused with a reason, and all goes on once it can."""

from contextlib import AsyncExitStack
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit

import pytest

from tests.resilience.children import Served, town
from tests.resilience.traffic import Ear, Sender, assert_whole, everything, listening
from tests.world import Refused

ROOM_BYTES = 64 * 1024
PADDING = " is a rather long message" * 100


def _leave_room(served: Served, data: Path) -> None:
    """The server's files may hardly grow from here."""
    largest = max(path.stat().st_size for path in data.iterdir())
    limit = (largest + ROOM_BYTES, RLIM_INFINITY)
    prlimit(served.program.process.pid, RLIMIT_FSIZE, limit)


def _make_room(served: Served) -> None:
    prlimit(served.program.process.pid, RLIMIT_FSIZE, (RLIM_INFINITY, RLIM_INFINITY))


async def test_a_full_disk_refuses_with_a_reason_and_loses_nothing(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        ada, bob = await here.people(served, "ada", "bob")
    await served.start()
    bees = await ada.creates("bees")
    await ada.call("channels.invite", channel_id=bees, person_ids=[bob.id])
    sender, ear = Sender(ada.token, bees, "this", 600, PADDING), Ear(bob.token, bees)
    async with listening([ear], served):
        _leave_room(served, data)
        socket = await served.socket(ada.token, query="?watch=none")
        with pytest.raises(Refused, match=r"unavailable: .*stored"):
            await sender.send_on(await served.socket(ada.token))
        stored = [message["text"] for message in await everything(socket, bees)]
        assert sorted(stored) == sorted(sender.acknowledged), "no more and no less than was said"
        assert len(stored) < len(sender.texts)
        _make_room(served)
        await sender.run([served])
        await assert_whole([sender], [ear], await everything(socket, bees))
        assert ear.resumes == 0
