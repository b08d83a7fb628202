"""The feed, hashtags and follows; filled with what there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import msgpack
import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

MOST = 20  # hashtags of a message
GROUP = 5_000


def upgrade() -> None:
    _make_feed()
    _make_hashtags()
    op.create_table(
        "stance",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "kind", "target", name="pk_stance"),
    )
    op.create_index("ix_stance_target", "stance", ["kind", "target", "muted", "since_ms"])
    op.create_index(
        "ix_mention_thread_id",
        "mention",
        ["thread_id", "person_id"],
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    _fill_hashtags()
    _fill_feed()


def _make_feed() -> None:
    op.create_table(
        "feed_thread",
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("active_us", sa.BigInteger(), nullable=False),
        sa.Column("lone", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("root_id", name="pk_feed_thread"),
    )
    op.create_index("ix_feed_thread_channel_id", "feed_thread", ["channel_id", "active_us"])
    op.create_index("ix_feed_thread_author_id", "feed_thread", ["author_id", "active_us"])
    op.create_index("ix_feed_thread_seq", "feed_thread", ["channel_id", "seq"])
    op.create_index(
        "ix_feed_thread_announcement",
        "feed_thread",
        ["channel_id", "active_us"],
        sqlite_where=sa.text("kind = 'announcement'"),
        postgresql_where=sa.text("kind = 'announcement'"),
    )
    op.create_table(
        "feed_settings",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_feed_settings"),
    )


def _make_hashtags() -> None:
    op.create_table(
        "hashtag",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("used_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="pk_hashtag"),
    )
    op.create_index("ix_hashtag_merged_into", "hashtag", ["merged_into"])
    op.create_table(
        "hashtag_use",
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "tag", name="pk_hashtag_use"),
    )
    op.create_index("ix_hashtag_use_root_id", "hashtag_use", ["root_id", "tag"])
    op.create_table(
        "hashtag_thread",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("root_id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("active_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tag", "root_id", name="pk_hashtag_thread"),
    )
    op.create_index("ix_hashtag_thread_tag", "hashtag_thread", ["tag", "channel_id", "active_us"])
    op.create_index("ix_hashtag_thread_root_id", "hashtag_thread", ["root_id"])
    op.create_table(
        "hashtag_place",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tag", "channel_id", name="pk_hashtag_place"),
    )


# -- what there is


def _fill_feed() -> None:
    """Threads with replies, posts, lines with a hashtag, lines that name people; no direct
    messages."""
    columns = (
        "INSERT INTO feed_thread (root_id, channel_id, author_id, seq, active_us, lone, kind) "
    )
    open_to_feed = "SELECT id FROM channel WHERE kind IN ('public', 'private')"
    op.execute(
        f"{columns} SELECT r.id, r.channel_id, r.author_id, r.seq, max(m.created_us), "
        "false, 'message' "
        "FROM message m JOIN message r ON r.id = m.thread_id "
        "WHERE m.thread_id IS NOT NULL AND NOT m.deleted AND NOT r.deleted "
        f"AND r.channel_id IN ({open_to_feed}) GROUP BY r.id, r.channel_id, r.author_id, r.seq"
    )
    line = "SELECT r.id, r.channel_id, r.author_id, r.seq, r.created_us"
    rest = (
        "r.thread_id IS NULL AND NOT r.deleted "
        f"AND r.channel_id IN ({open_to_feed}) "
        "AND NOT EXISTS (SELECT 1 FROM feed_thread f WHERE f.root_id = r.id)"
    )
    op.execute(
        f"{columns} {line}, false, 'message' FROM message r WHERE r.id IN "
        f"(SELECT root_id FROM hashtag_thread UNION SELECT message_id FROM post) AND {rest}"
    )
    op.execute(
        f"{columns} {line}, true, 'message' FROM message r WHERE r.id IN "
        f"(SELECT message_id FROM mention WHERE thread_id IS NULL AND person_id <> '*') AND {rest}"
    )
    op.execute(
        "UPDATE feed_thread SET kind = (SELECT p.kind FROM post p "
        "WHERE p.message_id = feed_thread.root_id) "
        "WHERE root_id IN (SELECT message_id FROM post)"
    )
    op.execute(
        "UPDATE hashtag_thread SET active_us = (SELECT f.active_us FROM feed_thread f "
        "WHERE f.root_id = hashtag_thread.root_id) "
        "WHERE root_id IN (SELECT root_id FROM feed_thread)"
    )


def _fill_hashtags() -> None:
    connection = op.get_bind()
    holds = (
        "position('hashtag'::bytea in spans) > 0"
        if connection.dialect.name == "postgresql"
        else "instr(spans, CAST('hashtag' AS BLOB)) > 0"
    )
    found = sa.text(
        "SELECT id, channel_id, thread_id, created_us, spans FROM message "
        f"WHERE {holds} AND NOT deleted AND id > :after ORDER BY id LIMIT {GROUP}"
    )
    after = ""
    while rows := connection.execute(found, {"after": after}).all():
        after = rows[-1].id
        for sql, values in _written(rows).items():
            if values:
                connection.execute(sa.text(sql), values)


def _written(rows: Any) -> dict[str, list[dict[str, Any]]]:
    """Statements and their many values."""
    uses = [
        {
            "message": row.id,
            "tag": tag,
            "label": label,
            "root": row.thread_id or row.id,
            "channel": row.channel_id,
            "us": row.created_us,
        }
        for row in rows
        for tag, label in list(_tags(msgpack.unpackb(row.spans)).items())[:MOST]
    ]
    named = (
        "INSERT INTO hashtag (tag, label, description, used_us) VALUES (:tag, :label, '', :us) "
        "ON CONFLICT (tag) DO UPDATE SET used_us = excluded.used_us "
        "WHERE hashtag.used_us < excluded.used_us"
    )
    used = "INSERT INTO hashtag_use (message_id, tag, root_id) VALUES (:message, :tag, :root)"
    stands = (
        "INSERT INTO hashtag_thread (tag, root_id, channel_id, active_us) "
        "VALUES (:tag, :root, :channel, :us) ON CONFLICT (tag, root_id) DO UPDATE "
        "SET active_us = excluded.active_us WHERE hashtag_thread.active_us < excluded.active_us"
    )
    place = (
        "INSERT INTO hashtag_place (tag, channel_id) VALUES (:tag, :channel) "
        "ON CONFLICT (tag, channel_id) DO NOTHING"
    )
    return dict.fromkeys((named, used, stands, place), uses)


def _tags(spans: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in _walk(spans):
        found.setdefault(_fold(tag), tag)
    return found


def _walk(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("t") == "hashtag":
            yield node["tag"]
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value)


_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i"})


def _fold(text: str) -> str:
    """As hashtags were compared when this step was written."""
    bare = unicodedata.normalize("NFKD", text)
    bare = unicodedata.normalize("NFKD", bare.casefold())
    return "".join([c for c in bare if not unicodedata.combining(c)]).translate(_LETTERS)
