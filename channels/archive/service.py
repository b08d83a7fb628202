"""Filing messages in one's own archive, in folders and with notes; nobody else sees it."""

from __future__ import annotations

from typing import Any

from channels.archive import protocol as p
from channels.archive import queries
from channels.archive.tables import ArchivedRow, FolderRow
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.core.text import fold, plain
from channels.messages.facts import Edited, Removed
from channels.messages.mentions import Asked
from channels.messages.protocol import MessageView
from channels.messages.queries import by_ids
from persistence.decision import Decision, Delete, Emit, Insert, Update
from persistence.ids import new_id
from persistence.streams import user_stream

MOST = 10_000
MOST_FOLDERS = 200


async def add(ctx: Ctx, command: p.FileMessage) -> Decision:
    """Again changes folder and note. Errors: NotFound for a folder that is not mine."""
    if not ctx.me:
        raise NotAllowed("Only a person with an account can do this.")
    async with ctx.store.read() as snapshot:
        before = await queries.find(snapshot, ctx.me, ctx.message.id)
        if before is None and await queries.count(snapshot, ctx.me) >= MOST:
            raise Conflict("Your archive is full. Take something out of it first.")
        found = (await by_ids(snapshot, [ctx.message.id])).get(ctx.message.id)
    if found is None:
        raise NotFound("There is no such message.", "message_id")
    decision = Decision(basis=ctx.basis)
    folder_id = await _folder_for(ctx, command, decision)
    filed = p.Filed(
        message_id=found.id,
        folder_id=folder_id or None,
        note=command.note.strip(),
        archived_at=before.archived_at_ms if before is not None else ctx.now_ms,
    )
    row = {
        "person_id": ctx.me,
        "message_id": found.id,
        "channel_id": found.channel_id,
        "folder_id": folder_id,
        "note": filed.note,
        "words": words_of(found, filed.note),
        "archived_at_ms": filed.archived_at,
    }
    decision.reply = filed
    decision.changes.append(Insert(ArchivedRow, row, update=("folder_id", "note", "words")))
    decision.emits.append(_told(ctx, message_id=found.id, folder_id=folder_id or None))
    return decision


async def remove(ctx: Ctx, command: p.UnfileMessage) -> Decision:
    """Again is harmless."""
    async with ctx.store.read() as snapshot:
        if await queries.find(snapshot, ctx.me, command.archived_id) is None:
            return Decision(reply=Done())
    key = {"person_id": ctx.me, "message_id": command.archived_id}
    return Decision(
        reply=Done(),
        changes=[Delete(ArchivedRow, key)],
        emits=[_told(ctx, message_id=command.archived_id)],
        basis=ctx.basis,
    )


async def rename_folder(ctx: Ctx, command: p.RenameFolder) -> Decision:
    """Errors: NotFound, Conflict where another folder has the name."""
    name = _name(command.name)
    async with ctx.store.read() as snapshot:
        row = await queries.folder(snapshot, ctx.me, command.folder_id)
        other = await queries.folder_named(snapshot, ctx.me, name)
    if row is None:
        raise NotFound("There is no such folder.", "folder_id")
    if other is not None and other.id != row.id:
        raise Conflict("You have a folder of this name already.", "name")
    values = {"name": name, "name_key": fold(name)}
    return Decision(
        reply=p.FolderView(id=row.id, name=name),
        changes=[Update(FolderRow, {"id": row.id, "person_id": ctx.me}, values)],
        emits=[_told(ctx, folder_id=row.id)],
        basis=ctx.basis,
    )


async def remove_folder(ctx: Ctx, command: p.RemoveFolder) -> Decision:
    """Again is harmless. What is in it stays, outside of any folder."""
    mine = {"person_id": ctx.me}
    async with ctx.store.read() as snapshot:
        if await queries.folder(snapshot, ctx.me, command.folder_id) is None:
            return Decision(reply=Done())
    return Decision(
        reply=Done(),
        changes=[
            Update(ArchivedRow, {**mine, "folder_id": command.folder_id}, {"folder_id": ""}),
            Delete(FolderRow, {**mine, "id": command.folder_id}),
        ],
        emits=[_told(ctx, folder_id=command.folder_id)],
        basis=ctx.basis,
    )


async def on_edited(ctx: Ctx, fact: Edited) -> Decision | None:
    """What was filed is found by the words it has now."""
    async with ctx.store.read() as snapshot:
        rows = await queries.filed_by(snapshot, fact.message.id)
    return Decision(
        changes=[
            Update(
                ArchivedRow,
                {"message_id": fact.message.id, "person_id": row.person_id},
                {"words": fold(f"{fact.said} {row.note}")},
            )
            for row in rows
        ]
    )


async def on_removed(ctx: Ctx, fact: Removed) -> Decision:
    """A deleted message is in no archive."""
    return Decision(changes=[Delete(ArchivedRow, {"message_id": fact.message.id})])


def words_of(message: MessageView, note: str) -> str:
    """What a message in the archive is found by."""
    said = plain(message.spans, Asked()) if message.spans else message.text
    return fold(f"{message.title} {said} {note}")


async def _folder_for(ctx: Ctx, command: p.FileMessage, decision: Decision) -> str:
    """The folder to file in; a new one where its name is new. Empty outside of any."""
    async with ctx.store.read() as snapshot:
        if command.folder_name is None:
            if command.folder_id is None:
                return ""
            row = await queries.folder(snapshot, ctx.me, command.folder_id)
            if row is None:
                raise NotFound("There is no such folder.", "folder_id")
            return str(row.id)
        name = _name(command.folder_name)
        row = await queries.folder_named(snapshot, ctx.me, name)
        if row is not None:
            return str(row.id)
        if len(await queries.folders(snapshot, ctx.me, ("", ""), MOST_FOLDERS)) >= MOST_FOLDERS:
            raise Conflict(f"You have {MOST_FOLDERS} folders. Remove one first.", "folder_name")
    made: dict[str, Any] = {"id": new_id("P"), "person_id": ctx.me, "name": name}
    decision.changes.append(Insert(FolderRow, {**made, "name_key": fold(name)}))
    return str(made["id"])


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Invalid("A folder needs a name.", "name")
    return name


def _told(ctx: Ctx, message_id: str | None = None, folder_id: str | None = None) -> Emit:
    event = p.ArchiveChanged(message_id=message_id, folder_id=folder_id)
    return Emit(user_stream(ctx.me), lambda _: event)
