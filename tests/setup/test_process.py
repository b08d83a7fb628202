"""The Procfile's Redis: its own, or the one that runs there already."""

import subprocess
import time
from pathlib import Path

import pytest
import redis

from tests import services
from tests.setup.processes import Program, started

ANSWERS_S = 60.0


@pytest.fixture
def port(redis_program: Path) -> str:
    return str(services.free_port())


def wait_until_it_says(program: Program, words: str) -> None:
    until = time.monotonic() + ANSWERS_S
    while words not in program.output():
        assert program.process.poll() is None, program.output()
        assert time.monotonic() < until, program.output()
        time.sleep(0.05)


def test_it_starts_a_redis_on_its_port(port: str, tmp_path: Path) -> None:
    with started(["bin/process", "redis"], tmp_path / "log", REDIS_PORT=port) as program:
        wait_until_it_says(program, "Ready to accept connections")
        with redis.Redis(port=int(port)) as client:
            assert client.ping()
            assert list(client.config_get("save").values()) in ([b""], [""])
        assert program.stop() == 0


def test_it_stays_beside_a_redis_that_runs_there_already(port: str, tmp_path: Path) -> None:
    with started(["bin/process", "redis"], tmp_path / "first", REDIS_PORT=port) as first:
        wait_until_it_says(first, "Ready to accept connections")
        with started(["bin/process", "redis"], tmp_path / "second", REDIS_PORT=port) as second:
            wait_until_it_says(second, "it is used")
            with pytest.raises(subprocess.TimeoutExpired):
                second.process.wait(0.5)
