"""Who is to be told of a message, why, and when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from channels.core.text import fold
from persistence.fulltext import ALONE

_JOINED = re.compile(rf"[^\W{ALONE}]")  # scripts without spaces have no whole words
PATIENCE_MS = 30_000  # who was active so lately may be reading it right now


class Why(StrEnum):
    """What makes a message one to tell of; the first that holds is named."""

    DIRECT = "direct"
    MENTION = "mention"
    CHANNEL = "channel"  # @channel
    HERE = "here"  # @here
    KEYWORD = "keyword"
    REPLY = "reply"  # in a thread that the person follows
    REMINDER = "reminder"  # of a post that they have not acknowledged
    ALL = "all"  # the person wants every message of this channel


URGENT = frozenset({Why.DIRECT, Why.MENTION})


@dataclass(frozen=True, slots=True)
class Said:
    """A message, as far as it matters who is told. `words` are plain, folded and `spaced`."""

    author_id: str
    direct: bool
    named: frozenset[str] = frozenset()
    channel: bool = False
    here: bool = False
    words: str = ""
    in_thread: bool = False
    in_channel: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the channel. `level` is the one that holds for them there.

    `keywords` are folded as by `fold_keyword`.
    """

    person_id: str
    level: str = "mentions"
    muted: bool = False
    keywords: tuple[str, ...] = ()
    follows: bool = False
    present: bool = False
    mutes_author: bool = False


def reason(said: Said, member: Member) -> Why | None:
    """Why this member is told of the message; None where they are not."""
    silenced = member.muted or member.mutes_author or member.level == "none"
    if member.person_id == said.author_id or silenced:
        return None
    holds = (
        (Why.DIRECT, said.direct),
        (Why.MENTION, member.person_id in said.named),
        (Why.CHANNEL, said.channel),
        (Why.HERE, said.here and member.present),
        (Why.KEYWORD, any(has_word(said.words, word) for word in member.keywords)),
        (Why.REPLY, said.in_thread and member.follows),
        (Why.ALL, said.in_channel and member.level == "all"),
    )
    return next((why for why, so in holds if so), None)


def level_of(in_channel: str, own: str, direct: bool) -> str:
    """The level that holds: the channel's, or the person's own where that is left open.

    A direct message is meant for the person: only what they chose for it can silence it.
    """
    if in_channel != "default":
        return in_channel
    return "all" if direct else own


def wait_ms(active_at_ms: int, now_ms: int) -> int:
    """How long to wait before telling: who is active anywhere may read it without being told."""
    return PATIENCE_MS if now_ms - active_at_ms < PATIENCE_MS else 0


# -- keywords


def clean_keyword(typed: str) -> str:
    """A keyword as it is kept: its words, one space between them."""
    return " ".join(typed.split())


def fold_keyword(keyword: str) -> str:
    """A keyword as `has_word` looks for it."""
    return spaced(fold(keyword))


def spaced(text: str) -> str:
    """The text with one space wherever it has some; none at its ends."""
    return " ".join(text.split())


def has_word(words: str, keyword: str) -> bool:
    """Does the text hold the keyword as whole words? Both are folded and `spaced`."""
    at = words.find(keyword) if keyword else -1
    while at >= 0:
        end = at + len(keyword)
        if not (_joins(words[at - 1 : at]) or _joins(words[end : end + 1])):
            return True
        at = words.find(keyword, at + 1)
    return False


def _joins(sign: str) -> bool:
    """Does a sign beside a word make it part of a longer one?"""
    return _JOINED.match(sign) is not None


# -- quiet


@dataclass(frozen=True, slots=True)
class Quiet:
    """When a person is not to be disturbed, whatever happens."""

    until_ms: int = 0  # do not disturb, as set by hand
    hours: bool = False
    from_minute: int = 0
    until_minute: int = 0
    days: frozenset[int] = frozenset()  # on which the hours begin, 1 is Monday; none: every day
    time_zone: str = ""


def is_quiet(quiet: Quiet, now_ms: int) -> bool:
    """Is the person not to be disturbed now? By the clock on their wall, summer time included."""
    if now_ms < quiet.until_ms:
        return True
    if not quiet.hours:
        return False
    local = datetime.fromtimestamp(now_ms / 1_000, zone(quiet.time_zone) or UTC)
    today, minute = local.isoweekday(), local.hour * 60 + local.minute
    yesterday = (today - 2) % 7 + 1
    days = quiet.days or frozenset(range(1, 8))
    begins, ends = quiet.from_minute, quiet.until_minute
    if begins < ends:
        return today in days and begins <= minute < ends
    return (today in days and minute >= begins) or (yesterday in days and minute < ends)


def zone(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name; None where there is none of this name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
