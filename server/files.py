"""Where files come in and go out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor
from persistence.blobs import Blobs
from server.door import Door
from server.downloads import Downloads
from server.uploads import Uploads


def file_routes(
    door: Door,
    blobs: Blobs,
    authenticate: Callable[[Request], Awaitable[Actor]],
    limit_bytes: int,
) -> list[BaseRoute]:
    """The routes of files; they stand before `/api/v1/{operation}`."""
    uploads = Uploads(door, blobs, authenticate, limit_bytes)
    downloads = Downloads(door, blobs, authenticate)
    return [
        Route("/api/v1/files.upload", uploads.endpoint, methods=["POST"]),
        Route("/files/{file_id}", downloads.file),
        Route("/files/{file_id}/thumbnail", downloads.thumbnail),
        Route("/files/{file_id}/{name}", downloads.file),
    ]
