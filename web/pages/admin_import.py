"""Administration: bringing in people from a CSV file, tried first, then done."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from channels.core.errors import DomainError, Invalid, NotAllowed, TooLarge
from channels.profiles.csv_file import decode
from channels.profiles.protocol import (
    ImportPeople,
    ImportReport,
    ListProfileFields,
    ProfileFieldsView,
)
from web.forms import Form, note_error
from web.languages import mark
from web.pages.import_words import column_name, columns_of, in_words
from web.visit import Visit

HERE = "/admin/people/import"
MOST_BYTES = 400_000  # some 2,000 people: more would take longer than a request may
MOST_SENT_BYTES = 2 * MOST_BYTES + 16 * 1024  # what was tried comes back as UTF-8, which is longer
MOST_SHOWN = 200  # bad rows on the page
_OTHER = {"email_address": "chloe@example.org", "name": "Chloé Petit", "manager": "bea@example.org"}
_STOPPED = mark(
    "It stopped on the way: some rows are in, each of them whole. Send the file again for the rest."
)


async def show_import(visit: Visit) -> Response:
    """The page with its form. Errors: NotAllowed."""
    return await _page(visit, Form())


async def send_import(visit: Visit) -> Response:
    """Try a file, which changes nothing; or do what was tried."""
    _check_admin(visit)
    form = Form()
    try:
        form = await _read(visit)
        report = await (_done if form.get("do") else _tried)(visit, form)
    except DomainError as error:
        stopped = form.problem
        note_error(visit, form, error)
        form.problem = stopped or in_words(visit, form.problem or error.detail)
        return await _page(visit, form)
    if form.get("do") and not report.written:  # bad rows, and nobody said to leave them out
        form.status = 409
    return await _page(visit, form, report)


async def sample(visit: Visit) -> Response:
    """A file to begin with: the columns that count here, and two people."""
    _check_admin(visit)
    columns = columns_of(await visit.call("profiles.fields", ListProfileFields()))
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";" if visit.language == "fr" else ",", lineterminator="\r\n")
    rows.writerow([visit.say(name) for name, _, _ in columns.values()])
    rows.writerow([example for _, _, example in columns.values()])
    other = {
        "email_address": "chloe@example.org",
        "name": "Chloé Petit",
        "manager": "bea@example.org",
    }
    rows.writerow([other.get(key, "") for key in columns])
    headers = {"content-disposition": 'attachment; filename="people.csv"'}
    content = text.getvalue().encode("utf-8-sig")  # a spreadsheet asks for the mark
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _tried(visit: Visit, form: Form) -> ImportReport:
    return await _import(visit, form, dry_run=True)


async def _done(visit: Visit, form: Form) -> ImportReport:
    """All batches, one after the other; the first one's counts are those of the whole."""
    first = await _import(visit, form)
    at = first.next
    try:
        while at is not None:
            at = (await _import(visit, form, after=at)).next
    except DomainError:
        form.problem = visit.say(_STOPPED)
        raise
    return first


async def _import(visit: Visit, form: Form, **how: Any) -> ImportReport:
    """Errors: Invalid for a file that is no list."""
    keep_good = bool(form.get("keep_good"))
    command = ImportPeople(content=form.raw("content"), keep_good=keep_good, **how)
    report: ImportReport = await visit.call("profiles.import_people", command)
    return report


async def _read(visit: Visit) -> Form:
    """The form with the file's text as `content`. Errors: Invalid, TooLarge, NotAllowed."""
    body = bytearray()
    async for chunk in visit.request.stream():
        body += chunk
        if len(body) > MOST_SENT_BYTES:
            raise _too_large()
    request = Request(visit.request.scope, _Told(bytes(body)))
    values: dict[str, str] = {}
    async with request.form(max_files=1, max_fields=10, max_part_size=len(body) + 1) as sent:
        for name, value in sent.items():
            if not isinstance(value, UploadFile):
                values[name] = value
            elif value.filename:
                values["content"] = _text(await value.read())
                values["file_name"] = value.filename[:100]
    visit.services.auth.check_form(visit.request, values.pop("csrf", ""))
    if not values.get("content"):
        if "file_name" in values:
            raise Invalid("The file is empty.")
        raise Invalid("Choose a file first.")
    return Form(values)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _too_large()
    return decode(content)


def _too_large() -> TooLarge:
    return TooLarge("The file is over 400 KB. Split it, or use the command: ruche import people.")


class _Told:
    """A body that was read already, for who wants to receive it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __call__(self) -> Message:
        return {"type": "http.request", "body": self._body, "more_body": False}


def _check_admin(visit: Visit) -> None:
    if not visit.admin:
        raise NotAllowed("Only administrators can do this. Ask one of them.")


async def _page(visit: Visit, form: Form, report: ImportReport | None = None) -> Response:
    """The page; with a report what the file does, or has done. Errors: NotAllowed."""
    _check_admin(visit)
    known: ProfileFieldsView = await visit.call("profiles.fields", ListProfileFields())
    return visit.page(
        "admin_import.html",
        form.status,
        columns=[
            (visit.say(name), visit.say(takes)) for name, takes, _ in columns_of(known).values()
        ],
        done="",
        form=form,
        most_shown=MOST_SHOWN,
        report=report and _in_words(visit, report, known),
    )


def _in_words(visit: Visit, report: ImportReport, known: ProfileFieldsView) -> ImportReport:
    own: Mapping[str, str] = {field.key: field.label for field in known.fields if field.label}
    problems = [
        msgspec.structs.replace(
            one,
            column=column_name(visit, one.column, own) if one.column else "",
            problem=in_words(visit, one.problem),
        )
        for one in report.problems
    ]
    effects = [
        msgspec.structs.replace(
            one, columns=[column_name(visit, column, own) for column in one.columns]
        )
        for one in report.effects
    ]
    return msgspec.structs.replace(report, problems=problems, effects=effects)
