"""Reads files after the commit, each in a process of its own that may fail or be stopped."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import structlog

from channels.core.actor import SYSTEM, Actor
from channels.core.context import Reads
from channels.core.errors import NotFound
from channels.core.protocol import Command
from channels.extracts import service
from channels.extracts.protocol import KeepExtract
from channels.messages.protocol import FileView, GetMessage
from persistence.blobs import BlobNotFound, Blobs
from persistence.jobs import Handler

READER = Path(__file__).with_name("reader.py")
MOST_BYTES = 25 * 2**20
MOST_ANSWERED = 2**20  # bytes
TIMEOUT_S = 60.0
# Of other files only the name is searched.
_DOCUMENTS = {"pdf", "docx", "pptx", "xlsx", "odt", "ods", "odp"}
_PLAIN = {"txt", "md", "csv", "tsv", "json", "log", "yaml", "yml", "rst", "ics", "tex"}

Call = Callable[[Actor, str, Command], Awaitable[Any]]
Opened = Callable[[str], Awaitable[str]]  # the blob of a file. Errors: NotFound

_log = structlog.get_logger(__name__)


def handlers(store: Reads, blobs: Blobs, call: Call, blob_of: Opened) -> dict[str, Handler]:
    """The job of extracts, by kind. `call` is the door's."""

    async def read(body: Mapping[str, Any]) -> None:
        message_id = str(body["message_id"])
        with contextlib.suppress(NotFound):  # the message went meanwhile
            message = await call(SYSTEM, "messages.get", GetMessage(message_id=message_id))
            async with store.read() as snapshot:
                known = await service.known(snapshot, [file.id for file in message.files])
            for file in message.files:
                if file.id not in known:
                    await keep(message_id, file)

    async def keep(message_id: str, file: FileView) -> None:
        text = ""
        if is_readable(file.name, file.size_bytes):
            with contextlib.suppress(BlobNotFound):
                text = await read_apart(blobs.open(await blob_of(file.id)))
        command = KeepExtract(message_id=message_id, file_id=file.id, text=text)
        await call(SYSTEM, "extracts.keep", command)

    return {service.READ: read}


def is_readable(name: str, size_bytes: int) -> bool:
    """May a file of this name and size say something?"""
    return name.rpartition(".")[2].lower() in _DOCUMENTS | _PLAIN and size_bytes <= MOST_BYTES


async def read_apart(content: AsyncIterator[bytes]) -> str:
    """The text of a file, read by a child; empty where it cannot be read in time and memory."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(READER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=MOST_ANSWERED,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUT_S):
            answer = await _answer(child, content)
            if await child.wait() == 0:
                return answer.decode("utf-8", "replace").replace("\x00", "")
            _log.info("file_not_read", exit=child.returncode)
    except TimeoutError:
        _log.info("file_not_read", after_s=TIMEOUT_S)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return ""


async def _answer(child: asyncio.subprocess.Process, content: AsyncIterator[bytes]) -> bytes:
    if child.stdin is None or child.stdout is None:
        raise BrokenPipeError("the reader has no pipes")
    with contextlib.suppress(ConnectionError):  # it may end before it has all
        async for chunk in content:
            child.stdin.write(chunk)
            await child.stdin.drain()
    child.stdin.close()
    return await child.stdout.read(-1)
