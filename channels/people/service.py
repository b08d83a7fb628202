"""People as others see them: who they are, what they say of themselves."""

from __future__ import annotations

from typing import Any

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.protocol import Page
from channels.people import queries
from channels.people.facts import PhotoChosen, Silenced
from channels.people.making import change_person
from channels.people.names import check_handle, clean_line, clean_name, words_of
from channels.people.protocol import (
    GetMe,
    GetPeople,
    MeView,
    PersonView,
    SetDoNotDisturb,
    SetStatus,
    UpdateMe,
)
from channels.people.queries import Row
from channels.people.views import to_me, to_person
from persistence.decision import Decision
from persistence.snapshot import Snapshot


async def get_me(ctx: Ctx, _: GetMe) -> MeView:
    """Who asks. Errors: NotAllowed for the system, which is nobody."""
    row = await ctx.store.ask(queries.accounts, ctx.me) if ctx.me else None
    if row is None:
        raise NotAllowed("Only a person with an account can do this.")
    return to_me(row, ctx.now_ms)


async def get_people(ctx: Ctx, command: GetPeople) -> Page[PersonView]:
    """Several people in the order asked, or one. Errors: NotFound for the one."""
    if command.person_id is not None:
        wanted = [command.person_id]
    elif command.person_ids is not None:
        wanted = list(dict.fromkeys(command.person_ids))
    else:
        raise Invalid("Say whom: person_ids, or person_id for one.", "person_ids")
    seen = await ctx.access.people_seen_by(ctx.actor)
    asked = wanted if seen is None else [id for id in wanted if id in seen]
    async with ctx.store.read() as snapshot:
        rows = {row["id"]: row for row in await queries.people_by_ids(snapshot, asked)}
    if command.person_id is not None and not rows:
        raise NotFound("There is no such person.", "person_id")
    return Page(items=[to_person(rows[id], ctx.now_ms) for id in asked if id in rows], next=None)


async def update_me(ctx: Ctx, command: UpdateMe) -> Decision:
    """Change name, handle, title, photo, language. Errors: Conflict for a taken handle; NotFound
    or Invalid for a photo that is not one's own picture."""
    async with ctx.store.read() as snapshot:
        row = await my_row(ctx, snapshot)
        values = _wanted(command)
        name, handle = values.get("name") or row["name"], values.get("handle") or row["handle"]
        if handle != row["handle"]:
            check_handle(handle)
            if handle in await queries.handles_like(snapshot, handle):
                raise Conflict(f"@{handle} is taken. Choose another handle.", "handle")
    values = {key: value for key, value in values.items() if row[key] != value}
    if not values:
        return Decision(reply=to_me(row, ctx.now_ms))
    if "name" in values or "handle" in values:
        values["folded"] = words_of(name, handle)
    decision = Decision(basis=ctx.basis)
    decision.reply = to_me(change_person(decision, ctx, row, values), ctx.now_ms)
    if "avatar_file_id" in values:
        photo, former = values["avatar_file_id"] or "", row["avatar_file_id"]
        decision.facts.append(PhotoChosen(decision.emits[0], ctx.me, photo, former))
    return decision


async def set_status(ctx: Ctx, command: SetStatus) -> Decision:
    """Set or clear the custom status."""
    emoji = clean_line(command.emoji, "emoji")
    text = clean_line(command.text, "text")
    until = command.until_at if emoji or text else None
    _check_future(ctx, until)
    values = {"status_emoji": emoji, "status_text": text, "status_until_ms": until}
    return await _change_me(ctx, values)


async def set_do_not_disturb(ctx: Ctx, command: SetDoNotDisturb) -> Decision:
    """Silence notifications until a moment, or end that."""
    _check_future(ctx, command.until_at)
    decision = await _change_me(ctx, {"dnd_until_ms": command.until_at})
    decision.facts.append(Silenced(decision.emits[0], ctx.me, command.until_at))
    return decision


async def my_row(ctx: Ctx, snapshot: Snapshot) -> Row:
    """The account of who asks. Errors: NotAllowed for an actor without account."""
    row = await queries.person_by_id(snapshot, ctx.me) if ctx.me else None
    if row is None:
        raise NotAllowed("Only a person with an account can do this.")
    return row


async def _change_me(ctx: Ctx, values: dict[str, Any]) -> Decision:
    async with ctx.store.read() as snapshot:
        row = await my_row(ctx, snapshot)
    decision = Decision(basis=ctx.basis)
    decision.reply = to_person(change_person(decision, ctx, row, values), ctx.now_ms)
    return decision


def _wanted(command: UpdateMe) -> dict[str, Any]:
    """The columns that the command names, clean."""
    values: dict[str, Any] = {}
    if command.name is not None:
        values["name"] = clean_name(command.name)
    if command.handle is not None:
        values["handle"] = command.handle
    if command.title is not None:
        values["title"] = clean_line(command.title, "title")
    if command.avatar_file_id is not None:
        values["avatar_file_id"] = command.avatar_file_id or None
    if command.language is not None:
        values["language"] = command.language
    return values


def _check_future(ctx: Ctx, until_ms: int | None) -> None:
    if until_ms is not None and until_ms <= ctx.now_ms:
        raise Invalid("This moment has passed. Choose a later one.", "until_at")
