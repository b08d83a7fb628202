"""Another process on the bus: hears stream `c:ask` and answers each entry on `c:answer`."""

import asyncio
import sys
from collections.abc import Sequence

from persistence.bus_redis import RedisBus
from persistence.streams import Stream


async def main(url: str) -> None:
    """Say `ready`, then answer until standard input closes."""
    bus = RedisBus(url)
    answers: asyncio.Queue[list[tuple[int, bytes]]] = asyncio.Queue(1_000)

    def deliver(stream: Stream, entries: Sequence[tuple[int, bytes]]) -> None:
        answers.put_nowait([(seq, body.upper()) for seq, body in entries])

    async def answer() -> None:
        while True:
            await bus.publish(Stream("c:answer"), await answers.get())

    bus.attach(deliver, lambda: None)
    await bus.start()
    await bus.subscribe(Stream("c:ask"))
    task = asyncio.create_task(answer())
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    task.cancel()
    await bus.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
