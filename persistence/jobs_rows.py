"""Jobs as rows, written with the decision that wants them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from persistence.bulk import defaults
from persistence.decision import Change, Insert, NewJob
from persistence.ids import new_id
from persistence.tables import JobRow
from persistence.wire import pack


def job_changes(jobs: Iterable[NewJob]) -> list[Change]:
    """One row for each job; a job whose key already waits is not added again."""
    return [Insert(JobRow, row, ignore=True) for row in job_rows(jobs)]


def job_rows(jobs: Iterable[NewJob]) -> list[dict[str, Any]]:
    """The jobs as whole rows."""
    return [
        {
            **defaults(JobRow),
            "id": new_id("J"),
            "kind": job.kind,
            "body": pack(dict(job.body)),
            "key": job.key,
            "run_at_ms": job.run_at_ms,
        }
        for job in jobs
    ]
