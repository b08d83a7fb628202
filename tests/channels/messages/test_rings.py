"""A post leaves nothing to Python's garbage collector, which would stop the server to find it."""

from __future__ import annotations

import gc

from tests.house import House

POSTS = 50


async def test_no_post_is_a_ring(house: House) -> None:
    ada = await house.open()
    general = (await house.ask(ada, "workspace.get")).general_channel_id
    fields = {"channel_id": general, "text": "Bees, and *more* bees with @everyone"}
    for _ in range(3):  # statements are made once
        await house.ask(ada, "messages.post", **fields)
    gc.collect()
    gc.disable()
    try:
        for _ in range(POSTS):
            await house.ask(ada, "messages.post", **fields)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        ours = [
            one for one in gc.garbage if type(one).__module__.startswith(("channels", "persist"))
        ]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not ours, {type(one).__name__ for one in ours}
