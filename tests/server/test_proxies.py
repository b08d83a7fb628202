"""Behind a proxy people are known by their own address, and nobody else may make one up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from server.config import LOOPBACK, BadSetting, Settings
from tests.resilience.children import Served

HOME, AWAY = "203.0.113.7", "203.0.113.8"


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    """Ends the server of a test."""
    async with AsyncExitStack() as stack:
        yield stack


async def served(nursery: AsyncExitStack, folder: Path, **environment: str) -> Served:
    """A server that lets a visitor do very little."""
    data = folder / "data"
    data.mkdir()
    found = Served(nursery, data, RUCHE_RATE_LIMITS="0.02", **environment)
    await found.start()
    return found


async def codes(place: Served, forwarded_for: str) -> set[int]:
    """What a visitor is answered who comes again and again."""
    async with httpx.AsyncClient(base_url=place.url) as client:
        headers = {"x-forwarded-for": forwarded_for}
        return {(await client.get("/invite/x", headers=headers)).status_code for _ in range(8)}


async def test_a_trusted_proxy_tells_who_comes(tmp_path: Path, nursery: AsyncExitStack) -> None:
    place = await served(nursery, tmp_path)
    assert 429 in await codes(place, HOME)
    async with httpx.AsyncClient(base_url=place.url) as client:
        answer = await client.get("/invite/x", headers={"x-forwarded-for": AWAY})
        assert answer.status_code != 429, "another address has its own allowance"
        told = f"{AWAY}, {HOME}"  # what a client claims stands before what our proxy has added
        claimed = await client.get("/invite/x", headers={"x-forwarded-for": told})
        assert claimed.status_code == 429


@pytest.mark.parametrize("trusted", ["off", "10.9.8.7, 192.0.2.0/24"])
async def test_from_others_the_header_says_nothing(
    tmp_path: Path, nursery: AsyncExitStack, trusted: str
) -> None:
    place = await served(nursery, tmp_path, RUCHE_TRUSTED_PROXIES=trusted)
    assert 429 in await codes(place, HOME)
    assert await codes(place, AWAY) == {429}


def test_proxies_are_addresses_or_networks() -> None:
    def read(value: str) -> tuple[str, ...]:
        return Settings.from_env({"RUCHE_TRUSTED_PROXIES": value}).trusted_proxies

    assert read("") == LOOPBACK
    assert read("off") == ()
    assert read("10.0.0.2, 172.16.0.0/12,::1") == ("10.0.0.2", "172.16.0.0/12", "::1")
    for wrong in ("*", "proxy.example.org", "10.0.0.1/8", "10.0.0.2,"):
        with pytest.raises(BadSetting, match="RUCHE_TRUSTED_PROXIES"):
            read(wrong)
