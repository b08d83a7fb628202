"""A store out of reach, as callers of every edge are told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from channels.core.errors import Unavailable
from persistence.failures import StoreUnavailable


@contextlib.contextmanager
def reaching_store() -> Iterator[None]:
    """Errors: Unavailable, while the database cannot be used."""
    try:
        yield
    except StoreUnavailable:
        raise Unavailable(
            "Nothing can be stored or read at the moment: the disk may be full, or the "
            "database out of reach. Try again soon."
        ) from None
