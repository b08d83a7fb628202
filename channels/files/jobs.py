"""What is done with files after a commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.core.actor import SYSTEM, Actor
from channels.files.protocol import DropFiles
from channels.files.service import DELETE_BLOBS, DROP_UNUSED
from persistence.blobs import Blobs
from persistence.jobs import Handler

Call = Callable[[Actor, str, DropFiles], Awaitable[Any]]


def handlers(blobs: Blobs, call: Call) -> dict[str, Handler]:
    """The jobs of files, by kind. `call` is the door's."""

    async def delete_blobs(body: Mapping[str, Any]) -> None:
        for key in body["keys"]:
            await blobs.delete(key)

    async def drop_unused(body: Mapping[str, Any]) -> None:
        await call(SYSTEM, "files.drop", DropFiles(file_ids=[body["file_id"]]))

    return {DELETE_BLOBS: delete_blobs, DROP_UNUSED: drop_unused}
