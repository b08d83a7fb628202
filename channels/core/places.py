"""Places in lists that go by a moment: what `next` says and `after` brings back."""

from __future__ import annotations

from channels.core.errors import Invalid
from channels.core.protocol import INT64_MAX


def parse_place(after: str) -> tuple[int, str]:
    """(moment, id) of a place such as `1750000000000-M01J8`; the id may be empty.

    Errors: Invalid (field `after`) where no list has given such a place.
    """
    at, _, id = after.partition("-")
    if not (at.isascii() and at.isdigit()) or int(at) > INT64_MAX:
        raise Invalid("This is not a place in the list.", "after")
    return int(at), id
