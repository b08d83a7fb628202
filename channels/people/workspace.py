"""The workspace itself: first run, name, looks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from channels.core.actor import PersonId, Role
from channels.core.context import Ctx
from channels.core.errors import Conflict, NotFound
from channels.people import queries
from channels.people.colours import check_accent
from channels.people.facts import LogoChosen
from channels.people.making import add_person, add_session, add_workspace, prepare_person
from channels.people.names import clean_line, clean_name
from channels.people.passwords import hash_password
from channels.people.protocol import (
    CreateWorkspace,
    FrontView,
    GetWorkspace,
    LookAtFront,
    PersonView,
    UpdateWorkspace,
    WorkspaceUpdated,
    WorkspaceView,
)
from channels.people.queries import Row
from channels.people.tables import WorkspaceRow
from channels.people.views import to_workspace
from persistence.decision import Decision, Emit, Insert, Update
from persistence.streams import WORKSPACE
from persistence.tables import StoreFact


async def get_workspace(ctx: Ctx, _: GetWorkspace) -> WorkspaceView:
    """The workspace; a guest who is not in #general is not told its id.

    Errors: NotFound before the first run.
    """
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    if row is None:
        raise NotFound("There is no workspace yet.")
    if ctx.actor.role is Role.GUEST:
        general = await ctx.access.peek_channel(row["general_channel_id"])
        if general is None or ctx.me not in general.members:
            row = {**row, "general_channel_id": ""}
    return to_workspace(row, ctx.settings.upload_limit_bytes)


async def look_at_front(ctx: Ctx, _: LookAtFront) -> FrontView:
    """Whether there is a workspace that somebody can sign in to, its name and its looks."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
        unclaimed = await queries.is_unclaimed(snapshot)
    if row is None:
        return FrontView()
    return FrontView(
        made=not unclaimed,
        name=row["name"],
        accent=row["accent"],
        logo_file_id=row["logo_file_id"],
    )


async def create_workspace(ctx: Ctx, command: CreateWorkspace) -> Decision:
    """First run: workspace, owner, session. One that was imported is taken over.

    Errors: Conflict where there is a workspace that somebody can sign in to.
    """
    async with ctx.store.read() as snapshot:
        workspace = await queries.the_workspace(snapshot)
        if workspace is not None and not await queries.is_unclaimed(snapshot):
            raise Conflict("This server has a workspace already. Ask its owner to invite you.")
        new = await prepare_person(
            snapshot, email=command.email, name=command.name, role=Role.OWNER, may_claim=True
        )
    name = clean_name(command.workspace_name, "workspace_name")
    new = replace(new, password_hash=await hash_password(command.password))
    decision = Decision(basis=ctx.basis)
    owner = add_person(decision, ctx, new)
    if workspace is None:
        add_workspace(decision, ctx, name, decision.emits[-1], PersonId(owner.id))
    else:
        _take_over(decision, ctx, workspace, name, owner)
    decision.reply = add_session(decision, ctx, owner.id, clean_line(command.agent, "agent"))
    return decision


def _take_over(decision: Decision, ctx: Ctx, workspace: Row, name: str, owner: PersonView) -> None:
    """Own a workspace that was imported. The fact's key is unique: of two, one decides again."""
    decision.changes.append(Insert(StoreFact, {"key": "first_owner", "value": owner.id}))
    _change(decision, ctx, workspace, {"name": name})


async def update_workspace(ctx: Ctx, command: UpdateWorkspace) -> Decision:
    """Another name, accent or logo.

    Errors: Invalid for an accent on which no words can be read, with the nearest that would do.
    """
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    if row is None:
        raise NotFound("There is no workspace yet.")
    values: dict[str, Any] = {}
    if command.name is not None:
        values["name"] = clean_name(command.name)
    if command.accent is not None:
        if command.accent:
            check_accent(command.accent)
        values["accent"] = command.accent
    if command.logo_file_id is not None:
        values["logo_file_id"] = command.logo_file_id or None
    decision = Decision(basis=ctx.basis)
    decision.reply = _change(decision, ctx, row, values)
    if "logo_file_id" in values and values["logo_file_id"] != row["logo_file_id"]:
        logo = LogoChosen(
            decision.emits[0], ctx.me, command.logo_file_id or "", row["logo_file_id"]
        )
        decision.facts.append(logo)
    return decision


def _change(decision: Decision, ctx: Ctx, workspace: Row, values: Row) -> WorkspaceView:
    view = to_workspace({**workspace, **values}, ctx.settings.upload_limit_bytes)
    if values:
        decision.changes.append(Update(WorkspaceRow, {"id": workspace["id"]}, dict(values)))
        decision.emits.append(Emit(WORKSPACE, lambda _: WorkspaceUpdated(workspace=view)))
    return view
