"""Read marks and followed threads: to everybody, what was imported is read."""

from __future__ import annotations

from channels.reads.tables import ReadMarkRow
from channels.threads.tables import FollowRow
from persistence.decision import Change, Insert
from server.slack.importing.people import People


class Follows:
    """Who wrote in a channel's threads, each told once."""

    def __init__(self, channel_id: str, people: People) -> None:
        self._channel_id = channel_id
        self._people = people
        self._told: set[tuple[str, str]] = set()

    def add(self, thread_id: str, person_id: str, seq: int) -> list[Change]:
        """The person follows the thread, and has read it as far as `seq`; bots follow nothing."""
        if (thread_id, person_id) in self._told or self._people.is_bot(person_id):
            return []
        self._told.add((thread_id, person_id))
        part = {
            "thread_id": thread_id,
            "person_id": person_id,
            "channel_id": self._channel_id,
        }
        return [
            Insert(FollowRow, part, ignore=True),
            read_mark(person_id, self._channel_id, seq, thread_id),
        ]


def read_mark(person_id: str, channel_id: str, seq: int, thread_id: str = "") -> Insert:
    """A person has read a channel, or a thread, as far as `seq`."""
    row = {
        "person_id": person_id,
        "channel_id": channel_id,
        "thread_id": thread_id,
        "seq": seq,
    }
    return Insert(ReadMarkRow, row, update=("seq",), greatest=("seq",))
