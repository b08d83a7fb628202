"""Pictures of forms, home pages and whispers at the edge, for those whom they are shown to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor
from channels.core.errors import DomainError, Invalid, NotFound
from channels.core.protocol import Command
from channels.pictures.protocol import FindInForm, FindInWhisper, NamedPicture
from channels.pictures.shown import Found, Shown
from channels.pictures.sources import MAX_SOURCE
from persistence.blobs import Blobs
from server.core import Core
from server.door import Door
from server.downloads import THUMBNAIL_MIME, safe_headers
from server.outbound import Outbound
from server.pictures import picture_world
from server.rpc import fault

# Judged at each asking: nobody keeps what is gone with its form.
_NOT_KEPT = {"cache-control": "no-store"}


class ShownPictures:
    """Answers with what was found at a source (`look`), and with its bytes."""

    def __init__(
        self,
        core: Core,
        blobs: Blobs,
        authenticate: Callable[[Request], Awaitable[Actor]],
    ) -> None:
        self._door: Door = core.door
        self._authenticate = authenticate
        self._outbound = Outbound(allow_private=core.settings.allow_private_urls)
        self._shown = Shown(picture_world(core, blobs, self._outbound))

    def routes(self) -> list[BaseRoute]:
        """By the form, or by the channel, id and time of the whisper."""
        form = "/app-pictures/forms/{form_id}"
        whisper = "/app-pictures/whispers/{channel_id}/{whisper_id}/{at:int}"
        return [Route(f"{place}/{{copy}}", self._answer) for place in (form, whisper)]

    async def close(self) -> None:
        """Let go of what is under way."""
        await self._shown.close()
        await self._outbound.close()

    async def _answer(self, request: Request) -> Response:
        try:
            found = await self._find(request)
            copy = request.path_params["copy"]
            if copy == "look":
                seen = {"refused": found.refused, "width": found.width, "height": found.height}
                return JSONResponse(seen, headers=_NOT_KEPT)
            content = {"large": found.large, "small": found.small}.get(copy)
            if not content:
                raise NotFound("There is no such picture.", "source")
        except DomainError as error:
            return fault(error)
        headers = {**safe_headers(THUMBNAIL_MIME, "inline"), **_NOT_KEPT}
        return Response(content, headers=headers)

    async def _find(self, request: Request) -> Found:
        """Errors: DomainError."""
        actor = await self._authenticate(request)
        command = _command(request)
        op = "pictures.find_in_form"
        if isinstance(command, FindInWhisper):
            op = "pictures.find_in_whisper"
        named: NamedPicture = await self._door.call(actor, op, command)  # type: ignore[assignment]
        return await self._shown.find(named)


def _command(request: Request) -> Command:
    given = request.path_params
    source = request.query_params.get("source", "")
    if len(source) > MAX_SOURCE:
        raise Invalid("This address is too long.", "source")
    if "form_id" in given:
        return FindInForm(form_id=given["form_id"][:40], source=source)
    return FindInWhisper(
        channel_id=given["channel_id"][:40],
        whisper_id=given["whisper_id"][:40],
        at=given["at"],
        source=source,
    )
