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
    """An owner may rename and archive the channel and remove members."""

    OWNER = "owner"
    MEMBER = "member"
