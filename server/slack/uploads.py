"""Where the bytes of files come in: an address with a secret of its own.

Source: the contract's section 7, on the upload URL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import Actor, Kind, PersonId
from channels.core.errors import DomainError
from server.multipart import UploadedPart
from server.slack.call import Call, Method
from server.slack.edge import Edge
from server.slack.errors import SlackError
from server.slack.methods.files import entitle, places, share, shown
from server.slack.objects import Item
from server.uploads import Promised, Uploads


class UploadUrls:
    """Takes raw bytes, however they are labelled, or the first file of a multipart body."""

    def __init__(self, edge: Edge, uploads: Uploads) -> None:
        self._edge = edge
        self._uploads = uploads

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        return [Route("/upload/{file_id}/{secret}", self.endpoint, methods=["POST", "PUT"])]

    def table(self) -> dict[str, Method]:
        """The methods' rows."""
        return {"files.upload": Method(self.upload, "files:write", tier=2)}

    async def upload(self, call: Call) -> Item:
        """`files.upload` of old: a small file with its call, or a text as one."""
        sent = next(iter(call.args.files.values()), None)
        content = sent.content if sent is not None else call.args.text("content").encode()
        if not content:
            raise SlackError("no_file_data")
        into = await places(call, call.args.list("channels"))
        name = call.args.text("filename").strip() or (sent.name if sent is not None else "")
        promised = Promised((name or "untitled.txt")[:250])

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        view = await self._uploads.store(call.actor, chunks(), lambda: promised)
        await entitle(call, view.id, call.args.text("title").strip())
        for channel_id in into:
            await share(call, channel_id, [view.id])
        return {"file": await shown(call, view.id)}

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
