"""Signing in and out, passwords, sessions and personal access tokens."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from channels.core.protocol import Done, Page
from channels.people import queries
from channels.people.making import DAY_MS, add_session, end_proofs, end_tokens, wake
from channels.people.names import clean_email, clean_line
from channels.people.paging import page_of
from channels.people.passwords import hash_password, needs_rehash, verify_password
from channels.people.proofs import TOKEN_PREFIX, make_secret
from channels.people.protocol import (
    ChangePassword,
    CreateToken,
    EndSession,
    ListSessions,
    ListTokens,
    NoteSeen,
    RevokeSession,
    RevokeToken,
    SecretView,
    SessionView,
    SignIn,
    TokenView,
)
from channels.people.queries import Row, ids_of
from channels.people.service import my_row
from channels.people.tables import PersonRow, SessionRow, TokenRow
from channels.people.views import to_session, to_token
from persistence.decision import Decision, Delete, Insert, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot

TOKENS_MAX = 100


async def sign_in(ctx: Ctx, command: SignIn) -> Decision:
    """A new session.

    Errors: NotSignedIn, the same in words and time whatever was wrong; NotAllowed for a closed
    account, told to nobody but who has its password.
    """
    async with ctx.store.read() as snapshot:
        row = await queries.person_by_email(snapshot, clean_email(command.email))
        sessions = [] if row is None else await queries.sessions_of(snapshot, row["id"])
    stored = row["password_hash"] if row is not None else None
    if not await verify_password(stored, command.password) or row is None or stored is None:
        raise NotSignedIn("E-mail and password do not fit together. Check both.", "password")
    if not row["active"]:
        raise NotAllowed("This account is closed. An administrator can open it again.")
    decision = Decision(basis=ctx.basis)
    decision.changes += [
        Delete(SessionRow, {"id": old["id"]})
        for old in sessions
        if old["expires_at_ms"] <= ctx.now_ms
    ]
    if needs_rehash(stored):
        rehashed = {"password_hash": await hash_password(command.password)}
        decision.changes.append(Update(PersonRow, {"id": row["id"]}, rehashed))
    agent = clean_line(command.agent, "agent")
    decision.reply = add_session(decision, ctx, row["id"], agent)
    return decision


async def change_password(ctx: Ctx, command: ChangePassword) -> Decision:
    """Set a new password and end the other sessions. Errors: Invalid for a wrong `current`."""
    async with ctx.store.read() as snapshot:
        row = await my_row(ctx, snapshot)
        sessions = await queries.sessions_of(snapshot, ctx.me)
    stored = row["password_hash"]
    if stored is not None and not await verify_password(stored, command.current):
        raise Invalid("This is not your current password.", "current")
    values = {"password_hash": await hash_password(command.password)}
    decision = Decision(
        reply=Done(), basis=ctx.basis, changes=[Update(PersonRow, {"id": ctx.me}, values)]
    )
    others = [id for id in ids_of(sessions) if id != ctx.actor.session_id]
    end_proofs(decision, ctx.me, others)
    return decision


async def end_session(ctx: Ctx, _: EndSession) -> Decision:
    """Sign out; again is harmless."""
    decision = Decision(reply=Done(), basis=ctx.basis)
    async with ctx.store.read() as snapshot:
        sessions = ids_of(await queries.sessions_of(snapshot, ctx.me))
    if ctx.actor.session_id in sessions:
        end_proofs(decision, ctx.me, [ctx.actor.session_id])
    return decision


async def note_seen(ctx: Ctx, _: NoteSeen) -> Decision:
    """Write down the use of the session or token that asks."""
    decision = Decision(reply=Done(), basis=ctx.basis)
    where = {"id": ctx.actor.session_id}
    until = ctx.now_ms + ctx.settings.session_days * DAY_MS
    seen = {"seen_at_ms": ctx.now_ms, "expires_at_ms": until}
    decision.changes.append(Update(SessionRow, where, seen))
    decision.changes.append(Update(TokenRow, where, {"used_at_ms": ctx.now_ms}))
    return decision


async def list_sessions(ctx: Ctx, command: ListSessions) -> Page[SessionView]:
    """My signed-in browsers. Errors: Invalid when `after` is no place in the list."""
    async with ctx.store.read() as snapshot:
        rows = await queries.sessions_of(snapshot, ctx.me)
    current = ctx.actor.session_id
    live = [row for row in rows if row["expires_at_ms"] > ctx.now_ms]
    return page_of(command, live, "seen_at_ms", lambda row: to_session(row, current))


async def revoke_session(ctx: Ctx, command: RevokeSession) -> Decision:
    """End one of my sessions. Errors: NotFound for what is not mine or has ended."""
    async with ctx.store.read() as snapshot:
        sessions = ids_of(await queries.sessions_of(snapshot, ctx.me))
    if command.session_id not in sessions:
        raise NotFound("This session has ended already.", "session_id")
    decision = Decision(reply=Done(), basis=ctx.basis)
    end_proofs(decision, ctx.me, [command.session_id])
    return decision


async def create_token(ctx: Ctx, command: CreateToken) -> Decision:
    """A token for me; the system names another. Errors: NotAllowed, NotFound, Conflict."""
    async with ctx.store.read() as snapshot:
        row = await _token_owner(ctx, snapshot, command)
        if await queries.count_tokens(snapshot, row["id"]) >= TOKENS_MAX:
            raise Conflict(f"There are {TOKENS_MAX} tokens already. Revoke one that is not used.")
    secret, secret_hash = make_secret(TOKEN_PREFIX)
    token = {
        "id": new_id("K"),
        "person_id": row["id"],
        "secret_hash": secret_hash,
        "label": clean_line(command.label, "label"),
        "created_at_ms": ctx.now_ms,
    }
    reply = SecretView(id=token["id"], secret=secret, person_id=row["id"])
    decision = Decision(reply=reply, basis=ctx.basis, changes=[Insert(TokenRow, token)])
    if row["dormant"]:
        await _wake(decision, ctx, row["id"])
    return decision


async def _wake(decision: Decision, ctx: Ctx, person_id: str) -> None:
    """Whoever holds the token can be here as this person, whom an import has made."""
    cards = await ctx.access.cards_of([person_id])
    async with ctx.store.read() as snapshot:
        row = await queries.person_by_id(snapshot, person_id)
    if row is not None:
        decision.basis = (*ctx.basis, *cards.values())
        wake(decision, ctx, row, {})


async def list_tokens(ctx: Ctx, command: ListTokens) -> Page[TokenView]:
    """My tokens, without their secrets. Errors: Invalid when `after` is no place in the list."""
    async with ctx.store.read() as snapshot:
        rows = await queries.tokens_of(snapshot, ctx.me)
    return page_of(command, rows, "created_at_ms", to_token)


async def revoke_token(ctx: Ctx, command: RevokeToken) -> Decision:
    """End one of my tokens. Errors: NotFound for what is not mine or has ended."""
    async with ctx.store.read() as snapshot:
        tokens = await queries.tokens_of(snapshot, ctx.me)
    ending = [row for row in tokens if row["id"] == command.token_id]
    if not ending:
        raise NotFound("This token has ended already.", "token_id")
    decision = Decision(reply=Done(), basis=ctx.basis)
    end_tokens(decision, ctx, ctx.me, ending)
    return decision


async def _token_owner(ctx: Ctx, snapshot: Snapshot, command: CreateToken) -> Row:
    if not ctx.is_system:
        if command.email is not None or command.person_id not in (None, ctx.me):
            field = "email" if command.email is not None else "person_id"
            raise NotAllowed("You can make tokens for yourself only.", field)
        return await my_row(ctx, snapshot)
    if command.email is not None:
        row = await queries.person_by_email(snapshot, clean_email(command.email))
    elif command.person_id is not None:
        row = await queries.person_by_id(snapshot, command.person_id)
    else:
        raise Invalid("Say whose token it is: email or person_id.", "email")
    if row is None:
        raise NotFound("There is no such person.", "person_id" if command.person_id else "email")
    if not row["active"]:
        raise Conflict("This account is closed. Reopen it first.", "email")
    return row
