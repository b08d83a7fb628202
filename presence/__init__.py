"""Presence: who is there, who types. It is never stored."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.people.facts import Silenced
from presence import operations
from presence import protocol as p

SLICE = Slice(
    name="presence",
    operations=(
        read(
            "presence.get",
            p.GetPresence,
            Right.SELF,
            operations.get_presence,
            returns=Page[p.PresenceView],
        ),
        read(
            "presence.own",
            p.GetOwnPresence,
            Right.SELF,
            operations.get_own,
            returns=p.OwnPresenceView,
            internal=True,
        ),
        read(
            "presence.set",
            p.SetPresence,
            Right.SELF,
            operations.set_presence,
            returns=p.PresenceView,
        ),
        write("typing.start", p.StartTyping, Right.POST, operations.start_typing, returns=Done),
    ),
    events=(p.PresenceChanged, p.TypingStarted),
    reactors={Silenced: (operations.on_silenced,)},
)
