"""Full text in SQLite: an FTS5 index over the folded words of each message.

`fulltext_entry` keeps the words that FTS5 must be told again to forget a message. The rows of the
index are numbered by time, so that the newest are found first without sorting, and who wrote a
message, where, and what it carries are words of a second column: then even a common word by a
rare author is found by skipping. Source: https://www.sqlite.org/fts5.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.fulltext import (
    Document,
    Hit,
    Question,
    Wanted,
    bounds,
    number_for,
    numbered,
    vocabulary,
    words,
)

FEW_CHANNELS = 100  # so many are words of the query, more are filtered by column
EVERY = "every"  # a mark that all messages bear, for questions that only exclude

_KNOWN = text(
    "SELECT number, message_id, words, kin, marks FROM fulltext_entry "
    "WHERE message_id IN (SELECT value FROM json_each(:ids))"
)
_TAKEN = text(
    "SELECT entry.number, entry.message_id FROM json_each(:numbers) AS wanted "
    "CROSS JOIN fulltext_entry AS entry "
    "WHERE entry.number BETWEEN wanted.value AND wanted.value + 64"
)
_UNINDEX = text(
    "INSERT INTO fulltext_index (fulltext_index, rowid, words, kin, marks) "
    "VALUES ('delete', :number, :words, :kin, :marks)"
)
_FORGET = text("DELETE FROM fulltext_entry WHERE number = :number")
# Straight to the driver: SQLAlchemy takes longer over the parameters than SQLite over the rows.
_KEEP = (
    "INSERT INTO fulltext_entry (number, message_id, channel_id, words, kin, marks) "
    "VALUES (:number, :message_id, :channel_id, :words, :kin, :marks)"
)
_INDEX = (
    "INSERT INTO fulltext_index (rowid, words, kin, marks) VALUES (:number, :words, :kin, :marks)"
)
_SEARCH = (
    "SELECT entry.message_id, entry.number, entry.channel_id FROM fulltext_index "
    "CROSS JOIN fulltext_entry AS entry ON entry.number = fulltext_index.rowid "
    "WHERE fulltext_index MATCH :match "
    "AND fulltext_index.rowid >= :since AND fulltext_index.rowid < :until "
)
_READABLE = "AND entry.channel_id IN (SELECT value FROM json_each(:channels)) "
_LEARN = text(
    "INSERT INTO fulltext_word (word) SELECT value FROM json_each(:words) WHERE true "
    "ON CONFLICT DO NOTHING RETURNING id, word"
)
_LEARN_PARTS = "INSERT INTO fulltext_part (rowid, word) VALUES (?, ?)"
_KNOWN_WORDS = text(
    "SELECT word FROM fulltext_word WHERE word IN (SELECT value FROM json_each(:words))"
)
_HOLDING = text(
    "SELECT word FROM fulltext_part WHERE word LIKE :part ORDER BY length(word), word LIMIT :limit"
)
# With the sign FTS5 is not asked for each row by itself, which takes it far longer.
_AMONG = (
    "AND +fulltext_index.rowid IN (SELECT number FROM fulltext_entry "
    "WHERE message_id IN (SELECT value FROM json_each(:among))) "
)
_NEWEST = "ORDER BY fulltext_index.rowid DESC LIMIT :limit"


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
        given = {"words": json.dumps(vocabulary(documents))}
        new = [tuple(row) for row in await connection.execute(_LEARN, given)]
        if new:
            await connection.exec_driver_sql(_LEARN_PARTS, new)

    async def remove(self, connection: AsyncConnection, message_ids: Sequence[str]) -> None:
        await self._take_out(connection, message_ids)

    async def search(self, connection: AsyncConnection, question: Question) -> list[Hit]:
        if question.channel_ids is not None and not question.channel_ids:
            return []
        since, until = bounds(question)
        parameters: dict[str, Any] = {
            "match": _match(question), "since": since, "until": until, "limit": question.limit
        }  # fmt: skip
        statement = _SEARCH
        if question.channel_ids is not None and len(question.channel_ids) > FEW_CHANNELS:
            statement += _READABLE
            parameters["channels"] = json.dumps(list(question.channel_ids))
        if question.among is not None:
            statement += _AMONG
            parameters["among"] = json.dumps(list(question.among))
        found = await connection.execute(text(statement + _NEWEST), parameters)
        return [Hit(row.message_id, row.number, row.channel_id) for row in found]

    async def known(self, connection: AsyncConnection, candidates: Sequence[str]) -> set[str]:
        found = await connection.execute(_KNOWN_WORDS, {"words": json.dumps(list(candidates))})
        return {row.word for row in found}

    async def holding(self, connection: AsyncConnection, part: str, limit: int) -> list[str]:
        found = await connection.execute(_HOLDING, {"part": f"%{part}%", "limit": limit})
        return [row.word for row in found]

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
        "kin": " ".join(document.kin),
        "marks": " ".join(marks),
    }


def _match(question: Question) -> str:
    """An FTS5 expression. Words hold letters and digits only, ids are the store's own."""
    parts = _every(question.wanted)
    if question.author_ids:
        parts.append(f"marks : ({_or(map(_quoted, question.author_ids))})")
    parts += [f"marks : {_quoted(_flag(flag))}" for flag in question.flags]
    channels = question.channel_ids
    if channels is not None and len(channels) <= FEW_CHANNELS:
        parts.append(f"marks : ({_or(map(_quoted, channels))})")
    unwanted = [_every((Wanted(exact=(phrase,)),)) for phrase in question.without]
    unwanted.append(_every(question.unless))
    without = "".join(f" NOT ({' AND '.join(part)})" for part in unwanted if part)
    return f"({' AND '.join(parts) or f'marks : {EVERY}'})" + without


def _every(wanted: Iterable[Wanted]) -> list[str]:
    """An expression for each of those that hold a word."""
    return [f"({part})" for part in map(_ways, wanted) if part]


def _ways(wanted: Wanted) -> str:
    exact = [_quoted(" ".join(found)) for phrase in wanted.exact if (found := words(phrase))]
    begins = [_quoted(" ".join(found)) for phrase in wanted.begins if (found := words(phrase))]
    ways = []
    if exact or begins:
        ways.append(f"words : ({_or([*exact, *(f'{phrase} *' for phrase in begins)])})")
    if wanted.kin:
        ways.append(f"kin : ({_or(map(_quoted, wanted.kin))})")
    return _or(ways)


def _or(parts: Iterable[str]) -> str:
    return " OR ".join(parts)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', "") + '"'


def _flag(name: str) -> str:
    return f"has{name}"
