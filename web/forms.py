"""Forms: what was sent, what is wrong with it and where, in the visitor's language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec

from channels.core.errors import DomainError, Invalid, Limited, TooLarge
from channels.core.protocol import Command
from web.languages import mark
from web.visit import Visit

MAX_BODY_BYTES = 64 * 1024
MAX_FIELDS = 100

CommandT = TypeVar("CommandT", bound=Command)

_NAME = mark("Write a name of 1 to 80 characters.")
_LINE = mark("Use at most 250 characters.")
_WHY: Mapping[str, str] = {
    "email": mark("Write an e-mail address, such as ada@example.org."),
    "password": mark("Use at least 8 characters."),
    "name": _NAME,
    "workspace_name": _NAME,
    "handle": mark(
        "Use up to 40 of a–z, 0–9, dots, dashes and underscores, beginning with a letter or digit."
    ),
    "title": _LINE,
    "label": _LINE,
    "uses": mark("Write a whole number from 1 to 10,000, or leave it empty."),
}
_OTHER = mark("This cannot be understood. Check it.")
_TAKEN = mark("This handle is taken. Choose another one.")
_LIMITED = mark("Too many attempts. Try again in %(seconds)s s.")


@dataclass(slots=True)
class Form:
    """What was sent. `errors` stand at their fields, `problem` above the form."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    status: int = 200

    @property
    def ok(self) -> bool:
        return not self.errors and not self.problem

    def get(self, name: str) -> str:
        """A field's value, without spaces around it (passwords: see `raw`)."""
        return self.values.get(name, "").strip()

    def raw(self, name: str) -> str:
        """A field's value as it was typed."""
        return self.values.get(name, "")


async def read_form(visit: Visit) -> Form:
    """The form that was sent from one of our pages. Errors: NotAllowed, Invalid, TooLarge."""
    body = bytearray()
    async for chunk in visit.request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise TooLarge("The form is too large.")
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise Invalid("The form has too many fields.") from None
    values = dict(pairs)
    visit.services.auth.check_form(visit.request, values.pop("csrf", ""))
    return Form(values)


def to_command(
    visit: Visit, form: Form, command: type[CommandT], fields: Mapping[str, Any]
) -> CommandT | None:
    """The command, or None after noting at each wrong field what it takes."""
    for known in msgspec.structs.fields(command):
        if known.name not in fields:
            continue
        try:
            msgspec.convert(fields[known.name], known.type)
        except msgspec.ValidationError:
            form.errors[known.name] = visit.say(_WHY.get(known.name, _OTHER))
    if form.errors:
        form.status = 422
        return None
    return msgspec.convert(dict(fields), command)


def note_error(visit: Visit, form: Form, error: DomainError) -> None:
    """Show the door's refusal: at its field where the form has it, else above the form."""
    form.status = error.http_status
    if isinstance(error, Limited):
        seconds = max(1, math.ceil(error.retry_after_s))
        form.problem = visit.say(_LIMITED, seconds=seconds)
        return
    text = _TAKEN if (error.code, error.field) == ("conflict", "handle") else error.detail
    if error.field is not None and error.field in form.values:
        form.errors[error.field] = visit.say(text)
    else:
        form.problem = visit.say(text)


async def send(
    visit: Visit,
    form: Form,
    operation: str,
    command: type[CommandT],
    fields: Mapping[str, Any],
) -> Any:
    """Ask the door what the form asks; None where it is wrong or refused, which is noted."""
    asked = to_command(visit, form, command, fields)
    if asked is None:
        return None
    try:
        return await visit.call(operation, asked)
    except DomainError as error:
        note_error(visit, form, error)
        return None
