"""Entries of before the reminders are remembered after the upgrade."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import Connection, column, insert, select, table

from channels.faq.service import DAILY
from persistence.bulk import table_of
from persistence.migrations import runner
from persistence.tables import JobRow
from tests.persistence.stores import on_database

_job = table_of(JobRow)


ENTRY = {
    "id": "F1",
    "question": "Where?",
    "answer": "There",
    "language": "en",
    "owner_id": "U1",
    "folded": "where?",
    "revision": "1",
    "review_on": "",
    "variants": "",
    "pinned": False,
    "weight": 0.0,
    "helped": 0,
    "unhelped": 0,
    "created_at_ms": 0,
    "changed_at_ms": 0,
}


@pytest.mark.parametrize(("review_on", "jobs"), [("2027-01-31", [DAILY]), ("", [])])
def test_owners_are_reminded_of_days_set_before(
    either_url: str, review_on: str, jobs: list[str]
) -> None:
    of_before = table("faq_entry", *(column(name) for name in ENTRY))

    def upgraded(connection: Connection) -> list[str]:
        command.upgrade(runner.config(connection), "0040")
        connection.execute(insert(of_before).values(**{**ENTRY, "review_on": review_on}))
        runner.upgrade(connection)
        return list(connection.scalars(select(_job.c.kind).where(_job.c.kind == DAILY)))

    assert on_database(either_url, upgraded) == jobs
