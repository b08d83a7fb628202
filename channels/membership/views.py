"""How channels and members are shown."""

from __future__ import annotations

from typing import Any

from channels.core.cards import ChannelCard, ChannelFacts, MemberCard
from channels.core.kinds import ChannelKind, MemberRole
from channels.membership.protocol import Channel, ChannelView, Level, MemberView
from channels.membership.queries import MySettings

SMALL = (ChannelKind.DIRECT, ChannelKind.GROUP)
NO_SETTINGS = MySettings(Level.DEFAULT.value, False, False)


def settings_of(part: MemberCard) -> MySettings:
    """What a newcomer to a channel has set: nothing yet."""
    return NO_SETTINGS._replace(role=part.role.value)


def to_channel(facts: ChannelFacts, member_ids: list[str], member_count: int) -> Channel:
    """A channel as every reader sees it."""
    return Channel(**_shared(facts, member_ids, member_count))


def channel_of_card(card: ChannelCard) -> Channel:
    """A channel as every reader sees it, from its card."""
    return to_channel(card.facts, sorted(card.members), len(card.members))


def to_channel_view(
    facts: ChannelFacts,
    member_ids: list[str],
    member_count: int,
    mine: MySettings | None,
    head: int,
) -> ChannelView:
    """A channel with the reader's own part; `mine` None for one who is not in it."""
    settings = mine or NO_SETTINGS
    return ChannelView(
        **_shared(facts, member_ids, member_count),
        joined=mine is not None,
        role=MemberRole(settings.role),
        level=Level(settings.level),
        muted=settings.muted,
        starred=settings.starred,
        head=head,
    )


def view_of_card(card: ChannelCard, mine: MySettings | None, head: int) -> ChannelView:
    """A channel with the reader's own part, from its card."""
    return to_channel_view(card.facts, sorted(card.members), len(card.members), mine, head)


def to_member(person_id: str, part: MemberCard) -> MemberView:
    """A person's part in a channel."""
    return MemberView(person_id=person_id, role=part.role, joined_at=part.joined_at_ms)


def _shared(facts: ChannelFacts, member_ids: list[str], member_count: int) -> dict[str, Any]:
    return {
        "id": facts.id,
        "name": facts.name,
        "kind": facts.kind,
        "topic": facts.topic,
        "purpose": facts.purpose,
        "archived": facts.archived,
        "general": facts.general,
        "created_at": facts.created_at_ms,
        "creator_id": facts.creator_id,
        "posting": facts.posting,
        "wall_of": facts.wall_of,
        "member_count": member_count,
        "member_ids": member_ids if facts.kind in SMALL else [],
    }
