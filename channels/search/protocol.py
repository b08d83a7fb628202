"""Commands and views of search."""

from __future__ import annotations

from typing import Annotated

import msgspec

from channels.core.protocol import Command, Id, Limit, Line
from channels.messages.protocol import MessageView


class SearchHit(MessageView, frozen=True, kw_only=True):
    """A found message with an excerpt; `marks` are [start, end) character offsets into it."""

    excerpt: str
    marks: list[tuple[int, int]] = []


class SearchMessages(Command, frozen=True, kw_only=True):
    """Messages that hold every word (the start of a word counts, accents do not).

    `"a phrase"`, `-word`, `from:handle`, `from:me`, `in:channel`, `before:`, `after:` and `on:`
    (YYYY-MM-DD), `has:file`, `has:link`. Only what the actor may see; newest first.
    """

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    channel_id: Id | None = None
    limit: Limit = 20
    after: Line | None = None
