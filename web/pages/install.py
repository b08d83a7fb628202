"""What a browser needs to keep the client: the service worker, and how it is installed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from web.assets import Assets
from web.languages import mark
from web.visit import Visit

PAPER = "#FAF8F4"  # the panel's ground by day, as in tokens.css
SHORTCUTS = (
    ("/threads", mark("Threads")),
    ("/mentions", mark("Mentions")),
    ("/search", mark("Search")),
)
_ICONS = (("any", 192), ("any", 512), ("maskable", 512))


def worker_script(assets: Assets, pages: tuple[str, ...]) -> Response:
    """`/sw.js`: the build that it belongs to, then the worker. Any new build makes it another."""
    script = assets.worker()
    if script is None:
        return Response("// The client is not built.\n", 404, media_type="text/javascript")
    build = {
        "id": assets.build(),
        "pages": [_pattern(page) for page in pages],
        "files": assets.files(),
    }
    head = f"self.RUCHE = {msgspec.json.encode(build).decode()};\n"
    return Response(
        head + script, media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


def _pattern(page: str) -> str:
    """Starlette's `/c/{path:path}` as the worker reads it: `/c/*`."""
    return page.partition("{")[0] + "*" if "{" in page else page


async def show_manifest(visit: Visit) -> Response:
    """`/manifest.webmanifest`, in the visitor's language. Source: Web Application Manifest."""
    manifest = {
        "id": "/",
        "name": visit.front.name,
        "short_name": visit.front.name[:30],
        "lang": visit.language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["business", "productivity", "social"],
        "icons": _icons(visit),
        "shortcuts": [{"name": visit.say(name), "url": url} for url, name in SHORTCUTS],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "files", "accept": ["*/*"]}],
            },
        },
    }
    return Response(
        msgspec.json.encode(manifest),
        media_type="application/manifest+json",
        headers={"cache-control": "no-cache", "vary": "cookie, accept-language"},
    )


def _icons(visit: Visit) -> list[dict[str, str]]:
    """The workspace's logo, or Ruche's own mark."""
    logo = visit.front.logo_file_id

    def icon(purpose: str, size: int) -> dict[str, str]:
        name = f"{'maskable-' if purpose == 'maskable' else ''}{size}.png"
        src = f"/logo/{name}?v={logo}" if logo else visit.assets.address(f"icons/{name}")
        return {"src": src, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    return [icon(purpose, size) for purpose, size in _ICONS]


async def refuse_share(visit: Visit) -> Response:
    """`POST /share` is the service worker's; where there is none, nothing can be taken."""
    return visit.go("/")


def worker_endpoint(
    assets: Assets, pages: tuple[str, ...]
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of `/sw.js`: the same for everybody."""

    async def endpoint(_: Request) -> Response:
        return worker_script(assets, pages)

    return endpoint
