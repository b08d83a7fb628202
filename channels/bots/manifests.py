"""What is wrong with an app's manifest, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from channels.core.errors import Conflict, Invalid

MOST_FAULTS = 20  # told at once

_WORDS: Mapping[str, str] = {
    "too_large": "The manifest is larger than 200 kB.",
    "unreadable": "The manifest is neither JSON nor YAML: {where}",
    "object": "In the manifest, {where} is an object.",
    "list": "In the manifest, {where} is a list.",
    "words": "In the manifest, {where} is a list of words.",
    "text": "In the manifest, {where} is a text.",
    "flag": "In the manifest, {where} is true or false.",
    "missing": "The manifest lacks {where}.",
    "long": "In the manifest, {where} is longer than {most} characters.",
    "many": "In the manifest, {where} has more than {most} entries.",
    "address": "In the manifest, {where} is an address that begins with https:// or http://.",
    "command": "In the manifest, {where} is a word of up to 32 letters after a slash.",
    "shortcut": "In the manifest, {where} is message or global.",
}


class BadManifest(Invalid):
    """`why` is a word for the kind of mistake, `where` the field, such as
    `features.slash_commands[0].command`; `faults` are all that were found, this one first."""

    faults: tuple[BadManifest, ...]

    def __init__(self, why: str, where: str = "", *, most: int = 0) -> None:
        super().__init__(_WORDS[why].format(where=where, most=most), "manifest")
        self.why = why
        self.where = where
        self.most = most
        self.faults = (self,)

    @classmethod
    def of(cls, faults: Sequence[BadManifest]) -> BadManifest:
        """Several mistakes as one refusal."""
        first = faults[0]
        whole = cls(first.why, first.where, most=first.most)
        whole.detail = " ".join(one.detail for one in faults)
        whole.faults = tuple(faults)
        return whole


class CommandTaken(Conflict):
    """Another app has a slash command of this one. Administrators, who alone make apps, know all
    of them."""

    def __init__(self, command: str, app: str) -> None:
        super().__init__(f"The app {app} has the command /{command} already.", "commands")
        self.command = command
        self.app = app
