"""`ruche doctor`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer

from server.cli_output import Session
from server.config import Settings
from server.doctor import Finding, State, check_machine
from server.doctor_mail import check_mail
from server.doctor_store import check_redis, check_store
from server.logs import set_up_logs

ROOT = Path(__file__).resolve().parent.parent
_MARKS = {State.OK: "ok     ", State.WARNING: "WARNING", State.WRONG: "WRONG  "}


def doctor(session: Session) -> None:
    """Look at everything; the exit code is 1 when something is wrong."""
    set_up_logs("error")
    findings = asyncio.run(examine(session.settings()))
    healthy = all(finding.state is not State.WRONG for finding in findings)
    answer = {
        "ok": healthy,
        "checks": [
            {
                "name": finding.name,
                "state": finding.state.value,
                "detail": finding.detail,
                "remedy": finding.remedy,
            }
            for finding in findings
        ],
    }
    session.answer(answer, "\n".join([*map(to_line, findings), "", _summary(findings)]))
    if not healthy:
        raise typer.Exit(1)


async def examine(settings: Settings) -> list[Finding]:
    """All checks that apply to these settings."""
    findings = list(check_machine(settings, ROOT))
    findings += [finding async for finding in check_store(settings)]
    findings.append(await check_mail(settings))
    if settings.redis_url:
        findings.append(await check_redis(settings.redis_url))
    return findings


def _summary(findings: Sequence[Finding]) -> str:
    wrong, warnings = (
        sum(finding.state is state for finding in findings)
        for state in (State.WRONG, State.WARNING)
    )
    if not wrong and not warnings:
        return "All is well."
    return f"Wrong, to be mended now: {wrong}. Warnings, to be looked at soon: {warnings}."


def to_line(finding: Finding) -> str:
    """A finding for people, its remedy on a line of its own."""
    line = f"{_MARKS[finding.state]}  {finding.name}: {finding.detail}"
    return f"{line}\n         → {finding.remedy}" if finding.remedy else line
