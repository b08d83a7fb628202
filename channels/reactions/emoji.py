"""What is an emoji, and the one name under which each is kept."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from channels.core.errors import Invalid

_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?")
_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_TONE = re.compile(f"[{_TONES}]")
_SIGN = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf"
    "\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_CHARACTER = re.compile(
    f"[0-9#*]\ufe0f?\u20e3|[{_SIGN}][{_SIGN}\u200d\ufe0f\u20e3\U000e0020-\U000e007f]{{0,30}}"
)


def parse_emoji(emoji: str) -> str:
    """The emoji as it is kept: one short name for all its spellings, without colons.

    Names that nobody knows stay as they are, so do characters newer than the table. A skin tone
    follows the name, as in `wave::skin-tone-3`. Errors: Invalid.
    """
    written = emoji.strip()
    name = written.strip(":").lower()
    if _NAME.fullmatch(name) is not None:
        return kept_name(name)
    if _CHARACTER.fullmatch(written) is None:
        raise Invalid("This is not an emoji.", "emoji")
    return _name_of(written.replace("\ufe0f", "")) or written


def kept_name(name: str) -> str:
    """The one short name for all names of an emoji; one that nobody knows stays as it is."""
    plain, _, tone = name.partition("::")
    return _join(_by_name().get(plain, plain), tone)


def _name_of(character: str) -> str | None:
    """The name of a character; of one with a single skin tone, the name and the tone."""
    known = _by_character().get(character)
    tones = set(_TONE.findall(character))
    if known is not None or len(tones) != 1:
        return known
    plain = _by_character().get(_TONE.sub("", character))
    return _join(plain, f"skin-tone-{_TONES.index(tones.pop()) + 2}") if plain else None


def _join(name: str, tone: str) -> str:
    return f"{name}::{tone}" if tone else name


@cache
def _table() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(
        files(__package__).joinpath("emoji.json").read_text(encoding="utf-8")
    )
    return found


@cache
def _by_name() -> dict[str, str]:
    return {alias: name for name, (_, *aliases) in _table().items() for alias in aliases}


@cache
def _by_character() -> dict[str, str]:
    return {character: name for name, (character, *_) in _table().items()}
