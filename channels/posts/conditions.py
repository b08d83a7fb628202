"""What a search may ask of posts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from channels.posts.tables import PostRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_post = table_of(PostRow)
_IS_QUESTION = _post.c.kind == "question"


async def questions_among(snapshot: Snapshot, _: str, message_ids: Sequence[str]) -> set[str]:
    """Those of the messages that are questions."""
    query = select(_post.c.message_id).where(_post.c.message_id.in_(message_ids), _IS_QUESTION)
    return set(await snapshot.scalars(query))


async def all_questions(snapshot: Snapshot, _: str, most: int) -> list[str] | None:
    """All questions, whoever may see them, if there are no more than `most`."""
    found = list(
        await snapshot.scalars(select(_post.c.message_id).where(_IS_QUESTION).limit(most + 1))
    )
    return found if len(found) <= most else None
