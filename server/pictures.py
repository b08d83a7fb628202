"""Pictures of apps' messages at the edges: fetching them, and giving them to who reads them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor, Kind, PersonId
from channels.core.errors import DomainError, NotFound
from channels.files.images import draw
from channels.files.protocol import OpenFile, StoredFile
from channels.pictures.jobs import BYTES, Refused, World
from channels.pictures.protocol import OpenPicture, StoredPicture
from persistence.blobs import BlobNotFound, Blobs
from server.core import Core
from server.door import Door
from server.downloads import THUMBNAIL_MIME, Served, respond, safe_headers
from server.outbound import Outbound, getting
from server.rpc import fault


def picture_world(core: Core, blobs: Blobs, outbound: Outbound) -> World:
    """What the jobs of pictures need of the world."""

    async def read_file(person_id: str, file_id: str) -> bytes | None:
        actor = Actor(Kind.BOT, PersonId(person_id))
        try:
            command = OpenFile(file_id=file_id)
            stored: StoredFile = await core.dispatcher.call(actor, "files.open", command)
            if stored.size_bytes > BYTES:
                raise Refused("large")
            return await blobs.read(stored.blob_key)
        except (DomainError, BlobNotFound):
            return None

    return World(
        call=core.dispatcher.call,
        store=core.store,
        clock=core.clock,
        blobs=blobs,
        get=getting(outbound),
        read_file=read_file,
        draw=draw,
        own_url=core.settings.own_url,
        on=core.settings.link_previews,
    )


def picture_routes(
    door: Door, blobs: Blobs, authenticate: Callable[[Request], Awaitable[Actor]]
) -> list[BaseRoute]:
    """The pictures of a message, for those who can read it."""

    async def answer(request: Request, small: bool) -> Response:
        try:
            actor = await authenticate(request)
            command = OpenPicture(
                message_id=request.path_params["message_id"][:40],
                picture_id=request.path_params["picture_id"][:40],
            )
            stored: StoredPicture = await door.call(actor, "pictures.open", command)  # type: ignore[assignment]
            key = stored.small_key if small else stored.large_key
            size_bytes = await blobs.size(key)
            if size_bytes is None:
                raise NotFound("The picture's bytes are gone.", "picture_id")
        except DomainError as error:
            return fault(error)
        headers = safe_headers(THUMBNAIL_MIME, "inline")
        etag = f'"{command.picture_id}{"-small" if small else ""}"'
        return respond(blobs, request, Served(key, size_bytes, etag, headers))

    async def large(request: Request) -> Response:
        return await answer(request, small=False)

    async def small(request: Request) -> Response:
        return await answer(request, small=True)

    return [
        Route("/pictures/{message_id}/{picture_id}", large),
        Route("/pictures/{message_id}/{picture_id}/small", small),
    ]
