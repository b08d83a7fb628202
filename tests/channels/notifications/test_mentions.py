"""The list of calls: each kind, once, the newest first, and found along the calls alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from channels.notifications.mentions import _calling
from tests.channels.notifications.conftest import Hive
from tests.world import Person

Garden = tuple[Person, Person, str]


async def listed(hive: Hive, person: Person, **args: Any) -> tuple[list[tuple[str, str]], Any]:
    """(id, why) of a page of calls, and where the next begins."""
    page = await hive.ask(person, "mentions.list", **args)
    return [(one["message"]["id"], one["why"]) for one in page["items"]], page.get("next")


async def test_all_kinds_of_calls_come_once_the_newest_first(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    dora = await hive.world.member("dora")
    await hive.ask(ada, "notifications.set", keywords=["grue"])

    async def says(person: Person, words: str) -> str:
        hive.clock.advance(1)
        said = await hive.ask(person, "messages.post", channel_id=channel, text=words)
        return str(said["id"])

    everybody = await says(bob, "@channel good morning")
    named = await says(bob, "@ada the grue")
    await says(bob, "nothing for anybody")
    await says(ada, "@ada @channel grue, to myself")
    keyword = await says(bob, "a grue")
    gone = await says(bob, "@ada oh")
    await hive.ask(bob, "messages.delete", message_id=gone)
    await hive.settles()
    wanted = [(keyword, "keyword"), (named, "mention"), (everybody, "everybody")]
    assert await listed(hive, ada) == (wanted, None)
    first, after = await listed(hive, ada, limit=2)
    assert (first, (await listed(hive, ada, limit=2, after=after))[0]) == (wanted[:2], wanted[2:])

    hive.clock.advance(1)
    await hive.ask(dora, "channels.join", channel_id=channel)
    assert await listed(hive, dora) == ([], None)  # that was before she came
    later = await says(bob, "@channel and good night")
    assert await listed(hive, dora) == ([(later, "everybody")], None)
    await hive.ask(dora, "channels.leave", channel_id=channel)
    assert await listed(hive, dora) == ([], None)


async def test_calls_are_found_without_reading_all_that_was_said(hive: Hive) -> None:
    query = _calling("ada").compile(
        dialect=sqlite.dialect(),
        compile_kwargs={"literal_binds": True},
    )
    async with hive.world.server.core.store.read() as snapshot:
        plan = [row.detail for row in await snapshot.all(text(f"explain query plan {query}"))]
    read = [step for step in plan if " message " in step or " to_all " in step]
    assert read
    assert all(step.endswith("(id=?)") for step in read)
