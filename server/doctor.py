"""What can be wrong with an installation, each with what to do about it."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from server.config import Settings, is_loopback

OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 40)
SPACE_NEEDED = 100 * 1024 * 1024
SPACE_WANTED = 1024 * 1024 * 1024
FILES_WANTED = 4_096

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\S\n]*;)?", re.MULTILINE)


class State(StrEnum):
    """How a check came out. A warning can wait, what is wrong cannot."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome; `remedy` says what to do, where there is something to do."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def ok(name: str, detail: str) -> Finding:
    """All is well."""
    return Finding(name, State.OK, detail)


def warning(name: str, detail: str, remedy: str) -> Finding:
    """Worth a look."""
    return Finding(name, State.WARNING, detail, remedy)


def wrong(name: str, detail: str, remedy: str) -> Finding:
    """Ruche does not work as it should."""
    return Finding(name, State.WRONG, detail, remedy)


def check_machine(settings: Settings, root: Path) -> Iterator[Finding]:
    """What needs no connection; `root` is where the lock file and the built client are."""
    yield check_python(sys.version_info[:3])
    yield check_packages(root / "requirements.txt")
    yield check_client(root / "web" / "static" / "app")
    yield from check_folder(settings.data)
    yield check_files_limit(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    yield check_address(settings)
    if not settings.database_url:
        yield check_sqlite(sqlite3.sqlite_version_info[:2])


def check_python(version: tuple[int, ...]) -> Finding:
    """Is Python new enough?"""
    shown = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return wrong("python", f"Python {shown} is too old.", "Install Python 3.11 or newer.")
    return ok("python", f"Python {shown}")


def check_packages(lock: Path) -> Finding:
    """Are the installed packages those of the lock file?"""
    if not lock.is_file():
        return ok("packages", "not compared: this installation has no requirements.txt")
    wanted = _LOCKED.findall(lock.read_text())
    other = [
        f"{name} {found or 'missing'} (locked: {version})"
        for name, version, sometimes in wanted
        if (found := _installed(name)) != version and not (sometimes and found is None)
    ]
    if other:
        shown = ", ".join(other[:5]) + (" …" if len(other) > 5 else "")
        return wrong(
            "packages", shown, "Run bin/run, which installs the versions that were tested."
        )
    return ok("packages", f"all {len(wanted)} are of the versions that were tested")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def check_client(built: Path) -> Finding:
    """Is the web client built?"""
    if (built / ".vite" / "manifest.json").is_file():
        return ok("web client", "built")
    return wrong(
        "web client", f"There is no built client in {built}.", "Run bin/run, which builds it."
    )


def check_folder(data: Path) -> Iterator[Finding]:
    """Can everything be kept in the data folder, and by nobody else be read?"""
    if not data.exists():
        parent = next(folder for folder in data.parents if folder.exists())
        if not os.access(parent, os.W_OK):
            remedy = f"Make {data} by hand, or choose another folder with --data."
            yield wrong("data folder", f"{data} is not there and cannot be made.", remedy)
        else:
            yield ok("data folder", f"{data} is not there yet; the first start makes it.")
        return
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"Give {data} to the user that Ruche runs as (chown)."
        yield wrong("data folder", f"{data} cannot be written.", remedy)
        return
    if data.stat().st_mode & 0o007:
        remedy = f"Close it: chmod o-rwx {data}"
        yield warning("data folder", f"Every user of this machine can look into {data}.", remedy)
    else:
        yield ok("data folder", str(data))
    yield check_space(shutil.disk_usage(data).free)


def check_space(free_bytes: int) -> Finding:
    """Is there room for more?"""
    shown = f"{free_bytes >> 20:,} MiB free"
    if free_bytes < SPACE_NEEDED:
        return wrong("disk", shown, "Make room: without it messages are refused.")
    if free_bytes < SPACE_WANTED:
        return warning("disk", shown, "Make room soon.")
    return ok("disk", shown)


def check_files_limit(limit: int) -> Finding:
    """Each connection takes an open file."""
    if 0 <= limit < FILES_WANTED:
        remedy = "Raise it: ulimit -n 65536, or LimitNOFILE=65536 in the systemd unit."
        return warning("open files", f"At most {limit:,} connections and files at once.", remedy)
    most = "any number" if limit < 0 else f"up to {limit:,}"
    return ok("open files", f"{most} of connections and files at once")


def check_address(settings: Settings) -> Finding:
    """Do links lead to where people are?"""
    if settings.public_url:
        return ok("public address", settings.own_url)
    if is_loopback(settings.host):
        detail = "none is set: only this machine reaches the server, at the address it printed"
        return ok("public address", f"{detail} when it started")
    return warning(
        "public address",
        f"None is set, though other machines reach the server (RUCHE_HOST is {settings.host}).",
        "Set RUCHE_PUBLIC_URL to the address that people use: links in mail begin with it.",
    )


def check_sqlite(version: tuple[int, ...]) -> Finding:
    """Is the library new enough?"""
    shown = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return wrong("sqlite", f"SQLite {shown} is too old.", "Install SQLite 3.40 or newer.")
    return ok("sqlite", f"SQLite {shown}")
