"""Full text in SQLite: an FTS5 index over the folded words of each message.

`fulltext_entry` keeps the words that FTS5 must be told again to forget a message. The rows of the
index are numbered by time, so that the newest are found first without sorting, and who wrote a
message, where, and what it carries are words of a second column: then even a common word by a
rare author is found by skipping. Source: https://www.sqlite.org/fts5.html.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.fulltext import (
    Document,
    Hit,
    Question,
    bounds,
    number_for,
    numbered,
    words,
)

FEW_CHANNELS = 100  # so many are words of the query, more are filtered by column
EVERY = "every"  # a mark that all messages bear, for questions that only exclude

_KNOWN = text(
    "SELECT number, message_id, words, marks FROM fulltext_entry "
    "WHERE message_id IN (SELECT value FROM json_each(:ids))"
)
_TAKEN = text(
    "SELECT entry.number, entry.message_id FROM json_each(:numbers) AS wanted "
    "CROSS JOIN fulltext_entry AS entry "
    "WHERE entry.number BETWEEN wanted.value AND wanted.value + 64"
)
_UNINDEX = text(
    "INSERT INTO fulltext_index (fulltext_index, rowid, words, marks) "
    "VALUES ('delete', :number, :words, :marks)"
)
_FORGET = text("DELETE FROM fulltext_entry WHERE number = :number")
# Straight to the driver: SQLAlchemy takes longer over the parameters than SQLite over the rows.
_KEEP = (
    "INSERT INTO fulltext_entry (number, message_id, channel_id, words, marks) "
    "VALUES (:number, :message_id, :channel_id, :words, :marks)"
)
_INDEX = "INSERT INTO fulltext_index (rowid, words, marks) VALUES (:number, :words, :marks)"
_SEARCH = (
    "SELECT entry.message_id, entry.number FROM fulltext_index "
    "CROSS JOIN fulltext_entry AS entry ON entry.number = fulltext_index.rowid "
    "WHERE fulltext_index MATCH :match "
    "AND fulltext_index.rowid >= :since AND fulltext_index.rowid < :until "
)
_READABLE = "AND entry.channel_id IN (SELECT value FROM json_each(:channels)) "
_NEWEST = "ORDER BY fulltext_index.rowid DESC LIMIT :limit"
_SEARCH_FEW = text(_SEARCH + _NEWEST)
_SEARCH_MANY = text(_SEARCH + _READABLE + _NEWEST)


class SqliteFullText:
    """Source: `FullText`. Works with SQLite 3.40."""

    async def index(self, connection: AsyncConnection, documents: Sequence[Document]) -> None:
        if not documents:
            return
        known = await self._take_out(connection, [item.message_id for item in documents])
        wanted = [number_for(item.created_us, item.message_id) for item in documents]
        near = await connection.execute(_TAKEN, {"numbers": json.dumps(wanted)})
        taken = {row.number for row in near} | set(known.values())
        rows = [_row(number, item) for number, item in numbered(documents, known, taken)]
        await connection.exec_driver_sql(_KEEP, rows)
        await connection.exec_driver_sql(_INDEX, rows)

    async def remove(self, connection: AsyncConnection, message_ids: Sequence[str]) -> None:
        await self._take_out(connection, message_ids)

    async def search(self, connection: AsyncConnection, question: Question) -> list[Hit]:
        if not question.channel_ids:
            return []
        since, until = bounds(question)
        parameters: dict[str, Any] = {
            "match": _match(question), "since": since, "until": until, "limit": question.limit
        }  # fmt: skip
        if len(question.channel_ids) <= FEW_CHANNELS:
            statement = _SEARCH_FEW
        else:
            statement = _SEARCH_MANY
            parameters["channels"] = json.dumps(list(question.channel_ids))
        found = await connection.execute(statement, parameters)
        return [Hit(message_id, number) for message_id, number in found]

    async def _take_out(
        self, connection: AsyncConnection, message_ids: Sequence[str]
    ) -> dict[str, int]:
        """Remove entries with exactly the words they were indexed with; answers their numbers."""
        found = await connection.execute(_KNOWN, {"ids": json.dumps(list(message_ids))})
        rows = [dict(row) for row in found.mappings()]
        if rows:
            await connection.execute(_UNINDEX, rows)
            await connection.execute(_FORGET, rows)
        return {row["message_id"]: row["number"] for row in rows}


def _row(number: int, document: Document) -> dict[str, Any]:
    marks = [EVERY, document.channel_id, document.author_id, *map(_flag, document.flags)]
    return {
        "number": number,
        "message_id": document.message_id,
        "channel_id": document.channel_id,
        "words": " ".join(words(document.text)),
        "marks": " ".join(marks),
    }


def _match(question: Question) -> str:
    """An FTS5 expression. Words hold letters and digits only, ids are the store's own."""
    parts = [_words(word, prefix=True) for word in question.words]
    parts += [_words(phrase, prefix=False) for phrase in question.phrases]
    if question.author_id is not None:
        parts.append(f"marks : {_quoted(question.author_id)}")
    parts += [f"marks : {_quoted(_flag(flag))}" for flag in question.flags]
    if len(question.channel_ids) <= FEW_CHANNELS:
        parts.append(f"marks : ({' OR '.join(map(_quoted, question.channel_ids))})")
    wanted = " AND ".join(part for part in parts if part) or f"marks : {EVERY}"
    unwanted = [_words(phrase, prefix=False) for phrase in question.without]
    return f"({wanted})" + "".join(f" NOT {part}" for part in unwanted if part)


def _words(phrase: str, prefix: bool) -> str:
    found = words(phrase)
    if not found:
        return ""
    return f"words : {_quoted(' '.join(found))}" + (" *" if prefix else "")


def _quoted(term: str) -> str:
    return '"' + term.replace('"', "") + '"'


def _flag(name: str) -> str:
    return f"has{name}"
