"""Where the bytes of files come in: an address with a secret of its own.

Source: the contract's section 7, on the upload URL.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor, Kind, PersonId
from channels.core.errors import DomainError
from server.multipart import UploadedPart
from server.slack.edge import Edge
from server.uploads import Promised, Uploads


class UploadUrls:
    """Takes raw bytes, however they are labelled, or the first file of a multipart body."""

    def __init__(self, edge: Edge, uploads: Uploads) -> None:
        self._edge = edge
        self._uploads = uploads

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        return [Route("/upload/{file_id}/{secret}", self.endpoint, methods=["POST", "PUT"])]

    async def endpoint(self, request: Request) -> Response:
        """One file; answers in plain text."""
        used = await self._edge.tickets.use("upload", request.path_params["secret"])
        if used.outcome != "ok" or used.body["file_id"] != request.path_params["file_id"]:
            return PlainTextResponse("this address is good no more", 404)
        promised = Promised(used.body["name"], used.body["file_id"], used.body["alt"])
        kind = request.headers.get("content-type", "")
        chunks = request.stream()
        try:
            if kind.lower().startswith("multipart/form-data"):
                chunks = UploadedPart(kind, request.stream(), any_name=True).chunks()  # type: ignore[assignment]
            actor = Actor(Kind.BOT, PersonId(used.body["person_id"]))
            view = await self._uploads.store(actor, chunks, lambda: promised)
        except DomainError as error:
            return PlainTextResponse(error.detail, error.http_status)
        return PlainTextResponse(f"OK - {view.size_bytes}")
