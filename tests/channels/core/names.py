"""A small workspace for text: three people and three channels."""

from __future__ import annotations

from channels.core.actor import ChannelId, PersonId

PEOPLE = {"ada": "U1ADA", "bob_": "U2BOB", "chloé": "U3CHLOE", "x.com": "U4X"}
CHANNELS = {"general": "C1GENERAL", "2026": "C2YEAR", "été": "C3SUMMER"}


class SmallWorkspace:
    """Names as an author sees them, from two tables."""

    def person(self, handle: str) -> PersonId | None:
        found = PEOPLE.get(handle)
        return PersonId(found) if found else None

    def channel(self, name: str) -> ChannelId | None:
        found = CHANNELS.get(name)
        return ChannelId(found) if found else None

    def handle(self, person_id: str) -> str | None:
        return next((word for word, id in PEOPLE.items() if id == person_id), None)

    def channel_name(self, channel_id: str) -> str | None:
        return next((word for word, id in CHANNELS.items() if id == channel_id), None)
