"""What a message for later carries: kept until it is sent, wherever it is moved, no longer."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from sqlalchemy import select

from channels.bots.tables import TicketRow
from channels.core.actor import Actor, Kind, PersonId, Role
from channels.people.protocol import AddPerson
from persistence.bulk import table_of
from tests.slack.bolted import HEARD_S
from tests.slack.hive import App, off
from tests.world import World

_ticket = table_of(TicketRow)
DAY_S = 24 * 3_600
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Feed* them"}}]


async def kept(world: World) -> list[Any]:
    """What is kept for messages that are sent later."""
    async with world.server.core.store.read() as snapshot:
        return list(await snapshot.all(select(_ticket).where(_ticket.c.kind == "later")))


async def planned(app: App) -> str:
    """A bot's message for tomorrow."""
    made = await off(
        app.client.chat_scheduleMessage,
        channel=await app.world.general(),
        post_at=int(time.time()) + DAY_S,
        text="Feed them",
        blocks=BLOCKS,
    )
    return str(made["scheduled_message_id"])


async def does(app: App, op: str, **values: Any) -> None:
    """An operation as the bot, past Slack's methods."""
    bot = Actor(Kind.BOT, PersonId(app.made.person_id))
    dispatcher = app.world.server.core.dispatcher
    await dispatcher.call(bot, op, app.world.command(op, **values))


async def test_it_lasts_as_long_as_the_message_waits(world: World, app: App) -> None:
    scheduled_id = await planned(app)
    (before,) = await kept(world)
    send_at = int(time.time() + 60 * DAY_S) * 1_000
    await does(app, "scheduled.change", scheduled_id=scheduled_id, send_at=send_at)
    (after,) = await kept(world)
    assert after.body == before.body
    assert after.expires_at_ms >= send_at + DAY_S * 1_000


async def test_it_goes_with_the_message(world: World, app: App) -> None:
    scheduled_id = await planned(app)
    assert len(await kept(world)) == 1
    await does(app, "scheduled.remove", scheduled_id=scheduled_id)
    assert await kept(world) == []


async def test_it_is_gone_once_the_message_is_sent(world: World, app: App) -> None:
    scheduled_id = await planned(app)
    await does(app, "scheduled.send_now", scheduled_id=scheduled_id)
    found: list[Any] = []
    async with asyncio.timeout(HEARD_S):
        while not found:
            await asyncio.sleep(0.1)
            history = app.client.conversations_history
            found = (await off(history, channel=await world.general()))["messages"]
    assert found[0]["blocks"][0]["text"] == BLOCKS[0]["text"]
    async with asyncio.timeout(HEARD_S):
        while await kept(world):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_a_name_is_found_among_many_who_are_called_so(world: World, app: App) -> None:
    for number in range(22):
        email = f"a{number:02}@example.org"
        await world.system("people.add", AddPerson(email=email, name="Zoe", role=Role.MEMBER))
    zoe = await world.member("zoe")
    general = await world.general()
    post = {"channel": general, "text": "See @zoe, @Zoe", "link_names": True}
    sent = await off(app.client.chat_postMessage, **post)
    assert sent["message"]["text"] == f"See <@{zoe.id}>, <@{zoe.id}>"
