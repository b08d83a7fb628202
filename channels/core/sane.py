"""What no store can hold is refused at the door, before any handler sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from channels.core.errors import Invalid
from channels.core.protocol import INT64_MAX, Command

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def check_sane(command: Command) -> None:
    """Refuse NUL characters, halves of surrogate pairs and numbers beyond 64 bits.

    Fields named in the command's `cleaned` are left to their slice, which mends them.
    Errors: Invalid, naming the field.
    """
    for name in command.__struct_fields__:
        if name not in command.cleaned:
            for path, value in _leaves(name, getattr(command, name)):
                _check(path, value)


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(f"{path}.{index}", item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield path, key
            yield from _leaves(f"{path}.{key}", item)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _leaves(f"{path}.{name}", getattr(value, name))
    else:
        yield path, value


def _check(path: str, value: object) -> None:
    if isinstance(value, str):
        if _UNSTORABLE.search(value) is not None:
            raise Invalid("Text takes neither NUL characters nor lone surrogates.", path)
    elif isinstance(value, int) and not -INT64_MAX <= value <= INT64_MAX:
        raise Invalid("This number is too large.", path)
