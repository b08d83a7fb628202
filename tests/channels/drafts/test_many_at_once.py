"""Many drafts at once do not wait for each other's connections."""

from __future__ import annotations

import asyncio

from channels.core.actor import Actor
from tests.house import House


async def test_more_drafts_at_once_than_connections_after_the_cards_were_forgotten(
    house: House, ada: Actor
) -> None:
    channels = [
        (await house.ask(ada, "channels.create", name=f"garden-{number}")).id
        for number in range(18)
    ]
    house.door.access.clear()
    async with asyncio.timeout(25):  # who waits for a connection in vain gives up after thirty
        await asyncio.gather(
            *(house.ask(ada, "drafts.set", channel_id=one, text="Well") for one in channels)
        )
    assert len((await house.ask(ada, "drafts.list")).items) == len(channels)
