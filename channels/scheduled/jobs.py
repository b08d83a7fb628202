"""Sends a scheduled message when its moment has come, through the door, as its person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.core.actor import SYSTEM, Actor, Kind, PersonId
from channels.core.errors import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Unavailable,
)
from channels.core.protocol import Command
from channels.messages.protocol import PostMessage
from channels.scheduled.protocol import ClaimedMessage, ClaimScheduled, SettleScheduled
from channels.scheduled.service import SEND
from persistence.jobs import Handler

Call = Callable[[Actor, str, Command], Awaitable[Any]]
FINAL = (Invalid, NotAllowed, NotFound, NotSignedIn)  # trying again later cannot help
_UNSENT = Unavailable("It was tried several times, and could not be sent.")


def handlers(call: Call) -> dict[str, Handler]:
    """The jobs of scheduled messages, by kind. `call` is the door's.

    A message is posted exactly once, whenever a process dies: its `client_id` is made of the
    scheduled message's id, and the door answers a repeated post with the first.
    """

    async def send(body: Mapping[str, Any]) -> None:
        wanted = ClaimScheduled(scheduled_id=body["scheduled_id"], send_at=body["send_at"])
        claimed = await call(SYSTEM, "scheduled.claim", wanted)
        if claimed is not None:
            settled = await _post(call, claimed)
            await call(SYSTEM, "scheduled.settle", settled)

    return {SEND: send}


def given_up(call: Call) -> dict[str, Handler]:
    """What is done once a job is not tried again, by kind: the message says so, and waits."""

    async def say(body: Mapping[str, Any]) -> None:
        wanted = ClaimScheduled(scheduled_id=body["scheduled_id"], send_at=body["send_at"])
        claimed = await call(SYSTEM, "scheduled.claim", wanted)
        if claimed is not None:
            await call(SYSTEM, "scheduled.settle", _refused(claimed.message.id, _UNSENT))

    return {SEND: say}


async def _post(call: Call, claimed: ClaimedMessage) -> SettleScheduled:
    """Post as the person, with the rights of this moment.

    Errors: those that pass, after which the message is let go, to be tried again.
    """
    message = claimed.message
    actor = Actor(Kind.BOT if claimed.is_bot else Kind.PERSON, PersonId(claimed.person_id))
    post = PostMessage(
        channel_id=message.channel_id,
        thread_id=message.thread_id,
        text=message.text,
        file_ids=[file.id for file in message.files],
        also_to_channel=message.also_to_channel,
        client_id=f"scheduled-{message.id}",
        keeps_unread=True,
        keeps_thread_unread=True,
    )
    try:
        posted = await call(actor, "messages.post", post)
    except FINAL as refused:
        return _refused(message.id, refused)
    except DomainError:
        await call(SYSTEM, "scheduled.settle", SettleScheduled(scheduled_id=message.id))
        raise
    return SettleScheduled(scheduled_id=message.id, message_id=posted.id)


def _refused(scheduled_id: str, refused: DomainError) -> SettleScheduled:
    return SettleScheduled(
        scheduled_id=scheduled_id, error=refused.code, error_detail=refused.detail
    )
