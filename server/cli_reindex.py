"""`ruche reindex`."""

from __future__ import annotations

import time

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from channels.discover import searched
from channels.extracts import service as extracts
from channels.search.reindex import reindex as index_all
from persistence.decision import Decision
from persistence.store import Store
from server.cli_core import Visit, visit
from server.cli_output import Session, console

AT_ONCE = 500


def reindex(session: Session) -> None:
    """Index all messages anew, with a progress bar on stderr."""

    async def index(here: Visit) -> tuple[int, int]:
        store = here.core.store
        unread = await _read_files(store)
        with _progress() as bar:
            task = bar.add_task("Indexing", total=None)
            count = await index_all(
                store,
                searched(),
                lambda done, total: bar.update(task, completed=done, total=total),
            )
        return count, unread

    began = time.monotonic()
    count, unread = visit(session, index, synced=False)
    seconds = round(time.monotonic() - began, 3)
    answer = {"messages": count, "files_to_read": unread, "seconds": seconds}
    sentence = f"Indexed {count:,} messages in {seconds:.1f} s."
    if unread:
        sentence += f" The server reads the files of {unread:,} messages when it runs."
    session.answer(answer, sentence)


async def _read_files(store: Store) -> int:
    """Ask for the text of files that were never read, such as imported ones."""
    last, count = "", 0
    while True:
        async with store.read() as snapshot:
            found = await extracts.never_read(snapshot, last, AT_ONCE)
        if not found:
            return count
        await store.write(Decision(jobs=[extracts.to_read(one) for one in found]))
        last = found[-1]
        count += len(found)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console(),
    )
