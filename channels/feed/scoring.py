"""Why a thread is in somebody's feed, and how far up. Pure.

Source: docs/feed.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from channels.feed.protocol import FeedReason, FeedWeights

DAY_US = 24 * 3_600 * 1_000_000
EXACT = 1_000_000  # points are compared in millionths: a second counts


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a thread, as it concerns one reader.

    `person_id` is the author where the reader follows them, `recommended_by` who recommends it of
    those whom the reader follows, `tag` a hashtag in it that the reader follows, `file_by` who put
    a file there that the reader has not seen. `answered`: it is a question of theirs. `lively`
    counts replies and reactions to its root.
    """

    active_us: int
    mentioned: bool = False
    announcement: bool = False
    person_id: str = ""
    recommended_by: str = ""
    tag: str = ""
    file_by: str = ""
    answered: bool = False
    mine: bool = False
    part: bool = False
    starred: bool = False
    joined: bool = False
    lively: int = 0


def reasons(signals: Signals, weights: FeedWeights) -> list[FeedReason]:
    """Why the thread is here, the most personal reason first."""
    found: list[FeedReason] = []
    if signals.mentioned:
        found.append(FeedReason(kind="mention", points=weights.mention))
    if signals.announcement:
        found.append(FeedReason(kind="announcement", points=weights.announcement))
    if signals.person_id:
        person_id = signals.person_id
        found.append(FeedReason(kind="person", person_id=person_id, points=weights.person))
    if signals.recommended_by:
        by, weight = signals.recommended_by, weights.recommended
        found.append(FeedReason(kind="recommended", person_id=by, points=weight))
    if signals.tag:
        found.append(FeedReason(kind="hashtag", tag=signals.tag, points=weights.hashtag))
    if signals.answered:
        found.append(FeedReason(kind="answer", points=weights.part))
    elif signals.mine:
        found.append(FeedReason(kind="mine", points=weights.part))
    elif signals.part:
        found.append(FeedReason(kind="part", points=weights.part))
    if signals.file_by:
        found.append(FeedReason(kind="file", person_id=signals.file_by, points=weights.file))
    if signals.starred:
        found.append(FeedReason(kind="starred", points=weights.starred))
    elif signals.joined:
        found.append(FeedReason(kind="channel"))
    if signals.lively:
        points = round(weights.lively * log2(1 + signals.lively), 3)
        found.append(FeedReason(kind="lively", points=points))
    return found


def score(signals: Signals, weights: FeedWeights, as_of_us: int) -> int:
    """Millionths of points: what the reasons add, less what age takes off."""
    added = sum(reason.points for reason in reasons(signals, weights))
    days = max(0, as_of_us - signals.active_us) / DAY_US
    return round((added - weights.age * days) * EXACT)
