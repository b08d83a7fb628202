"""A full-text index with its database, and short ways to ask it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.fulltext import Document, FullText, Question


class Index:
    """An adapter with a connection, and short ways to ask it."""

    def __init__(self, adapter: FullText, connection: AsyncConnection) -> None:
        self.adapter = adapter
        self.connection = connection

    async def add(self, *documents: Document) -> None:
        await self.adapter.index(self.connection, documents)

    async def remove(self, *message_ids: str) -> None:
        await self.adapter.remove(self.connection, message_ids)

    async def ids(self, question: Question) -> list[str]:
        hits = await self.adapter.search(self.connection, question)
        return [hit.message_id for hit in hits]
