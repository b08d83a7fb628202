"""Questions that many ask at the same moment, put to the store once for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from persistence.failures import StoreUnavailable

Answer = TypeVar("Answer")

MOST = 100  # keys in one statement
READ_S = 10.0  # for one reading: a connection may have died without a word

Read = Callable[[Sequence[str]], Awaitable[Mapping[str, Answer]]]


class Together(Generic[Answer]):
    """One sort of question, about keys.

    Guarantees: the reading that answers begins after the question was asked; a question waits for
    at most the one that is under way and those before it, and for each no longer than `read_s`;
    what is wrong with one key spoils nobody else's answer. A key without answer gets None.
    """

    def __init__(self, read: Read[Answer], read_s: float = READ_S) -> None:
        self._read = read
        self._read_s = read_s
        self._waiting: dict[str, asyncio.Future[Answer | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def ask(self, key: str) -> Answer | None:
        """What the store says of the key.

        Errors: those of the reading; StoreUnavailable when it takes too long.
        """
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = asyncio.get_running_loop().create_future()
        if self._reading is None:
            self._reading = asyncio.create_task(self._read_all(), name="together")
        return await asyncio.shield(waiting)

    async def stop(self) -> None:
        """End when those who asked have their answers."""
        if self._reading is not None:
            await self._reading

    async def _read_all(self) -> None:
        try:
            while self._waiting:
                keys = list(self._waiting)[:MOST]
                await self._answer({key: self._waiting.pop(key) for key in keys})
        finally:
            self._reading = None

    async def _answer(self, asked: Mapping[str, asyncio.Future[Answer | None]]) -> None:
        try:
            found = await self._read_in_time(list(asked))
        except Exception as error:
            if len(asked) == 1 or isinstance(error, StoreUnavailable):
                _fail(asked.values(), error)
                return
            for key, waiting in asked.items():
                await self._answer({key: waiting})
        except BaseException as error:
            _fail(asked.values(), error)
            raise
        else:
            for key, waiting in asked.items():
                if not waiting.done():
                    waiting.set_result(found.get(key))

    async def _read_in_time(self, keys: Sequence[str]) -> Mapping[str, Answer]:
        try:
            async with asyncio.timeout(self._read_s):
                return await self._read(keys)
        except TimeoutError as error:
            raise StoreUnavailable from error


def _fail(waiting: Iterable[asyncio.Future[Answer]], error: BaseException) -> None:
    for one in waiting:
        if not one.done():
            one.set_exception(error)
            one.exception()  # whoever asked may have gone
