"""Commands and views of the welcome that newcomers get."""

from __future__ import annotations

from typing import Annotated

import msgspec

from channels.core.protocol import Command, View


class WelcomeView(View, frozen=True, kw_only=True):
    """What newcomers are told; empty where nobody wrote it. `newcomer`: I am one."""

    text: str = ""
    newcomer: bool = False


class GetWelcome(Command, frozen=True, kw_only=True):
    """What newcomers are told, and whether I am one."""


class SetWelcome(Command, frozen=True, kw_only=True):
    """Write what newcomers are told; empty brings Ruche's own words back."""

    text: Annotated[str, msgspec.Meta(max_length=4_000)]
