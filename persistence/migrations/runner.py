"""Alembic, set up in code: brings a database to the newest step, or writes a new step."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from persistence.migrations.options import OPTIONS

FOLDER = Path(__file__).parent


def config(connection: Connection | None = None, metadata: MetaData | None = None) -> Config:
    """Alembic's configuration; no file is read."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    made.attributes["metadata"] = metadata
    return made


def heads() -> tuple[str, ...]:
    """The newest steps; more than one means that the history has forked."""
    return tuple(ScriptDirectory.from_config(config()).get_heads())


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing, in the connection's open transaction."""
    command.upgrade(config(connection), "head")


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """What the database lacks, or has too much, beside the tables of `metadata`."""
    context = MigrationContext.configure(connection, opts={**OPTIONS, "target_metadata": metadata})
    return list(compare_metadata(context, metadata))


def write_step(connection: Connection, metadata: MetaData, message: str) -> Path:
    """Write the next step from what the database lacks; read it critically before it is kept."""
    number = f"{len(list((FOLDER / 'versions').glob('0*.py'))) + 1:04d}"
    made = config(connection, metadata)
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    command.revision(made, message, autogenerate=True, rev_id=number)
    return next((FOLDER / "versions").glob(f"{number}_*.py"))
