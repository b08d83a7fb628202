"""A person's card, by which the door decides."""

from __future__ import annotations

from collections.abc import Sequence

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


async def load_people(snapshot: Snapshot, person_ids: Sequence[str]) -> dict[str, PersonCard]:
    """The cards of people and bots, closed accounts too."""
    rows = await snapshot.all(_CARD.where(_person.c.id.in_(person_ids)))
    return {row.id: _to_card(row) for row in rows}


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
