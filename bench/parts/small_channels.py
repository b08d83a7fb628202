"""A hundred channels of ten: the everyday case, and the hard one."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from bench.figures import Figures, deliveries, span
from bench.load import Client, Load, request_frame, stamped
from bench.server import Running, running

TEXT_BYTES = 200
WINDOW = 4  # posts on their way in each channel, when the ceiling is sought


@dataclass
class Room:
    """A channel, the socket that posts in it, and one of those that listen."""

    channel_id: str
    poster: Client
    listener: Client
    sent: int = 0


async def small_channels(channels: int, sockets: int, seconds: float) -> Figures:
    """`sockets` in each of `channels`; each socket hears its own channel alone."""
    figures: Figures = {}
    async with running() as server:
        load, rooms = await _fill(server, channels, sockets)
        for name, rate in (("warm", 200.0), ("steady", 2_000.0), ("ceiling", 0.0)):
            load.clear()
            for room in rooms:
                room.sent = 0
            with span(server.pid) as found:
                sent = await _offer(load, rooms, rate, seconds)
            figures |= deliveries(f"small_{name}", sent * sockets, found, load.latencies_ms())
            await load.settled()
            _check(rooms, load, sockets)
        load.close()
    return {name: value for name, value in figures.items() if "_warm_" not in name}


async def _fill(server: Running, channels: int, sockets: int) -> tuple[Load, list[Room]]:
    made = [await server.call("channels.create", name=f"small-{n}") for n in range(channels)]
    load = await Load.connect(
        server.port, "/ws?watch=none", channels * sockets, server.headers, samples=channels
    )
    await load.greeted()
    load.clear()
    rooms = []
    for at, channel in enumerate(made):
        group = load.clients[at * sockets : (at + 1) * sockets]
        watch = request_frame("streams.watch", {"streams": [f"c:{channel['id']}"]})
        for client in group:
            client.transport.write(watch)
        rooms.append(Room(channel["id"], poster=group[1], listener=group[0]))
    await load.greeted()  # by the reply, this time
    return load, rooms


async def _offer(load: Load, rooms: list[Room], rate: float, seconds: float) -> int:
    """Post by turns at a rate of them all (0: as fast as each channel hears), then wait."""
    begin_s, turn = time.monotonic(), 0
    while (passed_s := time.monotonic() - begin_s) < seconds:
        if rate:
            due = int(passed_s * rate)
            for n in range(turn, due):
                _post(rooms[n % len(rooms)])
            turn = due
        else:
            for room in rooms:
                while room.sent < len(room.listener.stamps) + WINDOW:
                    _post(room)
        await asyncio.sleep(0.001)
    async with asyncio.timeout(60):
        while any(len(room.listener.stamps) < room.sent for room in rooms):
            await asyncio.sleep(0.002)
    return sum(room.sent for room in rooms)


def _post(room: Room) -> None:
    args = {"channel_id": room.channel_id, "text": stamped(TEXT_BYTES)}
    room.poster.transport.write(request_frame("messages.post", args))
    room.sent += 1


def _check(rooms: list[Room], load: Load, sockets: int) -> None:
    """All that only listen in a channel have had the same bytes. Raises RuntimeError."""
    for at, room in enumerate(rooms):
        group = load.clients[at * sockets : (at + 1) * sockets]
        sizes = {one.received_bytes for one in group if one is not room.poster}
        if len(sizes) != 1 or any(one.lost for one in group):
            raise RuntimeError(f"the sockets of {room.channel_id} have not heard the same")
