"""The texts of files: asked for after a message with files, kept, and forgotten with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from channels.core.context import Ctx
from channels.core.protocol import Done
from channels.core.searching import Searched
from channels.extracts.protocol import KeepExtract
from channels.extracts.tables import ExtractRow
from channels.messages.facts import Posted, Removed
from channels.messages.pending import search_anew
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Insert, NewJob
from persistence.snapshot import Snapshot

READ = "extracts.read"

_extract = table_of(ExtractRow)
_message = table_of(MessageRow)


def to_read(message_id: str) -> NewJob:
    """Read the files of a message."""
    return NewJob(READ, {"message_id": message_id}, key=f"{READ}:{message_id}")


async def on_posted(_: Ctx, fact: Posted) -> Decision | None:
    """The files are read after the commit; a message without files costs nothing."""
    return Decision(jobs=[to_read(fact.message_id)]) if fact.file_ids else None


async def on_removed(_: Ctx, fact: Removed) -> Decision:
    """What its files said goes with a message."""
    return Decision(changes=[Delete(ExtractRow, {"message_id": fact.message.id})])


async def keep(ctx: Ctx, command: KeepExtract) -> Decision:
    """Again is harmless. The message is indexed anew."""
    row = {
        "file_id": command.file_id,
        "message_id": command.message_id,
        "text": command.text,
    }
    return Decision(
        reply=Done(),
        changes=[
            Insert(ExtractRow, row, ignore=True),
            *([search_anew(command.message_id)] if command.text else []),
        ],
        basis=ctx.basis,
    )


async def texts_on(snapshot: Snapshot, message_ids: Sequence[str]) -> dict[str, Searched]:
    """What the files of each message say."""
    query = (
        select(_extract.c.message_id, _extract.c.text)
        .where(_extract.c.message_id.in_(message_ids), _extract.c.text != "")
        .order_by(_extract.c.file_id)
    )
    found: dict[str, list[str]] = {}
    for row in await snapshot.all(query):
        found.setdefault(row.message_id, []).append(row.text)
    return {message_id: Searched(tuple(texts)) for message_id, texts in found.items()}


async def known(snapshot: Snapshot, file_ids: Sequence[str]) -> set[str]:
    """The files that were read already."""
    query = select(_extract.c.file_id).where(_extract.c.file_id.in_(file_ids))
    return set(await snapshot.scalars(query))


async def never_read(snapshot: Snapshot, after: str, limit: int) -> list[str]:
    """Messages with files of which none was ever read, by id."""
    read = exists().where(_extract.c.message_id == _message.c.id)
    query = (
        select(_message.c.id)
        .where(
            _message.c.id > after,
            _message.c.file_count > 0,
            _message.c.deleted.is_(False),
            ~read,
        )
        .order_by(_message.c.id)
        .limit(limit)
    )
    return list(await snapshot.scalars(query))
