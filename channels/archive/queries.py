"""Questions about a person's archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select, tuple_

from channels.archive.tables import ArchivedRow, FolderRow
from channels.core.text import fold
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_archived = table_of(ArchivedRow)
_folder = table_of(FolderRow)


class ArchivePage(NamedTuple):
    """What a list of the archive asks for; `after` is a place (time and message)."""

    person_id: str
    folder_id: str | None
    words: Sequence[str]
    after: tuple[int, str] | None
    limit: int
    channel_ids: Sequence[str]


async def find(snapshot: Snapshot, person_id: str, message_id: str) -> Any:
    """The row, or None."""
    return await snapshot.first(
        select(_archived).where(
            _archived.c.person_id == person_id, _archived.c.message_id == message_id
        )
    )


async def count(snapshot: Snapshot, person_id: str) -> int:
    """How much a person has filed."""
    query = select(func.count()).select_from(_archived).where(_archived.c.person_id == person_id)
    return await snapshot.scalar(query) or 0


async def listed(snapshot: Snapshot, page: ArchivePage) -> Sequence[Any]:
    """The latest first; one too many. Every word is in the message or in the note."""
    query = (
        select(_archived)
        .where(
            _archived.c.person_id == page.person_id,
            _archived.c.channel_id.in_(page.channel_ids),  # nor is it found what one may not read
        )
        .order_by(_archived.c.archived_at_ms.desc(), _archived.c.message_id.desc())
        .limit(page.limit + 1)
    )
    if page.folder_id is not None:
        query = query.where(_archived.c.folder_id == page.folder_id)
    for word in page.words:
        query = query.where(_archived.c.words.contains(word, autoescape=True))
    if page.after is not None:
        place = tuple_(_archived.c.archived_at_ms, _archived.c.message_id)
        query = query.where(place < tuple_(*page.after))
    return await snapshot.all(query)


async def filed_by(snapshot: Snapshot, message_id: str) -> Sequence[Any]:
    """Who has filed a message, with what they noted."""
    query = select(_archived.c.person_id, _archived.c.note).where(
        _archived.c.message_id == message_id
    )
    return await snapshot.all(query)


async def folder(snapshot: Snapshot, person_id: str, folder_id: str) -> Any:
    """A person's folder by id, or None."""
    query = select(_folder).where(_folder.c.person_id == person_id, _folder.c.id == folder_id)
    return await snapshot.first(query)


async def folder_named(snapshot: Snapshot, person_id: str, name: str) -> Any:
    """A person's folder by name, however it is written, or None."""
    key = fold(name)
    query = select(_folder).where(_folder.c.person_id == person_id, _folder.c.name_key == key)
    return await snapshot.first(query)


async def folders(
    snapshot: Snapshot, person_id: str, after: tuple[str, str], limit: int
) -> Sequence[Any]:
    """A person's folders by name with what is in them; one too many."""
    inside = (
        select(func.count())
        .select_from(_archived)
        .where(_archived.c.person_id == person_id, _archived.c.folder_id == _folder.c.id)
        .scalar_subquery()
    )
    place = tuple_(_folder.c.name_key, _folder.c.id)
    query = (
        select(_folder, inside.label("inside"))
        .where(_folder.c.person_id == person_id, place > tuple_(*after))
        .order_by(_folder.c.name_key, _folder.c.id)
        .limit(limit + 1)
    )
    return await snapshot.all(query)
