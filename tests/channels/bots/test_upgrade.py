"""Apps that were made before something could be told of hear of it after the upgrade."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import create_engine, insert, select

from channels.bots.tables import AppRow
from persistence.bulk import table_of
from persistence.migrations import runner

_app = table_of(AppRow)


def test_apps_of_before_hear_of_what_they_had_asked_for(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    asked = {
        "A1": ("message.channels reaction_added", "message.posted reaction.added"),
        "A2": ("file_deleted", ""),
        "A3": ("pin_added", "pin.added"),
        "A4": ("app_home_opened", ""),
    }
    row = {"name": "Old", "signing_secret": "", "verification": "", "client_secret_hash": ""}
    with engine.begin() as connection:
        command.upgrade(runner.config(connection), "0035")
        for id, (events, wants) in asked.items():
            more = {"id": id, "person_id": f"U{id}", "bot_id": f"B{id}", "client_id": id}
            told = {"events": events, "wants": wants, "created_at_ms": 0}
            connection.execute(insert(_app).values(**row, **more, **told))
        runner.upgrade(connection)
        found = connection.execute(select(_app.c.id, _app.c.wants).order_by(_app.c.id)).all()
    engine.dispose()
    changed = "member.joined member.left channel.updated"
    assert [tuple(one) for one in found] == [
        ("A1", f"message.posted reaction.added {changed}"),
        ("A2", "message.deleted"),
        ("A3", "pin.added"),
        ("A4", "home.opened"),
    ]
