"""The workspace itself: first run, name."""

from __future__ import annotations

from dataclasses import replace

from channels.core.actor import PersonId, Role
from channels.core.context import Ctx
from channels.core.errors import Conflict, NotFound
from channels.people import queries
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
    """Whether there is a workspace that somebody can sign in to, and its name."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
        unclaimed = await queries.is_unclaimed(snapshot)
    return FrontView() if row is None else FrontView(made=not unclaimed, name=row["name"])


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
    _rename(decision, ctx, workspace, name)


def _rename(decision: Decision, ctx: Ctx, workspace: Row, name: str) -> WorkspaceView:
    view = to_workspace({**workspace, "name": name}, ctx.settings.upload_limit_bytes)
    decision.changes.append(Update(WorkspaceRow, {"id": workspace["id"]}, {"name": name}))
    decision.emits.append(Emit(WORKSPACE, lambda _: WorkspaceUpdated(workspace=view)))
    return view


async def update_workspace(ctx: Ctx, command: UpdateWorkspace) -> Decision:
    """Rename the workspace."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    if row is None:
        raise NotFound("There is no workspace yet.")
    decision = Decision(basis=ctx.basis)
    decision.reply = _rename(decision, ctx, row, clean_name(command.name))
    return decision
