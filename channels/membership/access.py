"""The only way to a channel or a person: what one may not see is not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from channels.core.actor import Actor, Kind, Role
from channels.core.card_cache import CardCache
from channels.core.cards import ChannelCard, FoundMessage, PersonCard
from channels.core.context import Reads
from channels.core.errors import NotAllowed, NotFound
from channels.core.rights import Right
from channels.membership import queries
from channels.membership.permissions import Standing, refusal
from channels.people.cards import load_people
from persistence.decision import Patch
from persistence.streams import Stream, channel_of, channel_stream, person_of, user_stream

CHANNELS_CACHED = 5_000
PEOPLE_CACHED = 50_000


class MembershipAccess:
    """Cards of channels and people, and the questions of who may see and do what.

    Source: `channels.core.context.Access`.
    """

    def __init__(self, store: Reads) -> None:
        self._store = store
        self._channels = CardCache(self._load_channel, CHANNELS_CACHED)
        self._people = CardCache(self._load_person, PEOPLE_CACHED)

    async def _load_channel(self, stream: Stream) -> ChannelCard | None:
        async with self._store.read() as snapshot:
            return await queries.load_channel(snapshot, channel_of(stream) or "")

    async def _load_person(self, stream: Stream) -> PersonCard | None:
        return await self._store.ask(load_people, person_of(stream) or "")

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """These streams' cards have changed."""
        self._channels.touched({k: v for k, v in streams.items() if channel_of(k) is not None})
        self._people.touched({k: v for k, v in streams.items() if person_of(k) is not None})

    def clear(self) -> None:
        """Changes may have been missed: read everything anew."""
        self._channels.clear()
        self._people.clear()

    async def peek_channel(self, channel_id: str) -> ChannelCard | None:
        return await self._channels.get(channel_stream(channel_id))

    async def peek_person(self, person_id: str) -> PersonCard | None:
        """A person's card, or None; asks nobody's leave."""
        return await self._people.get(user_stream(person_id))

    async def channel(
        self, actor: Actor, channel_id: str, right: Right, message: FoundMessage | None = None
    ) -> ChannelCard:
        card = await self.peek_channel(channel_id)
        if card is None:
            raise NotFound("There is no such channel.", "channel_id")
        standing = to_standing(actor, card, message)
        if not standing.visible:
            raise NotFound("There is no such channel.", "channel_id")
        why_not = refusal(right, standing)
        if why_not is not None:
            raise NotAllowed(why_not)
        return card

    async def person(self, actor: Actor, person_id: str, field: str = "person_id") -> PersonCard:
        card = await self.peek_person(person_id)
        seen = await self.people_seen_by(actor) if card is not None else None
        if card is None or (seen is not None and person_id not in seen):
            raise NotFound("There is no such person.", field)
        return card

    async def cards_of(self, person_ids: Sequence[str]) -> dict[str, PersonCard]:
        found: dict[str, PersonCard] = {}
        for person_id in person_ids:
            card = await self.peek_person(person_id)
            if card is not None:
                found[person_id] = card
        return found

    async def people_seen_by(self, actor: Actor) -> set[str] | None:
        if actor.role is not Role.GUEST or actor.kind is Kind.SYSTEM:
            return None
        async with self._store.read() as snapshot:
            return await queries.companions(snapshot, actor.person_id)

    async def channels_read_by(self, actor: Actor) -> list[str]:
        async with self._store.read() as snapshot:
            return await queries.readable_channels(
                snapshot, actor.person_id, actor.role is Role.GUEST
            )

    async def may_hear(self, actor: Actor, stream: Stream) -> bool:
        """May this actor's connections be given the events of a stream?"""
        if person_of(stream) is not None:
            return person_of(stream) == actor.person_id
        channel_id = channel_of(stream)
        if channel_id is None:
            return stream == "w" and actor.role is not Role.GUEST
        card = await self.peek_channel(channel_id)
        return card is not None and to_standing(actor, card).visible


def to_standing(actor: Actor, card: ChannelCard, message: FoundMessage | None = None) -> Standing:
    """How an actor stands towards a channel (and a message in it)."""
    member = card.members.get(actor.person_id)
    return Standing(
        actor=actor.kind,
        role=actor.role,
        kind=card.facts.kind,
        part=member.role if member is not None else None,
        archived=card.facts.archived,
        general=card.facts.general,
        author=message is not None and message.author_id == actor.person_id,
        posting=card.facts.posting,
    )


def check_may_begin(actor: Actor, card: ChannelCard) -> None:
    """Errors: NotAllowed for one who may only reply and ask in this channel."""
    why_not = refusal(Right.BEGIN, to_standing(actor, card))
    if why_not is not None:
        raise NotAllowed(why_not)
