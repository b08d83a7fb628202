"""Tells an app of one thing: over a connection or over HTTP, and writes down what became of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from channels.bots.queue import EventQueue, Waiting
from server.slack.edge import Edge
from server.slack.links import Links, Lost, Unanswered, Unlinked
from server.slack.objects import Item
from server.slack.telling.events import envelope, to_events
from server.slack.telling.sender import Outcome, Sender
from server.slack.telling.told import Told, still_heard

LINK_PAUSES_MS = (1_000, 10_000, 30_000)
LOST_PAUSES_MS = (0, *LINK_PAUSES_MS[1:])  # once: all connections may be about to be lost
HTTP_PAUSES_MS = (1_000, 60_000, 300_000)
DEAD_AFTER_MS = 24 * 3_600 * 1_000
ANSWER_KEPT, SENT_KEPT = 2_000, 20_000
READS_AT_ONCE = 4  # of the store's connections, which people need as well
MOST_TAKEN = 10_000
TOLD_IN_MS = 20_000  # several events of three seconds each, and the store

End = Callable[[], Awaitable[None]]


class Teller:
    """Guarantees: an event is told at least once; what is not taken after four attempts stays as
    failed; of what the bot may not hear any more nothing is told."""

    def __init__(
        self,
        edge: Edge,
        links: Links,
        sender: Sender,
        queue: EventQueue,
        on_sent: Callable[[str], None],
    ) -> None:
        self._edge = edge
        self._links = links
        self._sender = sender
        self._queue = queue
        self._on_sent = on_sent
        self._reads = asyncio.Semaphore(READS_AT_ONCE)
        self._taken: dict[str, set[str]] = {}  # of what is told in several events, those taken

    async def begin(self, one: Waiting) -> End | None:
        """Send it over a connection, in order; the rest, which may take time, is for the caller
        to run. None where nothing is left to do, or where it is held no longer."""
        if self._is_over(one):
            await self._release(one)
            return None
        async with self._reads:
            events = await self._events(one)
        if not events:
            await self._queue.drop(one.id)
            return None
        if one.app.socket_mode:
            return await self._over_link(one, events)
        return partial(self._post, one, events)

    async def _events(self, one: Waiting) -> list[Item]:
        """What is to be told of it, without what was taken by an earlier attempt."""
        if "event" not in one.body:
            return []  # deleted since, and its words with it
        told = Told(self._edge, one.app, one.name, one.body, one.at_us)
        if not await still_heard(told):
            return []
        team = await self._edge.team()
        taken = self._taken.get(one.id, ())
        found = [
            envelope(one.app, team.id, one.id if not n else f"{one.id}{n}", event, one.at_us)
            for n, event in enumerate(await to_events(told))
        ]
        return [one for one in found if one["event_id"] not in taken]

    def _is_over(self, one: Waiting) -> bool:
        """Might another process claim it while it is being told?"""
        return one.held_until_ms - TOLD_IN_MS <= self._edge.now_ms

    async def _release(self, one: Waiting) -> None:
        """It waited too long for its turn here: due at once, and this was no attempt."""
        await self._queue.settle(one, due_at_ms=self._edge.now_ms, attempts=one.attempts - 1)

    def _take(self, one: Waiting, event: Item) -> None:
        if len(self._taken) >= MOST_TAKEN:
            self._taken.clear()  # those are told twice, which apps stand
        self._taken.setdefault(one.id, set()).add(event["event_id"])

    async def _settle(self, one: Waiting, **values: Any) -> None:
        """It is over, for good or bad; of a deleted message no words are kept."""
        if one.name == "message.deleted":
            values["body"] = _without_words(one.body)
        await self._queue.settle(one, **values)
        self._taken.pop(one.id, None)
        if values["state"] == "sent":
            self._on_sent(one.app.id)

    async def _again(self, one: Waiting, pauses_ms: Sequence[int], **told: Any) -> None:
        if one.attempts > len(pauses_ms):
            await self._settle(one, state="failed", **told)
            return
        due = self._edge.now_ms + pauses_ms[one.attempts - 1]
        await self._queue.settle(one, due_at_ms=due, **told)

    # -- over a connection

    async def _over_link(self, one: Waiting, events: Sequence[Item]) -> End | None:
        retry = one.attempts - 1
        futures: list[asyncio.Future[Any]] = []
        try:
            for event in events:
                item = {
                    "type": "events_api",
                    "accepts_response_payload": False,
                    "retry_attempt": retry,
                    "retry_reason": "timeout" if retry else "",
                    "payload": event,
                }
                futures.append(await self._links.send(one.app.id, item))
        except (Unlinked, Unanswered):
            for future in futures:
                future.cancel()
            await self._release(one)
            return None
        return partial(self._await_acks, one, events, futures)

    async def _await_acks(
        self, one: Waiting, events: Sequence[Item], futures: Sequence[asyncio.Future[Any]]
    ) -> None:
        results = await asyncio.gather(
            *(self._links.acked(future) for future in futures), return_exceptions=True
        )
        for event, result in zip(events, results, strict=True):
            if not isinstance(result, BaseException):
                self._take(one, event)
        if not any(isinstance(result, BaseException) for result in results):
            await self._settle(one, state="sent", reason="", sent=_shown(events))
        elif any(isinstance(result, Lost) for result in results):
            await self._again(one, LOST_PAUSES_MS, reason="timeout", sent=_shown(events))
            self._links.on_linked()  # there is another connection, for what is due now
        else:
            await self._again(one, LINK_PAUSES_MS, reason="timeout", sent=_shown(events))

    # -- over HTTP

    async def _post(self, one: Waiting, events: Sequence[Item]) -> None:
        if self._is_over(one):
            await self._release(one)
            return
        bad: Outcome | None = None
        outcome = Outcome("unknown_error")
        for event in events:
            if self._is_over(one):
                return  # whoever claims it next tells the rest
            reason = one.reason or "http_error"
            outcome = await self._sender.event(one.app, event, one.attempts - 1, reason)
            if outcome.reason:
                bad = outcome
            else:
                self._take(one, event)
        told = {"sent": _shown(events), **_answered(bad or outcome)}
        if bad is None:
            if one.app.failing_since or one.attempts > 1:
                await self._queue.note_success(one.app)
            await self._settle(one, state="sent", **told)
        elif bad.final:
            await self._settle(one, state="failed", **told)
        else:
            await self._again(one, HTTP_PAUSES_MS, **told)
            await self._queue.note_failure(one.app, DEAD_AFTER_MS)


def _answered(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    body = answer.body.decode(errors="replace").replace("\0", "") if answer is not None else ""
    return {
        "reason": outcome.reason,
        "answer": body[:ANSWER_KEPT],
        "code": answer.status if answer is not None else 0,
    }


def _without_words(body: Mapping[str, Any]) -> str:
    before = body.get("before") or {}
    return json.dumps({**body, "before": {"at_us": before.get("at_us", 0)}}, ensure_ascii=False)


def _shown(events: Sequence[Item]) -> str:
    """What was sent, for those who look at it later: without the app's own token, and without
    the words of what was deleted."""
    open_to_see = [{name: v for name, v in one.items() if name != "token"} for one in events]
    for one in open_to_see:
        if one["event"].get("subtype") == "message_deleted":
            kept = {name: v for name, v in one["event"].items() if name != "previous_message"}
            one["event"] = kept
    whole = open_to_see[0] if len(open_to_see) == 1 else open_to_see
    text = json.dumps(whole, ensure_ascii=False).replace("\\u0000", "")
    return text[:SENT_KEPT]
