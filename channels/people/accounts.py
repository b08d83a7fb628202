"""Accounts as administrators run them: adding by hand, roles, closing and reopening."""

from __future__ import annotations

from dataclasses import replace

from channels.core.actor import PersonId, Role
from channels.core.cards import PersonCard
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.people import queries
from channels.people.facts import RoleChanged
from channels.people.making import (
    add_person,
    add_workspace,
    change_person,
    end_proofs,
    end_tokens,
    prepare_person,
)
from channels.people.passwords import hash_password
from channels.people.protocol import (
    AddPerson,
    PrepareWorkspace,
    SetActive,
    SetRole,
    WorkspaceUpdated,
)
from channels.people.queries import Row, ids_of
from channels.people.tables import InvitationRow
from channels.people.views import to_person, to_workspace
from persistence.decision import Decision, Emit, Update
from persistence.snapshot import Snapshot
from persistence.streams import WORKSPACE

_GIVES: dict[Role, frozenset[Role]] = {
    Role.OWNER: frozenset(Role),
    Role.ADMIN: frozenset(Role) - {Role.OWNER},
    Role.MEMBER: frozenset(),
    Role.GUEST: frozenset(),
}
FIRST_NAME = "Ruche"  # of a workspace made from the command line; its owner can rename it


async def add_person_by_hand(ctx: Ctx, command: AddPerson) -> Decision:
    """Add an account, and the workspace where there is none.

    Errors: Conflict, NotAllowed, Invalid (field `role`) for a guest as the first person, and for
    another role than owner where nobody owns the workspace and the account can sign in.
    """
    async with ctx.store.read() as snapshot:
        owned = bool(await queries.owners(snapshot))
        role = command.role or (Role.MEMBER if owned else Role.OWNER)
        check_may_give(ctx, role)
        if not owned and command.password is not None and role is not Role.OWNER:
            raise Invalid(
                "Nobody owns this workspace yet: the first account does. Add it with --role owner, "
                "or without --role.",
                "role",
            )
        workspace = await queries.the_workspace(snapshot)
        if workspace is None and role is Role.GUEST:
            raise Invalid("The first person makes the workspace; a guest cannot.", "role")
        new = await prepare_person(
            snapshot,
            email=command.email,
            name=command.name,
            role=role,
            may_claim=command.password is not None,
        )
    if command.password is not None:
        new = replace(new, password_hash=await hash_password(command.password))
    decision = Decision(basis=ctx.basis)
    person = decision.reply = add_person(decision, ctx, new)
    if workspace is None:
        add_workspace(decision, ctx, FIRST_NAME, decision.emits[-1], PersonId(person.id))
    return decision


async def prepare_workspace(ctx: Ctx, _: PrepareWorkspace) -> Decision:
    """The workspace and #general, where there is none; the first visitor comes to own it."""
    async with ctx.store.read() as snapshot:
        if await queries.the_workspace(snapshot) is not None:
            return Decision(reply=Done())
    decision = Decision(reply=Done(), basis=ctx.basis)
    emit = Emit(WORKSPACE, lambda _: WorkspaceUpdated(workspace=view))
    decision.emits.append(emit)
    row = add_workspace(decision, ctx, FIRST_NAME, emit, None)
    view = to_workspace(row, ctx.settings.upload_limit_bytes)
    return decision


async def set_role(ctx: Ctx, command: SetRole) -> Decision:
    """Give a person another role. Errors: NotFound, NotAllowed, Conflict for the last owner."""
    check_may_give(ctx, command.role)
    basis = await _basis(ctx, command.person_id, leaves=command.role is not Role.OWNER)
    async with ctx.store.read() as snapshot:
        row = await _row(snapshot, command.person_id)
        invitations = await queries.open_invitations(snapshot, ctx.now_ms)
    if row["bot"]:
        raise NotAllowed("A bot has no role of people. Its app says what it may do.")
    if row["role"] == command.role:
        return Decision(reply=to_person(row, ctx.now_ms))
    decision = Decision(basis=(*ctx.basis, *basis))
    changed = change_person(decision, ctx, row, {"role": command.role.value})
    decision.facts.append(RoleChanged(decision.emits[-1], PersonId(row["id"]), command.role))
    _revoke(decision, invitations, row["id"], _GIVES[command.role])
    decision.reply = to_person(changed, ctx.now_ms)
    return decision


async def set_active(ctx: Ctx, command: SetActive) -> Decision:
    """Close an account, with all its sessions, tokens and invitations; or reopen it."""
    basis = await _basis(ctx, command.person_id, leaves=not command.active)
    async with ctx.store.read() as snapshot:
        row = await _row(snapshot, command.person_id)
        sessions = await queries.sessions_of(snapshot, row["id"])
        tokens = await queries.tokens_of(snapshot, row["id"])
        invitations = await queries.open_invitations(snapshot, ctx.now_ms)
    if row["active"] == command.active:
        return Decision(reply=to_person(row, ctx.now_ms))
    decision = Decision(basis=(*ctx.basis, *basis))
    changed = change_person(decision, ctx, row, {"active": command.active})
    if not command.active:
        end_proofs(decision, row["id"], ids_of(sessions))
        end_tokens(decision, ctx, row["id"], tokens, "closed")
        _revoke(decision, invitations, row["id"], frozenset())
    decision.reply = to_person(changed, ctx.now_ms)
    return decision


def check_may_give(ctx: Ctx, role: Role) -> None:
    """Errors: NotAllowed where somebody else than an owner makes owners."""
    if role is Role.OWNER and not _is_owner(ctx):
        raise NotAllowed("Only an owner can make owners.", "role")


async def _basis(ctx: Ctx, person_id: str, *, leaves: bool) -> tuple[PersonCard, ...]:
    """The cards that a change of this person's standing rests on, loaded before any row is read.

    `leaves`: the person will be no owner afterwards. Where it is one now, these are all owners'
    cards: two owners who step down at once do not both succeed.
    Errors: NotFound, NotAllowed, Conflict for the last owner.
    """
    async with ctx.store.read() as snapshot:
        owner_ids = await queries.owners(snapshot)
    cards = await ctx.access.cards_of([person_id, *owner_ids])
    card = cards.get(person_id)
    if card is None:
        raise NotFound("There is no such person.", "person_id")
    if card.role is not Role.OWNER:
        return (card,)
    if not _is_owner(ctx):
        raise NotAllowed("Only an owner can change an owner's account.", "person_id")
    others = [other for other in cards.values() if other.id != person_id]
    if (
        leaves
        and card.active
        and not any(other.role is Role.OWNER and other.active for other in others)
    ):
        raise Conflict("The workspace needs an owner. Make somebody else one first.", "person_id")
    return tuple(cards.values())


async def _row(snapshot: Snapshot, person_id: str) -> Row:
    row = await queries.person_by_id(snapshot, person_id)
    if row is None:
        raise NotFound("There is no such person.", "person_id")
    return row


def _is_owner(ctx: Ctx) -> bool:
    return ctx.is_system or (ctx.person is not None and ctx.person.role is Role.OWNER)


def _revoke(
    decision: Decision, invitations: list[Row], person_id: str, gives: frozenset[Role]
) -> None:
    """The links of a person to roles that they may give no more are useless."""
    decision.changes += [
        Update(InvitationRow, {"id": row["id"]}, {"revoked": True})
        for row in invitations
        if row["created_by"] == person_id and Role(row["role"]) not in gives
    ]
