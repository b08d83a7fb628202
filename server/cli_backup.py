"""`ruche backup` and `ruche restored`: a copy that can be trusted, and coming back from it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from channels.core.errors import Invalid, NotFound
from persistence.migrate import sqlite_path
from server.cli_core import Visit, visit
from server.cli_output import Session
from server.cli_serve import alone

MODE = 0o700


def backup(session: Session, folder: Path) -> None:
    """Copy database and files into `folder`, also while servers run; again copies what is new.

    The database comes first: every file that it names was there before. Files that are there
    already are kept. Errors: NotFound where there is no database, Invalid for the data folder.
    """
    settings = session.settings()
    folder = folder.expanduser().resolve()
    if folder == settings.data or settings.data in folder.parents:
        raise Invalid("Choose a folder outside the data folder, best on another disk.", "folder")
    path = sqlite_path(settings.store_url)
    _check_there(path)
    folder.mkdir(parents=True, exist_ok=True, mode=MODE)
    if path is not None:
        _copy_database(path, folder / "ruche.sqlite")
    files = _copy_files(settings.data / "files", folder / "files")
    answer = {"folder": str(folder), "database": path is not None, "files": files}
    session.answer(answer, _sentence(folder, path is not None, files))


def _sentence(folder: Path, database: bool, files: int) -> str:
    new = "1 new file" if files == 1 else f"{files:,} new files"
    if not database:
        return (
            f"Copied {new} of those that people uploaded to {folder}. The messages are not in it: "
            "they are in PostgreSQL, which pg_dump copies; run that first each time."
        )
    return (
        f"Copied the database and {new} of those that people uploaded to {folder}.\n"
        "To put it back: stop Ruche, put a copy of this folder in the place of the data folder, "
        "run `ruche restored`, and start."
    )


def restored(session: Session) -> None:
    """Tell clients to load afresh: what they remember may never have happened here.

    Errors: NotFound where there is no database, Conflict while a server runs from the data folder.
    """
    settings = session.settings()
    _check_there(sqlite_path(settings.store_url))
    with contextlib.nullcontext() if settings.shared else alone(settings):
        epoch = visit(session, _renew)
    session.answer(
        {"epoch": epoch},
        f"Done: every browser and app loads everything afresh when it comes (epoch {epoch}).",
    )


async def _renew(here: Visit) -> str:
    return await here.core.store.renew_epoch()


def _check_there(path: Path | None) -> None:
    if path is not None and not path.exists():
        raise NotFound(f"There is no database at {path}. Name its folder with --data.", "data")


def _copy_database(path: Path, target: Path) -> None:
    """By SQLite's own backup: one moment of it, whoever writes meanwhile."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    with (
        contextlib.closing(sqlite3.connect(path, timeout=60)) as source,
        contextlib.closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)


def _copy_files(source: Path, target: Path) -> int:
    """Files have random names and never change: one of the same size is the same."""
    copied = 0
    for path in sorted(source.glob("??/??/*")):
        copy = target / path.relative_to(source)
        if copy.exists() and copy.stat().st_size == path.stat().st_size:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True, mode=MODE)
        part = copy.with_suffix(".part")
        with contextlib.suppress(FileNotFoundError):  # deleted since it was listed
            shutil.copy2(path, part)
            part.replace(copy)
            copied += 1
    return copied
