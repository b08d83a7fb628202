"""Joining and leaving as parts of a decision: rows, events and the new card."""

from __future__ import annotations

from collections.abc import Sequence

from channels.core.actor import PersonId
from channels.core.cards import ChannelCard, ChannelFacts, MemberCard
from channels.core.kinds import ChannelKind, MemberRole
from channels.core.protocol import Event
from channels.membership.facts import Joined, Left
from channels.membership.names import DIRECT_KEY
from channels.membership.protocol import ChannelJoined, ChannelLeft, MemberJoined, MemberLeft
from channels.membership.queries import MySettings
from channels.membership.tables import ChannelRow, MemberRow
from channels.membership.views import settings_of, to_member, view_of_card
from persistence.decision import Decision, Delete, Emit, Insert, Update
from persistence.streams import Stream, channel_stream, user_stream


def emit(stream: Stream, event: Event) -> Emit:
    """An event that needs no numbers."""
    return Emit(stream, lambda _: event)


def channel_row(facts: ChannelFacts, name_key: str) -> Insert:
    """A new channel."""
    return Insert(
        ChannelRow,
        {
            "id": facts.id,
            "name": facts.name,
            "name_key": name_key,
            "kind": facts.kind.value,
            "topic": facts.topic,
            "purpose": facts.purpose,
            "archived": facts.archived,
            "general": facts.general,
            "created_at_ms": facts.created_at_ms,
            "creator_id": facts.creator_id,
            "posting": facts.posting.value,
            "wall_of": facts.wall_of,
        },
    )


def add_members(
    decision: Decision,
    card: ChannelCard,
    person_ids: Sequence[str],
    now_ms: int,
    owner_id: str = "",
) -> ChannelCard:
    """Put people in a channel, in the given order; those already in are skipped.

    Each is told on their own stream, with the channel as it will be; the channel is told on its
    own. Answers the card as it will be.
    """
    new = {
        PersonId(person_id): MemberCard(
            MemberRole.OWNER if person_id == owner_id else MemberRole.MEMBER, now_ms
        )
        for person_id in person_ids
        if person_id not in card.members
    }
    if not new:
        return card
    after = card.with_members(new)
    stream = channel_stream(card.id)
    told = [
        emit(stream, MemberJoined(channel_id=card.id, member=to_member(person_id, part)))
        for person_id, part in new.items()
    ]
    decision.emits += told
    for person_id, part in new.items():
        decision.changes.append(_member_row(card.id, person_id, part))
        decision.emits.append(_joined(after, person_id, settings_of(part), told[-1]))
    decision.facts.append(Joined(told[-1], card.id, tuple(new)))
    decision.touches[stream] = lambda old: old.with_members(new)
    return after


def remove_member(decision: Decision, card: ChannelCard, person_id: PersonId) -> None:
    """Take a person out of a channel; again is harmless."""
    if person_id not in card.members:
        return
    stream = channel_stream(card.id)
    told = ChannelLeft(channel_id=card.id, member_count=len(card.members) - 1)
    left = emit(stream, MemberLeft(channel_id=card.id, person_id=person_id))
    decision.emits += [left, emit(user_stream(person_id), told)]
    decision.changes.append(Delete(MemberRow, {"channel_id": card.id, "person_id": person_id}))
    decision.facts.append(Left(left, card.id, person_id))
    decision.touches[stream] = lambda old: old.without_member(person_id)
    if card.facts.kind is ChannelKind.GROUP:  # it is no more what its first people find again
        key = {"name_key": f"{DIRECT_KEY}{card.id}"}
        decision.changes.append(Update(ChannelRow, {"id": card.id}, key))


def _joined(card: ChannelCard, person_id: str, mine: MySettings, at: Emit) -> Emit:
    """The newcomer's own event; the channel's head is known once `at` is numbered."""
    return Emit(
        user_stream(person_id),
        lambda _: ChannelJoined(channel=view_of_card(card, mine, at.seq)),
    )


def _member_row(channel_id: str, person_id: str, part: MemberCard) -> Insert:
    return Insert(
        MemberRow,
        {
            "channel_id": channel_id,
            "person_id": person_id,
            "role": part.role.value,
            "joined_at_ms": part.joined_at_ms,
        },
        ignore=True,
    )
