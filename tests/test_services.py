"""The servers that tests talk to, and the rule that nothing may be left out."""

import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
import redis.asyncio

from tests.architecture.tree import ROOT

SKIPPING = "import pytest\n\n\ndef test_one() -> None:\n    pytest.skip('no such server')\n"
SKIPPING_MODULE = "import pytest\n\npytest.skip('no such server', allow_module_level=True)\n"


async def test_redis_answers_and_is_empty(redis_url: str) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        assert await client.dbsize() == 0
        await client.set("left", "behind")


async def test_redis_is_emptied_between_tests(redis_url: str) -> None:
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        assert await client.get("left") is None


@pytest.mark.parametrize("who", ["ada", "bob"])
async def test_each_test_has_a_database_of_its_own(postgres_url: str, who: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.execute("CREATE TABLE person (name text)")
        await connection.execute("INSERT INTO person VALUES ($1)", who)
        assert await connection.fetchval("SELECT count(*) FROM person") == 1
    finally:
        await connection.close()


@pytest.mark.parametrize("source", [SKIPPING, SKIPPING_MODULE])
@pytest.mark.parametrize(("required", "code"), [("1", {1, 2}), ("0", {0, 5})])
def test_a_skipped_test_fails_where_all_are_required(
    tmp_path: Path, source: str, required: str, code: set[int]
) -> None:
    (tmp_path / "test_skipping.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", os.devnull]
    command += ["--rootdir", str(tmp_path), "-p", "no:cacheprovider", str(tmp_path)]
    environment = {**os.environ, "RUCHE_REQUIRE_ALL": required, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode in code, ran.stdout
