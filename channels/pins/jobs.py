"""Unpins what was pinned until a moment, once it has come."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import NotFound
from channels.pins.protocol import EndPin
from channels.pins.service import END
from persistence.jobs import Handler

Call = Callable[[Actor, str, EndPin], Awaitable[Any]]


def handlers(call: Call) -> dict[str, Handler]:
    """The jobs of pins, by kind. `call` is the door's."""

    async def end(body: Mapping[str, Any]) -> None:
        wanted = EndPin(message_id=body["message_id"], until_at=body["until_at"])
        try:
            await call(SYSTEM, "pins.end", wanted)
        except NotFound:
            return  # the message is gone, and with it the pin

    return {END: end}
