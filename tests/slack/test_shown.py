"""What administrators see of what an app took: its bodies, while it is recent, and requests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import select, update

from channels.bots import tidying
from channels.bots.requests import MOST_UNWRITTEN, Request, RequestLog
from channels.bots.tables import AppEventRow
from channels.bots.tidying import tidy
from channels.core.actor import Role
from persistence.bulk import table_of
from server.slack.telling import tidier
from tests.slack.bolted import Heard, bolt_for, linked
from tests.slack.hive import App, app_in, client_of, off
from tests.slack.test_delivery import asks, rows, until, write
from tests.slack.test_events import hears_all, listener, web_server
from tests.slack.test_interactions import build, drive, interactive
from tests.world import Person, World

_event = table_of(AppEventRow)


@pytest.fixture
async def ada(world: World) -> Person:
    ada = await world.member("ada", Role.OWNER)
    await ada.connects()
    return ada


def takes(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
    """An address that takes everything."""
    return 200, json.loads(body).get("challenge", "thanks").encode()


@asynccontextmanager
async def taking(world: World) -> AsyncIterator[tuple[App, list[Any]]]:
    """An app whose address takes everything, and what came there."""
    async with web_server(takes) as (port, came):
        yield await app_in(world, listener(url=f"http://127.0.0.1:{port}/events")), came


async def all_sent(world: World, many: int) -> None:
    """Wait until so many deliveries are over, and well."""

    async def sent() -> bool:
        found = await rows(world, select(_event.c.state))
        return len(found) >= many and {row.state for row in found} == {"sent"}

    await until(sent)


async def test_what_was_taken_over_http_is_shown_and_sent_again(world: World, ada: Person) -> None:
    async with taking(world) as (app, came):
        await ada.posts(await world.general(), "Honey!")
        await all_sent(world, 1)
        [one] = (await asks(world, "apps.deliveries", app_id=app.made.app_id)).items
        whole = await asks(world, "apps.delivery", delivery_id=one.id)
        sent = json.loads(whole.sent)
        assert (sent["event"]["text"], sent["event_id"]) == ("Honey!", one.id)
        assert "token" not in sent
        assert '\n  "event": {\n    "type": "message"' in whole.sent
        [kept] = await rows(world, select(_event.c.sent))
        assert "\n" not in kept.sent
        assert (whole.code, whole.answer, whole.state) == (200, "thanks", "sent")
        cut = kept.sent[:60]
        await write(world, update(_event).values(sent=cut))
        assert (await asks(world, "apps.delivery", delivery_id=one.id)).sent == cut
        await asks(world, "apps.redeliver", app_id=app.made.app_id)
        await asks(world, "apps.redeliver", app_id=app.made.app_id, delivery_id=one.id)

        async def twice() -> bool:
            return len(came) == 3

        await until(twice)
        await all_sent(world, 1)
    assert [json.loads(body).get("event_id") for _, body in came] == [None, one.id, one.id]
    assert "x-slack-retry-num" not in came[2][0]


async def test_what_was_taken_over_a_connection_is_shown_and_sent_again(
    world: World, ada: Person
) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    bolt, heard = await bolt_for(app), Heard()
    hears_all(bolt, heard)
    async with linked(app, bolt):
        said = await ada.posts(await world.general(), "Honey!")
        await heard.first(text="Honey!")
        await all_sent(world, 1)
        [one] = (await asks(world, "apps.deliveries", app_id=app.made.app_id)).items
        whole = await asks(world, "apps.delivery", delivery_id=one.id)
        assert json.loads(whole.sent)["event"]["text"] == "Honey!"
        await asks(world, "apps.redeliver", app_id=app.made.app_id, delivery_id=one.id)
        await heard.first(text="Honey!")
        await ada.call("messages.delete", message_id=said["id"])
        await heard.first(subtype="message_deleted")
        await all_sent(world, 2)
    gone = await asks(world, "apps.delivery", delivery_id=one.id)
    assert (gone.gone, gone.sent) == (True, "")
    assert not any("Honey" in f"{row.body}{row.sent}" for row in await rows(world, select(_event)))


async def test_words_that_were_deleted_on_their_way_are_not_shown(
    world: World, ada: Person
) -> None:
    async with taking(world):
        said = await ada.posts(await world.general(), "Honey!")
        await all_sent(world, 1)
        await write(world, update(_event).values(state="waiting", due_at_ms=2**60))
        await ada.call("messages.delete", message_id=said["id"])
        await write(world, update(_event).values(state="sent"))
        await tidy(world.server.core.store)
        found = await rows(world, select(_event).where(_event.c.name == "message.posted"))
    assert [(row.sent, "Honey" in row.body) for row in found] == [("", False)]


async def test_who_is_no_member_reads_nothing_of_what_was_taken(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    async with taking(world) as (app, _):
        direct = (await bob.call("channels.open_direct", person_ids=[app.made.person_id]))["id"]
        await bob.posts(direct, "between us")
        await all_sent(world, 1)
        page = await asks(world, "apps.deliveries", app_id=app.made.app_id)
        one = next(one for one in page.items if one.name == "message.posted")
        command = world.command("apps.delivery", delivery_id=one.id)
        whole = await world.server.core.dispatcher.call(ada.actor, "apps.delivery", command)
    assert (whole.hidden, whole.sent, whole.answer) == (True, "", "")
    assert "between us" in (await asks(world, "apps.delivery", delivery_id=one.id)).sent


async def test_only_the_last_deliveries_show_what_was_sent(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "MOST_SHOWN", 3)
    monkeypatch.setattr(tidier, "MOST_SHOWN", 4)
    general = await world.general()
    shown = select(_event.c.id).where(_event.c.sent != "")
    async with taking(world):
        for number in range(3):
            await ada.posts(general, f"{number}")
        await all_sent(world, 3)
        await write(world, update(_event).where(_event.c.body.contains('"0"')).values(sent="kept"))
        assert len(await rows(world, shown)) == 3
        await ada.posts(general, "3")
        await ada.posts(general, "4")

        async def bounded() -> bool:
            sent = await rows(world, select(_event.c.id).where(_event.c.state == "sent"))
            return len(sent) == 5 and len(await rows(world, shown)) <= 4

        await until(bounded)
        failed = select(_event.c.id).where(_event.c.state == "sent").limit(1)
        first = (await rows(world, failed.order_by(_event.c.created_at_ms)))[0].id
        one = update(_event).where(_event.c.id == first)
        await write(world, one.values(state="failed", sent="what failed"))
        await tidy(world.server.core.store)
        left = await rows(world, select(_event.c.sent).order_by(_event.c.created_at_ms))
    assert left[0].sent == "what failed"
    assert left[1].sent == ""
    assert all(row.sent for row in left[2:])


async def test_requests_are_listed_without_their_words(world: World, ada: Person) -> None:
    app = await app_in(world, interactive())
    bolt, heard = await bolt_for(app), Heard()
    build(bolt, heard)
    async with linked(app, bolt):
        await drive(app, ada, heard)

    async def listed() -> bool:
        return bool(await _requests(world, app, 5))

    await until(listed)
    page = await asks(world, "apps.deliveries", app_id=app.made.app_id, kind="request")
    names = [one.name for one in reversed(page.items)]
    assert names == ["slash_commands"] * 2 + ["block_actions"] + ["view_submission"] * 2
    assert {(one.state, one.code, one.reason) for one in page.items} == {("sent", 0, "")}
    kept = await rows(world, select(_event).where(_event.c.kind == "request"))
    assert {(row.body, row.sent, row.answer, row.message_id) for row in kept} == {
        ("{}", "", "", None)
    }
    counts = await asks(world, "apps.delivery_counts", app_id=app.made.app_id)
    assert counts.requests == 5
    assert counts.sent == len(await rows(world, select(_event).where(_event.c.kind == "event")))
    await asks(world, "apps.redeliver", app_id=app.made.app_id, delivery_id=page.items[0].id)
    assert {row.state for row in await rows(world, select(_event))} == {"sent"}


async def _requests(world: World, app: App, many: int) -> list[Any]:
    page = await asks(world, "apps.deliveries", app_id=app.made.app_id, kind="request")
    return list(page.items) if len(page.items) >= many else []


async def test_a_request_says_what_the_address_answered(world: World, ada: Person) -> None:
    def refuses(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        return 503, b"the words of an answer"

    async with web_server(refuses) as (port, _):
        app = await app_in(world, interactive(f"http://127.0.0.1:{port}/do"))
        mine = client_of(ada)
        asked = {"channel": await world.general(), "command": "/hive"}
        with pytest.raises(SlackApiError, match="operation_timeout"):
            await off(mine.api_call, "chat.command", params=asked)
    with pytest.raises(SlackApiError, match="operation_timeout"):
        await off(mine.api_call, "chat.command", params=asked)
    nobody = await app_in(world, interactive().replace("Hive", "Nest").replace("/hive", "/nest"))
    asked["command"] = "/nest"
    with pytest.raises(SlackApiError, match="operation_timeout"):
        await off(mine.api_call, "chat.command", params=asked)
    found = await until(lambda: _requests(world, app, 2))
    assert [(one.state, one.reason, one.code) for one in found] == [
        ("failed", "connection_failed", 0),
        ("failed", "http_error", 503),
    ]
    [absent] = await until(lambda: _requests(world, nobody, 1))
    assert (absent.reason, absent.attempts) == ("not_connected", 1)


async def test_requests_that_cannot_be_written_wait_within_bounds(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = await app_in(world, interactive())
    store = world.server.core.store
    log = RequestLog(store)
    for number in range(MOST_UNWRITTEN + 10):
        log.note(Request(app.made.app_id, "shortcut", number, 1))

    async def refuses(work: Any) -> None:
        raise ConnectionError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(store, "exclusively", refuses)
        assert not await log._write_all()
    assert await log._write_all()
    kept = await rows(world, select(_event.c.created_at_ms).where(_event.c.kind == "request"))
    assert sorted(row.created_at_ms for row in kept) == list(range(10, MOST_UNWRITTEN + 10))
