"""`ruche reindex` as an operator runs it: alone, beside a server, and killed on the way."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server.test_cli import RUCHE, answer, environment, serving
from tests.slack.archive import at, said, simple

MESSAGES = 6_000
WAIT_S = 60


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [said("U0ADA", at(n), f"Frame {n} of the hive holds brood") for n in range(MESSAGES)]
    return simple(tmp_path_factory.mktemp("export") / "e.zip", lines)


@pytest.fixture
def data(tmp_path: Path, export: Path) -> Path:
    """A workspace whose index has lost everything."""
    answer("import", "slack", export, "--data", tmp_path)
    with closing(sqlite3.connect(tmp_path / "ruche.sqlite")) as database, database:
        for table, content in (("index", "entry"), ("part", "word")):
            whole = f"fulltext_{table}"
            database.execute(f"INSERT INTO {whole}({whole}) VALUES ('delete-all')")
            database.execute(f"DELETE FROM fulltext_{content}")
    return tmp_path


def found(data: Path, url: str, query: str) -> list[str]:
    """The texts of what Ada finds."""
    token = answer("token", "create", "--email", "ada@example.org", "--data", data)["token"]
    head = {"authorization": f"Bearer {token}"}
    asked = httpx.post(
        f"{url}/api/v1/search.messages", json={"query": query, "limit": 50}, headers=head
    )
    return [one["text"] for one in asked.json()["result"]["items"]]


def waiting(data: Path) -> int:
    """How many messages wait to be indexed."""
    with closing(sqlite3.connect(data / "ruche.sqlite", timeout=WAIT_S)) as database:
        count: int = database.execute("SELECT count(*) FROM search_pending").fetchone()[0]
    return count


def until(true: Any) -> None:
    ends = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_it_brings_back_what_was_lost_and_shows_how_far_it_is(data: Path) -> None:
    done = subprocess.run(
        [*RUCHE, "reindex", "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=WAIT_S,
        env=environment(),
        check=True,
    )
    assert f"Indexed {MESSAGES:,} messages in " in done.stdout
    assert f"{MESSAGES}/{MESSAGES}" in done.stderr
    with serving("serve", "--port", 0, "--data", data) as (_, url):
        assert found(data, url, "frame 4711") == ["Frame 4711 of the hive holds brood"]


def test_it_runs_beside_a_server(data: Path) -> None:
    with serving("serve", "--port", 0, "--data", data) as (_, url):
        assert found(data, url, "frame 4711") == []
        assert answer("reindex", "--data", data)["messages"] == MESSAGES
        until(lambda: found(data, url, "frame 4711"))


def test_killed_on_the_way_it_is_finished_by_the_server(data: Path) -> None:
    process = subprocess.Popen(
        [*RUCHE, "reindex", "--data", str(data)], stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        until(lambda: waiting(data) == MESSAGES)
        until(lambda: waiting(data) < MESSAGES)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(WAIT_S)
    assert waiting(data) > 0
    with serving("serve", "--port", 0, "--data", data) as (_, url):
        until(lambda: waiting(data) == 0)
        assert found(data, url, '"frame 7 of"') == ["Frame 7 of the hive holds brood"]


def test_what_was_posted_as_the_server_was_killed_is_found_after_it(tmp_path: Path) -> None:
    """The word that a message waits to be indexed is in the commit of the message."""
    lines = [said("U0ADA", at(1), "First light")]
    answer("import", "slack", simple(tmp_path / "e.zip", lines), "--data", tmp_path / "data")
    data = tmp_path / "data"
    token = answer("token", "create", "--email", "ada@example.org", "--data", data)["token"]
    head = {"authorization": f"Bearer {token}"}
    process = subprocess.Popen(
        [*RUCHE, "serve", "--port", "0", "--data", str(data), "--json"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        url = json.loads(line)["url"]
        count = 0
        while count < 10 or not waiting(data):
            post = {"channel_id": "C0HIVE", "text": f"Swarm {count} has landed"}
            sent = httpx.post(f"{url}/api/v1/messages.post", json=post, headers=head)
            assert sent.json()["ok"], sent.text
            count += 1
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(WAIT_S)
        process.stdout.close()
    with serving("serve", "--port", 0, "--data", data) as (_, url):
        until(lambda: waiting(data) == 0)
        assert len(found(data, url, "swarm landed")) == min(count, 50)
