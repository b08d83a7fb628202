"""Names of channels: which are allowed, and what makes two the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from channels.core.errors import Invalid
from channels.core.text import fold

DIRECT_KEY = "direct:"

_SPACES = re.compile(r"\s+")
_ALLOWED = re.compile(r"[\w-]+")


def parse_channel_name(name: str) -> str:
    """The name as it is kept: lower case, hyphens for spaces, no leading `#`.

    Errors: Invalid (field `name`) when anything but letters, digits, `-` and `_` is left.
    """
    clean = unicodedata.normalize("NFC", name).strip().removeprefix("#").strip().lower()
    clean = _SPACES.sub("-", clean)
    if not clean or not _ALLOWED.fullmatch(clean):
        raise Invalid("A channel's name takes letters, digits, hyphens and underscores.", "name")
    return clean


def name_key(name: str) -> str:
    """What is unique over the workspace: the name without accents."""
    return fold(name)


def direct_key(person_ids: Iterable[str]) -> str:
    """What is unique for a direct or group channel: the set of its people."""
    return DIRECT_KEY + " ".join(sorted(set(person_ids)))
