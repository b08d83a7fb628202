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

    Names of attached files count too. `"a phrase"`, `-word`, `from:handle`, `from:"Name"` (or how
    a name begins, where that is one person), `from:me`, `in:channel`, `before:`, `after:`,
    `since:` and `on:` (YYYY-MM-DD), `has:file`, `has:link`; in French `de:` (`de:moi`), `dans:`,
    `avant:`, `après:`, `depuis:`, `le:`, `avec:fichier`, `avec:lien`, for everybody. No blank
    after the colon. Only what the actor may see; newest first.
    """

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    channel_id: Id | None = None
    limit: Limit = 20
    after: Line | None = None
