"""Presence for those who asked: each connection hears only of the persons that it watches."""

from __future__ import annotations

from collections.abc import Iterable

from persistence.streams import PRESENCE
from server.gateway.frames import encode_push, message_opcode, read_body
from server.gateway.ports import Codec, Listener
from server.gateway.wire import frame


class PresenceFilter:
    """Splits a batch of changes by who watches whom; equal shares are encoded once."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[Listener]] = {}

    def choose(self, listener: Listener, person_ids: Iterable[str]) -> None:
        """The listener hears of these persons, instead of those it chose before."""
        self.forget(listener)
        listener.people = frozenset(person_ids)
        for person_id in listener.people:
            self._watchers.setdefault(person_id, set()).add(listener)

    def forget(self, listener: Listener) -> None:
        """The listener hears of nobody. Again is harmless."""
        for person_id in listener.people:
            watchers = self._watchers.get(person_id)
            if watchers is not None:
                watchers.discard(listener)
                if not watchers:
                    del self._watchers[person_id]
        listener.people = frozenset()

    def push(self, body: bytes) -> None:
        """Send an entry of the presence stream, whose data is `{"people": [view, …]}`."""
        event, changes = read_body(body)
        people = {view["person_id"]: view for view in changes["people"]}
        shares: dict[Listener, list[str]] = {}
        for person_id in people:
            for listener in self._watchers.get(person_id, ()):
                shares.setdefault(listener, []).append(person_id)
        made: dict[tuple[Codec, tuple[str, ...]], bytes] = {}
        for listener, share in shares.items():
            key = (listener.codec, tuple(share))
            if key not in made:
                content = {"people": [people[person_id] for person_id in share]}
                message = encode_push(PRESENCE, event, content, listener.codec)
                made[key] = frame(message_opcode(listener.codec), message)
            listener.write(made[key])
