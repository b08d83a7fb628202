"""Link previews at the edges: asking the web for pages, and giving out their small images."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor
from channels.core.errors import DomainError, NotFound
from channels.files.images import read_picture
from channels.previews.jobs import World
from channels.previews.protocol import OpenPreview, StoredImage
from persistence.blobs import Blobs
from server.core import Core
from server.door import Door
from server.downloads import THUMBNAIL_MIME, Served, respond, safe_headers
from server.outbound import Outbound, getting
from server.rpc import fault

# Pages are asked for before it is known who will read them: no reader's language counts.
LANGUAGES = "en, fr;q=0.8, *;q=0.5"


def preview_world(core: Core, blobs: Blobs, outbound: Outbound) -> World:
    """What the jobs of previews need of the world."""
    return World(
        call=core.dispatcher.call,
        store=core.store,
        clock=core.clock,
        blobs=blobs,
        get=getting(outbound),
        read_picture=read_picture,
        own_url=core.settings.own_url,
        languages=LANGUAGES,
        on=core.settings.link_previews,
    )


def preview_routes(
    door: Door, blobs: Blobs, authenticate: Callable[[Request], Awaitable[Actor]]
) -> list[BaseRoute]:
    """The images of previews, for those who can read the message."""

    async def image(request: Request) -> Response:
        try:
            actor = await authenticate(request)
            command = OpenPreview(
                message_id=request.path_params["message_id"][:40],
                preview_id=request.path_params["preview_id"][:40],
            )
            stored: StoredImage = await door.call(actor, "previews.open", command)  # type: ignore[assignment]
            size_bytes = await blobs.size(stored.image_key)
            if size_bytes is None:
                raise NotFound("The image's bytes are gone.", "preview_id")
        except DomainError as error:
            return fault(error)
        headers = safe_headers(THUMBNAIL_MIME, "inline")
        served = Served(stored.image_key, size_bytes, f'"{command.preview_id}"', headers)
        return respond(blobs, request, served)

    return [Route("/previews/{message_id}/{preview_id}", image)]
