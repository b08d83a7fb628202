"""Parts of decisions that several operations share: new accounts, sessions, changed persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from channels.core.actor import PersonId, Role
from channels.core.context import Ctx
from channels.core.errors import Conflict
from channels.people import queries
from channels.people.facts import PersonAdded, PersonChanged, WorkspaceMade
from channels.people.names import (
    RESERVED_HANDLES,
    clean_email,
    clean_name,
    free_handle,
    handle_base,
    words_of,
)
from channels.people.proofs import SESSION_PREFIX, make_secret
from channels.people.protocol import (
    PersonJoined,
    PersonUpdated,
    PersonView,
    SecretView,
    SessionEnded,
)
from channels.people.tables import EndedTokenRow, PersonRow, SessionRow, TokenRow, WorkspaceRow
from channels.people.views import to_person
from persistence.bulk import defaults
from persistence.decision import Decision, Delete, Emit, Insert, Update
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.streams import WORKSPACE, user_stream
from persistence.tables import StoreFact

DAY_MS = 24 * 60 * 60 * 1000
Row = Mapping[str, Any]
Why = Literal["revoked", "closed"]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to be made; all is clean and free. `claimed` is one that an import has made.

    A `bot` has no address and is put nowhere by itself.
    """

    email: str | None
    name: str
    handle: str
    role: Role
    password_hash: str | None
    channel_ids: tuple[str, ...] = ()
    invitation_use: str | None = None
    claimed: Row | None = None
    bot: bool = False
    id: PersonId | None = None  # where it is the same in every workspace


async def prepare_bot(snapshot: Snapshot, name: str) -> NewPerson:
    """A bot's account under a free handle. Errors: Invalid for a name of nothing."""
    base = handle_base(name)
    handle = free_handle(base, await queries.handles_like(snapshot, base))
    return NewPerson(None, clean_name(name), handle, Role.MEMBER, None, bot=True)


async def add_own_bot(
    ctx: Ctx, decision: Decision, bot_id: PersonId, name: str, handle: str
) -> None:
    """Add a bot of the workspace's own to a decision where there is none yet."""
    async with ctx.store.read() as snapshot:
        if await queries.person_by_id(snapshot, bot_id) is not None:
            return
        free = free_handle(handle, await queries.handles_like(snapshot, handle))
    add_person(decision, ctx, NewPerson(None, name, free, Role.MEMBER, None, bot=True, id=bot_id))
    decision.touches[user_stream(bot_id)] = None


async def prepare_person(
    snapshot: Snapshot, *, email: str, name: str, role: Role, may_claim: bool = False
) -> NewPerson:
    """A new account under a free handle, without password.

    `may_claim`, for those who vouch for the address: an account that nobody can sign in to, such
    as an import makes, is taken over with all its history.
    Errors: Conflict where the address is taken; Invalid for a name of nothing.
    """
    email = clean_email(email)
    known = await queries.person_by_email(snapshot, email)
    if known is not None:
        if may_claim and known["password_hash"] is None:
            return NewPerson(email, clean_name(name), known["handle"], role, None, claimed=known)
        raise Conflict("There is an account with this e-mail address already.", "email")
    base = handle_base(email)
    if base in RESERVED_HANDLES:
        base = handle_base(name)
    handle = free_handle(base, await queries.handles_like(snapshot, base))
    return NewPerson(email, clean_name(name), handle, role, None)


def add_person(decision: Decision, ctx: Ctx, new: NewPerson) -> PersonView:
    """Add the account, its event and its fact to the decision; answers the person."""
    if new.password_hash is not None:
        decision.changes.append(Delete(StoreFact, {"key": queries.UNCLAIMED}))
    if new.claimed is not None:
        return _claim(decision, ctx, new, new.claimed)
    person_id = new.id or PersonId(new_id("U"))
    row = {
        "id": person_id,
        "email": new.email,
        "name": new.name,
        "handle": new.handle,
        "folded": words_of(new.name, new.handle),
        "role": new.role.value,
        "password_hash": new.password_hash,
        "invitation_use": new.invitation_use,
        "bot": new.bot,
        "created_at_ms": ctx.now_ms,
    }
    view = to_person({**defaults(PersonRow), **row}, ctx.now_ms)
    emit = Emit(WORKSPACE, lambda _: PersonJoined(person=view))
    decision.changes.append(Insert(PersonRow, row))
    decision.emits.append(emit)
    if not new.bot:
        decision.facts.append(PersonAdded(emit, person_id, new.role, new.channel_ids))
    return view


def _claim(decision: Decision, ctx: Ctx, new: NewPerson, row: Row) -> PersonView:
    """Open an imported account to the person it belongs to."""
    values = {
        "name": new.name,
        "folded": words_of(new.name, new.handle),
        "role": new.role.value,
        "password_hash": new.password_hash,
        "active": True,
    }
    if new.invitation_use is not None:
        values["invitation_use"] = new.invitation_use
    return to_person(wake(decision, ctx, row, values, new.channel_ids), ctx.now_ms)


def wake(
    decision: Decision,
    ctx: Ctx,
    row: Row,
    values: Mapping[str, Any],
    channel_ids: tuple[str, ...] = (),
) -> Row:
    """Somebody can be here now as the person whom an import has made, and comes as others come:
    into #general, and led through the first steps. Answers the changed row.

    What `change_person` asks of the caller holds here too.
    """
    came = {**values, "dormant": False, "came_at_ms": ctx.now_ms}
    changed = change_person(decision, ctx, row, came)
    person_id, role = PersonId(row["id"]), Role(changed["role"])
    decision.facts.append(PersonAdded(decision.emits[-1], person_id, role, channel_ids))
    return changed


def add_workspace(
    decision: Decision, ctx: Ctx, name: str, emit: Emit, owner_id: PersonId | None
) -> Row:
    """Add the workspace to a decision whose `emit` tells of it; nobody owns it yet for None.

    The fact's key is unique: of two that make the workspace at once, one decides again.
    """
    workspace_id, general_id = new_id("T"), new_id("C")
    row = {
        "id": workspace_id,
        "name": name,
        "general_channel_id": general_id,
        "created_at_ms": ctx.now_ms,
    }
    decision.changes += [
        Insert(StoreFact, {"key": "workspace", "value": workspace_id}),
        Insert(WorkspaceRow, row),
    ]
    if owner_id is None:
        decision.changes.append(
            Insert(StoreFact, {"key": queries.UNCLAIMED, "value": workspace_id})
        )
    decision.facts.append(WorkspaceMade(emit, general_id, owner_id or PersonId("")))
    return {**defaults(WorkspaceRow), **row}


def add_session(decision: Decision, ctx: Ctx, person_id: str, agent: str) -> SecretView:
    """Add a session to the decision; answers its secret."""
    secret, secret_hash = make_secret(SESSION_PREFIX)
    session_id = new_id("S")
    row = {
        "id": session_id,
        "person_id": person_id,
        "secret_hash": secret_hash,
        "created_at_ms": ctx.now_ms,
        "seen_at_ms": ctx.now_ms,
        "expires_at_ms": ctx.now_ms + ctx.settings.session_days * DAY_MS,
        "agent": agent,
    }
    decision.changes.append(Insert(SessionRow, row))
    return SecretView(id=session_id, secret=secret, person_id=person_id)


def end_proofs(decision: Decision, person_id: str, sessions: Sequence[str]) -> None:
    """End these sessions: their rows go, their connections close.

    The touched stream makes every process forget what it knows of the person's proofs.
    """
    decision.changes += [Delete(SessionRow, {"id": id}) for id in sessions]
    _tell_ended(decision, person_id, sessions)


def end_tokens(
    decision: Decision, ctx: Ctx, person_id: str, tokens: Sequence[Row], why: Why = "revoked"
) -> None:
    """End these tokens as `end_proofs` does; who still uses one is told why."""
    decision.changes += [Delete(TokenRow, {"id": row["id"]}) for row in tokens]
    note_ended(decision, ctx, [row["secret_hash"] for row in tokens], why)
    _tell_ended(decision, person_id, [row["id"] for row in tokens])


def note_ended(decision: Decision, ctx: Ctx, secret_hashes: Sequence[str], why: Why) -> None:
    """Keep for a while that there were tokens with these hashes."""
    for one in secret_hashes:
        row = {"id": one, "why": why, "ended_at_ms": ctx.now_ms}
        decision.changes.append(Insert(EndedTokenRow, row, ignore=True))


def _tell_ended(decision: Decision, person_id: str, ids: Sequence[str]) -> None:
    if not ids:
        return
    stream = user_stream(person_id)
    for id in ids:
        decision.emits.append(Emit(stream, _ended(id)))
    decision.touches[stream] = None


def change_person(decision: Decision, ctx: Ctx, row: Row, values: Mapping[str, Any]) -> Row:
    """Change a person for all to see; answers the changed row.

    The caller rests the decision on the person's card, loaded before `row` was read: of two
    changes at once the later is decided again, so that each event shows the whole person.
    """
    values = {**values, "changed_at_ms": ctx.now_ms}
    changed = {**row, **values}
    view = to_person(changed, ctx.now_ms)
    decision.changes.append(Update(PersonRow, {"id": row["id"]}, values))
    own, event = user_stream(row["id"]), PersonUpdated(person=view)
    # Who is made a guest, or was one, does not hear the workspace at this moment.
    heard_by = (own, WORKSPACE) if "role" in values else (WORKSPACE,)
    decision.emits += [Emit(stream, lambda _: event) for stream in heard_by]
    person_id = PersonId(row["id"])
    decision.facts.append(PersonChanged(decision.emits[-1], person_id, event, own in heard_by))
    decision.touches[own] = None
    return changed


def _ended(id: str) -> Any:
    return lambda _: SessionEnded(session_id=id)
