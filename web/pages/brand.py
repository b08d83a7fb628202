"""`/brand.css`: the colours that follow from the workspace's accent; a style sheet, since pages
may hold no styles of their own."""

from __future__ import annotations

from starlette.responses import Response

from channels.people.colours import Shades, dark_shades, light_shades
from web.visit import Visit

_FOREVER = "public, max-age=31536000, immutable"


async def show_brand(visit: Visit) -> Response:
    """Empty where the workspace keeps Ruche's own colours."""
    accent = visit.front.accent
    lasting = visit.request.query_params.get("v", "") == accent[1:] != ""
    return Response(
        to_css(accent),
        media_type="text/css",
        headers={"cache-control": _FOREVER if lasting else "no-cache"},
    )


def to_css(accent: str) -> str:
    """The tokens that `tokens.css` takes where they are set."""
    if not accent:
        return ""
    tokens = _tokens("day", light_shades(accent)) + _tokens("night", dark_shades(accent))
    return ":root {\n" + "".join(f"  {name}: {value};\n" for name, value in tokens) + "}\n"


def _tokens(time: str, shades: Shades) -> list[tuple[str, str]]:
    return [
        (f"--brand-{time}-{part.replace('_', '-')}", value)
        for part, value in shades._asdict().items()
    ]
