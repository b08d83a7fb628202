"""What files say is searched, and files that do harm harm nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.discover import searched
from channels.extracts import jobs, service
from channels.extracts.jobs import handlers, is_readable, read_apart
from channels.extracts.reader import MOST_LETTERS, read_text
from channels.search.indexer import Indexer
from persistence.blobs_disk import DiskBlobs
from persistence.jobs import Worker
from tests.channels.extracts import made_files
from tests.channels.search.conftest import add_fulltext
from tests.house import House, open_house


async def content(whole: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(whole), 2**16):
        yield whole[start : start + 2**16]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (made_files.docx("The bees", "sleep &amp; rest"), "The bees\nsleep & rest"),
        (made_files.odt("Été"), "Été\nthe hive rests"),
        (made_files.xlsx("nectar"), "nectar\nwax\ninline comb"),
        (made_files.pdf("The bees sleep"), "The bees sleep"),
        ("l\u2019été\tà la ruche\n\n".encode(), "l\u2019été à la ruche"),
        ("été".encode("latin-1"), "été"),
        ("bees".encode("utf-16"), "bees"),
        (b"\x00\x01\x02", ""),
        (b"", ""),
    ],
)
def test_documents_say_their_words(file: bytes, said: str) -> None:
    assert read_text(file) == said


def test_a_text_is_cut() -> None:
    assert len(read_text(b"bees " * MOST_LETTERS)) <= MOST_LETTERS
    cut = read_text("é".encode() * MOST_LETTERS * 4)
    assert set(cut) == {"é"}


async def test_a_child_reads_and_its_failures_are_no_text() -> None:
    assert await read_apart(content(made_files.docx("bees " * 1_000))) == ("bees " * 1_000).strip()
    assert await read_apart(content(made_files.laughs())) == ""
    assert await read_apart(content(made_files.swollen())) == ""
    assert await read_apart(content(made_files.nested())) in ("", "bees")
    assert await read_apart(content(b"PK is no zip")) == ""
    assert await read_apart(content(b"%PDF-1.4 is no such")) == ""


async def test_a_child_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "TIMEOUT_S", 0.0)
    assert await read_apart(content(made_files.docx("bees"))) == ""


@pytest.mark.parametrize(
    ("name", "size", "readable"),
    [("a.PDF", 1, True), ("b.txt", 1, True), ("c.exe", 1, False), ("pdf", 1, True),
     ("d.docx", jobs.MOST_BYTES + 1, False)],
)  # fmt: skip
def test_large_and_other_files_are_not_read(name: str, size: int, readable: bool) -> None:
    assert is_readable(name, size) is readable


class Desk:
    """Hangs files on messages, has them read and indexed, and searches."""

    def __init__(self, house: House, blobs: DiskBlobs, general: str) -> None:
        self.house = house
        self.blobs = blobs
        self.general = general

        async def blob_of(file_id: str) -> str:
            found = await house.ask(SYSTEM, "files.open", file_id=file_id)
            return str(found.blob_key)

        self.read = handlers(house.store, blobs, house.door.call, blob_of)[service.READ]

    async def hang(self, who: Actor, name: str, file: bytes, said: str = "") -> str:
        blob = await self.blobs.put(content(file), 2**30)
        fields = {"name": name, "mime": "application/octet-stream", "size_bytes": len(file)}
        kept = await self.house.ask(who, "files.register", blob_key=blob.key, **fields)
        posted = await self.house.ask(
            who, "messages.post", channel_id=self.general, text=said, file_ids=[kept.id]
        )
        return str(posted.id)

    async def find(self, who: Actor, query: str) -> list[Any]:
        await Indexer(self.house.store, searched()).run()
        return list((await self.house.ask(who, "search.messages", query=query)).items)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_house(tmp_path) as house:
        await house.store.exclusively(add_fulltext)
        blobs = DiskBlobs(tmp_path / "files")
        await blobs.start()
        owner = await house.open()
        general = (await house.ask(owner, "workspace.get")).general_channel_id
        yield Desk(house, blobs, general)


async def test_a_message_is_found_by_what_its_file_says(desk: Desk) -> None:
    ada = await desk.house.add("bob")
    text = "\n".join(f"line {number} of honey" for number in range(3_000))
    file = made_files.docx(*text.splitlines(), "the périscope is in the shed", "end")
    message = await desk.hang(ada, "report.docx", file, "see this")
    async with desk.house.store.read() as snapshot:
        assert await service.never_read(snapshot, "", 10) == [message]
    await desk.read({"message_id": message})
    await desk.read({"message_id": message})
    async with desk.house.store.read() as snapshot:
        assert await service.never_read(snapshot, "", 10) == []
    (hit,) = await desk.find(ada, "periscopes")
    assert hit.id == message
    assert hit.excerpt.startswith("see this · ")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["périscope"]
    assert len(hit.excerpt) < 700
    await desk.house.ask(ada, "messages.delete", message_id=message)
    assert await desk.find(ada, "periscopes") == []
    async with desk.house.store.read() as snapshot:
        assert await service.texts_on(snapshot, [message]) == {}


async def test_a_file_without_words_is_asked_once_and_one_that_went_never(desk: Desk) -> None:
    bob = await desk.house.add("bob")
    message = await desk.hang(bob, "bomb.odt", made_files.laughs())
    await desk.read({"message_id": message})
    async with desk.house.store.read() as snapshot:
        assert await service.never_read(snapshot, "", 10) == []
    await desk.read({"message_id": "M0000000000000"})


async def test_reading_is_asked_for_by_messages_with_files_alone(desk: Desk) -> None:
    bob = await desk.house.add("bob")
    asked: list[str] = []

    async def note(body: Any) -> None:
        asked.append(body["message_id"])

    await desk.house.ask(bob, "messages.post", channel_id=desk.general, text="plain")
    message = await desk.hang(bob, "a.txt", b"bees")
    worker = Worker(desk.house.store, {service.READ: note})
    while await worker.run_due():
        pass
    assert asked == [message]
