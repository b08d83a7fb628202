"""Ruche one version newer: it knows one more step of the schema, an index over all messages.

Run as `python -m tests.soak.newer serve|gateway …`.
"""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection, MetaData

from persistence import migrate
from persistence.migrations import runner
from server.cli import main

STEPS = Path(__file__).parent / "steps"
NUMBER = "9999"

_config = runner.config


def _config_with_one_more(
    connection: Connection | None = None, metadata: MetaData | None = None
) -> Config:
    made = _config(connection, metadata)
    folders = (runner.FOLDER / "versions", STEPS)
    made.set_main_option("version_locations", ":".join(map(str, folders)))
    return made


if __name__ == "__main__":
    migrate.newest = lambda: NUMBER
    runner.config = _config_with_one_more
    main()
