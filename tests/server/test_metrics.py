"""The figures for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from persistence.decision import Decision, NewJob
from tests.architecture.tree import ROOT
from tests.services import PostgresServer
from tests.world import World, open_world

Figures = Mapping[tuple[str, ...], float]


async def figures(world: World) -> Figures:
    """By name and values of labels, these by their names."""
    async with httpx.AsyncClient(base_url=world.url) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_metrics_are_off_unless_switched_on(world: World) -> None:
    async with httpx.AsyncClient(base_url=world.url) as client:
        assert (await client.get("/metrics")).status_code == 404


async def test_metrics_count_what_happens_at_a_gateway(tmp_path: Path) -> None:
    async with open_world(tmp_path, metrics=True) as world:
        ada, bob = await world.members("ada", "bob")
        await ada.connects()
        await ada.posts(await world.general(), "One.")
        await bob.hears("message.posted")
        assert bob.socket is not None
        await bob.call("streams.resume", positions={"w": bob.socket.positions["w"]})
        await bob.call("streams.resume", positions={"w": ["another epoch", 1]})
        found = await figures(world)
    assert found["ruche_connections",] == 3
    assert found["ruche_people_connected",] == 2
    assert found["ruche_deliveries_total",] >= 3
    assert found["ruche_resumes_total",] == 2
    assert found["ruche_resets_total",] == 1
    assert found["ruche_slow_closed_total",] == 0
    assert found["ruche_bus_up",] == found["ruche_presence_up",] == found["ruche_store_up",] == 1
    assert found["ruche_relay_lag_seconds",] == 0
    assert found["process_resident_memory_bytes",] > 1e6
    assert found["process_cpu_seconds_total",] > 0


async def test_commits_are_counted_by_time_and_size(tmp_path: Path) -> None:
    async with open_world(tmp_path, metrics=True) as world:
        ada = await world.member("ada")
        await ada.posts(await world.general(), "One.")
        found = await figures(world)
    commits = found["ruche_commits_total",]
    assert commits == found["ruche_commit_seconds_count",] == found["ruche_group_size_count",] > 0
    assert found["ruche_commit_seconds_sum",] > 0
    assert found["ruche_group_size_sum",] == found["ruche_writes_total",]
    assert found["ruche_commit_seconds_bucket", "+Inf"] == commits
    assert found["ruche_relay_seconds_count",] > 0


async def test_requests_are_counted_by_operation_and_code(tmp_path: Path) -> None:
    async with open_world(tmp_path, metrics=True, rate_limits=0.02) as world:
        ada = await world.member("ada")
        async with httpx.AsyncClient(base_url=world.url) as client:
            me = {"authorization": f"Bearer {ada.token}"}
            ask = partial(client.post, "/api/v1/people.me", json={}, headers=me)
            codes = [(await ask()).status_code for _ in range(20)]
            for number in range(50):  # what a stranger makes up does not become a label
                await client.post(f"/api/v1/made.up{number}", json={})
                await client.get(f"/no/such/page{number}")
            await client.get("/invite/one-secret")
        found = await figures(world)
    counted = {
        key[1:]: value for key, value in found.items() if key[0] == "ruche_http_requests_total"
    }
    assert set(codes) == {200, 429}
    assert counted["200", "people.me"] == codes.count(200)
    assert counted["429", "people.me"] == codes.count(429)
    assert counted["401", "unknown"] == 50
    assert counted["404", "unknown"] == 50
    assert [key[1] for key in counted if "invite" in key[1]] == ["/invite/{secret}"]
    assert len(counted) == 5
    assert found["ruche_limited_total", "actor"] >= 1
    assert found["ruche_http_seconds_count",] == 121


async def test_every_figure_is_explained(tmp_path: Path) -> None:
    told = (ROOT / "docs" / "running.md").read_text()
    async with open_world(tmp_path, metrics=True) as world:
        named = {name for name, *_ in await figures(world) if name.startswith("ruche_")}
    endings = ("_bucket", "_count", "_sum")
    named = {name.rpartition("_")[0] if name.endswith(endings) else name for name in named}
    assert len(named) > 20
    assert not {name for name in named if f"`{name}" not in told}


async def of_the_store(world: World) -> Figures:
    """The figures, once the store has answered in its time."""
    async with asyncio.timeout(60):
        while (found := await figures(world))["ruche_store_up",] != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return found


async def test_what_waits_in_the_store_is_told(tmp_path: Path) -> None:
    async with open_world(tmp_path, metrics=True, redis_url="") as world:
        store = world.server.core.store
        now_ms = world.server.clock.now_us() // 1_000
        await store.write(
            Decision(
                jobs=[
                    NewJob("nobody-does-this", {}, run_at_ms=now_ms - 5_000),
                    NewJob("nor-this", {}, run_at_ms=now_ms + 3_600_000),
                ]
            )
        )
        found = await of_the_store(world)
    assert found["ruche_jobs", "due"] == 1
    assert found["ruche_jobs", "later"] == 1
    assert found["ruche_jobs", "dead"] == 0
    assert 5 <= found["ruche_jobs_oldest_due_seconds",] < 600
    assert found["ruche_search_pending",] >= 0


async def test_without_the_store_the_rest_is_told(
    tmp_path: Path, postgres_server: PostgresServer, postgres_url: str
) -> None:
    database = postgres_url.rpartition("/")[2]
    async with open_world(tmp_path, metrics=True, database_url=postgres_url) as world:
        assert (await figures(world))["ruche_store_up",] == 1
        await asyncio.to_thread(postgres_server.cut_off, database)
        async with asyncio.timeout(60):
            while (found := await figures(world))["ruche_store_up",] == 1:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await asyncio.to_thread(postgres_server.let_in, database)
    assert ("ruche_jobs", "due") not in found
    assert found["ruche_connections",] == 0
