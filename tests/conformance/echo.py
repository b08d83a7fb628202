"""A plain ASGI application that echoes, behind a protocol class of one's choice.

By hand: `uvicorn tests.conformance.echo:app --ws server.gateway.transport:GatewayProtocol`.
"""

from __future__ import annotations

from typing import Any

import uvicorn

PROTOCOLS = {
    "ours": "server.gateway.transport:GatewayProtocol",
    "stock": "websockets-sansio",
}
MAX_BYTES = 64 << 20  # more than any case sends


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Give back every message as it came, until the peer is gone."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        text = event.get("text")
        content = {"bytes": event["bytes"]} if text is None else {"text": text}
        await send({"type": "websocket.send", **content})


def make_server(protocol: str) -> uvicorn.Server:
    """A server with that protocol class, not yet running; the port is the caller's."""
    config = uvicorn.Config(
        app,
        ws=PROTOCOLS[protocol],
        ws_max_size=MAX_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        log_level="critical",
        lifespan="off",
    )
    return uvicorn.Server(config)
