"""People as apps see them."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from channels.bots import protocol as p
from channels.core.context import Ctx
from channels.core.protocol import Page
from channels.people.names import clean_email
from channels.people.tables import PersonRow
from channels.people.views import to_person
from persistence.bulk import table_of

_person = table_of(PersonRow)


async def list_accounts(ctx: Ctx, command: p.ListAccounts) -> Page[p.AccountView]:
    """Those that the actor may see; `next` is the last id."""
    seen = await ctx.access.people_seen_by(ctx.actor)
    query = select(_person).where(_person.c.id > command.after).order_by(_person.c.id)
    if command.person_ids is not None:
        query = query.where(_person.c.id.in_(command.person_ids))
    if command.email is not None:
        query = query.where(_person.c.email == clean_email(command.email))
    if command.handle is not None:
        query = query.where(_person.c.handle == command.handle)
    if command.role is not None:
        open_to = _person.c.active.is_(True) & _person.c.bot.is_(False)
        query = query.where(_person.c.role == command.role.value, open_to)
        query = query.order_by(None).order_by(_person.c.created_at_ms, _person.c.id)
    if seen is not None:
        query = query.where(_person.c.id.in_(seen))
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query.limit(command.limit + 1))
    items = [_account(row, ctx.now_ms) for row in rows[: command.limit]]
    return Page(items=items, next=items[-1].id if len(rows) > command.limit else None)


def _account(row: Any, now_ms: int) -> p.AccountView:
    shown = msgspec.structs.asdict(to_person(row._mapping, now_ms))
    return p.AccountView(
        **shown, email=row.email or "", created_at=row.created_at_ms, changed_at=row.changed_at_ms
    )
