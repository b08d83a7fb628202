"""Who may do what in a channel: a pure table."""

from __future__ import annotations

import msgspec

from channels.core.actor import Kind, Role
from channels.core.kinds import ChannelKind, MemberRole, Posting
from channels.core.rights import Right

NAMED = (ChannelKind.PUBLIC, ChannelKind.PRIVATE)
ADMINS = (Role.OWNER, Role.ADMIN)


class Standing(msgspec.Struct, frozen=True):
    """All that a right in a channel depends on. `part` is None for one who is not in it."""

    actor: Kind
    role: Role
    kind: ChannelKind
    part: MemberRole | None
    archived: bool = False
    general: bool = False
    author: bool = False
    posting: Posting = Posting.EVERYONE

    @property
    def member(self) -> bool:
        return self.part is not None

    @property
    def visible(self) -> bool:
        """May the actor know that the channel is there?"""
        if self.actor is Kind.SYSTEM or self.member:
            return True
        return self.kind is ChannelKind.PUBLIC and self.role is not Role.GUEST

    @property
    def runs_it(self) -> bool:
        """Channel's owner, or an administrator of the workspace who can see it."""
        return self.part is MemberRole.OWNER or self.role in ADMINS

    @property
    def begins(self) -> bool:
        """May a member with this standing begin threads?"""
        match self.posting:
            case Posting.EVERYONE:
                return True
            case Posting.AUTHORS:
                return self.runs_it or self.part is MemberRole.AUTHOR
            case Posting.OWNERS:
                return self.part is MemberRole.OWNER


def refusal(right: Right, standing: Standing) -> str | None:
    """Why the right is not held, as a sentence that says what to do; None where it is held.

    Asked only of those to whom the channel is visible.
    """
    if standing.actor is Kind.SYSTEM:
        return None
    return _WRITES[right](standing) if right in _WRITES else None


def _post(standing: Standing) -> str | None:
    if standing.archived:
        return "This channel is archived. Reopen it to write in it."
    if not standing.member:
        return "You are not in this channel. Join it first."
    return None


def _begin(standing: Standing) -> str | None:
    why_not = _post(standing)
    if why_not is None and not standing.begins:
        return "Only some people write here. Reply to what they wrote, or ask a question."
    return why_not


def _steer(standing: Standing) -> str | None:
    if standing.archived:
        return "This channel is archived. Reopen it to write in it."
    if standing.author and standing.member:
        return None
    if standing.kind in NAMED and standing.runs_it:
        return None
    return "Only who began the thread, the channel's owners and administrators can do this."


def _join(standing: Standing) -> str | None:
    if standing.member:
        return None
    if standing.archived:
        return "This channel is archived. Reopen it to join."
    if standing.kind is not ChannelKind.PUBLIC:
        return "This channel is entered by invitation."
    return None


def _leave(standing: Standing) -> str | None:
    if standing.general:
        return "Everybody is in this channel; it cannot be left. Mute it instead."
    if standing.kind is ChannelKind.DIRECT:
        return "A direct conversation cannot be left. Mute it instead."
    return None


def _invite(standing: Standing) -> str | None:
    if standing.kind not in NAMED:
        return "Nobody is added to a direct conversation. Open a new one with all of you."
    if standing.role is Role.GUEST:
        return "Guests cannot invite. Ask a member of the channel."
    return _post(standing)


def _edit(standing: Standing) -> str | None:
    if not standing.author:
        return "Only its author can change a message."
    return _post(standing)


def _delete(standing: Standing) -> str | None:
    if standing.author and standing.member:
        return None
    if standing.kind in NAMED and standing.runs_it:
        return None
    return "Only its author, the channel's owners and administrators can delete a message."


def _manage(standing: Standing) -> str | None:
    if standing.kind is ChannelKind.DIRECT:
        return "A direct conversation has no name, topic or archive."
    if standing.kind is ChannelKind.GROUP and standing.member:
        return None
    if standing.runs_it:
        return None
    return "Only the channel's owners and administrators can do this. Ask one of them."


_WRITES = {
    Right.POST: _post,
    Right.BEGIN: _begin,
    Right.REACT: _post,
    Right.PIN: _begin,
    Right.STEER: _steer,
    Right.JOIN: _join,
    Right.LEAVE: _leave,
    Right.INVITE: _invite,
    Right.EDIT: _edit,
    Right.DELETE: _delete,
    Right.MANAGE: _manage,
}
