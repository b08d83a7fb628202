"""Writes the next migration from the tables that the slices declare: for developers.

`python -m server.new_migration "Add files"`; read the step critically before it is committed.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine

from channels import __path__ as channels_path
from persistence import migrate, tables
from persistence.base import metadata
from persistence.migrations import runner


def load_tables() -> None:
    """Import the tables of every slice, so that `metadata()` is complete."""
    assert tables
    for file in sorted(Path(channels_path[0]).glob("*/tables.py")):
        importlib.import_module(f"channels.{file.parent.name}.tables")


def main() -> None:
    """Bring an empty database to the newest step, and write what it still lacks."""
    load_tables()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/new.db"
        if any((runner.FOLDER / "versions").glob("0*.py")):
            migrate.upgrade(url)
        engine = create_engine(url)
        with engine.connect() as connection:
            print(runner.write_step(connection, metadata(), " ".join(sys.argv[1:])))
        engine.dispose()


if __name__ == "__main__":
    main()
