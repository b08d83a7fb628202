"""What apps answer: a message to one person alone, or for all in the channel.

Source: the contract's section 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from channels.bots.protocol import AppFacts, StoredMessage
from channels.bots.showing import whisper_key
from channels.core.actor import Actor, Kind, PersonId
from channels.messages.protocol import MessageView
from server.slack.arguments import Arguments
from server.slack.call import Call
from server.slack.caller import Caller
from server.slack.edge import Edge
from server.slack.errors import SlackError
from server.slack.hooks import caller_of
from server.slack.methods.chat import Content, card_of, check_open, read_content
from server.slack.stamps import to_ts

WHISPER_MS = 24 * 3_600 * 1_000


class Place(NamedTuple):
    """Where an app's answers go: the channel, who asked, and the message that was pressed."""

    channel_id: str
    person_id: str
    message_id: str = ""
    whispered: bool = False
    thread_id: str = ""
    thread_ts: str = ""


class Saying:
    """Says it in the app's name."""

    edge: Edge
    _whispered_us = 0

    async def say(self, app: AppFacts, place: Place, answer: Mapping[str, Any]) -> None:
        """A message that an app answers with: to the person alone, or for all in the channel."""
        call = await self.call_of(app, answer)
        content = read_content(call)
        if answer.get("response_type") == "in_channel":
            card = await self.edge.card(place.channel_id)
            if card is None:
                raise SlackError("channel_not_found")
            check_open(card.facts.archived, card.facts.posting, thread=bool(place.thread_id))
            values = _post_values(call, content, place)
            await call.ask_past("bots.post", **values)
        else:
            await self.whisper(call, content, place)

    async def call_of(self, app: AppFacts, args: Mapping[str, Any]) -> Call:
        """A call in the name of the app."""
        caller: Caller = caller_of(app)
        return Call(self.edge, "response_url", caller, Arguments(args), await self.edge.team())

    async def whisper(self, call: Call, content: Content, place: Place, replaces: str = "") -> str:
        """Show it to the person alone; answers its time."""
        if content.empty:
            raise SlackError("no_text")
        actor = Actor(Kind.SYSTEM, PersonId(call.me))
        # Growing: no two of one moment are one.
        self._whispered_us = max(self.edge.clock.now_us(), self._whispered_us + 1)
        ts = to_ts(self._whispered_us)
        await self.edge.ask(
            actor,
            "bots.whisper",
            channel_id=place.channel_id,
            person_id=place.person_id,
            text=content.text,
            card=card_of(call, content),
            thread_id=place.thread_id or None,
            replaces=replaces,
            source=content.source,
            at_us=self._whispered_us,
            key=whisper_key(place.channel_id, ts, place.person_id),
            kept_ms=WHISPER_MS,
        )
        return ts


async def find_whisper(
    edge: Edge, channel_id: str, which: str, person_id: str
) -> StoredMessage | None:
    """What was shown to the person, by its time or its id, while it is kept."""
    kept = await edge.tickets.look("whisper", whisper_key(channel_id, which, person_id))
    if kept.outcome != "ok":
        return None
    view = msgspec.convert(kept.body["view"], MessageView)
    at_us = kept.body.get("at_us", view.created_at * 1_000)
    return StoredMessage(view=view, at_us=at_us, source=kept.body["source"])


def _post_values(call: Call, content: Content, place: Place) -> dict[str, Any]:
    values: dict[str, Any] = {
        "channel_id": place.channel_id,
        "text": content.text,
        "source": content.source,
        "card": card_of(call, content),
    }
    if place.thread_id:
        values["thread_id"] = place.thread_id
    return values
