"""What every blob store guarantees, and what crashes leave on a disk."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persistence.blobs import BlobNotFound, Blobs, BlobTooLarge
from persistence.blobs_disk import DiskBlobs

LIMIT_BYTES = 10 * 2**20


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def read(blobs: Blobs, key: str, start: int = 0, length: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in blobs.open(key, start, length)])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(params=["disk"])
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    found = DiskBlobs(tmp_path / "blobs")
    await found.start()
    return found


async def test_what_is_put_comes_back_with_size_and_hash(blobs: Blobs) -> None:
    chunks = [os.urandom(65_536) for _ in range(20)]
    blob = await blobs.put(stream(*chunks), LIMIT_BYTES)
    whole = b"".join(chunks)
    assert blob.size_bytes == len(whole)
    assert blob.sha256 == hashlib.sha256(whole).hexdigest()
    assert await read(blobs, blob.key) == whole
    assert await blobs.read(blob.key) == whole
    assert await blobs.exists(blob.key)
    assert await blobs.size(blob.key) == len(whole)


async def test_an_empty_blob_is_a_blob(blobs: Blobs) -> None:
    blob = await blobs.put(stream(), LIMIT_BYTES)
    assert blob.size_bytes == 0
    assert await read(blobs, blob.key) == b""


async def test_the_same_bytes_twice_are_two_blobs(blobs: Blobs) -> None:
    first = await blobs.put(stream(b"honey"), LIMIT_BYTES)
    second = await blobs.put(stream(b"honey"), LIMIT_BYTES)
    assert first.key != second.key
    await blobs.delete(first.key)
    assert await read(blobs, second.key) == b"honey"


async def test_a_range_is_read_alone(blobs: Blobs) -> None:
    whole = bytes(range(256)) * 4096
    blob = await blobs.put(stream(whole), LIMIT_BYTES)
    assert await read(blobs, blob.key, 300_000, 500_000) == whole[300_000:800_000]
    assert await read(blobs, blob.key, 1_048_570) == whole[1_048_570:]
    assert await read(blobs, blob.key, 1_048_570, 1_000) == whole[1_048_570:]
    assert await read(blobs, blob.key, 5, 0) == b""


@settings(max_examples=30, deadline=None)
@given(chunks=st.lists(st.binary(max_size=300_000), max_size=5))
def test_any_cutting_into_chunks_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]
) -> None:
    async def scenario() -> bytes:
        blobs = DiskBlobs(tmp_path_factory.mktemp("blobs"))
        blob = await blobs.put(stream(*chunks), LIMIT_BYTES)
        return await read(blobs, blob.key)

    assert asyncio.run(scenario()) == b"".join(chunks)


async def test_too_much_is_refused_and_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(BlobTooLarge):
        await blobs.put(stream(b"x" * 600, b"y" * 600), 1_000)
    assert files(tmp_path) == []
    blob = await blobs.put(stream(b"x" * 1_000), 1_000)
    assert blob.size_bytes == 1_000


async def test_a_stream_that_breaks_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 300_000
        raise ConnectionResetError("the sender is gone")

    with pytest.raises(ConnectionResetError):
        await blobs.put(broken(), LIMIT_BYTES)
    assert files(tmp_path) == []


async def test_a_cancelled_upload_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"x" * 300_000
        started.set()
        await asyncio.sleep(3600)

    upload = asyncio.create_task(blobs.put(endless(), LIMIT_BYTES))
    await asyncio.wait_for(started.wait(), 10)
    upload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await upload
    assert files(tmp_path) == []


async def test_a_deleted_blob_is_not_found(blobs: Blobs) -> None:
    blob = await blobs.put(stream(b"wax"), LIMIT_BYTES)
    await blobs.delete(blob.key)
    await blobs.delete(blob.key)
    assert not await blobs.exists(blob.key)
    with pytest.raises(BlobNotFound):
        await read(blobs, blob.key)


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "incoming/x", "A" * 40, "0" * 39, "é" * 40]
)
async def test_a_key_that_was_never_made_reaches_no_file(blobs: Blobs, key: str) -> None:
    assert not await blobs.exists(key)
    assert await blobs.size(key) is None
    await blobs.delete(key)
    with pytest.raises(BlobNotFound):
        await read(blobs, key)


async def test_files_on_the_disk_are_private_and_never_executable(
    blobs: Blobs, tmp_path: Path
) -> None:
    await blobs.put(stream(b"#!/bin/sh\n"), LIMIT_BYTES)
    (path,) = files(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_what_a_crash_left_half_written_is_removed_at_the_start(tmp_path: Path) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    left, fresh, busy = incoming / "left", incoming / "fresh", incoming / "busy"
    for path in (left, fresh, busy):
        path.write_bytes(b"half")
    an_hour_ago = time.time() - 3600
    os.utime(left, (an_hour_ago, an_hour_ago))
    os.utime(busy, (an_hour_ago, an_hour_ago))
    with busy.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        await DiskBlobs(tmp_path).start()
        assert sorted(path.name for path in incoming.iterdir()) == ["busy", "fresh"]
