"""Commands and views of search."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from channels.core.protocol import Command, Id, Limit, Line
from channels.messages.protocol import MessageView


class SearchHit(MessageView, frozen=True, kw_only=True):
    """A found message with an excerpt; `marks` are [start, end) character offsets into it."""

    excerpt: str
    marks: list[tuple[int, int]] = []


class SearchMessages(Command, frozen=True, kw_only=True):
    """Messages that hold every word in any of its forms (accents and case do not count).

    What holds the words as they are comes before other forms of them and words that begin so;
    where fewer than five are found, words one letter away count too. Then the newest come first,
    those of channels that the actor is in as if a month newer; with `order` newest, the newest of
    all. Names of attached files count too. `"a phrase"`, `-word`, `from:handle`, `from:"Name"` (or
    how a name begins, where that is one person), `from:me`, `to:`, `with:`, `in:channel`,
    `before:`, `after:`, `since:` and `on:` (YYYY-MM-DD), `has:file`, `link`, `image`, `reaction`,
    `is:thread`, `saved`, `pinned`, `post`, `question`; in French `de:` (`de:moi`), `pour:`,
    `avec:@`, `dans:`, `avant:`, `après:`, `depuis:`, `le:`, `avec:fichier`, `lien`, `image`,
    `réaction`, `est:fil`, `gardé`, `épinglé`, `publication`, `question`, for everybody. No blank
    after the colon. Only what the actor may see.
    """

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    channel_id: Id | None = None
    order: Literal["best", "newest"] = "best"
    limit: Limit = 20
    after: Line | None = None
