"""Why the store failed: by this one write or read, or because it cannot be used at the moment."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NoReturn

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Classes of SQLSTATE: connection, insufficient resources, operator intervention, system error.
_CONDITIONS = frozenset({"08", "53", "57", "58"})


class StoreUnavailable(ConnectionError):
    """The database is out of reach, its disk is full, or it may not be written to.

    A write is not known to be stored; sent again later, with its `client_id`, it is harmless.
    """

    def __init__(self) -> None:
        super().__init__("the database cannot be used at the moment")


class OutcomeUnknown(StoreUnavailable):
    """The connection broke at the commit: what was written may be stored, or not."""


def named(error: BaseException) -> BaseException:
    """The error as callers are told: `StoreUnavailable` where others would fail just so."""
    if isinstance(error, IntegrityError) or not _is_condition(error):
        return error
    condition = StoreUnavailable()
    condition.__cause__ = error
    return condition


def raise_named(error: BaseException) -> NoReturn:
    """See `named`."""
    reason = named(error)
    raise reason from reason.__cause__


@contextlib.contextmanager
def connecting() -> Iterator[None]:
    """Whatever goes wrong in here is the database being out of reach, or asked by too many."""
    try:
        yield
    except (DBAPIError, OSError, PoolTimeout) as error:
        raise StoreUnavailable from error


@contextlib.contextmanager
def committing() -> Iterator[None]:
    """A commit that is cut off leaves its outcome unknown: it must not be written again."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, IntegrityError) or not _is_condition(error):
            raise
        raise OutcomeUnknown from error


def _is_condition(error: BaseException) -> bool:
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or state[:2] in _CONDITIONS
