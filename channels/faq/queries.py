"""Questions about FAQ entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from channels.core.text import parse_spans
from channels.faq import protocol as p
from channels.faq.retrieval.terms import Language
from channels.faq.scopes import Scope
from channels.faq.tables import FaqChannelRow, FaqEntryRow, FaqQuestionRow, FaqVectorRow
from channels.messages.queries import by_ids as messages_by_ids
from channels.people.tables import PersonRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot
from persistence.tables import StoreFact

REVISION = "faq_revision"  # the fact that is new with each change of the entries

_entry = table_of(FaqEntryRow)
_vector = table_of(FaqVectorRow)
_channel = table_of(FaqChannelRow)
_question = table_of(FaqQuestionRow)
_fact = table_of(StoreFact)
_person = table_of(PersonRow)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it will be, with the names of its columns as attributes."""

    values: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


async def find(snapshot: Snapshot, entry_id: str) -> Any:
    """The row, or None."""
    return await snapshot.first(select(_entry).where(_entry.c.id == entry_id))


async def by_ids(snapshot: Snapshot, entry_ids: Sequence[str]) -> dict[str, Any]:
    """Those of the entries that are there."""
    rows = await snapshot.all(select(_entry).where(_entry.c.id.in_(entry_ids)))
    return {row.id: row for row in rows}


async def thread(snapshot: Snapshot, thread_id: str) -> Any:
    """The row of a thread's accepted answer, or None."""
    return await snapshot.first(select(_entry).where(_entry.c.thread_id == thread_id))


async def sayable(snapshot: Snapshot, entry_ids: Sequence[str]) -> dict[str, Any]:
    """Those of the entries that are there; an accepted answer as it reads now."""
    rows = await by_ids(snapshot, entry_ids)
    threads = [row for row in rows.values() if row.thread_id is not None]
    if not threads:
        return rows
    ids = {one for row in threads for one in (row.thread_id, row.message_id)}
    said = await messages_by_ids(snapshot, list(ids))
    return {
        id: row
        if row.thread_id is None
        else Stored({**row._mapping, "answer": said[row.message_id].text})
        for id, row in rows.items()
        if row.thread_id is None or {row.thread_id, row.message_id} <= said.keys()
    }


async def channel(snapshot: Snapshot, channel_id: str) -> Any:
    """What a channel wants, or None."""
    return await snapshot.first(select(_channel).where(_channel.c.channel_id == channel_id))


async def question(snapshot: Snapshot, message_id: str) -> Any:
    """The question that a message asked, where the bot has looked at it."""
    return await snapshot.first(select(_question).where(_question.c.message_id == message_id))


async def page(
    snapshot: Snapshot, scope: Scope, command: p.ListEntries, limit: int
) -> Sequence[Any]:
    """Entries in the order of the list, from after the one that `after` names."""
    query = select(_entry).where(_readable(scope))
    if command.channel_id is not None:
        query = query.where(_entry.c.channel_id == command.channel_id)
    if command.review_by:
        query = query.where(_entry.c.review_on != "", _entry.c.review_on <= command.review_by)
    if command.after is not None:
        last = await find(snapshot, command.after)
        if last is None:
            return []
        behind = or_(
            _entry.c.folded > last.folded,
            and_(_entry.c.folded == last.folded, _entry.c.id > last.id),
        )
        same = and_(_entry.c.pinned.is_(last.pinned), behind)
        query = query.where(or_(same, _entry.c.pinned.is_(False)) if last.pinned else same)
    order = (_entry.c.pinned.desc(), _entry.c.folded, _entry.c.id)
    return await snapshot.all(query.order_by(*order).limit(limit))


async def all_of(snapshot: Snapshot, scope: Scope, channel_id: str | None) -> Sequence[Any]:
    """Every entry of the scope, or those of one channel, by their questions."""
    query = select(_entry).where(_readable(scope))
    if channel_id is not None:
        query = query.where(_entry.c.channel_id == channel_id)
    return await snapshot.all(query.order_by(_entry.c.folded, _entry.c.id))


async def handles_of(snapshot: Snapshot, person_ids: Collection[str]) -> dict[str, str]:
    """The handles of people, by id."""
    query = select(_person.c.id, _person.c.handle).where(_person.c.id.in_(person_ids))
    return {row.id: row.handle for row in await snapshot.all(query)}


async def people_called(snapshot: Snapshot, handles: Collection[str]) -> dict[str, str]:
    """The ids of people with open accounts, by handle."""
    query = select(_person.c.id, _person.c.handle)
    query = query.where(_person.c.handle.in_(handles), _person.c.active.is_(True))
    return {row.handle: row.id for row in await snapshot.all(query)}


async def revision(snapshot: Snapshot) -> str:
    """The state of the entries, as a word that is new with each change."""
    return await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == REVISION)) or ""


async def revisions(snapshot: Snapshot) -> Sequence[Any]:
    """(id, revision, weight, channel_id) of every entry and of every thread."""
    return await snapshot.all(
        select(_entry.c.id, _entry.c.revision, _entry.c.weight, _entry.c.channel_id)
    )


async def successors(snapshot: Snapshot) -> Sequence[Any]:
    """(id, channel_id) of the threads that entries were made from, and whose these are."""
    made = _entry.alias()
    same = and_(made.c.message_id == _entry.c.message_id, made.c.thread_id.is_(None))
    query = select(_entry.c.id, made.c.channel_id).join_from(_entry, made, same)
    return await snapshot.all(query.where(_entry.c.thread_id.is_not(None)))


async def vectors(snapshot: Snapshot, model: str, entry_ids: Sequence[str]) -> Sequence[Any]:
    """What a model made of these entries, as far as it is of their present words."""
    joined = _vector.join(
        _entry, and_(_entry.c.id == _vector.c.entry_id, _entry.c.revision == _vector.c.revision)
    )
    query = select(_vector).select_from(joined)
    return await snapshot.all(query.where(_vector.c.model == model, _entry.c.id.in_(entry_ids)))


def _readable(scope: Scope) -> ColumnElement[bool]:
    listed = _entry.c.thread_id.is_(None)
    own = _entry.c.channel_id.is_(None) if scope.workspace else false()
    if scope.channel_ids is None:
        return listed & or_(own, _entry.c.channel_id.is_not(None))
    return listed & or_(own, _entry.c.channel_id.in_(scope.channel_ids))


def to_view(row: Any) -> p.FaqEntryView:
    """An entry as people see it."""
    return p.FaqEntryView(
        id=row.id,
        question=row.question,
        answer=row.answer,
        spans=parse_spans(row.answer),
        variants=row.variants.splitlines(),
        language=row.language,
        owner_id=row.owner_id,
        channel_id=row.channel_id,
        review_on=row.review_on,
        pinned=row.pinned,
        helped=row.helped,
        unhelped=row.unhelped,
        message_id=row.message_id,
        changed_at=row.changed_at_ms,
    )


async def language_chosen(snapshot: Snapshot, person_id: str) -> Language | None:
    """What a person reads Ruche in; None where they chose nothing."""
    chosen = await snapshot.scalar(select(_person.c.language).where(_person.c.id == person_id))
    if not chosen:
        return None
    return "fr" if chosen.startswith("fr") else "en"
