"""A person's card, by which the door decides."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Row

from channels.core.actor import PersonId, Role
from channels.core.cards import PersonCard
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.streams import user_stream
from persistence.tables import StreamRow

_person = table_of(PersonRow)
_stream = table_of(StreamRow)

_CARD = select(
    _person.c.id,
    _person.c.name,
    _person.c.handle,
    _person.c.role,
    _person.c.active,
    _person.c.bot,
    _stream.c.members_version,
).select_from(_person.outerjoin(_stream, _stream.c.name == user_stream("") + _person.c.id))


async def load_person(snapshot: Snapshot, person_id: str) -> PersonCard | None:
    """The card of a person or bot, closed accounts too."""
    row = await snapshot.first(_CARD.where(_person.c.id == person_id))
    return None if row is None else _to_card(row)


def _to_card(row: Row[tuple[object, ...]]) -> PersonCard:
    return PersonCard(
        PersonId(row.id),
        name=row.name,
        handle=row.handle,
        role=Role(row.role),
        active=row.active,
        bot=row.bot,
        version=row.members_version or 0,
    )
