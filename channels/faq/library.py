"""The entries in memory, in step with the store, ready to be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from channels.core.context import Reads
from channels.faq import queries
from channels.faq.meanings import Meanings, Vectors
from channels.faq.retrieval.index import Index, Likeness
from channels.faq.retrieval.judgement import Compared, Found
from channels.faq.retrieval.lexicon import Text
from channels.faq.scopes import Scope

AT_ONCE = 20  # entries are read in without holding others up for longer than some 20 ms
LOADED = 500


class Library:
    """All entries of a store. Guarantees: a question sees every entry committed before it.

    With `meanings` it goes by them too, once every entry has its vectors.
    """

    def __init__(self, store: Reads, meanings: Meanings | None = None) -> None:
        self._store = store
        self._meanings = meanings
        self._index = Index()
        self._revision = ""
        self._known: dict[str, tuple[str, float, str | None]] = {}  # revision, weight, channel
        self._read: dict[str, str] = {}  # what `meanings` knows, by revision
        self._taken: dict[str, list[str | None]] = {}  # whose entries took a thread's place
        self._busy = asyncio.Lock()

    async def ask(
        self, question: str, scope: Scope, limit: int = 3, *, by_words: bool = False
    ) -> Found:
        """The entries of the scope that answer best, and how sure the first is."""
        async with self._busy:
            likeness = await self._likeness(question, by_words=by_words)
            return self._index.ask(question, self._readable(scope), likeness, limit)

    async def compare(self, question: str, scope: Scope, *, by_words: bool = False) -> Compared:
        """How well the likeliest entries of the scope fit, by part."""
        async with self._busy:
            likeness = await self._likeness(question, by_words=by_words)
            return self._index.compare(question, self._readable(scope), likeness)

    def _readable(self, scope: Scope) -> Callable[[str], bool]:
        """Entries of the scope; a thread only where no entry of the scope took its place."""

        def readable(id: str) -> bool:
            if not scope.holds(self._known[id][2]):
                return False
            return not any(scope.holds(channel_id) for channel_id in self._taken.get(id, ()))

        return readable

    async def _likeness(self, question: str, *, by_words: bool) -> dict[str, Likeness] | None:
        """By the model, once it has read every entry; first brings in what has changed."""
        await self._refresh()
        if self._meanings is None or by_words or self._known.keys() - self._read.keys():
            return None
        alike = await asyncio.to_thread(self._meanings.compare, question)
        return {id: Likeness(*cosines) for id, cosines in alike.items()}

    async def unread(self) -> list[tuple[str, str]]:
        """The entries that have no vectors yet, with their revisions."""
        async with self._busy:
            await self._refresh()
            return [
                (id, revision)
                for id, (revision, _, _) in self._known.items()
                if id not in self._read
            ]

    async def _refresh(self) -> None:
        """Bring in what has changed since the last question."""
        async with self._store.glance() as snapshot:
            revision = await queries.revision(snapshot)
        if revision == self._revision:
            return
        async with self._store.read() as snapshot:
            revision = await queries.revision(snapshot)
            now = {
                row.id: (row.revision, row.weight, row.channel_id)
                for row in await queries.revisions(snapshot)
            }
            taken: dict[str, list[str | None]] = {}
            for row in await queries.successors(snapshot):
                taken.setdefault(row.id, []).append(row.channel_id)
        for id in self._known.keys() - now.keys():
            self._forget(id)
        changed = [id for id, state in now.items() if self._known.get(id) != state]
        for at in range(0, len(changed), LOADED):
            await self._load(changed[at : at + LOADED])
        await self._load_vectors([id for id in now if self._read.get(id) != now[id][0]])
        self._taken = taken
        self._revision = revision

    async def _load(self, entry_ids: Sequence[str]) -> None:
        async with self._store.read() as snapshot:
            rows = await queries.by_ids(snapshot, entry_ids)
        for count, row in enumerate(rows.values()):
            self._index.put(to_text(row))
            self._known[row.id] = (row.revision, row.weight, row.channel_id)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _load_vectors(self, entry_ids: Sequence[str]) -> None:
        if self._meanings is None:
            return
        for at in range(0, len(entry_ids), LOADED):
            wanted = entry_ids[at : at + LOADED]
            async with self._store.read() as snapshot:
                rows = await queries.vectors(snapshot, self._meanings.model, wanted)
            for id in wanted:
                self._meanings.remove(id)
                self._read.pop(id, None)
            for row in rows:
                self._meanings.put(row.entry_id, unpack_vectors(row))
                self._read[row.entry_id] = row.revision

    def _forget(self, id: str) -> None:
        self._index.remove(id)
        self._known.pop(id, None)
        if self._meanings is not None:
            self._meanings.remove(id)
            self._read.pop(id, None)


def to_text(row: Any) -> Text:
    """An entry as retrieval knows it."""
    questions = (row.question, *row.variants.splitlines())
    return Text(row.id, questions, row.answer, row.language, row.weight)


def pack_vectors(vectors: Vectors) -> bytes:
    """All of an entry's vectors behind one another; each is as long as the others."""
    return b"".join((*vectors.questions, *vectors.answers))


def unpack_vectors(row: Any) -> Vectors:
    """The vectors of a row."""
    length = len(row.vectors) // row.pieces
    parts = [row.vectors[at : at + length] for at in range(0, len(row.vectors), length)]
    return Vectors(parts[: row.questions], parts[row.questions :])


_LIBRARIES: WeakKeyDictionary[Reads, Library] = WeakKeyDictionary()


def library_of(store: Reads, make: Callable[[Reads], Library] = Library) -> Library:
    """The one library of a store in this process."""
    library = _LIBRARIES.get(store)
    if library is None:
        library = _LIBRARIES[store] = make(store)
    return library
