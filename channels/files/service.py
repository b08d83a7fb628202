"""Uploading, attaching and forgetting files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from channels.core.context import Ctx
from channels.core.errors import Invalid, NotFound
from channels.core.protocol import Done
from channels.core.rights import Right
from channels.files import protocol as p
from channels.files import queries
from channels.files.names import to_file_name
from channels.files.queries import Found
from channels.files.sniff import IMAGES
from channels.files.tables import AttachmentRow, FileRow, GrantRow, HoldRow
from channels.messages.facts import Posted, Removed
from channels.messages.holding import Held
from channels.messages.protocol import FileView, MessageView
from channels.people.facts import LogoChosen, PhotoChosen
from persistence.decision import Change, Decision, Delete, Insert, NewJob, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

UNUSED_MS = 24 * 3600 * 1000
DROP_UNUSED = "files.drop_unused"
DELETE_BLOBS = "files.delete_blobs"


async def register(ctx: Ctx, command: p.RegisterFile) -> Decision:
    """The file is the uploader's own until it is attached; unused, it is gone after a day."""
    view = FileView(
        id=command.file_id or new_id("F"),
        name=to_file_name(command.name),
        mime=command.mime,
        size_bytes=command.size_bytes,
        width=command.width,
        height=command.height,
        thumbnail=command.thumbnail_key is not None,
        alt=command.alt,
    )
    row = {
        "alt": view.alt,
        "id": view.id,
        "uploader_id": ctx.me,
        "name": view.name,
        "mime": view.mime,
        "size_bytes": view.size_bytes,
        "width": view.width,
        "height": view.height,
        "blob_key": command.blob_key,
        "thumbnail_key": command.thumbnail_key,
        "created_at_ms": ctx.now_ms,
    }
    later = NewJob(DROP_UNUSED, {"file_id": view.id}, run_at_ms=ctx.now_ms + UNUSED_MS)
    return Decision(reply=view, changes=[Insert(FileRow, row)], jobs=[later], basis=ctx.basis)


async def get_file(ctx: Ctx, command: p.GetFile) -> FileView:
    """Errors: NotFound."""
    return (await _readable(ctx, command.file_id)).view


async def open_file(ctx: Ctx, command: p.OpenFile) -> p.StoredFile:
    """Errors: NotFound."""
    return (await _readable(ctx, command.file_id)).stored


async def describe(ctx: Ctx, command: p.DescribeFile) -> Decision:
    """Again is harmless.

    Errors: NotFound for a file that is not my own or hangs on a message already.
    """
    alt = " ".join(command.alt.split())
    view = replace(await _unsent(ctx, command.file_id), alt=alt)
    return Decision(reply=view, changes=[Update(FileRow, {"id": view.id}, {"alt": alt})])


async def entitle(ctx: Ctx, command: p.EntitleFile) -> Decision:
    """Again is harmless; a title that is the name is none. Errors: as for `describe`."""
    file = await _unsent(ctx, command.file_id)
    title = " ".join(command.title.split())
    view = replace(file, title="" if title == file.name else title)
    return Decision(reply=view, changes=[Update(FileRow, {"id": view.id}, {"title": view.title})])


async def _unsent(ctx: Ctx, file_id: str) -> FileView:
    async with ctx.store.read() as snapshot:
        found = (await queries.find(snapshot, [file_id])).get(file_id)
    if found is None or found.message_id or found.row.uploader_id != ctx.me:
        raise NotFound("There is no such file of yours that is still to be sent.", "file_id")
    return found.view


async def drop_files(ctx: Ctx, command: p.DropFiles) -> Decision:
    """Again is harmless; those of others and those in use stay, also if only since a moment ago.

    Who gave a file to an app takes it back so; else it goes when its time is over.

    What their uploaders are about to do with them is decided again once they are gone.
    """

    async def droppable(snapshot: Snapshot) -> dict[str, Any]:
        found = await queries.find(snapshot, command.file_ids)
        unused = [item for item in found.values() if _is_unused(item)]
        return {
            item.row.id: item.row
            for item in unused
            if item.row.uploader_id == ctx.me
            or (ctx.is_system and (item.granted_until_ms or 0) <= ctx.now_ms)
        }

    async with ctx.store.read() as snapshot:
        own = await droppable(snapshot)
    if not own:
        return Decision(reply=Done())

    async def still_unused(snapshot: Snapshot) -> bool:
        return own.keys() <= (await droppable(snapshot)).keys()

    changes, jobs = _forgotten([*own.values()])
    return Decision(
        reply=Done(),
        changes=changes,
        jobs=jobs,
        touches={user_stream(row.uploader_id): None for row in own.values()},
        holds=still_unused,
    )


async def on_posted(ctx: Ctx, fact: Posted) -> Decision | None:
    """Hang the author's files on the message.

    Errors: NotFound (field `file_ids`) for a file that is not the author's own or in use already.
    """
    if not fact.file_ids:
        return None
    async with ctx.store.read() as snapshot:
        found = await queries.find(snapshot, fact.file_ids)
    for file_id in fact.file_ids:
        _check_free(found.get(file_id), fact.author_id)
    fact.files[:] = [found[file_id].view for file_id in fact.file_ids]
    return Decision(
        changes=[
            Insert(
                AttachmentRow,
                {
                    "file_id": file_id,
                    "message_id": fact.message_id,
                    "channel_id": fact.channel.id,
                    "place": place,
                },
            )
            for place, file_id in enumerate(fact.file_ids)
        ]
    )


async def on_held(ctx: Ctx, fact: Held) -> Decision:
    """Keep the files of an unsent message; those it lets go have another day.

    Errors: NotFound (field `file_ids`) for a file that is not the person's own or in use already.
    """
    async with ctx.store.read() as snapshot:
        before = await queries.held_by(snapshot, fact.holder)
        found = await queries.find(snapshot, [*before, *fact.file_ids])
    for file_id in fact.file_ids:
        _check_free(found.get(file_id), fact.person_id)
    fact.files[:] = [found[file_id].view for file_id in fact.file_ids]
    kept = set(fact.file_ids)
    changes: list[Change] = [Delete(HoldRow, {"holder": fact.holder})]
    changes += [Insert(HoldRow, {"file_id": one, "holder": fact.holder}) for one in fact.file_ids]
    later = ctx.now_ms + UNUSED_MS
    jobs = [
        NewJob(DROP_UNUSED, {"file_id": one}, run_at_ms=later)
        for one in before
        if one not in kept and one in found and found[one].message_id is None
    ]
    return Decision(changes=changes, jobs=jobs)


async def on_removed(ctx: Ctx, fact: Removed) -> Decision | None:
    """A deleted message takes its files with it, or gives them back to its author for a day.

    What somebody chose as their photo, or the workspace as its logo, stays until they let it go.
    """
    async with ctx.store.read() as snapshot:
        attached = await queries.attached_to(snapshot, [fact.message.id])
        rows = attached.get(fact.message.id, [])
        if not rows:
            return None
        found = await queries.find(snapshot, [row.id for row in rows])
    loose = [row for row in rows if not (found[row.id].is_photo or found[row.id].is_logo)]
    changes, jobs = _given_back(ctx, rows) if fact.keeps_files else _forgotten(loose)
    return Decision(
        changes=[Delete(AttachmentRow, {"message_id": fact.message.id}), *changes], jobs=jobs
    )


async def on_photo_chosen(ctx: Ctx, fact: PhotoChosen) -> Decision | None:
    """A photo is a picture that the person uploaded and may see; the one before goes at once.

    It goes by a job of the same commit, which leaves what hangs on a message or is in use again.

    Errors: NotFound, Invalid (field `avatar_file_id`).
    """
    if fact.file_id:
        await _check_photo(ctx, fact)
    if fact.former is None:
        return None
    return Decision(jobs=[NewJob(DROP_UNUSED, {"file_id": fact.former}, run_at_ms=ctx.now_ms)])


async def _check_photo(ctx: Ctx, fact: PhotoChosen) -> None:
    async with ctx.store.read() as snapshot:
        found = (await queries.find(snapshot, [fact.file_id])).get(fact.file_id)
    own = found is not None and found.row.uploader_id == fact.person_id
    if found is None or not own or not await _may_read(ctx, found):
        raise NotFound("There is no such file of yours. Upload it again.", "avatar_file_id")
    if found.row.mime not in IMAGES:
        raise Invalid("A photo must be a picture: PNG, JPEG, GIF, WebP or AVIF.", "avatar_file_id")


async def on_logo_chosen(ctx: Ctx, fact: LogoChosen) -> Decision | None:
    """A logo is a picture that the administrator uploaded; the one before has another day.

    Errors: NotFound, Invalid (field `logo_file_id`).
    """
    if fact.file_id:
        async with ctx.store.read() as snapshot:
            found = (await queries.find(snapshot, [fact.file_id])).get(fact.file_id)
        if found is None or found.row.uploader_id != fact.person_id:
            raise NotFound("There is no such file of yours. Upload it again.", "logo_file_id")
        if found.row.thumbnail_key is None:
            raise Invalid("A logo must be a picture: PNG, JPEG, GIF, WebP or AVIF.", "logo_file_id")
    if fact.former is None:
        return None
    later = ctx.now_ms + UNUSED_MS
    return Decision(jobs=[NewJob(DROP_UNUSED, {"file_id": fact.former}, run_at_ms=later)])


async def add_files(snapshot: Snapshot, views: Sequence[MessageView]) -> list[MessageView]:
    """Messages with their files; one query."""
    found = await queries.attached_to(snapshot, [view.id for view in views])
    return [
        replace(view, files=[queries.to_view(row) for row in found[view.id]])
        if view.id in found
        else view
        for view in views
    ]


async def _readable(ctx: Ctx, file_id: str) -> Found:
    """The file, if the actor uploaded it, was given it, or sees it: in a message, as a photo, as
    the logo.

    Errors: NotFound.
    """
    async with ctx.store.read() as snapshot:
        found = (await queries.find(snapshot, [file_id])).get(file_id)
        granted = found is not None and await queries.is_granted(
            snapshot, found, ctx.me, ctx.now_ms
        )
    if found is not None and (ctx.is_system or granted or await _may_read(ctx, found)):
        return found
    raise NotFound("There is no such file.", "file_id")


async def _may_read(ctx: Ctx, found: Found) -> bool:
    try:
        if found.channel_id is not None:
            await ctx.access.channel(ctx.actor, found.channel_id, Right.READ)
            return True
        if found.row.uploader_id == ctx.me or found.is_logo:
            return True
        if found.is_photo:
            await ctx.access.person(ctx.actor, found.row.uploader_id)
            return True
    except NotFound:
        return False
    return False


def _check_free(found: Found | None, person_id: str) -> None:
    """Errors: NotFound for what is not there, somebody else's, on a message or given already."""
    in_use = found is None or found.message_id or found.granted_until_ms is not None
    if found is None or in_use or found.row.uploader_id != person_id:
        raise NotFound("There is no such file to attach. Upload it again.", "file_ids")


def _is_unused(found: Found) -> bool:
    kept = found.is_photo or found.is_held or found.is_logo
    return found.message_id is None and not kept


def _given_back(ctx: Ctx, rows: Sequence[Any]) -> tuple[list[Change], list[NewJob]]:
    """The files are as if they had just been uploaded."""
    later = ctx.now_ms + UNUSED_MS
    return [], [NewJob(DROP_UNUSED, {"file_id": row.id}, run_at_ms=later) for row in rows]


def _forgotten(rows: Sequence[Any]) -> tuple[list[Change], list[NewJob]]:
    """The files are deleted at once, their bytes by a job after the commit."""
    keys = [key for row in rows for key in (row.blob_key, row.thumbnail_key) if key]
    changes: list[Change] = [Update(FileRow, {"id": row.id}, {"deleted": True}) for row in rows]
    changes += [Delete(GrantRow, {"file_id": row.id}) for row in rows]
    return changes, [NewJob(DELETE_BLOBS, {"keys": keys})] if keys else []
