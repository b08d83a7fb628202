"""Scheduled messages: written now, sent later, by the rights of that moment."""

from channels.core.protocol import Done, Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.scheduled import protocol as p
from channels.scheduled import queries, sending, service
from channels.scheduled.tables import ScheduledRow

SLICE = Slice(
    name="scheduled",
    tables=(ScheduledRow,),
    operations=(
        write(
            "scheduled.add", p.ScheduleMessage, Right.POST, service.add,
            returns=p.ScheduledView,
        ),
        read(
            "scheduled.list", p.ListScheduled, Right.SELF, queries.list_scheduled,
            returns=Page[p.ScheduledView],
        ),
        write(
            "scheduled.change", p.ChangeScheduled, Right.SELF, service.change,
            returns=p.ScheduledView,
        ),
        write("scheduled.remove", p.RemoveScheduled, Right.SELF, service.remove, returns=Done),
        write("scheduled.send_now", p.SendScheduledNow, Right.SELF, service.send_now, returns=Done),
        write(
            "scheduled.claim", p.ClaimScheduled, Right.SELF, sending.claim,
            returns=p.ClaimedMessage | None, internal=True,
        ),
        write(
            "scheduled.settle", p.SettleScheduled, Right.SELF, sending.settle,
            returns=Done, internal=True,
        ),
    ),
    events=(p.ScheduledChanged, p.ScheduledRemoved),
)  # fmt: skip
