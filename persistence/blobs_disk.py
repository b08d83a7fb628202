"""Blobs as files in sharded folders of one disk."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import BinaryIO

from persistence.blobs import Blob, BlobNotFound, BlobTooLarge

CHUNK_BYTES = 256 * 1024
HALF_WRITTEN_AGE_S = 60.0
_KEY = re.compile(r"[0-9a-f]{40}")


class DiskBlobs:
    """Files `ab/cd/abcd…` under one folder, readable by their owner alone. Source: `Blobs`.

    A blob is written to `incoming/`, synced, and renamed into place. Who writes holds a lock on
    the file, so that clean-up at the start of one process spares what another one is writing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"

    async def start(self) -> None:
        await asyncio.to_thread(self._clean)

    async def put(self, stream: AsyncIterable[bytes], limit_bytes: int) -> Blob:
        key = secrets.token_hex(20)
        writer = _Writer(self._incoming / key, limit_bytes)
        try:
            async for chunk in stream:
                if writer.take(chunk):
                    await asyncio.to_thread(writer.flush)
            return await asyncio.to_thread(writer.finish, self._path(key), key)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(writer.abandon))  # also when cancelled
            raise

    async def open(
        self, key: str, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        file = await asyncio.to_thread(self._open, key, start)
        try:
            left = length
            while left is None or left > 0:
                size = CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)
                chunk = await asyncio.to_thread(file.read, size)
                if not chunk:
                    break
                yield chunk
                left = None if left is None else left - len(chunk)
        finally:
            file.close()

    async def read(self, key: str) -> bytes:
        return b"".join([chunk async for chunk in self.open(key)])

    async def exists(self, key: str) -> bool:
        return await self.size(key) is not None

    async def size(self, key: str) -> int | None:
        if not _is_key(key):
            return None
        try:
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        except FileNotFoundError:
            return None

    async def delete(self, key: str) -> None:
        if _is_key(key):
            await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _open(self, key: str, start: int) -> BinaryIO:
        if not _is_key(key):
            raise BlobNotFound(key)
        try:
            file = self._path(key).open("rb", buffering=0)
        except FileNotFoundError:
            raise BlobNotFound(key) from None
        file.seek(start)
        return file

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key[2:4] / key

    def _clean(self) -> None:
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        latest = time.time() - HALF_WRITTEN_AGE_S
        for path in self._incoming.iterdir():
            with contextlib.suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(file.fileno()).st_mtime < latest:
                    path.unlink(missing_ok=True)


class _Writer:
    """A blob on its way: gathers chunks, writes and hashes them in a thread.

    A cancelled upload leaves a thread at work; the lock lets it finish before the file is closed.
    """

    def __init__(self, path: Path, limit_bytes: int) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._path = path
        self._limit_bytes = limit_bytes
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        self._hash = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._size_bytes = 0

    def take(self, chunk: bytes) -> bool:
        """Keep a chunk; answers whether it is time to `flush`."""
        self._size_bytes += len(chunk)
        if self._size_bytes > self._limit_bytes:
            raise BlobTooLarge
        self._waiting.append(chunk)
        self._waiting_bytes += len(chunk)
        return self._waiting_bytes >= CHUNK_BYTES

    def flush(self) -> None:
        """Write and hash what was taken."""
        with self._lock:
            self._write()

    def finish(self, path: Path, key: str) -> Blob:
        """Put the blob in its place, durably."""
        with self._lock:
            self._write()
            os.fsync(self._descriptor)
            _make_folders(path)
            self._path = self._path.rename(path)
            _sync_folder(path.parent)
            self._close()
            return Blob(key, self._size_bytes, self._hash.hexdigest())

    def abandon(self) -> None:
        """Remove the file, wherever it is by now."""
        with self._lock:
            self._path.unlink(missing_ok=True)
            self._close()

    def _write(self) -> None:
        chunk = b"".join(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        self._hash.update(chunk)
        view = memoryview(chunk)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _make_folders(path: Path) -> None:
    for folder in (path.parent.parent, path.parent):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_key(key: str) -> bool:
    return _KEY.fullmatch(key) is not None
