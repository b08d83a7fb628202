"""Static text goes out compressed: each file is packed once, and again when it has changed."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.types import Scope

KINDS = frozenset({".js", ".css", ".svg", ".json", ".webmanifest"})
LEAST_BYTES = 600  # below, headers and padding eat the gain

_packed: dict[str, tuple[int, bytes]] = {}


async def compressed(response: Response, scope: Scope) -> Response:
    """The same file packed by gzip, for who takes that and where it is worth it."""
    if not isinstance(response, FileResponse) or response.status_code != 200:
        return response
    path, found = Path(response.path), response.stat_result
    if path.suffix not in KINDS or found is None or found.st_size < LEAST_BYTES:
        return response
    response.headers["vary"] = "accept-encoding"
    if not takes_gzip(scope):
        return response
    kept = {
        name: value
        for name, value in response.headers.items()
        if name in ("content-type", "etag", "last-modified", "vary")
    }
    content = await _pack(path, found.st_mtime_ns)
    return Response(content, headers={**kept, "content-encoding": "gzip"})


def takes_gzip(scope: Scope) -> bool:
    """Whether the browser says so. Source: RFC 9110, section 12.5.3."""
    for name, value in scope.get("headers", ()):
        if name == b"accept-encoding":
            for part in value.decode("latin-1").lower().split(","):
                coding, _, weight = part.partition(";")
                if coding.strip() == "gzip":
                    return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


async def _pack(path: Path, changed: int) -> bytes:
    known = _packed.get(str(path))
    if known is None or known[0] != changed:
        content = await asyncio.to_thread(lambda: gzip.compress(path.read_bytes(), 9, mtime=0))
        known = _packed[str(path)] = (changed, content)
    return known[1]
