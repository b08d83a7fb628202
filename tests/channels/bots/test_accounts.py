"""People as apps see them."""

from __future__ import annotations

from typing import Any

from channels.core.actor import SYSTEM
from tests.house import House


async def test_since_when_somebody_is_as_they_are(house: House) -> None:
    ada = await house.open()

    async def shown() -> Any:
        page = await house.ask(SYSTEM, "bots.people", person_ids=[ada.person_id])
        return page.items[0]

    before = await shown()
    house.clock.advance(60)
    await house.ask(ada, "people.update", title="Keeper")
    assert (await shown()).changed_at == before.created_at + 60_000
    house.clock.advance(60)
    await house.ask(ada, "reads.list")
    assert (await shown()).changed_at == before.created_at + 60_000
