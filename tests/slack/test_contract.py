"""What old and new bots rely on beside the common path, with Slack's own client."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from channels.bots.tickets import Tickets
from channels.core.actor import Actor, Kind, PersonId
from server.slack.write_text import markdown_of
from tests.slack.bolted import HEARD_S
from tests.slack.hive import App, client_of, off
from tests.slack.test_delivery import until
from tests.slack.test_web_api import refused
from tests.world import Person


def test_bare_names_call_nobody_and_signs_may_mean_nothing() -> None:
    assert markdown_of("Ask @ada or a@b.org", [], []) == "Ask \\@ada or a@b.org"
    assert markdown_of("*@ada* `@bob`", [], []) == "**\\@ada** `@bob`"
    assert markdown_of("<@U1> @channel", [], []) == "<@U1> \\@channel"
    assert markdown_of("*so* `it` <@U1>", [], [], markup=False) == "\\*so\\* \\`it\\` <@U1>"


def test_blocks_that_are_not_drawn_are_said_in_words() -> None:
    title = {"type": "plain_text", "text": "How to | swarm & hive"}
    video = {"type": "video", "title": {**title, "text": "How & why"}, "alt_text": "Bees"}
    shown = [{**video, "title_url": "https://bees.example/v"}, {"type": "divider"}]
    assert markdown_of("", shown, []) == "[How & why](<https://bees.example/v>)"
    assert markdown_of("", [{**video, "title": title}], []) == "How to | swarm & hive"
    rows = [[{"type": "raw_text", "text": "Hive"}, {"type": "raw_text", "text": "<3>"}], [{}]]
    assert markdown_of("", [{"type": "table", "rows": rows}], []) == "Hive · \\<3>"
    assert markdown_of("", [{"type": "file", "external_id": "plan"}], []) == "📎 plan"
    assert markdown_of("Said", shown, []) == "Said"


def test_blocks_of_markdown_are_the_words_of_their_message() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Hives today"}},
        {"type": "markdown", "text": "**Four** of [five](https://bees.example)"},
    ]
    said = "Hives today\n\n**Four** of [five](https://bees.example)"
    assert markdown_of("for the lock screen", blocks, []) == said


async def test_names_are_ids_where_the_sender_asks(app: App, ada: Person) -> None:
    general = await app.world.general()
    bob = await app.world.member("bob")

    async def calls() -> int:
        marks = await bob.call("reads.list")
        return int(next(one for one in marks["items"] if one["channel_id"] == general)["mentions"])

    post = app.client.chat_postMessage
    text = "@bob see #general, `@bob`, @nobody"
    plain = await off(post, channel=general, text=text)
    assert plain["message"]["text"] == text
    assert await calls() == 0
    named = await off(post, channel=general, text=text, link_names=True)
    shown = f"<@{bob.id}> see <#{general}|general>, `@bob`, @nobody"
    assert named["message"]["text"] == shown
    assert await calls() == 1
    full = await off(post, channel=general, text="@bob", parse="full")
    assert full["message"]["text"] == f"<@{bob.id}>"


async def test_messages_are_found_by_a_channels_name(app: App) -> None:
    web = app.client
    ts = (await off(web.chat_postMessage, channel="#general", text="one"))["ts"]
    link = (await off(web.chat_getPermalink, channel="general", message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/{await app.world.general()}/p{ts.replace('.', '')}")
    assert (await off(web.chat_update, channel="#general", ts=ts, text="two"))["text"] == "two"
    assert (await off(web.chat_delete, channel="#general", ts=ts))["ts"] == ts


async def test_a_direct_conversation_is_only_looked_for(app: App, ada: Person) -> None:
    bob = await app.world.member("bob")
    look = {"users": [bob.id], "prevent_creation": True}
    assert await refused(app.client.conversations_open, **look) == "channel_not_found"
    made = await off(app.client.conversations_open, users=[bob.id])
    found = await off(app.client.conversations_open, **look)
    assert found["channel"]["id"] == made["channel"]["id"]


async def test_files_by_kind_and_time(app: App) -> None:
    general = await app.world.general()
    web = app.client
    await off(web.files_upload_v2, content="Hive 4", filename="notes.txt", channel=general)

    async def total(**asked: Any) -> int:
        return int((await off(web.files_list, **asked))["paging"]["total"])

    now = int(time.time())
    assert await total(types="snippets,images") == 1
    assert await total(types="images") == 0
    assert await total(ts_from=now - 3_600, ts_to=now + 3_600) == 1
    assert await total(ts_from=now + 3_600) == 0
    assert await total(ts_to=now - 3_600) == 0


async def test_what_is_sent_later_keeps_its_blocks(app: App) -> None:
    general = await app.world.general()
    web = app.client
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Feed* them"}}]
    made = await off(
        web.chat_scheduleMessage,
        channel=general,
        post_at=int(time.time()) + 3_600,
        text="Feed them",
        blocks=blocks,
        metadata={"event_type": "fed", "event_payload": {"hive": 4}},
    )
    assert made["message"]["blocks"][0]["text"] == blocks[0]["text"]
    bot = Actor(Kind.BOT, PersonId(app.made.person_id))
    now = app.world.command("scheduled.send_now", scheduled_id=made["scheduled_message_id"])
    await app.world.server.core.dispatcher.call(bot, "scheduled.send_now", now)
    async with asyncio.timeout(HEARD_S):
        found: list[Any] = []
        while not found:
            await asyncio.sleep(0.2)
            found = (await off(web.conversations_history, channel=general))["messages"]
    assert found[0]["blocks"][0]["text"] == blocks[0]["text"]
    assert found[0]["metadata"]["event_payload"] == {"hive": 4}
    assert found[0]["bot_id"] == app.made.bot_id
    tickets = Tickets(app.world.server.core.store)
    secret = f"later:{made['scheduled_message_id']}"

    async def forgotten() -> bool:
        return (await tickets.look("later", secret)).outcome == "unknown"

    await until(forgotten)


async def test_search_in_slacks_words(app: App, ada: Person) -> None:
    general = await app.world.general()
    web, mine = app.client, client_of(ada)
    ids = []
    for text in ("pollen one", "pollen two", "pollen three"):
        ids.append((await off(web.chat_postMessage, channel=general, text=text))["ts"])
    await off(web.pins_add, channel=general, timestamp=ids[1])
    await off(web.reactions_add, channel=general, timestamp=ids[2], name="bee")

    async def found(query: str, **asked: Any) -> list[str]:
        answer = await off(mine.search_messages, query=query, **asked)
        return [one["ts"] for one in answer["messages"]["matches"]]

    by_time = {"sort": "timestamp", "sort_dir": "asc"}
    there: list[str] = []
    async with asyncio.timeout(HEARD_S):
        while there != ids:  # the index follows the commit
            await asyncio.sleep(0.2)
            there = await found("pollen", **by_time)
    assert await found("pollen", sort="timestamp") == ids[::-1]
    assert await found(f"pollen in:<#{general}|general> has:pin") == [ids[1]]
    assert await found(f"pollen from:<@{app.made.person_id}> has::bee:") == [ids[2]]
    assert await found("pollen has::tada:") == []
    first = await off(mine.search_messages, query="pollen", count=2, cursor="*", highlight=True)
    assert first["messages"]["matches"][0]["text"].startswith("\ue000pollen\ue001 ")
    cursor = first["response_metadata"]["next_cursor"]
    rest = await off(mine.search_messages, query="pollen", count=2, cursor=cursor)
    assert rest["response_metadata"]["next_cursor"] == ""
    both = [one["ts"] for page in (first, rest) for one in page["messages"]["matches"]]
    assert sorted(both) == ids
    assert await refused(mine.search_messages, query="pollen", cursor="x") == "invalid_cursor"
