"""The command line as a visitor of the store: it writes, and the servers tell of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import Invalid
from channels.core.protocol import Command
from persistence import migrate
from persistence.bus_memory import MemoryBus
from persistence.store_sqlite import SqliteDialect
from server.cli_output import Session
from server.config import Settings
from server.core import Core
from server.door import to_invalid
from server.logs import set_up_logs

Result = TypeVar("Result")


class _Nobody:
    """Presence, where nobody is connected."""

    async def snapshot(self, person_ids: Sequence[str]) -> Sequence[msgspec.Struct]:
        return []

    def types(self, place: str, person_id: str) -> bool:
        return False

    async def set_dnd(self, person_id: str, until_at: int | None) -> None:
        return None

    async def active_at(self, person_ids: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(person_ids, 0)

    def count(self, person_id: str) -> int:
        return 0

    async def set_away(self, person_id: str, away: bool) -> None:
        return None


class _NoLimits:
    """The operator is not limited."""

    async def take(self, actor: Actor, operation: str, cost: float) -> None:
        return None


# Of what people type at a prompt; for programs the decoder says it more exactly.
_PLAIN = {"email": "Write an e-mail address, such as ada@example.org."}


class Visit:
    """A process that works beside the servers, through the same door."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def call(self, op: str, arguments: dict[str, Any], actor: Actor = SYSTEM) -> Any:
        """Call an operation. Errors: DomainError."""
        row = self.core.dispatcher.operations[op]
        try:
            command: Command = msgspec.convert(arguments, row.command)
        except msgspec.ValidationError as error:
            wrong = to_invalid(error)
            raise Invalid(_PLAIN.get(wrong.field or "", wrong.detail), wrong.field) from None
        return await self.core.dispatcher.call(actor, op, command)


def visit(
    session: Session, work: Callable[[Visit], Awaitable[Result]], *, synced: bool = True
) -> Result:
    """Open the store, do the work, close the store; the schema is brought up to date first.

    `synced` False: commits need not wait for the disk, but the end does; for long work that can
    be done again.
    """
    settings = session.settings()
    set_up_logs("warning")
    prepare(session, settings)
    return asyncio.run(visit_settings(settings, work, synced=synced))


def prepare(session: Session, settings: Settings) -> bool:
    """The data folder and the schema, made where they lack; answers whether the schema changed.

    Where a file of SQLite is made, it is said in which folder: it may not be the one meant.
    """
    path = migrate.sqlite_path(settings.store_url)
    if path is not None and not path.exists():
        session.note(
            f"There was nothing in {settings.data} yet: a new workspace is kept there from now on. "
            "Another folder is chosen with --data or RUCHE_DATA."
        )
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return migrate.upgrade(settings.store_url)


async def visit_settings(
    settings: Settings, work: Callable[[Visit], Awaitable[Result]], *, synced: bool
) -> Result:
    """The same with a store that these settings name; its schema is there already."""
    core = Core(settings, _Nobody(), _NoLimits(), serves=False, bus=MemoryBus())
    dialect = core.store.dialect
    if not synced and isinstance(dialect, SqliteDialect):
        core.store.dialect = SqliteDialect(dialect.path, synced=False)
    await core.start()
    try:
        result = await work(Visit(core))
        await core.store.settle()
        return result
    finally:
        await core.stop()
