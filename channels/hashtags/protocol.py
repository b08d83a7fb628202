"""Commands and views of hashtags. A hashtag may be given in any spelling, with or without `#`."""

from __future__ import annotations

from typing import Annotated

import msgspec

from channels.core.protocol import Command, Limit, Line, View

Tag = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Description = Annotated[str, msgspec.Meta(max_length=1_000)]


class HashtagView(View, frozen=True, kw_only=True):
    """A hashtag: `tag` is its folded form, `label` how it is shown.

    `also` are the spellings that were merged into it. `related` stand in the same threads, the
    most frequent first; `threads` counts those threads that I may read, up to 1,000. Both are
    for `hashtags.get` only.
    """

    tag: str
    label: str
    description: str = ""
    also: list[str] = []
    related: list[str] = []
    threads: int = 0


class ListHashtags(Command, frozen=True, kw_only=True):
    """Hashtags that begin with some letters, of those used where I may read; the latest used
    first. Merged spellings are found too, and give what they were merged into."""

    query: Line = ""
    limit: Limit = 10


class GetHashtag(Command, frozen=True, kw_only=True):
    """One hashtag; one that nobody has used has no threads."""

    tag: Tag


class DescribeHashtag(Command, frozen=True, kw_only=True):
    """Say what a hashtag is for, and how it is spelt where it is shown; what is absent stays."""

    tag: Tag
    description: Description | None = None
    label: Tag | None = None


class MergeHashtag(Command, frozen=True, kw_only=True):
    """Make a hashtag another spelling of a second one; without `into` it is its own again."""

    tag: Tag
    into: Tag | None = None
