"""Commands about the texts of files."""

from __future__ import annotations

from channels.core.protocol import Command, Id


class KeepExtract(Command, frozen=True, kw_only=True):
    """Remember what a file of a message says; internal to the job that reads it."""

    message_id: Id
    file_id: Id
    text: str
