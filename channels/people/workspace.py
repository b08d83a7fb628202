"""The workspace itself: first run, name."""

from __future__ import annotations

from dataclasses import replace

from channels.core.actor import Role
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
    UpdateWorkspace,
    WorkspaceUpdated,
    WorkspaceView,
)
from channels.people.tables import WorkspaceRow
from channels.people.views import to_workspace
from persistence.decision import Decision, Emit, Update
from persistence.streams import WORKSPACE


async def get_workspace(ctx: Ctx, _: GetWorkspace) -> WorkspaceView:
    """The workspace. Errors: NotFound before the first run."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    if row is None:
        raise NotFound("There is no workspace yet.")
    return to_workspace(row, ctx.settings.upload_limit_bytes)


async def look_at_front(ctx: Ctx, _: LookAtFront) -> FrontView:
    """Whether there is a workspace, and its name."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    return FrontView() if row is None else FrontView(made=True, name=row["name"])


async def create_workspace(ctx: Ctx, command: CreateWorkspace) -> Decision:
    """First run: workspace, owner, session. Errors: Conflict where there is a workspace."""
    async with ctx.store.read() as snapshot:
        if await queries.the_workspace(snapshot) is not None:
            raise Conflict("This server has a workspace already. Ask its owner to invite you.")
        new = await prepare_person(
            snapshot, email=command.email, name=command.name, role=Role.OWNER
        )
    name = clean_name(command.workspace_name, "workspace_name")
    new = replace(new, password_hash=await hash_password(command.password))
    decision = Decision(basis=ctx.basis)
    owner = add_person(decision, ctx, new)
    add_workspace(decision, ctx, name, owner)
    decision.reply = add_session(decision, ctx, owner.id, clean_line(command.agent, "agent"))
    return decision


async def update_workspace(ctx: Ctx, command: UpdateWorkspace) -> Decision:
    """Rename the workspace."""
    async with ctx.store.read() as snapshot:
        row = await queries.the_workspace(snapshot)
    if row is None:
        raise NotFound("There is no workspace yet.")
    values = {"name": clean_name(command.name)}
    view = to_workspace({**row, **values}, ctx.settings.upload_limit_bytes)
    return Decision(
        reply=view,
        basis=ctx.basis,
        changes=[Update(WorkspaceRow, {"id": row["id"]}, values)],
        emits=[Emit(WORKSPACE, lambda _: WorkspaceUpdated(workspace=view))],
    )
