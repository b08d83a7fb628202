"""What a client that comes back costs: statements are counted, not time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from structlog.contextvars import get_contextvars

from server.app import Server
from tests.world import World

CROWD = 24


@contextmanager
def statements_of(server: Server) -> Iterator[list[str]]:
    """The statements that are sent on behalf of connections, as they are sent."""
    found: list[str] = []

    def note(*args: Any) -> None:
        if "connection_id" in get_contextvars():
            found.append(args[2])

    engine: Any = server.core.store._engine
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


def forget_all(server: Server) -> None:
    """As after a restart."""
    server.auth.clear()
    server.core.access.clear()


async def test_one_that_comes_back_costs_seven_statements_and_no_transaction(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    channel_id = await ada.creates("garden")
    await bob.call("channels.join", channel_id=channel_id)
    stream = f"c:{channel_id}"
    socket = await bob.connects()
    position = socket.hello["positions"][stream]
    await socket.close()
    for n in range(5):
        await ada.posts(channel_id, f"{n}")
    forget_all(world.server)
    with statements_of(world.server) as statements:
        socket = await bob.connects()
        reply = await socket.call("streams.resume", positions={stream: position})
    # proof, do-not-disturb, card, account, streams with heads, the channel's span, its entries
    assert reply == {"resumed": 5, "reset": []}
    assert 5 <= len(statements) <= 7, statements
    assert not [one for one in statements if one.startswith(("BEGIN", "ROLLBACK"))]


async def test_a_crowd_that_comes_back_is_asked_about_together(world: World) -> None:
    names = [f"p{n}" for n in range(CROWD)]
    people = await world.members(*names)
    channel_id = await people[0].creates("garden")
    for person in people[1:]:
        await person.call("channels.join", channel_id=channel_id)
    stream = f"c:{channel_id}"
    position = [world.server.core.store.epoch, 1]
    await people[0].posts(channel_id, "missed")
    forget_all(world.server)
    read = world.server.core.log.since
    pages: list[str] = []

    async def counted(stream: Any, seq: int, limit: int) -> Any:
        pages.append(stream)
        return await read(stream, seq, limit)

    world.server.core.log.since = counted  # type: ignore[method-assign]

    async def come_back(person: Any) -> dict[str, Any]:
        socket = await person.connects(query="?watch=none")
        answer: dict[str, Any] = await socket.call("streams.resume", positions={stream: position})
        return answer

    answers = await asyncio.gather(*map(come_back, people))
    assert {answer["resumed"] for answer in answers} == {CROWD}
    assert pages == [stream]
