"""Making a link that sets a new password, looking at it, and using it once."""

from __future__ import annotations

from dataclasses import dataclass

from channels.core.actor import Role
from channels.core.cards import PersonCard
from channels.core.context import Ctx
from channels.core.errors import Conflict, Invalid, NotAllowed, NotFound
from channels.core.protocol import Done
from channels.passwords import queries
from channels.passwords.protocol import (
    CreatePasswordLink,
    LookAtPasswordLink,
    PasswordLinkView,
    SetPassword,
    UsePasswordLink,
)
from channels.passwords.tables import PasswordLinkRow
from channels.people import queries as people
from channels.people.making import DAY_MS, add_session, end_proofs, wake
from channels.people.names import clean_email, clean_line
from channels.people.passwords import hash_password
from channels.people.proofs import hash_secret, make_secret
from channels.people.protocol import SecretView
from channels.people.queries import Row, ids_of
from channels.people.tables import PersonRow
from persistence.decision import Decision, Delete, Insert, Update
from persistence.streams import user_stream
from persistence.tables import StoreFact

PREFIX = "rp-"
LINK_MS = DAY_MS


@dataclass(frozen=True, slots=True)
class _Found:
    """A link that works, whose it is, and what the answer rests on."""

    row: Row
    sessions: list[str]
    cards: tuple[PersonCard, ...]


async def create_link(ctx: Ctx, command: CreatePasswordLink) -> Decision:
    """A link; the one before works no more. Errors: NotFound; NotAllowed for an owner's account
    where no owner asks; Conflict for an account that nobody could sign in to."""
    card, row = await _account(ctx, await _whose(ctx, command))
    if card.role is Role.OWNER and not ctx.is_system and ctx.actor.role is not Role.OWNER:
        raise NotAllowed("Only an owner can change an owner's account.", "person_id")
    secret, secret_hash = make_secret(PREFIX)
    values = {
        "person_id": card.id,
        "secret_hash": secret_hash,
        "made_by": "" if ctx.is_system else ctx.me,
        "password_mark": _mark(row),
        "expires_at_ms": ctx.now_ms + LINK_MS,
    }
    replaced = ("secret_hash", "made_by", "password_mark", "expires_at_ms")
    return Decision(
        reply=SecretView(id=card.id, secret=secret, person_id=card.id),
        basis=(*ctx.basis, card),
        changes=[Insert(PasswordLinkRow, values, update=replaced)],
    )


async def look_at_link(ctx: Ctx, command: LookAtPasswordLink) -> PasswordLinkView:
    """Whose password it sets. Errors: NotFound for a link that works no more."""
    found = await _usable(ctx, command.secret)
    row = found.row
    return PasswordLinkView(
        name=row["name"],
        handle=row["handle"],
        email=row["email"] or "",
        newcomer=row["dormant"] and row["role"] == Role.MEMBER,
    )


async def use_link(ctx: Ctx, command: UsePasswordLink) -> Decision:
    """The new password, and a session in place of all others. Errors: NotFound, Invalid."""
    found = await _usable(ctx, command.secret)
    decision = Decision(basis=(*ctx.basis, *found.cards))
    await _set(decision, ctx, found.row, found.sessions, command.password)
    agent = clean_line(command.agent, "agent")
    decision.reply = add_session(decision, ctx, found.row["id"], agent)
    return decision


async def set_password(ctx: Ctx, command: SetPassword) -> Decision:
    """For the command line. Errors: NotAllowed for anybody else; NotFound, Conflict."""
    if not ctx.is_system:
        raise NotAllowed("Make a link instead: the person chooses the password.")
    wanted = CreatePasswordLink(email=command.email)
    card, row = await _account(ctx, await _whose(ctx, wanted))
    async with ctx.store.read() as snapshot:
        sessions = ids_of(await people.sessions_of(snapshot, card.id))
    decision = Decision(reply=Done(), basis=(*ctx.basis, card))
    await _set(decision, ctx, row, sessions, command.password)
    return decision


async def _whose(ctx: Ctx, command: CreatePasswordLink) -> str:
    """The id of the person that is named."""
    if command.email is None:
        if command.person_id is None:
            raise Invalid("Say whose password it is.", "person_id")
        return command.person_id
    if not ctx.is_system:
        raise NotAllowed("Name the person by person_id.", "email")
    async with ctx.store.read() as snapshot:
        row = await people.person_by_email(snapshot, clean_email(command.email))
    if row is None:
        raise NotFound("There is no such person.", "email")
    return str(row["id"])


async def _account(ctx: Ctx, person_id: str) -> tuple[PersonCard, Row]:
    """An account that can be signed in to; the card is loaded before the row."""
    card = (await ctx.access.cards_of([person_id])).get(person_id)
    async with ctx.store.read() as snapshot:
        row = await people.person_by_id(snapshot, person_id)
    if card is None or row is None:
        raise NotFound("There is no such person.", "person_id")
    if not row["active"]:
        raise Conflict("This account is closed. Reopen it first.", "person_id")
    if row["bot"] or row["email"] is None:
        raise Conflict("Nobody signs in to this account with a password.", "person_id")
    return card, row


async def _usable(ctx: Ctx, secret: str) -> _Found:
    """Errors: NotFound for a link that was used, has expired, or whose maker lost the right."""
    secret_hash = hash_secret(secret)
    async with ctx.store.read() as snapshot:
        named = await queries.link_by_secret(snapshot, secret_hash)
    ids = [] if named is None else [id for id in (named["person_id"], named["made_by"]) if id]
    cards = await ctx.access.cards_of(ids)
    async with ctx.store.read() as snapshot:
        link = await queries.link_by_secret(snapshot, secret_hash)
        row = None if link is None else await people.person_by_id(snapshot, link["person_id"])
        sessions = [] if row is None else ids_of(await people.sessions_of(snapshot, row["id"]))
    if (
        link is None
        or row is None
        or not row["active"]
        or link["expires_at_ms"] <= ctx.now_ms
        or link["password_mark"] != _mark(row)
        or not _may_still(cards.get(link["made_by"]), link["made_by"], Role(row["role"]))
    ):
        raise NotFound("This link cannot be used any more. Ask for a new one.", "secret")
    return _Found(row, sessions, tuple(cards.values()))


def _may_still(maker: PersonCard | None, made_by: str, role: Role) -> bool:
    """Could who made the link make it now for somebody of this role?"""
    if not made_by:
        return True
    if maker is None or not maker.active:
        return False
    return maker.role is Role.OWNER or (maker.role is Role.ADMIN and role is not Role.OWNER)


async def _set(decision: Decision, ctx: Ctx, row: Row, sessions: list[str], password: str) -> None:
    """Add to the decision: the new password, and the end of all sessions and of the link.

    The person's card goes stale, so that of two uses at once the later is decided again.
    """
    person_id = row["id"]
    hashed = {"password_hash": await hash_password(password)}
    decision.changes.append(Update(PersonRow, {"id": person_id}, hashed))
    decision.changes.append(Delete(PasswordLinkRow, {"person_id": person_id}))
    decision.changes.append(Delete(StoreFact, {"key": people.UNCLAIMED}))
    end_proofs(decision, person_id, sessions)
    decision.touches[user_stream(person_id)] = None
    if row["dormant"]:  # an import made the account, and now somebody can sign in
        wake(decision, ctx, row, {})


def _mark(row: Row) -> str:
    """Tells one password of a person from the next, and says nothing of either."""
    return hash_secret(row["password_hash"] or "")
