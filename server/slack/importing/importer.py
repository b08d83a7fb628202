"""Imports a Slack export: people, channels, messages with their own times, and what hangs on them.

Source: Slack's "How to read Slack data exports".
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import select

from channels.people.queries import UNCLAIMED
from channels.people.tables import WorkspaceRow
from persistence.blobs import Blobs
from persistence.bulk import table_of
from persistence.decision import Decision, Insert
from persistence.fulltexts import fulltext_for
from persistence.load import Load
from persistence.store import Store
from persistence.tables import StoreFact
from server.slack.importing.channel import Desk, import_channel
from server.slack.importing.channels import Channels, Place
from server.slack.importing.export_zip import ExportZip
from server.slack.importing.files import Files
from server.slack.importing.messages import Counts
from server.slack.importing.people import People
from server.slack.importing.shapes import is_id, stable_id, text_of

_workspace = table_of(WorkspaceRow)
_EXPORT = re.compile(r"[\s_-]*slack[\s_-]*export.*", re.IGNORECASE | re.DOTALL)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an import has added. `skipped` messages were there already, or had no time."""

    people: int
    channels: int
    messages: int
    threads: int
    reactions: int
    pins: int
    skipped: int
    seconds: float


async def import_export(
    store: Store,
    file: Path,
    blobs: Blobs | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Bring an export in; again is harmless. `progress` is told of bytes read, and of all bytes.

    Files whose contents the archive holds go to `blobs`; without, they leave their names only.

    Works beside a running server. Where there is no workspace it is made, under the name of the
    file; its owner is then the first who comes.

    Errors: Invalid (field `file`) for what is no export, is broken or could do harm.
    """
    began = time.monotonic()
    archive = ExportZip(file)
    try:
        desk = await _set_up(store, archive, blobs, progress)
        team_id = await _add_users(desk)
        places = await desk.channels.resolve(archive)
        await _make_workspace(desk, team_id, name_from(file))
        counts = [await import_channel(desk, place) for place in places]
        await desk.load.flush()
    finally:
        archive.close()
    return _report(desk, places, counts, time.monotonic() - began)


def _report(desk: Desk, places: list[Place], counts: list[Counts], seconds: float) -> Report:
    return Report(
        people=desk.people.made,
        channels=sum(place.row is not None for place in places),
        messages=sum(count.messages for count in counts),
        threads=sum(len(count.threads) for count in counts),
        reactions=sum(count.reactions for count in counts),
        pins=sum(count.pins for count in counts),
        skipped=sum(count.skipped for count in counts),
        seconds=round(seconds, 3),
    )


async def _set_up(
    store: Store,
    archive: ExportZip,
    blobs: Blobs | None,
    progress: Callable[[int, int], None],
) -> Desk:
    now_ms = store.clock.now_us() // 1_000
    load = Load(store, fulltext_for(store.dialect.name))
    people = People(load, now_ms)
    channels = Channels(people, now_ms)
    files = Files(archive, blobs)
    async with store.read() as snapshot:
        await people.open(snapshot)
        await channels.open(snapshot)
        await files.open(snapshot)
    done, total = 0, archive.size_bytes

    def more(size_bytes: int) -> None:
        nonlocal done
        done += size_bytes
        progress(done, total)

    return Desk(store, load, archive, people, channels, files, more)


async def _add_users(desk: Desk) -> str:
    """Accounts for the users of the export; answers the workspace's foreign id, if one is told."""
    team_id = ""
    for user in desk.archive.list_of("users"):
        team_id = team_id or text_of(user, "team_id")
        await desk.people.add(user)
    await desk.load.flush()
    return team_id


async def _make_workspace(desk: Desk, team_id: str, name: str) -> None:
    """The workspace and its #general, where there is none. It has no owner yet."""
    async with desk.store.read() as snapshot:
        if await snapshot.first(select(_workspace.c.id)) is not None:
            return
    general = desk.channels.add_general()
    team_id = team_id if is_id(team_id, "T") else stable_id("T", name)
    row = {
        "id": team_id,
        "name": name,
        "general_channel_id": desk.channels.general_id,
        "created_at_ms": desk.store.clock.now_us() // 1_000,
    }
    changes = [
        Insert(StoreFact, {"key": "workspace", "value": team_id}),
        Insert(StoreFact, {"key": UNCLAIMED, "value": team_id}),
        Insert(WorkspaceRow, row),
    ]
    await desk.store.write(Decision(changes=[*changes, *([general] if general else [])]))


def name_from(file: Path) -> str:
    """A workspace's name from its export's file name."""
    name = " ".join(re.sub(r"[_-]+", " ", _EXPORT.sub("", file.stem)).split())
    return (name[:1].upper() + name[1:])[:80] or "Workspace"
