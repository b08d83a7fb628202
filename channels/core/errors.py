"""The few kinds of error that the domain raises; each edge translates them once."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """Something a caller can understand and act on.

    `code` is stable and documented, `detail` says what happened and what to do, `field` names the
    argument at fault where there is one, `retry_after_s` tells when to try again where that helps.
    """

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500
    retry_after_s: float | None = None

    def __init__(self, detail: str, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field


class NotFound(DomainError):
    """The thing is absent, or the actor may not know that it is there: the two look alike."""

    code = "not_found"
    http_status = 404


class NotAllowed(DomainError):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"
    http_status = 403


class NotSignedIn(DomainError):
    """No valid session or token came with the request."""

    code = "not_signed_in"
    http_status = 401


class Invalid(DomainError):
    """An argument is malformed, missing, too long or makes no sense."""

    code = "invalid"
    http_status = 422


class TooLarge(Invalid):
    """What was sent is over a limit of size; its code is that of `Invalid`."""

    http_status = 413


class Conflict(DomainError):
    """The state of things contradicts the request: a name is taken, a link is used up."""

    code = "conflict"
    http_status = 409


class Limited(DomainError):
    """Too much, too fast; `retry_after_s` tells when to try again."""

    code = "limited"
    http_status = 429
    retry_after_s: float

    def __init__(self, detail: str, retry_after_s: float, field: str | None = None) -> None:
        super().__init__(detail, field)
        self.retry_after_s = retry_after_s


class Unavailable(DomainError):
    """The server cannot do this now (shutting down, store or bus out of reach); try again."""

    code = "unavailable"
    http_status = 503
    retry_after_s = 2.0


KINDS: tuple[type[DomainError], ...] = (
    NotFound,
    NotAllowed,
    NotSignedIn,
    Invalid,
    Conflict,
    Limited,
    Unavailable,
)
