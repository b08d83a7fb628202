"""Many entries at once: in from CSV, out to CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.core.context import Ctx
from channels.core.errors import DomainError, Invalid, NotAllowed
from channels.core.rights import Right
from channels.core.text import fold
from channels.faq import protocol as p
from channels.faq import queries, service
from channels.faq.bot import add_bot
from channels.faq.scopes import Scope, check_writable, runs, scope_of
from channels.faq.sheets import SheetRow, read_sheet, write_sheet
from channels.faq.tables import FaqEntryRow
from persistence.decision import Change, Decision, Insert, Update

MOST_ROWS = 10_000


@dataclass(slots=True)
class _Shelf:
    """The entries of one place, as they are and as the rows of a file make them."""

    ctx: Ctx
    channel_id: str | None
    owners: Mapping[str, str]
    runs: bool
    by_id: dict[str, Any]
    by_question: dict[str, Any]
    changes: list[Change] = field(default_factory=list)
    added: int = 0
    changed: int = 0

    def take(self, row: SheetRow) -> None:
        """Add or change an entry. Errors: Invalid, NotAllowed."""
        if row.owner and row.owner not in self.owners:
            raise Invalid("There is nobody with this handle.", "owner")
        owner_id = self.owners.get(row.owner)
        known = self.by_id.get(row.id) or self.by_question.get(fold(row.question))
        if known is None:
            self._add(row, owner_id)
        else:
            self._change(known, row, owner_id)

    def _add(self, row: SheetRow, owner_id: str | None) -> None:
        command = p.AddEntry(
            question=row.question,
            answer=row.answer,
            variants=row.variants,
            language=row.language,
            channel_id=self.channel_id,
            review_on=row.review_on,
        )
        values = service.new_row(self.ctx, command)
        values["owner_id"] = owner_id or values["owner_id"]
        self.changes.append(Insert(FaqEntryRow, values))
        self.by_question[values["folded"]] = queries.Stored(values)
        self.added += 1

    def _change(self, known: Any, row: SheetRow, owner_id: str | None) -> None:
        if not self.runs and known.owner_id != self.ctx.me:
            raise NotAllowed(
                "Only the entry's owner and administrators can change it. Ask one of them.",
                "question",
            )
        command = p.ChangeEntry(
            entry_id=known.id,
            question=row.question,
            answer=row.answer,
            variants=row.variants,
            language=row.language,
            owner_id=owner_id,
            review_on=row.review_on,
        )
        values = service.changed_values(self.ctx, known, command)
        if values:
            self.changes.append(Update(FaqEntryRow, {"id": known.id}, values))
            self.changed += 1


async def import_entries(ctx: Ctx, command: p.ImportEntries) -> Decision:
    """Errors: Invalid (field `csv`) for what is no CSV or too much; NotFound, NotAllowed.

    A row that cannot be taken is reported and left out; without `keep_good` so are all others then.
    Again is harmless.
    """
    await check_writable(ctx, command.channel_id)
    read = read_sheet(command.csv)
    if len(read.rows) > MOST_ROWS:
        raise Invalid(f"A file holds up to {MOST_ROWS:,} rows. Split it.", "csv")
    shelf = await _shelf(ctx, command.channel_id, {row.owner for _, row in read.rows} - {""})
    bad = list(read.bad)
    for line, row in read.rows:
        try:
            shelf.take(row)
        except DomainError as error:
            bad.append(p.BadRow(line=line, field=error.field or "", detail=error.detail))
    bad.sort(key=lambda one: one.line)
    if bad and not command.keep_good:
        return Decision(reply=p.FaqImportView(added=0, changed=0, bad=bad))
    reply = p.FaqImportView(added=shelf.added, changed=shelf.changed, bad=bad)
    if not shelf.changes:
        return Decision(reply=reply)
    decision = Decision(
        reply=reply,
        changes=[*shelf.changes, service.renewed()],
        basis=ctx.basis,
        jobs=[service.learning(), service.daily(ctx.now_ms)],
    )
    service.tell(decision, command.channel_id, p.FaqImported(channel_id=command.channel_id))
    await add_bot(ctx, decision)
    return decision


async def _shelf(ctx: Ctx, channel_id: str | None, handles: set[str]) -> _Shelf:
    place = Scope(channel_id is None, frozenset({channel_id} if channel_id else ()))
    async with ctx.store.read() as snapshot:
        rows = await queries.all_of(snapshot, place, channel_id)
        owners = await queries.people_called(snapshot, handles)
    return _Shelf(
        ctx=ctx,
        channel_id=channel_id,
        owners=owners,
        runs=await runs(ctx, channel_id),
        by_id={row.id: row for row in rows},
        by_question={row.folded: row for row in rows},
    )


async def export_entries(ctx: Ctx, command: p.ExportEntries) -> p.FaqExportView:
    """Errors: NotFound for a channel that the actor may not read."""
    scope = await scope_of(ctx)
    if command.channel_id is not None:
        await ctx.access.channel(ctx.actor, command.channel_id, Right.READ)
    async with ctx.store.read() as snapshot:
        rows = await queries.all_of(snapshot, scope, command.channel_id)
        handles = await queries.handles_of(snapshot, {row.owner_id for row in rows})
    return p.FaqExportView(csv=write_sheet(rows, handles))
