"""Entries of before the reminders are remembered after the upgrade."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import column, create_engine, insert, select, table

from channels.faq.service import DAILY
from persistence.bulk import table_of
from persistence.migrations import runner
from persistence.tables import JobRow

_job = table_of(JobRow)


@pytest.mark.parametrize(("review_on", "jobs"), [("2027-01-31", [DAILY]), ("", [])])
def test_owners_are_reminded_of_days_set_before(
    tmp_path: Path, review_on: str, jobs: list[str]
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    entry = {
        "id": "F1",
        "question": "Where?",
        "answer": "There",
        "language": "en",
        "owner_id": "U1",
        "folded": "where?",
        "revision": "1",
        "review_on": review_on,
        "variants": "",
        "pinned": False,
        "weight": 0.0,
        "helped": 0,
        "unhelped": 0,
        "created_at_ms": 0,
        "changed_at_ms": 0,
    }
    of_before = table("faq_entry", *(column(name) for name in entry))
    with engine.begin() as connection:
        command.upgrade(runner.config(connection), "0043")
        connection.execute(insert(of_before).values(**entry))
        runner.upgrade(connection)
        found = connection.execute(select(_job.c.kind).where(_job.c.kind == DAILY)).scalars().all()
    engine.dispose()
    assert list(found) == jobs
