"""Names of files: what people see, safe to show and to save."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 200
NAMELESS = "file"

# Control and format signs: a right-to-left override would show "gpj.exe" as "exe.jpg".
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # needed in Persian, Hindi and emoji
_FOLDERS = re.compile(r"[/\\]")


def to_file_name(given: str) -> str:
    """A name without folders, unseen signs or more than 200 characters; never empty."""
    last = _FOLDERS.split(unicodedata.normalize("NFC", given))[-1]
    seen = "".join(
        sign for sign in last if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN
    )
    name = " ".join(seen.split())
    if not name.strip(". "):
        return NAMELESS
    if len(name) <= MAX_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 20:
        return name[:MAX_LENGTH]
    return f"{stem[: MAX_LENGTH - len(extension) - 1]}.{extension}"
