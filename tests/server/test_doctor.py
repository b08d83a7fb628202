"""The doctor finds what is wrong, and says what to do."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from persistence import migrate
from server import doctor
from server.cli_doctor import examine
from server.config import Settings
from server.doctor import Finding, State
from server.doctor_store import check_redis


def installed(folder: Path) -> Settings:
    """A fresh installation."""
    folder.chmod(0o700)
    settings = Settings(data=folder)
    migrate.upgrade(settings.store_url)
    return settings


async def found(settings: Settings, name: str) -> Finding:
    """What the doctor says about one thing."""
    return next(finding for finding in await examine(settings) if finding.name == name)


def change(settings: Settings, statement: str) -> None:
    """Do something to the database behind its back."""
    connection = sqlite3.connect(settings.sqlite_path)
    connection.execute(statement)
    connection.commit()
    connection.close()


async def test_a_fresh_installation_has_nothing_wrong_in_its_store(tmp_path: Path) -> None:
    findings = await examine(installed(tmp_path))
    store = [finding for finding in findings if finding.name not in ("packages", "web client")]
    assert [finding for finding in store if finding.state is State.WRONG] == []
    assert all(finding.remedy for finding in findings if finding.state is not State.OK)


async def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "none")
    assert (await found(settings, "database")).state is State.OK
    assert not settings.data.exists()


async def test_an_old_and_a_too_new_schema_are_told_apart(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    change(settings, "UPDATE alembic_version SET version_num = '0000'")
    assert "ruche migrate" in (await found(settings, "schema")).remedy
    change(settings, "UPDATE alembic_version SET version_num = '9999'")
    newer = await found(settings, "schema")
    assert (newer.state, "newer" in newer.remedy) == (State.WRONG, True)


async def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    settings.sqlite_path.write_bytes(b"SQLite format 3\0" + b"\x11" * 4096)
    assert (await found(settings, "database")).state is State.WRONG


async def test_a_damaged_page_is_noticed(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    change(settings, "PRAGMA wal_checkpoint(TRUNCATE)")
    body = bytearray(settings.sqlite_path.read_bytes())
    for at in range(4096 * 4, len(body), 4096):
        body[at : at + 8] = b"\xff" * 8
    settings.sqlite_path.write_bytes(bytes(body))
    findings = await examine(settings)
    assert any(
        finding.state is State.WRONG and finding.name in ("integrity", "database")
        for finding in findings
    )


async def test_stuck_jobs_and_unsent_events_are_told(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    change(
        settings,
        "INSERT INTO job (id, kind, body, run_at_ms, leased_until_ms, attempts, dead, error) "
        "VALUES ('J1', 'x', x'80', 1, 0, 9, 1, 'boom')",
    )
    change(
        settings,
        "INSERT INTO event_log (stream, seq, id, at_ms, body, touches, relayed, relay_after_ms) "
        "VALUES ('w', 1, 1, 1, x'80', '', 0, 0)",
    )
    jobs = await found(settings, "jobs")
    assert (jobs.state, jobs.detail) == (
        State.WARNING,
        "1 job given up after many tries: x: boom",
    )
    assert (await found(settings, "events")).state is State.WARNING


async def test_a_clock_that_went_back_is_noticed(tmp_path: Path) -> None:
    settings = installed(tmp_path)
    ahead = int(time.time() * 1_000) + 3_600_000
    change(
        settings,
        "INSERT INTO event_log (stream, seq, id, at_ms, body, touches, relayed, relay_after_ms) "
        f"VALUES ('w', 1, 1, {ahead}, x'80', '', 1, 0)",
    )
    assert (await found(settings, "clock")).state is State.WRONG


async def test_a_workspace_without_an_owner_is_told(tmp_path: Path) -> None:
    assert "user add" in (await found(installed(tmp_path), "owner")).remedy


async def test_redis_is_asked_and_missed(redis_url: str) -> None:
    assert (await check_redis(redis_url)).state is State.OK
    assert (await check_redis("redis://127.0.0.1:1/0")).state is State.WRONG


async def test_a_cluster_is_to_be_named_as_one(redis_cluster_url: str) -> None:
    assert (await check_redis(redis_cluster_url)).state is State.OK
    plain = redis_cluster_url.replace("+cluster", "").partition(",")[0]
    found = await check_redis(plain)
    assert (found.state, "redis+cluster://" in found.remedy) == (State.WRONG, True)


async def test_postgresql_is_asked_and_missed(tmp_path: Path, postgres_url: str) -> None:
    settings = Settings(data=tmp_path, database_url=postgres_url)
    assert (await found(settings, "schema")).state is State.WRONG
    migrate.upgrade(postgres_url)
    assert (await found(settings, "schema")).state is State.OK
    gone = Settings(data=tmp_path, database_url="postgresql://x@127.0.0.1:1/none")
    assert (await found(gone, "database")).state is State.WRONG


def test_packages_are_compared_with_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "typer==0.0.1 \\\n    --hash=sha256:00\nwin-only==1.0 ; sys_platform == 'win32'\n"
    )
    finding = doctor.check_packages(lock)
    assert (finding.state, finding.detail.startswith("typer ")) == (State.WRONG, True)
    assert "win-only" not in finding.detail


def test_a_client_that_was_not_built_is_told(tmp_path: Path) -> None:
    assert "bin/run" in doctor.check_client(tmp_path).remedy


def test_a_folder_that_others_can_read_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert next(doctor.check_folder(tmp_path)).state is State.WARNING
    tmp_path.chmod(0o700)
    assert next(doctor.check_folder(tmp_path)).state is State.OK


@pytest.mark.parametrize(
    ("free", "state"),
    [(10, State.WRONG), (500 << 20, State.WARNING), (5 << 30, State.OK)],
)
def test_a_full_disk_is_told(free: int, state: State) -> None:
    assert doctor.check_space(free).state is state


def test_limits_versions_and_addresses_are_judged(tmp_path: Path) -> None:
    assert doctor.check_files_limit(256).state is State.WARNING
    assert doctor.check_files_limit(-1).state is State.OK
    assert doctor.check_python((3, 10, 1)).state is State.WRONG
    assert doctor.check_sqlite((3, 39)).state is State.WRONG
    open_to_all = Settings(data=tmp_path, host="0.0.0.0")
    assert doctor.check_address(open_to_all).state is State.WARNING
    assert doctor.check_address(Settings(data=tmp_path, host="localhost")).state is State.OK


def test_no_address_is_told_that_only_the_settings_of_this_command_name(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "0.0.0.0"):
        unset = doctor.check_address(Settings(data=tmp_path, host=host, port=8123))
        assert "8123" not in unset.detail + unset.remedy
    public = Settings(data=tmp_path, public_url="https://hive.example")
    assert doctor.check_address(public).detail == "https://hive.example"
