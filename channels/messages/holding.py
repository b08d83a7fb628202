"""What slices that keep unsent messages tell the slices above: which files they hold, and till when
a message waits."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.core.slices import Fact
from channels.messages.protocol import FileView


@dataclass(frozen=True, slots=True)
class Held(Fact):
    """A person is about to keep these files for a message that is not sent yet, or none any more.

    `holder` names what keeps them; `file_ids` take the place of what it kept before. A reactor
    fills `files` (their views, in order) before the event is built, or refuses a file that is not
    the person's own or is in use already.
    """

    person_id: str
    holder: str
    file_ids: tuple[str, ...]
    files: list[FileView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rescheduled(Fact):
    """A message that is sent later is about to be sent at another moment (Unix milliseconds), or
    waits no more: it was removed, or sent."""

    scheduled_id: str
    send_at: int | None
