"""Blobs: large bytes under random keys, written once, streamed in and out."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Blob:
    """What was stored: its key, its length and the SHA-256 of its bytes in lower-case hex."""

    key: str
    size_bytes: int
    sha256: str


class BlobTooLarge(Exception):
    """More bytes came than the limit allows; nothing was kept."""


class BlobNotFound(Exception):
    """No blob has this key."""


class Blobs(Protocol):
    """Keeps bytes outside the store.

    Guarantees: a blob that `put` answered is on the disk whole and survives a crash; one that
    failed, was too large or was cancelled leaves nothing that can be opened, and what a crash left
    half-written is removed at a later `start`. A blob never changes. Keys are made here, never by
    a caller, and cannot be guessed.
    """

    async def start(self) -> None:
        """Make ready; removes what a crash left half-written."""
        ...

    async def put(self, stream: AsyncIterable[bytes], limit_bytes: int) -> Blob:
        """Store a stream of bytes, holding at most a few hundred kilobytes in memory.

        Errors: BlobTooLarge past `limit_bytes`; OSError when the disk fails. Whatever the stream
        raises goes through.
        """
        ...

    def open(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` on, `length` of them or all, in chunks.

        Errors: BlobNotFound at the first chunk.
        """
        ...

    async def read(self, key: str) -> bytes:
        """All bytes at once, for blobs known to be small. Errors: BlobNotFound."""
        ...

    async def exists(self, key: str) -> bool:
        """Can this blob be opened?"""
        ...

    async def size(self, key: str) -> int | None:
        """Its length in bytes; None where it is not there."""
        ...

    async def delete(self, key: str) -> None:
        """Remove a blob; one that is not there is no error."""
        ...
