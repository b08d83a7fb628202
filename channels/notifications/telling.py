"""Telling one person of one message: is it still worth it, and what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from channels.core.cards import ChannelCard
from channels.core.context import Access
from channels.messages.tables import MessageRow
from channels.notifications import queries
from channels.notifications.ports import Missed, Notice, Reading
from channels.notifications.queries import Listener
from channels.notifications.rules import Why
from persistence.bulk import table_of
from persistence.store import Store

_message = table_of(MessageRow)


@dataclass(frozen=True, slots=True)
class News:
    """A message that a person may read, has not read, and has not silenced."""

    row: Any
    card: ChannelCard
    listener: Listener
    author: str
    text: str
    wall: str = ""

    @property
    def channel(self) -> str:
        """The channel's name with its sign, or whose wall it is; empty for a direct conversation
        and for somebody's own wall."""
        if self.card.facts.wall_of:
            return self.wall
        return f"#{self.card.facts.name}" if self.card.facts.name else ""

    @property
    def url(self) -> str:
        """Where the client shows it."""
        row = self.row
        if row.thread_id and not row.in_channel:
            return f"/c/{row.channel_id}/t/{row.thread_id}"
        return f"/c/{row.channel_id}/{row.id}"

    def notice(self, push_id: str, why: Why, badge: int) -> Notice:
        """As a push message."""
        row = self.row
        return Notice(
            push_id=push_id,
            why=why,
            author=self.author,
            channel=self.channel,
            text=self.text,
            channel_id=row.channel_id,
            thread_id=row.thread_id if row.thread_id and not row.in_channel else "",
            message_id=row.id,
            seq=row.seq,
            url=self.url,
            badge=badge,
        )

    def missed(self, root: str) -> Missed:
        """As a part of a mail; `root` is the address of the workspace."""
        row = self.row
        return Missed(
            self.author, self.channel, self.text, root + self.url, row.created_us // 1_000
        )


class Newsroom:
    """Looks messages up for those who are to be told of them.

    It asks for cards only between its own reads: one that waits for another within it could wait
    for ever, once all connections are taken so.
    """

    def __init__(self, store: Store, access: Access, reading: Reading) -> None:
        self._store = store
        self._access = access
        self._reading = reading

    async def news(self, person_id: str, message_id: str, why: str = "") -> News | None:
        """None where there is nothing to tell (any more): deleted, read (but for a reminder),
        silenced, not theirs."""
        query = select(_message).where(_message.c.id == message_id, _message.c.deleted.is_(False))
        async with self._store.read() as snapshot:
            row = await snapshot.first(query)
        if row is None:
            return None
        card = await self._access.peek_channel(row.channel_id)
        if card is None or person_id not in card.members:
            return None
        wall_of = card.facts.wall_of
        people = await self._access.cards_of([row.author_id, *([wall_of] if wall_of else [])])
        author, whose = people.get(row.author_id), people.get(wall_of)
        place = (row.channel_id, "" if row.in_channel else row.thread_id or "")
        async with self._store.read() as snapshot:
            listener = await queries.listener(snapshot, card, person_id)
            if listener is None or listener.muted or listener.level == "none":
                return None
            again = why == Why.REMINDER  # of their own doing
            muters = await self._reading.muters(snapshot, [row.author_id])
            if not again and person_id in muters.get(row.author_id, ()):
                return None
            if not again and not await self._reading.is_unread(snapshot, person_id, place, row.seq):
                return None
            text = await queries.excerpt(snapshot, row)
        name = row.author_name or (author.name if author is not None else "")
        wall = whose.name if whose is not None and wall_of != row.author_id else ""
        return News(row, card, listener, name, text, wall)

    async def badge(self, person_id: str) -> int:
        """The number on the app's icon."""
        async with self._store.read() as snapshot:
            return await self._reading.badge(snapshot, person_id)
