"""The workspace's accent colour: what it must be, and the shades that follow from it; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from channels.core.errors import Invalid

INK, WHITE = "#1f1a14", "#ffffff"
# The lightest and the darkest ground of each theme. Source: `web/static/tokens.css`.
PAPER, PAPER_3 = "#ffffff", "#f2eee6"
NIGHT, NIGHT_3 = "#17140f", "#29241c"

TEXT_RATIO = 4.5  # Source: WCAG 2.2, success criterion 1.4.3
SIGN_RATIO = 3.0  # Source: WCAG 2.2, success criterion 1.4.11
SEEN_RATIO = 1.5  # a filled button that also has words on it
_STEPS = 200


class Shades(NamedTuple):
    """What replaces the honey of one theme, each as `#rrggbb`.

    `fill` carries text of colour `on_fill`; `press` is the fill under a finger; `words` is read
    on every ground; `line` is seen on them; `tint` is a ground itself.
    """

    fill: str
    press: str
    on_fill: str
    words: str
    line: str
    tint: str


def check_accent(accent: str) -> None:
    """Errors: Invalid (field `accent`), with the nearest colour that would do."""
    if best_ratio(accent) < TEXT_RATIO:
        wrong = "Words on this colour would be hard to read"
    elif contrast(accent, PAPER) < SEEN_RATIO:
        wrong = "This colour could hardly be seen on white"
    else:
        return
    raise Invalid(f"{wrong}. The nearest one that works is {nearest(accent)}.", "accent")


def passes(accent: str) -> bool:
    """Can words be read on it, and can it be seen on white?"""
    return best_ratio(accent) >= TEXT_RATIO and contrast(accent, PAPER) >= SEEN_RATIO


def nearest(accent: str) -> str:
    """The colour of the same hue that passes with the smallest change of lightness."""
    return _first(accent, _both_ways(accent), passes)


def light_shades(accent: str) -> Shades:
    """For white paper."""
    tint = mix(accent, PAPER, 0.14)
    grounds = (PAPER, PAPER_3, tint)
    return Shades(
        fill=accent,
        press=_pressed(accent, INK),
        on_fill=on(accent),
        words=_first(accent, _darker(accent), lambda one: _least(one, grounds) >= 5.5),
        line=_first(accent, _darker(accent), lambda one: _least(one, grounds) >= SIGN_RATIO),
        tint=tint,
    )


def dark_shades(accent: str) -> Shades:
    """For dark paper: as light as it takes to be seen there."""
    tint = mix(accent, NIGHT, 0.16)
    grounds = (NIGHT, NIGHT_3, tint)

    def seen(one: str) -> bool:
        return _least(one, grounds) >= SIGN_RATIO and best_ratio(one) >= TEXT_RATIO

    fill = _first(accent, _lighter(accent), seen)
    return Shades(
        fill=fill,
        press=_pressed(fill, WHITE),
        on_fill=on(fill),
        words=_first(fill, _lighter(fill), lambda one: _least(one, grounds) >= 6.5),
        line=fill,
        tint=tint,
    )


def on(fill: str) -> str:
    """The better of ink and white for words on this colour."""
    return INK if contrast(fill, INK) >= contrast(fill, WHITE) else WHITE


def best_ratio(fill: str) -> float:
    """How well words on this colour can be read at best."""
    return contrast(fill, on(fill))


def contrast(one: str, other: str) -> float:
    """From 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`share` of one and the rest of the other, channel by channel."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _to_hex(a * share + b * (1 - share) for a, b in pairs)


def _pressed(fill: str, towards: str) -> str:
    """A little nearer to a colour, or away from the words where they would suffer."""
    words = on(fill)
    press = mix(fill, towards, 0.88)
    if contrast(press, words) >= TEXT_RATIO:
        return press
    return mix(fill, WHITE if words == INK else INK, 0.88)


def _least(one: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(one, ground) for ground in grounds)


def _first(accent: str, candidates: Iterator[str], good: Callable[[str], bool]) -> str:
    return next((one for one in candidates if good(one)), accent)


def _darker(accent: str) -> Iterator[str]:
    return (mix(accent, "#000000", 1 - step / _STEPS) for step in range(_STEPS + 1))


def _lighter(accent: str) -> Iterator[str]:
    return (mix(accent, WHITE, 1 - step / _STEPS) for step in range(_STEPS + 1))


def _both_ways(accent: str) -> Iterator[str]:
    for dark, light in zip(_darker(accent), _lighter(accent), strict=True):
        yield dark
        yield light


def _luminance(colour: str) -> float:
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _to_hex(channels: Iterator[float]) -> str:
    return "#" + "".join(f"{min(255, max(0, round(one))):02x}" for one in channels)
