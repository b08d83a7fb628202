"""`ruche migrate`."""

from __future__ import annotations

from persistence import migrate as schema
from server.cli_core import prepare
from server.cli_output import Session


def migrate(session: Session) -> None:
    """Bring the database's schema up to date."""
    settings = session.settings()
    before = schema.current(settings.store_url)
    changed = prepare(session, settings)
    after = schema.newest()
    if changed:
        sentence = f"The database's schema is at step {after} now (it was at {before or 'none'})."
    else:
        sentence = f"The database's schema is at step {after} already: nothing to do."
    session.answer({"before": before, "after": after, "changed": changed}, sentence)
