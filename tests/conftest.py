"""What every test may ask for: real servers, and no skipping where nothing may be left out."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Generator, Iterator
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from hypothesis import HealthCheck, settings

from server.processes import run_worker
from tests import services
from tests.redis_cluster import RedisCluster, running_redis_cluster
from tests.server.nginx import find_nginx
from tests.world import World, open_world

BROWSER = Path(__file__).parent / "browser"
REQUIRE_ALL = os.environ.get("RUCHE_REQUIRE_ALL") == "1"

# A busy machine is no reason to fail: what is examined is the result, not how long it took.
settings.register_profile("ruche", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ruche")

# A client over HTTP reads whom to believe as it is made, which takes some twenty milliseconds:
# that is a fifth of all time here, so it is read once.
ssl.create_default_context = cache(ssl.create_default_context)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: while their driver runs, no other event loop can."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSER))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where all tests are required, a skipped test has failed."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Where all tests are required, a skipped module has failed."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"no test may be left out here: {report.longrepr}"


@pytest.fixture(scope="session")
def redis_program() -> Path:
    """The redis-server program, for tests that start (and kill) their own."""
    program = services.find_redis()
    if program is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    return program


@pytest.fixture(scope="session")
def redis_server(redis_program: Path) -> Iterator[str]:
    """The URL of a Redis that all tests of the run share."""
    with services.running_redis(redis_program) as url:
        yield url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The URL of a Redis that holds nothing."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server


@pytest.fixture(scope="session")
def nginx_program() -> Path:
    """The nginx program of this machine."""
    program = find_nginx()
    if program is None:
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    return program


@pytest.fixture(scope="session")
def redis_cluster_server(redis_program: Path) -> Iterator[RedisCluster]:
    """A Redis Cluster of three nodes that all tests of the run share."""
    with running_redis_cluster(redis_program) as cluster:
        yield cluster


@pytest.fixture
def redis_cluster_url(redis_cluster_server: RedisCluster) -> str:
    """The URL of a Redis Cluster that holds nothing."""
    redis_cluster_server.empty()
    return redis_cluster_server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[services.PostgresServer]:
    """A PostgreSQL that all tests of the run share."""
    programs = services.find_postgres()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with services.running_postgres(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: services.PostgresServer) -> Iterator[str]:
    """The URL of an empty database of this test's own, as `postgresql://…`."""
    name = f"test_{uuid4().hex}"
    yield postgres_server.create_database(name)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of either kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ruche.db"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium program of this machine."""
    program = services.find_chromium()
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    return program


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """A real server on a temporary SQLite file."""
    async with open_world(tmp_path) as opened:
        yield opened


@pytest.fixture
async def shared_world(tmp_path: Path, postgres_url: str, redis_url: str) -> AsyncIterator[World]:
    """A real server as one of several: on PostgreSQL and Redis, with a worker beside it."""
    async with open_world(tmp_path, database_url=postgres_url, redis_url=redis_url) as opened:
        stop = asyncio.Event()
        worker = asyncio.create_task(run_worker(opened.server.settings, stop))
        yield opened
        stop.set()
        await worker


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """A real server: on SQLite, or with RUCHE_TEST_STORE=postgres on PostgreSQL and Redis."""
    shared = os.environ.get("RUCHE_TEST_STORE") == "postgres"
    opened: World = request.getfixturevalue("shared_world" if shared else "small_world")
    return opened


@pytest.fixture(params=["small_world", "shared_world"])
def any_world(request: pytest.FixtureRequest) -> World:
    """The same world on either pair of adapters."""
    opened: World = request.getfixturevalue(request.param)
    return opened
