"""What a search may ask of posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from channels.posts.tables import PostRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_post = table_of(PostRow)
_IS_QUESTION = _post.c.kind == "question"
_IS_POST = _post.c.kind.in_(["post", "announcement", "question"])  # no plain line with a label


async def posts_among(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that are posts of any kind."""
    return await _among(snapshot, _IS_POST, message_ids)


async def all_posts(snapshot: Snapshot, _: str, most: int) -> list[str] | None:
    """All posts, whoever may see them, if there are no more than `most`."""
    return await _all(snapshot, _IS_POST, most)


async def questions_among(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that are questions."""
    return await _among(snapshot, _IS_QUESTION, message_ids)


async def all_questions(snapshot: Snapshot, _: str, most: int) -> list[str] | None:
    """All questions, whoever may see them, if there are no more than `most`."""
    return await _all(snapshot, _IS_QUESTION, most)


async def _among(
    snapshot: Snapshot, kind: ColumnElement[bool], message_ids: Sequence[str]
) -> set[str]:
    query = select(_post.c.message_id).where(_post.c.message_id.in_(message_ids), kind)
    return set(await snapshot.scalars(query))


async def _all(snapshot: Snapshot, kind: ColumnElement[bool], most: int) -> list[str] | None:
    found = list(await snapshot.scalars(select(_post.c.message_id).where(kind).limit(most + 1)))
    return found if len(found) <= most else None
