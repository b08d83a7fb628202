"""The languages that have a catalogue: which one to speak, and the words of it."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.dates import format_timedelta, get_day_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"


def discover(folder: Path) -> dict[str, str]:
    """Languages by code with their own names; each folder with a catalogue is one."""
    found = {DEFAULT: own_name(DEFAULT)}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        found[path.parts[-3]] = own_name(path.parts[-3])
    return found


def own_name(language: str) -> str:
    """What a language calls itself, such as "Français"."""
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[:1].upper() + name[1:]


LANGUAGES = discover(LOCALES)


def mark(text: str) -> str:
    """The text itself: marks it for the catalogues where it is translated later."""
    return text


@cache
def translations(language: str) -> gettext.GNUTranslations:
    """The words of a language, from its catalogue."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(language: str, text: str, **values: object) -> str:
    """`text` in the language, with its `%(name)s` filled in; unknown text stays English."""
    said = translations(language).gettext(text) if text else ""
    return said % values if values else said


def choose(wanted: str, accept: str) -> str:
    """The language to speak: the one wanted where we have it, else the browser's best."""
    if wanted in LANGUAGES:
        return wanted
    return negotiate_locale(parse_accept(accept), list(LANGUAGES), sep="-") or DEFAULT


def parse_accept(header: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first.

    Source: RFC 9110, section 12.5.4.
    """
    weighed: list[tuple[float, int, str]] = []
    for index, part in enumerate(header[:1000].split(",")[:50]):
        tag, _, weight = part.strip().partition(";")
        name, _, number = weight.strip().partition("=")
        try:
            quality = float(number) if name.strip() == "q" else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0 and tag.strip().replace("-", "").isalnum():
            weighed.append((-quality, index, tag.strip()))
    found: list[str] = []
    for _, _, tag in sorted(weighed):
        found += [tag, tag.partition("-")[0].lower()]
    return found


def moment(language: str, at_ms: int, now_ms: int) -> str:
    """How long ago, or in how long, such as "3 days ago"; free of time zones."""
    seconds = (at_ms - now_ms) // 1000
    if abs(seconds) < 45:
        return say(language, mark("in a moment") if seconds > 0 else mark("just now"))
    locale = Locale.parse(language)
    return format_timedelta(
        seconds, granularity="minute", threshold=1.2, add_direction=True, locale=locale
    )


def span(language: str, ms: int) -> str:
    """How long something took, such as "420 ms" or "3.0 s"."""
    if ms < 1000:
        return f"{ms}\u00a0ms"
    return f"{format_decimal(ms / 1000, '0.0', locale=language)}\u00a0s"


def weekdays(language: str) -> list[str]:
    """The days' names, Monday first."""
    names = get_day_names("wide", locale=language)
    return [names[day] for day in range(7)]
