"""What the digest needs of the world around it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from channels.digest.protocol import MissedView

Cause = Literal["daily", "weekly", "always", "asked"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom a digest goes to. `secret` makes the link that stops them; `key` names this one: the
    same again is the same mail."""

    address: str
    secret: str
    key: str
    cause: Cause


Send = Callable[[Envelope, MissedView], Awaitable[None]]


class NotTaken(Exception):
    """The mail server said no, so nothing has gone. `passing`: it may say yes later."""

    def __init__(self, why: str, *, passing: bool) -> None:
        super().__init__(why)
        self.passing = passing


class DigestMailer(Protocol):
    """Sends digests."""

    def open(self) -> AbstractAsyncContextManager[Send]:
        """A connection that takes digests. Errors in opening: any, and nothing has gone.

        Errors of `Send`: NotTaken where nothing has gone; after any other it may have.
        """
        ...


class Attendance(Protocol):
    """Who is there. Errors: Unavailable, where presence is out of reach."""

    async def active_at(self, person_ids: Sequence[str]) -> dict[str, int]:
        """When each was last active on any device (Unix milliseconds; 0: not connected)."""
        ...
