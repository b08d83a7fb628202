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
    Wanted,
    bounds,
    number_for,
    numbered,
    vocabulary,
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
    "SELECT message_id, number, channel_id FROM fulltext_entry "
    "WHERE terms @@ CAST(:match AS tsquery) AND number >= :since AND number < :until "
)
_READABLE = "AND channel_id = ANY(CAST(:channels AS text[])) "
_AMONG = "AND message_id = ANY(CAST(:among AS text[])) "
_NEWEST = "ORDER BY number DESC LIMIT :limit"
_LEARN = text(
    "INSERT INTO fulltext_word (word, parts) SELECT word, ARRAY(SELECT DISTINCT "
    "substr(word, at, 3) FROM generate_series(1, length(word) - 2) AS at) "
    "FROM unnest(CAST(:words AS text[])) AS given (word) ON CONFLICT DO NOTHING"
)
_KNOWN_WORDS = text("SELECT word FROM fulltext_word WHERE word = ANY(CAST(:words AS text[]))")
_HOLDING = text(
    "SELECT word FROM fulltext_word WHERE parts @> CAST(:parts AS text[]) AND word LIKE :part "
    'ORDER BY length(word), word COLLATE "C" LIMIT :limit'
)
_PLAN_AFRESH = text(
    "SET LOCAL plan_cache_mode = force_custom_plan"
)  # a rare word's plan is its own


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
        await connection.execute(_LEARN, {"words": vocabulary(documents)})

    async def remove(self, connection: AsyncConnection, message_ids: Sequence[str]) -> None:
        await connection.execute(_FORGET, {"ids": list(message_ids)})

    async def search(self, connection: AsyncConnection, question: Question) -> list[Hit]:
        channels = question.channel_ids
        if channels is not None and not channels:
            return []
        since, until = bounds(question)
        parameters: dict[str, Any] = {
            "match": _match(question), "since": since, "until": until, "limit": question.limit
        }  # fmt: skip
        statement = _SEARCH
        if channels is not None and len(channels) > FEW_CHANNELS:
            statement += _READABLE
            parameters["channels"] = list(channels)
        if question.among is not None:
            statement += _AMONG
            parameters["among"] = list(question.among)
        await connection.execute(_PLAN_AFRESH)
        found = await connection.execute(text(statement + _NEWEST), parameters)
        return [Hit(row.message_id, row.number, row.channel_id) for row in found]

    async def known(self, connection: AsyncConnection, candidates: Sequence[str]) -> set[str]:
        found = await connection.execute(_KNOWN_WORDS, {"words": list(candidates)})
        return {row.word for row in found}

    async def holding(self, connection: AsyncConnection, part: str, limit: int) -> list[str]:
        parts = [part[at : at + 3] for at in range(len(part) - 2)]
        given = {"parts": parts, "part": f"%{part}%", "limit": limit}
        return [row.word for row in await connection.execute(_HOLDING, given)]


def _vector(document: Document) -> str:
    """A tsvector as text: `'#C01':1 'word':1,5`. Marks have a sign that no word has."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words(document.text), start=1):
        found = places.setdefault(word, [])
        if len(found) < MAX_POSITIONS and place <= MAX_POSITION:
            found.append(place)
    marks = ["#", f"#{document.channel_id}", f"#{document.author_id}"]
    marks += [f"#{flag}" for flag in document.flags]
    lexemes = [_quoted(mark) for mark in [*marks, *document.kin]]
    for word, found in places.items():
        at = ",".join(map(str, found))
        lexemes.append(f"{_quoted(word)}:{at}" if at else _quoted(word))
    return " ".join(lexemes)


def _match(question: Question) -> str:
    """A tsquery as text."""
    parts = _every(question.wanted)
    if question.author_ids:
        parts.append(_or(_quoted(f"#{author_id}") for author_id in question.author_ids))
    parts += [_quoted(f"#{flag}") for flag in question.flags]
    channels = question.channel_ids
    if channels is not None and len(channels) <= FEW_CHANNELS:
        parts.append(_or(_quoted(f"#{channel_id}") for channel_id in channels))
    unwanted = [_every((Wanted(exact=(phrase,)),)) for phrase in question.without]
    unwanted.append(_every(question.unless))
    without = [f"!({_all(part)})" for part in unwanted if part]
    return _all([*(parts or [_quoted("#")]), *without])


def _every(wanted: Iterable[Wanted]) -> list[str]:
    """An expression for each of those that hold a word."""
    return [_or(ways) for ways in map(_ways, wanted) if ways]


def _ways(wanted: Wanted) -> list[str]:
    ways = [_words(phrase, prefix=False) for phrase in wanted.exact]
    ways += [_words(phrase, prefix=True) for phrase in wanted.begins]
    return [way for way in ways if way] + [_quoted(kin) for kin in wanted.kin]


def _words(phrase: str, prefix: bool) -> str:
    found = [_quoted(word) for word in words(phrase)]
    if not found:
        return ""
    if prefix:
        found[-1] += ":*"
    return f"({' <-> '.join(found)})"


def _or(parts: Iterable[str]) -> str:
    return f"({' | '.join(parts)})"


def _all(parts: Iterable[str]) -> str:
    return " & ".join(parts)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
