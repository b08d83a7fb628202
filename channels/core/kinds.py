"""Kinds that several slices speak of."""

from __future__ import annotations

from enum import StrEnum


class ChannelKind(StrEnum):
    """Public: every member may enter. Private: by invitation. Direct: two. Group: a few."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"
    GROUP = "group"


class MemberRole(StrEnum):
    """An owner may rename and archive the channel and remove members.

    An author may begin threads where not everybody may.
    """

    OWNER = "owner"
    AUTHOR = "author"
    MEMBER = "member"


class Posting(StrEnum):
    """Who begins threads in a channel; its members reply and ask questions in any case.

    Everyone: all members. Authors: owners, authors and administrators in it (announcements).
    Owners: its owners alone (a person's wall).
    """

    EVERYONE = "everyone"
    AUTHORS = "authors"
    OWNERS = "owners"
