"""`GET /logo/{side}.png`: the workspace's logo as a square picture, for everyone; also as icon."""

from __future__ import annotations

import asyncio
import io
from functools import partial

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from channels.core.actor import SYSTEM
from channels.core.errors import DomainError, NotFound
from channels.files.protocol import OpenFile, StoredFile
from channels.people.protocol import FrontView, LookAtFront
from persistence.blobs import Blobs
from server.door import Door
from server.downloads import POLICY
from server.rpc import fault

SIDES = (32, 64, 96, 180, 192, 512)
MARGIN = 0.1  # of a `maskable` icon's side, kept free on each edge: systems cut it off
FOREVER = "public, max-age=31536000, immutable"


class Logos:
    """Draws the logo anew from pixels alone: nothing of the file that was uploaded goes out."""

    def __init__(self, door: Door, blobs: Blobs) -> None:
        self._door = door
        self._blobs = blobs
        self._drawn: dict[tuple[int, bool], bytes] = {}
        self._drawn_of = ""
        self._drawing = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """The logo in a few sizes; `maskable-` fills the whole square."""
        return [
            Route("/logo/{side:int}.png", partial(self._answer, False)),
            Route("/logo/maskable-{side:int}.png", partial(self._answer, True)),
        ]

    async def _answer(self, maskable: bool, request: Request) -> Response:
        try:
            front = await self._door.call(SYSTEM, "workspace.look", LookAtFront())
            assert isinstance(front, FrontView)
            side = request.path_params["side"]
            if front.logo_file_id is None or side not in SIDES:
                raise NotFound("There is no such logo.")
            content = await self._draw(front.logo_file_id, side, maskable)
        except DomainError as error:
            return fault(error)
        lasting = request.query_params.get("v") == front.logo_file_id
        return Response(
            content,
            media_type="image/png",
            headers={
                "cache-control": FOREVER if lasting else "no-cache",
                "content-security-policy": POLICY,
                "etag": f'"{front.logo_file_id}-{side}"',
            },
        )

    async def _draw(self, file_id: str, side: int, maskable: bool) -> bytes:
        async with self._drawing:
            if self._drawn_of != file_id:
                self._drawn, self._drawn_of = {}, file_id
            known = self._drawn.get((side, maskable))
            if known is None:
                source = await self._read(file_id)
                known = await asyncio.to_thread(draw, source, side, maskable)
                self._drawn[side, maskable] = known
            return known

    async def _read(self, file_id: str) -> bytes:
        """The small copy that was made at the upload: upright, clean, at most 720 pixels."""
        stored = await self._door.call(SYSTEM, "files.open", OpenFile(file_id=file_id))
        assert isinstance(stored, StoredFile)
        key = stored.thumbnail_key
        if key is None or not await self._blobs.exists(key):
            raise NotFound("The logo's bytes are gone.")
        return await self._blobs.read(key)


def draw(source: bytes, side: int, maskable: bool = False) -> bytes:
    """The whole picture in the middle of a square, as PNG. Slow: call it in a thread."""
    with Image.open(io.BytesIO(source), formats=("WEBP",)) as image:
        logo = image.convert("RGBA")
    inner = round(side * (1 - 2 * MARGIN)) if maskable else side
    scale = inner / max(logo.size)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    logo = logo.resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (255, 255, 255, 255 if maskable else 0))
    square.alpha_composite(logo, ((side - logo.width) // 2, (side - logo.height) // 2))
    output = io.BytesIO()
    square.save(output, "PNG", optimize=True)
    return output.getvalue()
