"""Errors in Slack's words, and ours as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.core.errors import (
    Conflict,
    DomainError,
    Invalid,
    Limited,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Unavailable,
)

_ABSENT = {
    "channel_id": "channel_not_found",
    "message_id": "message_not_found",
    "thread_id": "thread_not_found",
    "person_id": "user_not_found",
    "person_ids": "user_not_found",
    "file_id": "file_not_found",
    "file_ids": "file_not_found",
}
_KINDS: tuple[tuple[type[DomainError], str], ...] = (
    (NotAllowed, "not_allowed"),
    (NotSignedIn, "account_inactive"),
    (Conflict, "conflict"),
    (Invalid, "invalid_arguments"),
)
_WORDS = {"not_allowed": "no_permission", "conflict": "fatal_error"}


class SlackError(Exception):
    """A refusal. `more` goes into the answer beside `error`."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    def body(self) -> dict[str, Any]:
        """The answer."""
        return {"ok": False, "error": self.code, **self.more}


class RateLimited(SlackError):
    """Too much; `retry_after_s` whole seconds, at least one."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_s = retry_after_s


def bad_argument(text: str, code: str = "invalid_arguments") -> SlackError:
    """A refusal that names what is wrong with an argument."""
    return SlackError(code, response_metadata={"messages": [f"[ERROR] {text}"]})


def missing(name: str) -> SlackError:
    """A required argument is not there."""
    return bad_argument(f"missing required field: {name}")


def to_slack(error: DomainError, words: Mapping[str, str]) -> SlackError:
    """One of ours in Slack's words; `words` are a method's own, by our code.

    Errors: Limited and Unavailable are no refusals and are raised as they are.
    """
    if isinstance(error, Limited | Unavailable):
        raise error
    if isinstance(error, NotFound):
        return SlackError(words.get("not_found") or _ABSENT.get(error.field or "", "not_found"))
    for kind, code in _KINDS:
        if isinstance(error, kind):
            if code in words:
                return SlackError(words[code])
            if code == "invalid_arguments":
                return bad_argument(error.detail)
            return SlackError(_WORDS.get(code, code))
    return SlackError("internal_error")
