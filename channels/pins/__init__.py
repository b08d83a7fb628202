"""Pins: messages that a channel keeps in view."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.searching import Condition
from channels.core.slices import Slice, read, write
from channels.messages.facts import PinAsked, Removed
from channels.messages.protocol import MessageView
from channels.pins import protocol as p
from channels.pins import queries, service
from channels.pins.tables import PinRow

SLICE = Slice(
    name="pins",
    tables=(PinRow,),
    operations=(
        write("pins.add", p.AddPin, Right.PIN, service.add, returns=Done),
        write("pins.remove", p.RemovePin, Right.PIN, service.remove, returns=Done),
        write("pins.end", p.EndPin, Right.PIN, service.end, returns=Done, internal=True),
        read("pins.list", p.ListPins, Right.READ, service.list_pins, returns=Page[p.PinView]),
    ),
    events=(p.PinAdded, p.PinRemoved),
    reactors={PinAsked: (service.on_pin_asked,), Removed: (service.on_removed,)},
    decorators={MessageView: (service.add_pinned,)},
    conditions={"is:pinned": Condition(queries.pinned_among, queries.all_pinned)},
)
