"""`ruche import slack` and `ruche import people`."""

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

from channels.profiles.csv_file import decode
from channels.profiles.protocol import ImportReport
from persistence.blobs_disk import DiskBlobs
from server.cli_core import Visit, visit
from server.cli_output import Session, console
from server.slack.importing.importer import Report, import_export


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


def import_people(session: Session, file: Path, *, keep_good: bool, dry_run: bool) -> int:
    """Bring in people from a CSV file; what is wrong with it is told line by line."""
    content = decode(file.read_bytes())

    async def bring_in(here: Visit) -> ImportReport:
        arguments = {"content": content, "keep_good": keep_good, "dry_run": dry_run}
        report: ImportReport = await here.call("profiles.import_people", arguments)
        with _progress() as bar:
            task = bar.add_task("Importing", total=None)
            at = report.next
            while at is not None:
                batch = await here.call("profiles.import_people", {**arguments, "after": at})
                at = batch.next
                bar.advance(task)
        return msgspec.structs.replace(report, next=None)

    report = visit(session, bring_in)
    for one in report.problems:
        where = f" ({one.column})" if one.column else ""
        cell = f" It says “{one.value}”." if one.value else ""
        session.note(f"{file.name}, line {one.line}{where}: {one.problem}{cell}")
    if report.faults > len(report.problems):
        session.note(f"And {report.faults - len(report.problems):,} more of the kind.")
    if report.ignored:
        session.note(f"These columns mean nothing here: {', '.join(report.ignored)}.")
    session.answer(msgspec.to_builtins(report), _people_sentence(report, dry_run))
    return 0 if report.written or (dry_run and (keep_good or not report.problems)) else 1


def _people_sentence(report: ImportReport, dry_run: bool) -> str:
    counts = (
        f"{report.added:,} new people, {report.changed:,} changed, "
        f"{report.unchanged:,} as they were, {report.bad:,} bad rows."
    )
    if report.written:
        return f"Imported: {counts}"
    if dry_run:
        return f"Nothing was written, as asked. It would be: {counts}"
    return f"Nothing was written: {counts} Mend the rows, or keep the good ones with --keep-good."
