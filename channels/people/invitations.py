"""Invitation links: making, looking at, using and revoking them."""

from __future__ import annotations

from dataclasses import replace

from channels.core.actor import Role
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotFound
from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.people import queries
from channels.people.accounts import check_may_give
from channels.people.awaited import prepare_invited, role_of, waits
from channels.people.making import add_person, add_session
from channels.people.names import clean_email, clean_line
from channels.people.paging import page_of
from channels.people.passwords import hash_password
from channels.people.proofs import INVITATION_PREFIX, hash_secret, make_secret
from channels.people.protocol import (
    AcceptInvitation,
    CreateInvitation,
    InvitationView,
    InvitedView,
    ListInvitations,
    LookAtInvitation,
    RevokeInvitation,
    SecretView,
)
from channels.people.queries import Row, ids_of
from channels.people.tables import InvitationRow
from channels.people.views import to_invitation
from persistence.decision import Decision, Insert, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot


async def create_invitation(ctx: Ctx, command: CreateInvitation) -> Decision:
    """A new link. Errors: NotAllowed, Invalid, and the door's own for the channels; Conflict for
    an address whose account somebody has.

    A guest's link names a channel (Invalid, field `channel_ids`): without one there is nothing
    that they may see.
    """
    check_may_give(ctx, command.role)
    if command.expires_at is not None and command.expires_at <= ctx.now_ms:
        raise Invalid("This moment has passed. Choose a later one.", "expires_at")
    channel_ids = list(dict.fromkeys(command.channel_ids))
    if command.role is Role.GUEST and not channel_ids:
        raise Invalid("Name a channel: a guest sees only those they are invited to.", "channel_ids")
    email = clean_email(command.email or "")
    await _check_free(ctx, email)
    for channel_id in channel_ids:
        await ctx.access.channel(ctx.actor, channel_id, Right.INVITE)
    secret, secret_hash = make_secret(INVITATION_PREFIX)
    invitation_id = new_id("I")
    row = {
        "id": invitation_id,
        "secret_hash": secret_hash,
        "role": command.role.value,
        "created_by": ctx.me,
        "created_at_ms": ctx.now_ms,
        "expires_at_ms": command.expires_at,
        "uses_left": 1 if email else command.uses,
        "channel_ids": " ".join(channel_ids),
        "email": email,
    }
    reply = SecretView(id=invitation_id, secret=secret)
    return Decision(reply=reply, basis=ctx.basis, changes=[Insert(InvitationRow, row)])


async def list_invitations(ctx: Ctx, command: ListInvitations) -> Page[InvitationView]:
    """The links that still work. Errors: Invalid when `after` is no place in the list."""
    async with ctx.store.read() as snapshot:
        rows = await queries.open_invitations(snapshot, ctx.now_ms)
    return page_of(command, rows, "created_at_ms", to_invitation)


async def revoke_invitation(ctx: Ctx, command: RevokeInvitation) -> Decision:
    """Make a link useless. Errors: NotFound for one that works no more."""
    async with ctx.store.read() as snapshot:
        open_ids = ids_of(await queries.open_invitations(snapshot, ctx.now_ms))
    if command.invitation_id not in open_ids:
        raise NotFound("This invitation cannot be used any more.", "invitation_id")
    where = {"id": command.invitation_id}
    return Decision(
        reply=Done(), basis=ctx.basis, changes=[Update(InvitationRow, where, {"revoked": True})]
    )


async def look_at_invitation(ctx: Ctx, command: LookAtInvitation) -> InvitedView:
    """What a link is good for. Errors: NotFound for one that works no more."""
    async with ctx.store.read() as snapshot:
        row = await _usable(ctx, snapshot, command.secret)
        workspace = await queries.the_workspace(snapshot)
        known = await queries.person_by_email(snapshot, row["email"]) if row["email"] else None
    return InvitedView(
        workspace_name="" if workspace is None else workspace["name"],
        role=role_of(row, known),
        email=row["email"],
        name=known["name"] if known is not None and waits(known) else "",
    )


async def accept_invitation(ctx: Ctx, command: AcceptInvitation) -> Decision:
    """An account and a session through a link. Errors: NotFound, Conflict, Invalid."""
    async with ctx.store.read() as snapshot:
        known = await queries.person_by_email(snapshot, clean_email(command.email))
    cards = await ctx.access.cards_of([known["id"]] if known is not None else [])
    async with ctx.store.read() as snapshot:
        row = await _usable(ctx, snapshot, command.secret)
        workspace = await queries.the_workspace(snapshot)
        new = await prepare_invited(snapshot, row, email=command.email, name=command.name)
    if workspace is None:
        raise NotFound("There is no workspace yet.")
    use = None if row["uses_left"] is None else f"{row['id']}:{row['uses_left']}"
    new = replace(
        new,
        password_hash=await hash_password(command.password),
        channel_ids=tuple(row["channel_ids"].split()),
        invitation_use=use,
    )
    decision = Decision(basis=(*ctx.basis, *cards.values()))
    if use is not None:
        left = {"uses_left": row["uses_left"] - 1}
        decision.changes.append(Update(InvitationRow, {"id": row["id"]}, left))
    person = add_person(decision, ctx, new)
    decision.reply = add_session(decision, ctx, person.id, clean_line(command.agent, "agent"))
    return decision


async def _check_free(ctx: Ctx, email: str) -> None:
    """Errors: Conflict for the address of somebody who is here."""
    async with ctx.store.read() as snapshot:
        known = await queries.person_by_email(snapshot, email) if email else None
    if known is not None and not waits(known):
        raise Conflict("There is an account with this e-mail address already.", "email")


async def _usable(ctx: Ctx, snapshot: Snapshot, secret: str) -> Row:
    row = await queries.invitation_by_secret(snapshot, hash_secret(secret))
    if (
        row is None
        or row["revoked"]
        or (row["expires_at_ms"] is not None and row["expires_at_ms"] <= ctx.now_ms)
        or row["uses_left"] == 0
    ):
        raise NotFound("This invitation link cannot be used any more. Ask for a new one.", "secret")
    return row
