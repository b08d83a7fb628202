"""Brings one channel of an export in: messages, members, marks, pins, and the word of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from channels.core.kinds import ChannelKind, MemberRole
from channels.feed.filling import AT_ONCE, roots_in, rows_for
from channels.membership import queries as membership
from channels.membership.moves import add_members, emit
from channels.membership.protocol import ChannelCreated, ChannelImported
from channels.membership.tables import ChannelRow, MemberRow
from channels.membership.views import channel_of_card
from channels.messages.tables import MessageRow
from channels.pins.tables import PinRow
from persistence.bulk import table_of
from persistence.decision import Decision, Emit, Insert, Update
from persistence.load import Load
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.streams import WORKSPACE, channel_stream
from persistence.tables import StoreFact
from server.slack.importing.channels import CONVERSATIONS, Channels, Place
from server.slack.importing.export_zip import ExportZip
from server.slack.importing.files import Files
from server.slack.importing.marks import read_mark
from server.slack.importing.messages import Counts, Labels, Messages
from server.slack.importing.people import People
from server.slack.importing.scan import Scan, scan
from server.slack.importing.shapes import UNKNOWN, Item, seconds_ms, text_of, ts_us

_message = table_of(MessageRow)
_fact = table_of(StoreFact)
_FACT = "slack_import:"
_LOADING, _LOADED = "loading", "loaded"
Known = dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every channel's import works with. `progress` is told of bytes read."""

    store: Store
    load: Load
    archive: ExportZip
    people: People
    channels: Channels
    files: Files
    progress: Callable[[int], None]


async def import_channel(desk: Desk, place: Place) -> Counts:
    """Load what is new of a channel; again, and after a break in the middle, is harmless."""
    if place.row is not None:
        await desk.load.add([place.row])
        await desk.load.flush()
    known = await _known(desk.store, place.id)
    found = scan(_first_reading(desk, place), known)
    await _meet_people(desk, place, found)
    ordinal, broken = await _begin(desk.store, place.id)
    messages = Messages(place.id, ordinal, desk.people, Labels(desk.people, desk.channels))
    messages.members.update(place.members)
    if place.kind in CONVERSATIONS:
        messages.conversation = place.members
    if found.times:
        first = await desk.load.reserve(channel_stream(place.id), len(found.times))
        messages.begin(found, first, known)
        await _load_messages(desk, place, messages)
    else:
        messages.begin(found, await _head(desk.store, place.id) + 1, known)
        messages.counts.skipped = found.known + found.unreadable
        desk.progress(desk.archive.size_of(place.folder))
    await _load_pins(desk, place, messages)
    if place.open_ended:
        place.members = sorted(messages.authors)
    if found.times or broken or place.row is not None:
        await _load_feed(desk, place, messages, broken)
        await _load_members(desk, place, messages)
        await _tell(desk, place, mixed=bool(known and found.times) and found.times[0] < max(known))
    return messages.counts


def _first_reading(desk: Desk, place: Place) -> Iterator[list[Item]]:
    for day in desk.archive.days(place.folder):
        yield day.messages


async def _known(store: Store, channel_id: str) -> Known:
    """The messages that are there already, by time."""
    query = select(_message.c.created_us, _message.c.id, _message.c.author_id)
    async with store.read() as snapshot:
        rows = await snapshot.all(query.where(_message.c.channel_id == channel_id))
    return {row.created_us: (row.id, row.author_id) for row in rows}


async def _head(store: Store, channel_id: str) -> int:
    async with store.read() as snapshot:
        return await membership.head_of(snapshot, channel_id)


async def _meet_people(desk: Desk, place: Place, found: Scan) -> None:
    """Accounts for those who occur in messages only."""
    for foreign, name in found.people.items():
        await desk.people.add_unknown(foreign, name)
    await desk.load.flush()


async def _begin(store: Store, channel_id: str) -> tuple[int, bool]:
    """The channel's number among all imported ones, and whether an import of it broke off."""

    async def note(snapshot: Snapshot) -> tuple[int, bool]:
        key = _FACT + channel_id
        found = await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == key))
        if found is not None:
            ordinal, _, state = str(found).partition(" ")
            return int(ordinal), state == _LOADING
        like = _fact.c.key.startswith(_FACT, autoescape=True)
        ordinal = await snapshot.scalar(select(func.count()).select_from(_fact).where(like))
        row = {"key": key, "value": f"{ordinal} {_LOADING}"}
        await snapshot.connection.execute(_fact.insert(), row)
        return int(ordinal), False

    return await store.exclusively(note)


async def _load_messages(desk: Desk, place: Place, messages: Messages) -> None:
    for written in messages.write_missing():
        await desk.load.add(written.changes)
    for day in desk.archive.days(place.folder):
        for item in day.messages:
            wanted = "files" in item and messages.wants(item)
            kept = await desk.files.take(item) if wanted else []
            written_now = messages.write(item, kept)
            if written_now is not None:
                await desk.load.add(written_now.changes, written_now.document)
        desk.progress(day.size_bytes)
    await desk.load.flush()


async def _load_pins(desk: Desk, place: Place, messages: Messages) -> None:
    pins = []
    for pin in place.pins:
        at = ts_us(pin.get("id"))
        if at is None or not messages.has(at):
            continue
        row = {
            "message_id": messages.id_at(at),
            "channel_id": place.id,
            "person_id": await desk.people.add_unknown(text_of(pin, "user") or UNKNOWN, ""),
            "pinned_at_ms": seconds_ms(pin, "created") or at // 1_000,
        }
        pins.append(Insert(PinRow, row, ignore=True))
    messages.counts.pins = len(pins)
    await desk.load.add(pins)


async def _load_feed(desk: Desk, place: Place, messages: Messages, broken: bool) -> None:
    """The channel's threads for the feeds of its readers; direct messages are in none."""
    if place.kind in (ChannelKind.DIRECT, ChannelKind.GROUP):
        return
    roots = sorted(messages.feed_roots)
    if broken:
        async with desk.store.read() as snapshot:
            roots = await roots_in(snapshot, place.id)
    for start in range(0, len(roots), AT_ONCE):
        async with desk.store.read() as snapshot:
            rows = await rows_for(snapshot, roots[start : start + AT_ONCE])
        for row in rows:
            await desk.load.add([row])
    await desk.load.flush()


async def _load_members(desk: Desk, place: Place, messages: Messages) -> None:
    """Members with their marks at the end. Who could sign in before joins by the decision that
    tells of the import, so that open windows learn of the channel."""
    for person_id in place.members:
        mark = read_mark(person_id, place.id, messages.last_seq)
        if desk.people.may_sign_in(person_id):
            await desk.load.add([mark])
            continue
        owner = person_id == place.creator_id
        row = {
            "channel_id": place.id,
            "person_id": person_id,
            "role": (MemberRole.OWNER if owner else MemberRole.MEMBER).value,
            "joined_at_ms": int(time.time() * 1_000),
        }
        await desk.load.add([Insert(MemberRow, row, ignore=True), mark])
    await desk.load.flush()


async def _tell(desk: Desk, place: Place, mixed: bool) -> None:
    """One event, on which clients read the channel afresh."""
    async with desk.store.read() as snapshot:
        card = await membership.load_channel(snapshot, place.id)
    if card is None:
        return
    stream = channel_stream(place.id)
    decision = Decision()
    if place.row is not None and place.kind is ChannelKind.PUBLIC:
        decision.emits.append(emit(WORKSPACE, ChannelCreated(channel=channel_of_card(card))))
    here = [person_id for person_id in place.members if desk.people.may_sign_in(person_id)]
    add_members(decision, card, here, int(time.time() * 1_000))
    decision.emits.append(
        Emit(stream, lambda at: ChannelImported(channel_id=place.id, head=at.seq))
    )
    if mixed:
        decision.changes.append(Update(ChannelRow, {"id": place.id}, {"mixed": True}))
    fact = {"key": _FACT + place.id}
    async with desk.store.read() as snapshot:
        value = await snapshot.scalar(select(_fact.c.value).where(_fact.c.key == fact["key"]))
    done = {"value": str(value).replace(_LOADING, _LOADED)}
    decision.changes.append(Update(StoreFact, fact, done))
    decision.touches[stream] = None
    await desk.store.write(decision)
