"""What a message that is sent later carries beside its words: kept until then, and sent with it."""

from __future__ import annotations

from typing import Any

import msgspec

from channels.bots.protocol import PostCard
from channels.bots.tickets import Tickets
from channels.bots.waiting import KIND, LATE_MS, secret_of
from channels.core.actor import Actor
from channels.core.protocol import Command
from channels.messages.protocol import PostMessage
from channels.scheduled.jobs import Call as Door
from channels.scheduled.protocol import ScheduledView
from server.slack.call import Call
from server.slack.methods.chat import Content, author_of, card_of
from server.slack.rich import escape

NO_WORDS = "…"  # until it is sent: what is sent later needs words
_KEPT = ("text", "source", "card", "author_name", "marks")
_CLIENT = "scheduled-"


async def keep_content(call: Call, made: ScheduledView, content: Content, in_s: int) -> None:
    """Keep it until the message is sent."""
    name, icon = author_of(call)
    card = card_of(call, content, icon)
    body = {
        "was": made.text,
        "text": content.text,
        "source": content.source,
        "card": msgspec.to_builtins(card) if card is not None else None,
        "author_name": name,
        "marks": content.marks,
    }
    app_id = call.caller.app.id if call.caller.app is not None else ""
    lasts_ms = in_s * 1_000 + LATE_MS
    await call.edge.tickets.make(
        KIND, app_id, body, uses=1, lasts_ms=lasts_ms, secret=secret_of(made.id)
    )


async def source_of(tickets: Tickets, made: ScheduledView) -> str:
    """Its words as the app wrote them; our own where a person has changed them since."""
    kept = await tickets.look(KIND, secret_of(made.id))
    known = kept.outcome == "ok" and kept.body["was"] == made.text
    return str(kept.body["source"]) if known else made.text


def with_content(door: Door, tickets: Tickets) -> Door:
    """The door for the job that sends: a message of an edge goes with all that it carries."""

    async def call(actor: Actor, op: str, command: Command) -> Any:
        client_id = command.client_id or "" if isinstance(command, PostMessage) else ""
        if op == "messages.post" and client_id.startswith(_CLIENT):
            secret = secret_of(client_id.removeprefix(_CLIENT))
            kept = await tickets.look(KIND, secret)
            if kept.outcome == "ok":
                return await door(actor, "bots.post", _whole(command, kept.body))
        return await door(actor, op, command)

    return call


def _whole(command: Command, body: dict[str, Any]) -> PostCard:
    fields = msgspec.structs.asdict(command)
    if fields["text"] != body["was"]:  # its person has written it anew meanwhile
        body = {"source": escape(fields["text"])}
    known = {name: body[name] for name in _KEPT if name in body}
    return msgspec.convert({**fields, **known}, PostCard)
