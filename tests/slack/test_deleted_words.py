"""What apps were told of messages that are deleted: no words of them are kept."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select, update

from channels.bots.tidying import HOUR_MS, tidy
from tests.slack.hive import app_in
from tests.slack.test_delivery import _event, asks, rows, until, write
from tests.slack.test_events import listener, web_server
from tests.world import Person, World


async def test_the_words_of_a_deleted_message_go_from_what_was_told(
    world: World, ada: Person
) -> None:
    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        challenge = json.loads(body).get("challenge")
        return (200, challenge.encode()) if challenge else (404, b"I know no honey cake")

    general = await world.general()
    async with web_server(answer) as (port, _):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        said = await ada.posts(general, "a honey cake for Bob")
        await ada.call("messages.edit", message_id=said["id"], text="a honey cake, for Bob")
        late = await ada.posts(general, "the honey cake is late")

        async def tried(many: int) -> bool:
            found = await rows(world, select(_event.c.sent))
            return len(found) == many and all(row.sent for row in found)

        await until(lambda: tried(3))
        of_it = _event.c.message_id == said["id"]
        await write(world, update(_event).where(of_it).values(state="failed"))
        for message in (said, late):
            await ada.call("messages.delete", message_id=message["id"])
        whole = [row for row in await rows(world, select(_event)) if row.name != "message.deleted"]
        kept = {row.message_id: f"{row.body}{row.sent}{row.answer}" for row in whole}
        assert "honey" not in kept[said["id"]]
        assert "honey" in kept[late["id"]]  # still to be told
        await write(world, update(_event).values(state="failed"))
        await tidy(world.server.core.store)
        gone = next(row for row in whole if row.message_id == said["id"])
        view = await asks(world, "apps.delivery", delivery_id=gone.id)
        assert (view.gone, view.sent, view.answer) == (True, "", "")
        await asks(world, "apps.redeliver", app_id=app.made.app_id, delivery_id=gone.id)

        async def dropped() -> bool:
            return not await rows(world, select(_event.c.id).where(_event.c.id == gone.id))

        await until(dropped)
        left = [row for row in await rows(world, select(_event)) if row.name != "message.deleted"]
        assert left
        assert not any("honey" in f"{row.body}{row.sent}" for row in left)


async def test_a_delivered_deletion_keeps_no_words(world: World, ada: Person) -> None:
    heard: list[Any] = []

    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        heard.append(json.loads(body))
        return 200, heard[-1].get("challenge", "").encode()

    general = await world.general()
    async with web_server(answer) as (port, _):
        await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        said = await ada.posts(general, "a honey cake for Bob")
        await ada.call("messages.delete", message_id=said["id"])

        async def told() -> bool:
            found = await rows(world, select(_event.c.state))
            return len(found) == 2 and {row.state for row in found} == {"sent"}

        await until(told)
    deleted = next(one["event"] for one in heard if one.get("event", {}).get("deleted_ts"))
    assert deleted["previous_message"]["text"] == "a honey cake for Bob"
    await tidy(world.server.core.store)
    assert not any("honey" in f"{row.body}{row.sent}" for row in await rows(world, select(_event)))


async def test_a_deletion_that_nobody_was_there_for_keeps_no_words(
    world: World, ada: Person
) -> None:
    await app_in(world, listener(socket_mode_enabled=True))
    said = await ada.posts(await world.general(), "a honey cake for Bob")
    await ada.call("messages.delete", message_id=said["id"])
    store = world.server.core.store
    long_ago = store.clock.now_us() // 1_000 - HOUR_MS
    await write(world, update(_event).values(created_at_ms=long_ago, due_at_ms=long_ago))
    assert any("honey" in row.body for row in await rows(world, select(_event)))
    await tidy(store)
    left = await rows(world, select(_event))
    assert [row.state for row in left] == ["failed", "failed"]
    assert not any("honey" in f"{row.body}{row.sent}" for row in left)
