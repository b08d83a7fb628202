"""Clients that live through anything and note all of it: writers, and listeners who resume."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from persistence.streams import Stream, channel_stream
from tests.soak.history import Hearing, Sent
from tests.soak.line import LOST, Address, Line, Refused

PAUSE_S = 0.05


class Writer:
    """Posts numbered messages to channels in turn, at each loss going to the next gateway.

    What got no answer is sent again under its `client_id`; a forgetful one lets some of it be.
    """

    def __init__(
        self, person_id: str, token: str, name: str, channels: Sequence[str], seed: int
    ) -> None:
        self.sent: list[Sent] = []
        self.forgetful = 0.0  # how often it gives up what was not answered
        self.refused = 0
        self.losses = 0
        self.answered = 0
        self.longest_wait_s = 0.0  # for one answer, all attempts together
        self._person_id, self._token, self._name = person_id, token, name
        self._channels = channels
        self._random = random.Random(seed)

    async def run(self, places: Sequence[Address], rest_s: float, stop: asyncio.Event) -> None:
        """Until told to stop, and what was begun is answered."""
        line: Line | None = None
        turn = 0
        while not stop.is_set():
            channel_id = self._channels[len(self.sent) % len(self._channels)]
            one = Sent(channel_id, self._person_id, f"{self._name} {len(self.sent)}")
            self.sent.append(one)
            began_s = time.monotonic()
            while not one.answers:
                try:
                    line = line or await self._comes(places[turn % len(places)])
                    await self._posts(line, one)
                except (*LOST, Refused) as error:
                    line, turn = await self._after(error, line), turn + 1
                    if self._random.random() < self.forgetful:
                        break
            self.longest_wait_s = max(self.longest_wait_s, time.monotonic() - began_s)
            await asyncio.sleep(rest_s)
        if line is not None:
            await line.close()

    async def _comes(self, place: Address) -> Line:
        return await Line.opens(place, self._token, "?watch=none")

    async def _posts(self, line: Line, one: Sent) -> None:
        args = {"channel_id": one.channel_id, "text": one.text, "client_id": one.text}
        message = await line.call("messages.post", **args)
        one.answers.append((message["id"], message["seq"]))
        self.answered += 1
        if self._random.random() < 0.02:  # an answer that was lost on its last yard
            again = await line.call("messages.post", **args)
            one.answers.append((again["id"], again["seq"]))

    async def _after(self, error: BaseException, line: Line | None) -> Line | None:
        """Errors: Refused, where it is not one that passes."""
        if isinstance(error, Refused):
            if error.code not in ("unavailable", "limited"):
                raise error
            self.refused += 1
            await asyncio.sleep(min(error.retry_after_s or PAUSE_S, 0.25))
            return line
        self.losses += 1
        if line is not None:
            await line.close()
        await asyncio.sleep(PAUSE_S)
        return None


class Listener:
    """Hears all its channels, resumes after each loss, and marks something read now and then."""

    def __init__(self, person_id: str, token: str, name: str, channels: Sequence[str]) -> None:
        self.person_id = person_id
        self.name = name
        self.hearings = {one: Hearing(f"{name} in {one}") for one in channels}
        self.began: dict[str, int] = {}
        self.marked = dict.fromkeys(channels, 0)
        self.resumes = 0
        self.sent_away = 0
        self.line: Line | None = None
        self.token = token
        self._channel_of: dict[Stream, str] = {channel_stream(one): one for one in channels}

    async def run(self, places: Sequence[Address]) -> None:
        """Until cancelled; at each loss it goes to the next place."""
        for turn in count():
            try:
                await self._listens_at(places[turn % len(places)])
            except (*LOST, Refused):
                pass
            finally:
                if self.line is not None:
                    line, self.line = self.line, None
                    self.sent_away += line.sent_away
                    await line.close()
            await asyncio.sleep(PAUSE_S)

    async def _listens_at(self, place: Address) -> None:
        again = all(one.begun for one in self.hearings.values())
        for hearing in self.hearings.values():
            if again:
                hearing.comes_back()
        early: list[dict[str, Any]] = []
        self._hear = early.append
        self.line = line = await Line.opens(place, self.token, "", lambda push: self._hear(push))
        if not again:
            self._begins(line.hello["positions"])
        self._hear = self._hears
        for push in early:
            self._hears(push)
        if again:
            await self._resumes(line)
        await line.lost()

    def _begins(self, positions: dict[Stream, list[Any]]) -> None:
        for stream, channel_id in self._channel_of.items():
            epoch, seq = positions[stream]
            self.hearings[channel_id].begins(epoch, seq)
            self.began[channel_id] = seq

    async def _resumes(self, line: Line) -> None:
        positions = {
            stream: [self.hearings[one].epoch, self.hearings[one].seq]
            for stream, one in self._channel_of.items()
        }
        while True:
            try:
                answer = await line.call("streams.resume", positions=positions)
            except Refused as refused:
                if refused.code not in ("unavailable", "limited"):
                    raise
                await asyncio.sleep(PAUSE_S)
            else:
                break
        self.resumes += 1
        for stream, one in self._channel_of.items():
            self.hearings[one].resumed(reset=stream in answer["reset"])

    def _hears(self, push: dict[str, Any]) -> None:
        channel_id = self._channel_of.get(push["stream"])
        if channel_id is not None and "seq" in push:
            message_id = push["data"].get("message", {}).get("id", "")
            hearing = self.hearings[channel_id]
            hearing.hears(push["epoch"], push["seq"], push["event"], message_id)

    async def marks(self, channel_id: str, seq: int) -> None:
        """Mark a channel read up to there; what is not answered may have been marked or not."""
        if self.line is None or seq <= 0:
            return
        with suppress(*LOST, Refused):
            await self.line.call("reads.mark", channel_id=channel_id, seq=seq, forward=True)
            self.marked[channel_id] = max(self.marked[channel_id], seq)
