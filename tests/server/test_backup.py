"""A backup made while people write, put back, and noticed by those who remember more."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from pathlib import Path

import httpx
import pytest

from tests.resilience.children import Served, ruche, town
from tests.resilience.traffic import everything
from tests.server.test_cli import answer, refusal
from tests.world import Person


@pytest.fixture
async def nursery() -> AsyncIterator[AsyncExitStack]:
    """Ends the server of a test."""
    async with AsyncExitStack() as stack:
        yield stack


async def keeps(served: Served, person: Person, content: bytes) -> str:
    """Upload a file; its id."""
    async with httpx.AsyncClient(base_url=served.url) as client:
        headers = {"authorization": f"Bearer {person.token}"}
        sent = await client.post(
            "/api/v1/files.upload", files={"file": ("wax.bin", content)}, headers=headers
        )
    file_id: str = sent.json()["result"]["id"]
    return file_id


async def test_what_is_put_back_is_whole_and_who_knows_more_loads_afresh(
    tmp_path: Path, nursery: AsyncExitStack
) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    served = Served(nursery, data)
    async with town(data) as here:
        [ada] = await here.people(served, "ada")
    await served.start()
    bees = await ada.creates("bees")
    file_id = await keeps(served, ada, b"honey" * 1_000)
    await ada.posts(bees, "kept", file_ids=[file_id])

    first = await ruche(data, "backup", str(kept))
    assert first.returncode == 0, first.stderr
    assert (
        f"Copied the database and 1 new file of those that people uploaded to {kept}"
        in first.stdout
    )
    again = await ruche(data, "backup", str(kept))
    assert "the database and 0 new files" in again.stdout
    await ada.posts(bees, "lost with the disk")
    assert ada.socket is not None
    remembered = ada.socket.positions
    await ada.hears("message.posted", text="lost with the disk")
    remembered = ada.socket.positions
    assert (await ruche(data, "restored")).returncode == 1, "a server runs"
    await served.stop()

    shutil.rmtree(data)
    shutil.copytree(kept, data)
    assert (await ruche(data, "restored")).returncode == 0
    await served.start()
    socket = await served.socket(ada.token)
    await socket.call("messages.post", channel_id=bees, text="another second message")
    back = await socket.call("streams.resume", positions=remembered)
    assert set(back["reset"]) == set(remembered)
    texts = [message["text"] for message in await everything(socket, bees)]
    assert texts == ["kept", "another second message"]
    async with httpx.AsyncClient(base_url=served.url) as client:
        headers = {"authorization": f"Bearer {ada.token}"}
        found = await client.get(f"/files/{file_id}", headers=headers)
    assert found.content == b"honey" * 1_000


def test_a_backup_is_one_whole_file_and_nobody_elses_to_read(tmp_path: Path) -> None:
    data, kept = tmp_path / "data", tmp_path / "kept"
    answer("user", "add", "--email", "ada@example.org", "--name", "Ada", "--data", data)
    found = answer("backup", kept, "--data", data)
    assert found == {"folder": str(kept), "database": True, "files": 0}
    assert [path.name for path in kept.iterdir()] == ["ruche.sqlite"]
    assert kept.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(kept / "ruche.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM person").fetchone() == (1,)


def test_a_backup_goes_elsewhere_and_needs_something_to_copy(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert refusal("backup", tmp_path / "kept", "--data", data)["code"] == "not_found"
    assert not (tmp_path / "kept").exists()
    assert refusal("restored", "--data", data)["code"] == "not_found"
    assert not data.exists()
    inside = refusal("backup", data / "kept", "--data", data)
    assert (inside["code"], inside["field"]) == ("invalid", "folder")
