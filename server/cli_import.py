"""`ruche import slack`."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from persistence.blobs_disk import DiskBlobs
from server.cli_core import Visit, visit
from server.cli_output import Session, console
from server.slack.importer import Report, import_export


def import_slack(session: Session, file: Path) -> None:
    """Bring in a Slack export, with a progress bar on stderr."""

    async def bring_in(here: Visit) -> Report:
        with _progress() as bar:
            task = bar.add_task("Reading", total=None)
            return await import_export(
                here.core.store,
                file,
                DiskBlobs(here.core.settings.data / "files"),
                lambda done, total: bar.update(
                    task, completed=done, total=total, description="Importing"
                ),
            )

    report = visit(session, bring_in, synced=False)
    session.answer(msgspec.to_builtins(report), _sentence(report))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console(),
    )


def _sentence(report: Report) -> str:
    sentence = (
        f"Imported {report.messages:,} messages in {report.threads:,} threads and "
        f"{report.channels:,} new channels, by {report.people:,} new people, "
        f"in {report.seconds:.1f} s."
    )
    if report.skipped:
        sentence += f" {report.skipped:,} messages were there already or had no time."
    return sentence
