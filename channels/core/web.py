"""Asking the web for a page, as slices see it; `server.outbound` does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol


class Got(Protocol):
    """What the web answered; `cut`: there was more than was asked for."""

    @property
    def status(self) -> int: ...
    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def cut(self) -> bool: ...


class Unanswered(Exception):
    """Nobody answered; later somebody may."""


# (address, most bytes, headers); None where that address may not be asked. Errors: Unanswered.
Get = Callable[[str, int, Mapping[str, str]], Awaitable[Got | None]]
