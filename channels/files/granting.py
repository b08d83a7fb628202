"""Files that people give to apps, as in a form: theirs still, and read by the app for a while."""

from __future__ import annotations

from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done
from channels.files import queries
from channels.files.protocol import GrantFiles
from channels.files.service import DROP_UNUSED
from channels.files.tables import GrantRow
from channels.people.facts import PersonChanged
from persistence.decision import Change, Decision, Delete, Insert, NewJob
from persistence.snapshot import Snapshot
from persistence.streams import user_stream


async def grant(ctx: Ctx, command: GrantFiles) -> Decision:
    """Let somebody read files of mine for a while, after which they are gone. Again is harmless.

    Errors: NotFound for a file that is not my own, hangs on a message already or is kept for one.
    """

    async def still_mine(snapshot: Snapshot) -> bool:
        found = await queries.find(snapshot, command.file_ids)
        mine = [one for one in found.values() if one.row.uploader_id == ctx.me]
        free = not any(one.message_id or one.is_held for one in mine)
        return len(mine) == len(set(command.file_ids)) and free

    async with ctx.store.read() as snapshot:
        if not await still_mine(snapshot):
            raise NotFound("There is no such file of yours that is still to be sent.", "file_ids")
    until = ctx.now_ms + command.lasts_ms
    rows = [
        {"file_id": one, "person_id": command.person_id, "until_ms": until}
        for one in dict.fromkeys(command.file_ids)
    ]
    return Decision(
        reply=Done(),
        changes=[Insert(GrantRow, row, update=("until_ms",)) for row in rows],
        jobs=[NewJob(DROP_UNUSED, {"file_id": row["file_id"]}, run_at_ms=until) for row in rows],
        basis=ctx.basis,
        touches={user_stream(ctx.me): None},
        holds=still_mine,
    )


async def on_person_changed(_ctx: Ctx, fact: PersonChanged) -> Decision | None:
    """Whose account is closed, such as the bot of an app that was removed, reads nothing more."""
    if fact.event.person.active:
        return None
    changes: list[Change] = [Delete(GrantRow, {"person_id": fact.person_id})]
    return Decision(changes=changes)
