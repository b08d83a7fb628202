"""What text must be told of the workspace: the handles of people and the names of channels."""

from __future__ import annotations

from typing import Protocol

from channels.core.actor import ChannelId, PersonId


class Labels(Protocol):
    """Ids to the words that stand for them now. None for what is absent or may not be seen."""

    def handle(self, person_id: str) -> str | None:
        """The person's present handle, without `@`."""
        ...

    def channel_name(self, channel_id: str) -> str | None:
        """The channel's present name, without `#`."""
        ...


class Names(Labels, Protocol):
    """Both ways between ids and words, as the author of a text may see them.

    `handle(person(h))` and `channel_name(channel(n))` give the same word back. Answers at once
    (from a cache): it is asked for every `@` and `#` of a message.
    """

    def person(self, handle: str) -> PersonId | None:
        """The person with this handle, which comes in lower case and NFC."""
        ...

    def channel(self, name: str) -> ChannelId | None:
        """The channel of this name (lower case, NFC) if it is public or the author is in it."""
        ...
