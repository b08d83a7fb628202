"""Keeps the full-text index in step with the messages, a moment after each commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from channels.core.text import fold, links, plain
from channels.messages.mentions import Asked
from channels.messages.spans import unpack_spans
from channels.search import queries
from persistence.fulltext import Document
from persistence.fulltexts import fulltext_for
from persistence.gatherer import Gatherer
from persistence.snapshot import Snapshot
from persistence.store import Store

BATCH = 200  # some 20 ms of the writer's time
POLL_S = 5.0

# The names of the files of messages, by message: another slice knows them.
FileNames = Callable[[Snapshot, Sequence[str]], Awaitable[Mapping[str, Sequence[str]]]]


class Indexer:
    """Indexes what waits in `search_pending`, where every write of a message leaves its id.

    Guarantees: what is committed is indexed, also after a crash and whichever process wrote it;
    several indexers share the work.
    """

    def __init__(self, store: Store, file_names: FileNames) -> None:
        self._store = store
        self._file_names = file_names
        self._fulltext = fulltext_for(store.dialect.name)
        self._gatherer = Gatherer("search-indexer", self.run, trouble="search.not_indexed")

    def notify(self) -> None:
        """Messages may wait; without being told it looks every five seconds."""
        self._gatherer.notify()

    def start(self) -> None:
        """Begin to work."""
        self._gatherer.start(POLL_S)

    async def stop(self) -> None:
        """Stop; what is not indexed yet waits in the table."""
        await self._gatherer.stop()

    async def run(self) -> int:
        """Index all that waits now; answers how many messages that were."""
        done = 0
        async with self._store.read() as snapshot:
            waiting = await queries.anything_pending(snapshot)
        while waiting:
            count = await self._store.exclusively(self._index_some)
            done += count
            waiting = count == BATCH
        return done

    async def _index_some(self, snapshot: Snapshot) -> int:
        taken = await queries.take_pending(snapshot, BATCH)
        if not taken:
            return 0
        rows = await queries.messages_to_index(snapshot, taken)
        found = {row.id for row in rows}
        gone = [message_id for message_id in taken if message_id not in found]
        await self._fulltext.remove(snapshot.connection, gone)
        with_files = [row.id for row in rows if row.file_count]
        names = await self._file_names(snapshot, with_files) if with_files else {}
        await self._fulltext.index(snapshot.connection, await _documents(snapshot, rows, names))
        return len(taken)


def searched(said: str, file_names: Sequence[str]) -> str:
    """What of a message is searched: what it says, then what its files are called."""
    return "\n".join((said, *file_names))


async def _documents(
    snapshot: Snapshot, rows: Sequence[Any], file_names: Mapping[str, Sequence[str]]
) -> list[Document]:
    """The messages as the index shall know them, with what their files are called.

    Channels that they mention are named only where they are public.
    """
    asked = Asked()
    parsed = [(row, unpack_spans(row.spans)) for row in rows]
    for _, spans in parsed:
        plain(spans, asked)
    labels = await queries.labels_for(snapshot, asked, queries.PUBLIC)
    documents = []
    for row, spans in parsed:
        said = plain(spans, labels) if spans else row.text
        if row.title:
            said = f"{row.title}\n{said}"
        flags = [*(["file"] if row.file_count else []), *(["link"] if links(spans) else [])]
        documents.append(
            Document(
                message_id=row.id,
                channel_id=row.channel_id,
                author_id=row.author_id,
                created_us=row.created_us,
                text=fold(searched(said, file_names.get(row.id, ()))),
                flags=tuple(flags),
            )
        )
    return documents
