"""Deliveries: a lane for each app, connections that end, dead addresses, and what is forgotten."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from channels.bots.queue import LEASE_MS, EventQueue, Waiting
from channels.bots.tables import AppEventRow, AppRow, AppViewRow
from channels.bots.tidying import HOUR_MS, tidy
from persistence.bulk import table_of
from server.slack import link as links_module
from server.slack import links as all_links
from server.slack.link import Unanswered
from server.slack.telling.courier import HTTP_AT_ONCE
from tests.slack.bolted import HEARD_S
from tests.slack.hive import App, app_in, manifest
from tests.slack.test_events import _open, listener, web_server
from tests.world import Person, World

_event = table_of(AppEventRow)
_app = table_of(AppRow)
_view = table_of(AppViewRow)
DAY_MS = 24 * HOUR_MS


async def rows(world: World, query: Any) -> list[Any]:
    """What is stored."""
    async with world.server.core.store.read() as snapshot:
        return list(await snapshot.all(query))


async def write(world: World, statement: Any) -> None:
    """Change what is stored."""

    async def work(snapshot: Any) -> None:
        await snapshot.connection.execute(statement)

    await world.server.core.store.exclusively(work)


async def until(check: Any) -> Any:
    """Wait until `check` answers something true."""
    async with asyncio.timeout(HEARD_S):
        while not (found := await check()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


async def asks(world: World, op: str, **args: Any) -> Any:
    """An operation, as the system."""
    return await world.system(op, world.command(op, **args))


@asynccontextmanager
async def slow_server() -> AsyncIterator[tuple[int, set[Any]]]:
    """A web server that proves its address and then answers nothing: its port, who waits."""
    waiting: set[Any] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        size = int(head.partition("content-length:")[2].partition("\r\n")[0])
        body = json.loads(await reader.readexactly(size))
        if body["type"] == "url_verification":
            said = body["challenge"].encode()
            start = f"HTTP/1.1 200 X\r\ncontent-length: {len(said)}\r\nconnection: close\r\n\r\n"
            writer.write(start.encode() + said)
        else:
            waiting.add(writer)
            await reader.read()
            waiting.discard(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], waiting
    finally:
        for writer in list(waiting):
            writer.close()
        server.close()


async def test_a_slow_app_takes_few_requests_and_holds_up_no_other(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        return 200, json.loads(body).get("challenge", "").encode()

    patience = world.server.slack.courier._sender._events
    monkeypatch.setattr(patience, "_timeout_s", 10 * HEARD_S)  # nothing is given up meanwhile
    general = await world.general()
    async with slow_server() as (slow_port, waiting), web_server(answer) as (port, came):
        slow = await app_in(world, listener(url=f"http://127.0.0.1:{slow_port}/events"))
        quick = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))

        async def proven() -> bool:
            found = await rows(world, select(_app.c.events_url, _app.c.verified_url))
            return all(row.events_url == row.verified_url for row in found)

        await until(proven)
        most = 0
        for number in range(40):
            await ada.posts(general, f"{number}")
            most = max(most, len(waiting))

        async def all_came() -> bool:
            nonlocal most
            most = max(most, len(waiting))
            return len(came) > 40

        await until(all_came)
        assert 0 < most <= HTTP_AT_ONCE
        held = select(_event.c.id).where(_event.c.app_id == slow.made.app_id)
        claimed = await rows(world, held.where(_event.c.attempts > 0))
        untouched = await rows(world, held.where(_event.c.attempts == 0))
        assert len(claimed) <= 30
        assert len(untouched) >= 10
        told = select(_event.c.state).where(_event.c.app_id == quick.made.app_id)

        async def settled() -> bool:
            return {row.state for row in await rows(world, told)} == {"sent"}

        await until(settled)


async def _held(world: World, many: int) -> tuple[EventQueue, list[Waiting]]:
    """A queue, and so many events that it has claimed for an app that is not connected."""
    app = await app_in(world, manifest())
    await write(world, update(_app).values(socket_mode=True))
    store = world.server.core.store
    now = store.clock.now_us() // 1_000
    row = {"app_id": app.made.app_id, "kind": "event", "name": "message.posted", "body": "{}"}
    more = {"at_us": 0, "state": "waiting", "attempts": 0, "due_at_ms": now, "created_at_ms": now}
    kept = {"reason": "", "answer": "", "code": 0, "sent": ""}
    await write(world, delete(_event))
    values = [{"id": f"Ev{n}", **row, **more, **kept} for n in range(many)]
    await write(world, insert(_event).values(values))
    queue = EventQueue(store)
    return queue, await queue.claim([app.made.app_id], False, many)


async def test_whose_change_is_not_written_hears_of_it_and_nobody_else(
    world: World, ada: Person
) -> None:
    queue, held = await _held(world, 5)
    assert len(held) == 5
    wrong = {"state": None}  # the store refuses it, and with it all of its commit
    changes = [wrong if n == 2 else {"state": "sent"} for n in range(5)]
    results = await asyncio.gather(
        *(queue.settle(one, **values) for one, values in zip(held, changes, strict=True)),
        return_exceptions=True,
    )
    assert [isinstance(one, IntegrityError) for one in results] == [False] * 2 + [True] + [
        False
    ] * 2
    found = await rows(world, select(_event.c.state).order_by(_event.c.id))
    assert [row.state for row in found] == ["sent", "sent", "waiting", "sent", "sent"]


async def test_what_another_has_claimed_meanwhile_is_neither_told_nor_settled(
    world: World, ada: Person
) -> None:
    queue, [one] = await _held(world, 1)
    now = world.server.core.clock.now_us() // 1_000
    assert now < one.held_until_ms <= now + LEASE_MS
    late = one._replace(held_until_ms=now)
    begin = world.server.slack.courier._teller.begin
    held = select(_event.c.attempts, _event.c.due_at_ms)
    await write(world, update(_event).values(attempts=2))
    assert await begin(late) is None
    assert [tuple(row) for row in await rows(world, held)] == [(2, one.held_until_ms)]
    # Held so long that another may claim it soon: let go, and no attempt was made.
    assert await begin(late._replace(attempts=2, held_until_ms=now + 1_000)) is None
    [left] = await rows(world, held)
    assert left.attempts == 1
    assert left.due_at_ms <= world.server.core.clock.now_us() // 1_000
    await write(world, update(_event).values(attempts=2, due_at_ms=one.held_until_ms))
    await queue.settle(one, state="sent")
    assert [row.state for row in await rows(world, select(_event.c.state))] == ["waiting"]
    await queue.settle(one._replace(attempts=2), state="sent")
    assert [row.state for row in await rows(world, select(_event.c.state))] == ["sent"]


async def test_what_waited_too_long_for_a_connection_fails_and_is_sent_again_where_asked(
    world: World, ada: Person
) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    await ada.posts(await world.general(), "better late")
    store = world.server.core.store
    long_ago = store.clock.now_us() // 1_000 - HOUR_MS
    await write(world, update(_event).values(created_at_ms=long_ago, due_at_ms=long_ago))
    await tidy(store)
    found = await rows(world, select(_event.c.state, _event.c.reason))
    assert {tuple(row) for row in found} == {("failed", "too_late")}
    one = await _open(app)
    assert json.loads(await asyncio.wait_for(one.recv(), HEARD_S))["type"] == "hello"
    await asks(world, "apps.redeliver", app_id=app.made.app_id)
    while True:
        item = json.loads(await asyncio.wait_for(one.recv(), HEARD_S))
        await one.send(json.dumps({"envelope_id": item["envelope_id"]}))
        if item["payload"]["event"].get("text") == "better late":
            break

    async def settled() -> bool:
        found = await rows(world, select(_event.c.state, _event.c.reason))
        return {tuple(row) for row in found} == {("sent", "")}

    await until(settled)
    await one.close()


async def test_an_address_that_proves_nothing_is_sent_nothing(world: World, ada: Person) -> None:
    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        return 200, b"what?"

    async with web_server(answer) as (port, came):
        await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))

        async def asked() -> bool:
            return bool(came)

        await until(asked)
        await ada.posts(await world.general(), "not for strangers")
        world.server.slack.courier.notify()
        found = await rows(world, select(_event.c.attempts, _event.c.due_at_ms, _event.c.at_us))
        await asyncio.sleep(0)
        assert [row.attempts for row in found] == [0] * len(found)
        assert all(json.loads(body)["type"] == "url_verification" for _, body in came)
    failing = await rows(world, select(_app.c.failing_since_ms, _app.c.paused))
    assert failing[0].failing_since_ms > 0
    assert not failing[0].paused


@pytest.mark.parametrize("ending", ["removed", "rotated", "disabled", "unlinked"])
async def test_a_connection_ends_with_what_it_rests_on(
    world: World, ada: Person, ending: str
) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True))
    one = await _open(app)
    assert json.loads(await one.recv())["type"] == "hello"
    earlier = await world.server.slack.edge.links.url(app.made.app_id)
    if ending == "removed":
        await asks(world, "apps.remove", app_id=app.made.app_id)
    elif ending == "rotated":
        await asks(world, "apps.rotate", app_id=app.made.app_id, kind="link")
    elif ending == "disabled":
        await asks(world, "apps.enable", app_id=app.made.app_id, enabled=False)
    else:
        fields = {"name": "Ear", "socket_mode": False}
        await asks(world, "apps.update", app_id=app.made.app_id, **fields)
    goodbye = json.loads(await asyncio.wait_for(one.recv(), HEARD_S))
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "link_disabled")
    with pytest.raises(ConnectionClosed):
        await asyncio.wait_for(one.recv(), HEARD_S)
    assert world.server.slack.edge.links.app_ids == []
    if ending == "removed":
        with pytest.raises(InvalidStatus):
            await connect(earlier, open_timeout=HEARD_S)
        return
    async with connect(earlier, open_timeout=HEARD_S) as two:
        refused = json.loads(await asyncio.wait_for(two.recv(), HEARD_S))
        assert refused["reason"] == "link_disabled"


async def test_an_app_that_takes_nothing_any_more_is_let_go(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links_module, "SEND_S", 0.2)
    app = await app_in(world, listener(socket_mode_enabled=True))
    one = await _open(app)
    await one.recv()
    one.transport.pause_reading()
    links = world.server.slack.edge.links

    async def sends_much() -> None:
        for _ in range(200):
            (await links.send(app.made.app_id, {"more": "x" * 400_000})).cancel()

    with pytest.raises(Unanswered):
        await sends_much()
    assert links.app_ids == []
    one.transport.abort()


async def _next(link: Any) -> Any:
    return json.loads(await asyncio.wait_for(link.recv(), HEARD_S))


async def _two_with_one_untaken(world: World, ada: Person, app: App) -> tuple[Any, Any, Any]:
    """An event that one connection was sent and has not acknowledged, while another is open."""
    one = await _open(app)
    await _next(one)
    await ada.posts(await world.general(), "taken?")
    sent = await _next(one)
    two = await _open(app)
    await _next(two)
    return one, two, sent


async def test_what_went_over_a_lost_connection_goes_over_another_at_once(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_links, "ACK_S", 10 * HEARD_S)  # nothing is to wait for this
    app = await app_in(world, listener(socket_mode_enabled=True))
    one, two, sent = await _two_with_one_untaken(world, ada, app)
    one.transport.abort()
    again = await _next(two)
    assert again["payload"]["event_id"] == sent["payload"]["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    await two.send(json.dumps({"envelope_id": again["envelope_id"]}))
    await two.close()


async def test_what_went_over_a_connection_that_was_sent_away_is_still_answered(
    world: World, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(all_links, "ACK_S", 10 * HEARD_S)
    app = await app_in(world, listener(socket_mode_enabled=True))
    one, two, sent = await _two_with_one_untaken(world, ada, app)
    links = world.server.slack.edge.links
    first = links._links[app.made.app_id][0]
    leaving = asyncio.create_task(links._dismiss(first, "refresh_requested", 10.0))
    assert (await _next(one))["reason"] == "refresh_requested"
    await one.close()
    await leaving
    await two.send(json.dumps({"envelope_id": sent["envelope_id"]}))
    await ada.posts(await world.general(), "next")
    assert (await _next(two))["payload"]["event"]["text"] == "next"
    await two.close()


async def test_what_was_noted_before_the_bot_left_is_not_told(world: World, ada: Person) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True), channels=())
    orchard = await ada.creates("orchard", kind="private")
    bot = app.made.person_id
    await ada.call("channels.invite", channel_id=orchard, person_ids=[bot])
    await ada.posts(orchard, "while you were here")
    await ada.call("channels.remove", channel_id=orchard, person_id=bot)
    direct = (await ada.call("channels.open_direct", person_ids=[bot]))["id"]
    await ada.posts(direct, "psst")
    one = await _open(app)
    heard = []
    while True:
        item = json.loads(await asyncio.wait_for(one.recv(), HEARD_S))
        if "envelope_id" in item:
            await one.send(json.dumps({"envelope_id": item["envelope_id"]}))
            heard.append(item["payload"]["event"])
            if heard[-1].get("text") == "psst":
                break
    assert [one.get("text") for one in heard if one["type"] == "message"] == ["psst"]
    await one.close()


async def test_a_dead_address_is_left_alone_until_somebody_says_try_again(
    world: World, ada: Person
) -> None:
    status = [500]

    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if b"url_verification" in body:
            return 200, json.loads(body)["challenge"].encode()
        return status[0], b"not today"

    general = await world.general()
    async with web_server(answer) as (port, _):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        await ada.posts(general, "one")

        async def failing() -> Any:
            return (await rows(world, select(_app.c.failing_since_ms)))[0].failing_since_ms

        await until(failing)
        long_ago = world.server.core.clock.now_us() // 1_000 - 2 * DAY_MS
        await write(world, update(_app).values(failing_since_ms=long_ago))

        async def paused() -> Any:
            return (await rows(world, select(_app.c.paused)))[0].paused

        await ada.posts(general, "two")
        await until(paused)
        page = await asks(world, "apps.deliveries", app_id=app.made.app_id)
        assert {one.state for one in page.items} == {"waiting"}
        whole = await asks(world, "apps.delivery", delivery_id=page.items[-1].id)
        assert (whole.code, whole.answer, whole.reason) == (500, "not today", "http_error")
        assert json.loads(whole.sent)["event"]["text"] == "one"
        assert "token" not in json.loads(whole.sent)
        status[0] = 200
        await asks(world, "apps.resume", app_id=app.made.app_id)

        async def all_sent() -> bool:
            found = await rows(world, select(_event.c.state))
            return {row.state for row in found} == {"sent"}

        await until(all_sent)
        assert not await paused()
        assert not await failing()


async def test_what_failed_is_sent_again_where_somebody_asks(world: World, ada: Person) -> None:
    came_in: list[str] = []

    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if b"url_verification" not in body:
            came_in.append(json.loads(body)["event"]["text"])
        return 200, json.loads(body).get("challenge", "").encode()

    general = await world.general()
    async with web_server(answer) as (port, _):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        for text in ("one", "two"):
            await ada.posts(general, text)

        async def state(wanted: str) -> bool:
            found = await rows(world, select(_event.c.state))
            return len(found) == 2 and {row.state for row in found} == {wanted}

        await until(lambda: state("sent"))
        await write(world, update(_event).values(state="failed", attempts=4))
        page = await asks(world, "apps.deliveries", app_id=app.made.app_id, state="failed")
        assert [one.name for one in page.items] == ["message.posted"] * 2
        await asks(world, "apps.redeliver", app_id=app.made.app_id, delivery_id=page.items[0].id)
        await until(lambda: _has(came_in, 3))
        assert came_in[2] == "two"
        await asks(world, "apps.redeliver", app_id=app.made.app_id)
        await until(lambda: state("sent"))
        assert came_in[3] == "one"


async def _has(items: list[str], many: int) -> bool:
    return len(items) >= many


async def test_an_administrator_reads_no_private_words_in_deliveries(
    world: World, ada: Person
) -> None:
    app = await app_in(world, listener(socket_mode_enabled=True), channels=())
    bob = await world.member("bob")
    bot = app.made.person_id
    direct = (await bob.call("channels.open_direct", person_ids=[bot]))["id"]
    await bob.posts(direct, "between us")
    await write(world, update(_event).values(sent='{"text": "between us"}', answer="I heard us"))
    page = await asks(world, "apps.deliveries", app_id=app.made.app_id)
    mine = next(one for one in page.items if one.name == "message.posted")
    command = world.command("apps.delivery", delivery_id=mine.id)
    door = world.server.core.dispatcher
    whole = await door.call(ada.actor, "apps.delivery", command)
    assert (whole.hidden, whole.sent, whole.answer) == (True, "", "")


async def test_what_is_over_is_forgotten(world: World, ada: Person) -> None:
    app = await app_in(world, manifest())
    gone = await app_in(world, manifest("Gone"))
    store = world.server.core.store
    now = store.clock.now_us() // 1_000

    def event(id: str, app_id: str, age_ms: int) -> dict[str, Any]:
        row = {"id": id, "app_id": app_id, "kind": "event", "name": "message.posted"}
        more = {"body": "{}", "at_us": 0, "state": "sent", "attempts": 1, "due_at_ms": 0}
        kept = {"reason": "", "answer": "", "code": 0, "sent": ""}
        return {**row, **more, **kept, "created_at_ms": now - age_ms}

    def form(id: str, kind: str, is_open: bool, age_ms: int) -> dict[str, Any]:
        row = {"id": id, "app_id": app.made.app_id, "person_id": ada.id, "kind": kind, "body": "{}"}
        more = {"external_id": "", "root_id": id, "previous_id": "", "hash": ""}
        return {**row, **more, "open": is_open, "created_at_ms": now - age_ms}

    mine = app.made.app_id
    events = [event("Ev1", mine, 0), event("Ev2", mine, 4 * DAY_MS)]
    await write(world, insert(_event).values([*events, event("Ev3", gone.made.app_id, 0)]))
    forms = [
        form("V1", "modal", False, 2 * HOUR_MS),
        form("V2", "modal", True, 2 * HOUR_MS),
        form("V3", "modal", True, 8 * DAY_MS),
        form("V4", "home", True, 800 * DAY_MS),
    ]
    await write(world, insert(_view).values(forms))
    await asks(world, "apps.remove", app_id=gone.made.app_id)
    await tidy(store)
    left = [row.id for row in await rows(world, select(_event.c.id).order_by(_event.c.id))]
    assert left == ["Ev1"]
    assert {row.id for row in await rows(world, select(_view.c.id))} == {"V2", "V4"}
