"""Full text in PostgreSQL: a tsvector for each message, under a GIN index.

The vector is made here, word by word, and not by PostgreSQL's parser, so that both databases
agree on what a word is. Who wrote a message, where, and what it carries are lexemes too.
Source: https://www.postgresql.org/docs/15/datatype-textsearch.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

FEW_CHANNELS = 10  # so many are lexemes of the query, more are filtered by column
MAX_POSITION = 16_383
MAX_POSITIONS = 255

_KNOWN = text(
    "SELECT number, message_id FROM fulltext_entry "
    "WHERE message_id = ANY(CAST(:ids AS text[])) FOR UPDATE"
)
_TAKEN = text(
    "SELECT entry.number FROM unnest(CAST(:numbers AS bigint[])) AS wanted (number) "
    "JOIN fulltext_entry AS entry "
    "ON entry.number BETWEEN wanted.number AND wanted.number + 64"
)
_KEEP = text(
    "INSERT INTO fulltext_entry (number, message_id, channel_id, terms) "
    "SELECT number, message_id, channel_id, CAST(terms AS tsvector) FROM unnest("
    "CAST(:numbers AS bigint[]), CAST(:ids AS text[]), CAST(:channels AS text[]), "
    "CAST(:terms AS text[])) AS given (number, message_id, channel_id, terms) "
    "ON CONFLICT (number) DO UPDATE SET terms = excluded.terms "
    "WHERE fulltext_entry.message_id = excluded.message_id"
)
_FORGET = text("DELETE FROM fulltext_entry WHERE message_id = ANY(CAST(:ids AS text[]))")
_SEARCH = (
    "SELECT message_id, number FROM fulltext_entry "
    "WHERE terms @@ CAST(:match AS tsquery) AND number >= :since AND number < :until "
)
_READABLE = "AND channel_id = ANY(CAST(:channels AS text[])) "
_NEWEST = "ORDER BY number DESC LIMIT :limit"
_PLAN_AFRESH = text(
    "SET LOCAL plan_cache_mode = force_custom_plan"
)  # a rare word's plan is its own
_SEARCH_FEW = text(_SEARCH + _NEWEST)
_SEARCH_MANY = text(_SEARCH + _READABLE + _NEWEST)


class PostgresFullText:
    """Source: `FullText`."""

    async def index(self, connection: AsyncConnection, documents: Sequence[Document]) -> None:
        if not documents:
            return
        ids = [item.message_id for item in documents]
        found = await connection.execute(_KNOWN, {"ids": ids})
        known = {message_id: number for number, message_id in found}
        wanted = [number_for(item.created_us, item.message_id) for item in documents]
        near = await connection.execute(_TAKEN, {"numbers": wanted})
        taken = {row.number for row in near}
        rows = numbered(documents, known, taken)
        await connection.execute(
            _KEEP,
            {
                "numbers": [number for number, _ in rows],
                "ids": [item.message_id for _, item in rows],
                "channels": [item.channel_id for _, item in rows],
                "terms": [_vector(item) for _, item in rows],
            },
        )

    async def remove(self, connection: AsyncConnection, message_ids: Sequence[str]) -> None:
        await connection.execute(_FORGET, {"ids": list(message_ids)})

    async def search(self, connection: AsyncConnection, question: Question) -> list[Hit]:
        if not question.channel_ids:
            return []
        since, until = bounds(question)
        match = _match(question)
        parameters: dict[str, Any] = {
            "match": match, "since": since, "until": until, "limit": question.limit
        }  # fmt: skip
        if len(question.channel_ids) <= FEW_CHANNELS:
            statement = _SEARCH_FEW
        else:
            statement = _SEARCH_MANY
            parameters["channels"] = list(question.channel_ids)
        await connection.execute(_PLAN_AFRESH)
        found = await connection.execute(statement, parameters)
        return [Hit(message_id, number) for message_id, number in found]


def _vector(document: Document) -> str:
    """A tsvector as text: `'#C01':1 'word':1,5`. Marks have a sign that no word has."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words(document.text), start=1):
        found = places.setdefault(word, [])
        if len(found) < MAX_POSITIONS and place <= MAX_POSITION:
            found.append(place)
    marks = ["#", f"#{document.channel_id}", f"#{document.author_id}"]
    marks += [f"#{flag}" for flag in document.flags]
    lexemes = [_quoted(mark) for mark in marks]
    for word, found in places.items():
        at = ",".join(map(str, found))
        lexemes.append(f"{_quoted(word)}:{at}" if at else _quoted(word))
    return " ".join(lexemes)


def _match(question: Question) -> str:
    """A tsquery as text."""
    parts = [_words(word, prefix=True) for word in question.words]
    parts += [_words(phrase, prefix=False) for phrase in question.phrases]
    if question.author_id is not None:
        parts.append(_quoted(f"#{question.author_id}"))
    parts += [_quoted(f"#{flag}") for flag in question.flags]
    if len(question.channel_ids) <= FEW_CHANNELS:
        channels = (_quoted(f"#{channel_id}") for channel_id in question.channel_ids)
        parts.append(f"({' | '.join(channels)})")
    parts = [part for part in parts if part] or [_quoted("#")]
    unwanted = (_words(phrase, prefix=False) for phrase in question.without)
    return _all([*parts, *(f"!{part}" for part in unwanted if part)])


def _words(phrase: str, prefix: bool) -> str:
    found = [_quoted(word) for word in words(phrase)]
    if not found:
        return ""
    if prefix:
        found[-1] += ":*"
    return f"({' <-> '.join(found)})"


def _all(parts: Iterable[str]) -> str:
    return " & ".join(parts)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
