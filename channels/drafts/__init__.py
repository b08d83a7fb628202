"""Drafts: what a person has begun to write, on every device of theirs."""

from channels.core.protocol import Page
from channels.core.rights import Right
from channels.core.slices import Slice, read, write
from channels.drafts import protocol as p
from channels.drafts import service
from channels.drafts.tables import DraftRow

SLICE = Slice(
    name="drafts",
    tables=(DraftRow,),
    operations=(
        write("drafts.set", p.SetDraft, Right.SELF, service.change, returns=p.DraftView),
        read(
            "drafts.list", p.ListDrafts, Right.SELF, service.list_drafts,
            returns=Page[p.DraftView],
        ),
    ),
    events=(p.DraftChanged,),
)  # fmt: skip
