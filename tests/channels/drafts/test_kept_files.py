"""A file is not cleared away while something unsent holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import NotFound
from channels.files.jobs import handlers
from channels.messages.protocol import FileView
from persistence.blobs_disk import DiskBlobs
from persistence.jobs import Worker
from tests.house import House

DAY_S = 24 * 3_600


class Shelf:
    """Ada's house with a worker that clears away what nobody uses."""

    def __init__(self, house: House, who: Actor, folder: Path) -> None:
        self.house = house
        self.who = who
        self.worker = Worker(house.store, handlers(DiskBlobs(folder), house.door.call))

    async def ask(self, operation: str, **fields: Any) -> Any:
        return await self.house.ask(self.who, operation, **fields)

    async def uploads(self) -> FileView:
        known = {"blob_key": "0" * 40, "mime": "text/plain", "size_bytes": 4, "name": "plan.txt"}
        found: FileView = await self.ask("files.register", **known)
        return found

    async def passes(self, days: float) -> None:
        """So much time goes by, and what is due is done."""
        self.house.clock.advance(days * DAY_S + 1)
        await self.worker.run_due()

    async def has(self, file: FileView) -> bool:
        try:
            await self.ask("files.get", file_id=file.id)
        except NotFound:
            return False
        return True


@pytest.fixture
def shelf(house: House, ada: Actor, tmp_path: Path) -> Shelf:
    return Shelf(house, ada, tmp_path)


@pytest.fixture
async def general(shelf: Shelf) -> str:
    found: str = (await shelf.ask("workspace.get")).general_channel_id
    return found


async def test_a_draft_keeps_its_files_and_lets_them_go_a_day_later(
    shelf: Shelf, general: str
) -> None:
    file = await shelf.uploads()
    await shelf.ask("drafts.set", channel_id=general, file_ids=[file.id])
    await shelf.passes(days=30)
    assert await shelf.has(file)
    await shelf.ask("files.drop", file_ids=[file.id])
    assert await shelf.has(file)
    await shelf.ask("drafts.set", channel_id=general, text="Without it")
    await shelf.passes(days=0.9)
    assert await shelf.has(file)
    await shelf.passes(days=0.2)
    assert not await shelf.has(file)


async def test_a_file_that_one_draft_lets_go_is_kept_by_another(shelf: Shelf, general: str) -> None:
    other = (await shelf.ask("channels.create", name="other")).id
    file = await shelf.uploads()
    for channel_id in (general, other):
        await shelf.ask("drafts.set", channel_id=channel_id, file_ids=[file.id])
    await shelf.ask("drafts.set", channel_id=general)
    await shelf.passes(days=3)
    assert await shelf.has(file)


async def test_a_file_that_was_sent_outlives_its_draft(shelf: Shelf, general: str) -> None:
    file = await shelf.uploads()
    await shelf.ask("drafts.set", channel_id=general, file_ids=[file.id])
    await shelf.ask("messages.post", channel_id=general, text="", file_ids=[file.id])
    await shelf.ask("drafts.set", channel_id=general)
    await shelf.passes(days=3)
    assert await shelf.has(file)


async def test_a_scheduled_message_keeps_its_files(shelf: Shelf, general: str) -> None:
    file, other = await shelf.uploads(), await shelf.uploads()
    at = shelf.house.now_ms + 10 * DAY_S * 1_000
    both = [file.id, other.id]
    added = await shelf.ask("scheduled.add", channel_id=general, text="", file_ids=both, send_at=at)
    assert [one.id for one in added.files] == both
    await shelf.passes(days=3)
    changed = await shelf.ask("scheduled.change", scheduled_id=added.id, file_ids=[other.id])
    assert [one.id for one in changed.files] == [other.id]
    await shelf.passes(days=2)
    assert (await shelf.has(file), await shelf.has(other)) == (False, True)
    await shelf.ask("scheduled.remove", scheduled_id=added.id)
    await shelf.passes(days=2)
    assert not await shelf.has(other)


async def test_a_message_that_is_taken_back_gives_its_files_back(
    shelf: Shelf, general: str
) -> None:
    file = await shelf.uploads()
    sent = await shelf.ask("messages.post", channel_id=general, text="Oh", file_ids=[file.id])
    await shelf.ask("messages.delete", message_id=sent.id, keep_files=True)
    assert await shelf.has(file)
    again = await shelf.ask("drafts.set", channel_id=general, text="Oh", file_ids=[file.id])
    assert [one.id for one in again.files] == [file.id]
    await shelf.passes(days=2)
    assert await shelf.has(file)


async def test_files_that_are_given_back_and_not_used_are_gone_after_a_day(
    shelf: Shelf, general: str
) -> None:
    file = await shelf.uploads()
    sent = await shelf.ask("messages.post", channel_id=general, text="Oh", file_ids=[file.id])
    await shelf.ask("messages.delete", message_id=sent.id, keep_files=True)
    await shelf.passes(days=1)
    assert not await shelf.has(file)


async def test_nobody_keeps_the_files_of_another_s_message(
    house: House, shelf: Shelf, general: str, bob: Actor
) -> None:
    known = {"blob_key": "0" * 40, "mime": "text/plain", "size_bytes": 4, "name": "plan.txt"}
    file = await house.ask(bob, "files.register", **known)
    sent = await house.ask(bob, "messages.post", channel_id=general, text="", file_ids=[file.id])
    await shelf.ask("messages.delete", message_id=sent.id, keep_files=True)
    with pytest.raises(NotFound):
        await house.ask(bob, "files.get", file_id=file.id)
