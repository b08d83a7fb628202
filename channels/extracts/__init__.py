"""Extracts: what files say, for the search."""

from channels.core.protocol import Done
from channels.core.rights import Right
from channels.core.slices import Slice, write
from channels.extracts import service
from channels.extracts.protocol import KeepExtract
from channels.extracts.tables import ExtractRow
from channels.messages.facts import Posted, Removed

SLICE = Slice(
    name="extracts",
    tables=(ExtractRow,),
    operations=(
        write(
            "extracts.keep", KeepExtract, Right.READ, service.keep, returns=Done, internal=True,
        ),
    ),
    reactors={Posted: (service.on_posted,), Removed: (service.on_removed,)},
    searched=(service.texts_on,),
)  # fmt: skip
