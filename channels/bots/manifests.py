"""What is wrong with an app's manifest, and where."""

from __future__ import annotations

from collections.abc import Mapping

from channels.core.errors import Invalid

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
    `features.slash_commands[0].command`."""

    def __init__(self, why: str, where: str = "", *, most: int = 0) -> None:
        super().__init__(_WORDS[why].format(where=where, most=most), "manifest")
        self.why = why
        self.where = where
        self.most = most
