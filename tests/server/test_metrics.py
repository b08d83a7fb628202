"""The figures for Prometheus."""

from pathlib import Path

import httpx

from tests.world import World, open_world


async def test_metrics_are_off_unless_switched_on(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.url) as client:
        assert (await client.get("/metrics")).status_code == 404


async def test_metrics_count_what_is_delivered(tmp_path: Path) -> None:
    async with open_world(tmp_path, metrics=True) as world:
        ada = await world.member("ada")
        await ada.connects()
        await ada.posts(await world.general(), "One.")
        await ada.hears("message.posted")
        async with httpx.AsyncClient(base_url=world.url) as client:
            text = (await client.get("/metrics")).text
    assert "ruche_connections 1.0" in text
    assert "ruche_deliveries_total 1.0" in text or "ruche_deliveries_total 2.0" in text
