"""Questions to the door that are under way: their answers must not be older than what changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Iterable
from typing import TypeVar

from persistence.streams import Stream

Answer = TypeVar("Answer")


class _Question:
    """What has come into doubt since it was asked."""

    __slots__ = ("person_doubted", "person_id", "streams")

    def __init__(self, person_id: str) -> None:
        self.person_id = person_id
        self.streams: set[Stream] = set()
        self.person_doubted = False


class Questions:
    """Asks again where rights changed between a question and its answer."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: set[_Question] = set()

    async def ask(
        self,
        person_id: str,
        ask: Callable[[], Awaitable[Answer]],
        about: Callable[[Answer], Container[Stream]],
    ) -> Answer:
        """An answer that holds at the moment of return: what follows without await rests on it.

        `about` tells on which streams' rights an answer rests.
        """
        while True:
            question = _Question(person_id)
            self._open.add(question)
            try:
                answer = await ask()
            finally:
                self._open.discard(question)
            concerned = about(answer)
            if not question.person_doubted and not any(
                stream in concerned for stream in question.streams
            ):
                return answer

    def doubt(self, streams: Iterable[Stream], person_ids: Iterable[str]) -> None:
        """Who may hear these streams, and what these persons may hear, has changed."""
        if not self._open:
            return
        changed, people = set(streams), set(person_ids)
        for question in self._open:
            question.streams |= changed
            question.person_doubted = question.person_doubted or question.person_id in people
