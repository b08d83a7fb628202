"""Full text: which messages hold these words, newest first."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

MAX_WORD = 64  # longer ones are cut, in texts as in questions

KNOWN_FROM, KNOWN_TO = 3, 30  # letters of the words that are known

# Signs of kin, from a block that no word has a letter of.
KIN_SIGNS = ("\ue000", "\ue001")

_SLOT_BITS = 11
# Scripts written without spaces: every character is a word, and a run of them a phrase.
ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A message as the index knows it.

    `text` is plain and folded (no case, no accents). `kin` are words beside those of the text, such
    as stems, which only a question for kin finds: each begins with a character of `KIN_SIGNS`.
    `flags` are names made of letters and digits, such as `file`, that a question can ask for.
    `created_us` must not change.
    """

    message_id: str
    channel_id: str
    author_id: str
    created_us: int
    text: str
    flags: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must occur in one of these ways; texts are folded.

    `exact` stand word for word, `begins` too but their last word may go on, `kin` is among the
    document's.
    """

    exact: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; all conditions hold together, texts are folded.

    All of `wanted` must occur, and nothing in `without`; what all of `unless` occurs in was found
    already. One of `author_ids` wrote it, where any are given. `channel_ids` is what the asker may
    read; None stands for every channel, for one who looks at the hits' channels. `since_us` is
    included, `until_us` is not. `before` is the `number` of the last hit of the page before. Only
    messages of `among` answer, where it is given.
    """

    channel_ids: Sequence[str] | None
    wanted: tuple[Wanted, ...] = ()
    unless: tuple[Wanted, ...] = ()
    without: tuple[str, ...] = ()
    author_ids: Sequence[str] = ()
    flags: tuple[str, ...] = ()
    among: Collection[str] | None = None
    since_us: int | None = None
    until_us: int | None = None
    before: int | None = None
    limit: int = field(default=20)


class Hit(NamedTuple):
    """A found message; numbers grow with the time of creation."""

    message_id: str
    number: int
    channel_id: str


class FullText(Protocol):
    """An index of messages, in the same database as they.

    Guarantees: hits come newest first, exactly once over the pages of one question; a document
    indexed again replaces the former; the caller's transaction holds for the index too.
    """

    async def index(self, connection: AsyncConnection, documents: Sequence[Document]) -> None:
        """Add documents, or replace those with the same message id. At most one for each id."""
        ...

    async def remove(self, connection: AsyncConnection, message_ids: Sequence[str]) -> None:
        """Take messages out; unknown ones are no error."""
        ...

    async def search(self, connection: AsyncConnection, question: Question) -> list[Hit]:
        """The newest messages that answer the question."""
        ...

    async def known(self, connection: AsyncConnection, candidates: Sequence[str]) -> set[str]:
        """Those of the candidates that are words of some message, or once were.

        Only words of letters, three to thirty of them, are known.
        """
        ...

    async def holding(self, connection: AsyncConnection, part: str, limit: int) -> list[str]:
        """Known words that hold this part, of three letters or more; the shortest first."""
        ...


def words(text: str) -> list[str]:
    """The words of a folded text, as both index and question count them.

    Letters and digits; characters of scripts without spaces stand alone.
    """
    return [word[:MAX_WORD] for word in _WORD.findall(text)]


def vocabulary(documents: Iterable[Document]) -> list[str]:
    """The words of documents that `known` shall tell of, in one order for all writers."""
    found = {word for document in documents for word in words(document.text)}
    return sorted(w for w in found if KNOWN_FROM <= len(w) <= KNOWN_TO and w.isalpha())


def number_for(created_us: int, message_id: str) -> int:
    """Where a message stands in time among all others, below 2**63 until the year 2112.

    Messages of one microsecond are told apart by a hash; see `numbered` for the rare clash.
    """
    return created_us << _SLOT_BITS | zlib.crc32(message_id.encode()) & ((1 << _SLOT_BITS) - 1)


def later(number: int, us: int) -> int:
    """The number of a message so many microseconds later."""
    return number + (us << _SLOT_BITS)


def bounds(question: Question) -> tuple[int, int]:
    """The numbers of a question's time range and page: first, and last plus one."""
    since = (question.since_us or 0) << _SLOT_BITS
    until = question.until_us << _SLOT_BITS if question.until_us is not None else 2**63 - 1
    if question.before is not None:
        until = min(until, question.before)
    return since, min(until, 2**63 - 1)


def numbered(
    documents: Sequence[Document], known: dict[str, int], taken: set[int]
) -> list[tuple[int, Document]]:
    """Give each document the number it has or the next free one.

    `known` holds the numbers of messages that are indexed already, `taken` those of other messages
    among the numbers wanted and their neighbours.
    """
    found = []
    for document in documents:
        number = known.get(document.message_id)
        if number is None:
            number = number_for(document.created_us, document.message_id)
            while number in taken:
                number += 1
            taken.add(number)
        found.append((number, document))
    return found
