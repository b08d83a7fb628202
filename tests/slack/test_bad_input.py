"""What goes wrong between the server and an app: told in Slack's words, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from slack_bolt import App as Bolt
from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import select, update

from channels.bots.tables import AppEventRow, AppRow
from persistence.bulk import table_of
from persistence.clock import WallClock
from server.slack import links
from tests.slack.bolted import HEARD_S, Heard, bolt_for, free_port, listening
from tests.slack.hive import App, app_in
from tests.slack.test_delivery import asks, rows, until, write
from tests.slack.test_events import _open, listener, web_server
from tests.world import Person, World, open_world

_event = table_of(AppEventRow)
_app = table_of(AppRow)
HOUR_S = 3_600.0
AFTER_S = (1.0, 60.0, 300.0)  # the pauses before a delivery is tried again


class SetClock(WallClock):
    """The time of day, put forward by hand."""

    def __init__(self) -> None:
        self._ahead_us = 0

    def now_us(self) -> int:
        return super().now_us() + self._ahead_us

    def advance(self, seconds: float) -> None:
        """Let this much time pass."""
        self._ahead_us += int(seconds * 1_000_000)


class AppClock(SlackClock):
    """The time of day at the app."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now_us() / 1_000_000


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def world(tmp_path: Path, clock: SetClock) -> AsyncIterator[World]:
    """A server whose time is set by hand, and that reaches what listens on this machine."""
    async with open_world(tmp_path, clock, allow_private_urls=True) as opened:
        yield opened


async def tried(world: World, text: str, attempts: int) -> Any:
    """What became of the message with these words, once it was tried so often."""

    async def found() -> Any:
        kept = await rows(world, select(_event).where(_event.c.body.contains(text)))
        [one] = kept or [None]
        over = one is not None and one.attempts == attempts and bool(one.sent)
        return one if over else None

    return await until(found)


async def pass_s(world: World, clock: SetClock, seconds: float) -> None:
    """Let time pass, and have the courier look at its watch. `sent` tells of what comes now."""
    await write(world, update(_event).values(sent=""))
    clock.advance(seconds + 0.1)
    world.server.slack.courier.notify()


async def test_every_try_is_signed_anew(world: World, ada: Person, clock: SetClock) -> None:
    def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if b"url_verification" in body:
            return 200, json.loads(body)["challenge"].encode()
        return (200 if "x-slack-retry-num" in head else 500), b""

    async with web_server(answer) as (port, came):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        verifier = SignatureVerifier(app.made.signing_secret, AppClock(clock))
        stranger = SignatureVerifier("another secret", AppClock(clock))
        await ada.posts(await world.general(), "signed")
        await tried(world, "signed", 1)
        first_head, first_body = came[-1]
        assert verifier.is_valid_request(first_body, first_head)
        assert not stranger.is_valid_request(first_body, first_head)
        assert not verifier.is_valid_request(first_body + b" ", first_head)
        await pass_s(world, clock, 10 * 60.0)
        assert (await tried(world, "signed", 2)).state == "sent"
        head, body = came[-1]
    assert body == first_body
    assert head["x-slack-retry-num"] == "1"
    assert verifier.is_valid_request(body, head)
    assert not verifier.is_valid_request(first_body, first_head)  # replayed: its time is over


async def test_an_app_with_a_wrong_secret_takes_it_once_the_secret_is_right(
    world: World, ada: Person, clock: SetClock
) -> None:
    port = free_port()
    app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/slack/events"))
    heard, general = Heard(), await world.general()

    async def hearing(app: App) -> Bolt:
        bolt = await bolt_for(app)
        bolt.event("message")(lambda event: heard.note(event))
        return bolt

    right = await hearing(app)
    made = replace(app.made, signing_secret="not this one")
    wrong = await hearing(App(world, made, app.team_id))
    async with listening(right, port):
        await ada.posts(general, "before")
        await heard.first(text="before")
    async with listening(wrong, port):
        await ada.posts(general, "meanwhile")
        refused = await tried(world, "meanwhile", 1)
        assert (refused.state, refused.reason, refused.code) == ("waiting", "http_error", 401)
        await pass_s(world, clock, AFTER_S[0])
        assert (await tried(world, "meanwhile", 2)).code == 401
        assert heard.count() == 0
    async with listening(right, port):
        await pass_s(world, clock, AFTER_S[1])
        await heard.first(text="meanwhile")
        assert (await tried(world, "meanwhile", 3)).state == "sent"


async def test_each_try_says_why_there_is_another(
    world: World, ada: Person, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[dict[str, str]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        head = {k: v.strip() for k, _, v in (one.partition(":") for one in lines[1:])}
        body = json.loads(await reader.readexactly(int(head["content-length"])))
        said, status = body.get("challenge", "").encode(), 200
        if not said:
            came.append(head)
            if len(came) == 1:
                await reader.read()  # says nothing until it is hung up on
            elif len(came) == 3:
                status = 500
            if len(came) < 3:
                writer.close()
                return
        start = f"HTTP/1.1 {status} X\r\ncontent-length: {len(said)}\r\nconnection: close\r\n\r\n"
        writer.write(start.encode() + said)
        await writer.drain()
        writer.close()

    sender = world.server.slack.sender
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))

        async def proven() -> Any:
            found = await rows(world, select(_app.c.events_url, _app.c.verified_url))
            return found[0].events_url == found[0].verified_url

        await until(proven)
        assert sender._events._timeout_s == 3.0
        monkeypatch.setattr(sender._events, "_timeout_s", 0.3)
        await ada.posts(await world.general(), "why")
        reasons = [(await tried(world, "why", 1)).reason]
        for attempts, pause_s in enumerate(AFTER_S, start=2):
            await pass_s(world, clock, pause_s)
            reasons.append((await tried(world, "why", attempts)).reason)
    assert reasons == ["http_timeout", "connection_failed", "http_error", ""]
    told = [(one.get("x-slack-retry-num"), one.get("x-slack-retry-reason")) for one in came]
    assert told == [
        (None, None),
        ("1", "http_timeout"),
        ("2", "connection_failed"),
        ("3", "http_error"),
    ]


async def test_what_a_healthy_connection_does_not_acknowledge_is_sent_again(
    world: World, ada: Person, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert links.ACK_S == 3.0
    monkeypatch.setattr(links, "ACK_S", 0.2)
    app = await app_in(world, listener(socket_mode_enabled=True))
    one = await _open(app)
    await one.recv()
    await ada.posts(await world.general(), "unheard")
    envelopes: list[Any] = []
    for attempts, pause_s in enumerate((1.0, 10.0, 30.0), start=1):
        envelopes.append(json.loads(await asyncio.wait_for(one.recv(), HEARD_S)))
        assert (await tried(world, "unheard", attempts)).reason == "timeout"
        await pass_s(world, clock, pause_s)
    envelopes.append(json.loads(await asyncio.wait_for(one.recv(), HEARD_S)))
    await one.send(json.dumps({"envelope_id": envelopes[-1]["envelope_id"]}))

    async def taken() -> bool:
        return {row.state for row in await rows(world, select(_event.c.state))} == {"sent"}

    await until(taken)
    await one.close()
    assert [each["retry_attempt"] for each in envelopes] == [0, 1, 2, 3]
    assert [each["retry_reason"] for each in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({each["payload"]["event_id"] for each in envelopes}) == 1
    assert len({each["envelope_id"] for each in envelopes}) == 4


async def test_an_endpoint_that_fails_for_a_day_gets_everything_afterwards(
    world: World, ada: Person, clock: SetClock
) -> None:
    status, taken = [500], Taken()
    general = await world.general()
    async with web_server(taken.answers(status)) as (port, _):
        app = await app_in(world, listener(url=f"http://127.0.0.1:{port}/events"))
        said = [f"hour {number:02}" for number in range(26)]
        for text in said[:24]:
            await ada.posts(general, text)
            await tried(world, text, 1)
            for attempts, pause_s in enumerate(AFTER_S, start=2):
                await pass_s(world, clock, pause_s)
                assert (await tried(world, text, attempts)).code == 500
            clock.advance(HOUR_S - sum(AFTER_S))
        await ada.posts(general, said[24])
        await tried(world, said[24], 1)

        async def paused() -> Any:
            return (await rows(world, select(_app.c.paused)))[0].paused

        await until(paused)
        asked = taken.asked
        await ada.posts(general, said[25])
        await pass_s(world, clock, HOUR_S)
        counts = await asks(world, "apps.delivery_counts", app_id=app.made.app_id)
        assert (counts.waiting, counts.sent, counts.failed) == (2, 0, 24)
        assert taken.texts == []
        status[0] = 200
        await asks(world, "apps.resume", app_id=app.made.app_id)

        async def meanwhile_taken() -> bool:
            return len(taken.texts) == 2

        await until(meanwhile_taken)
        assert taken.asked == asked + 2  # until then it was left alone
        await asks(world, "apps.redeliver", app_id=app.made.app_id)

        async def all_taken() -> bool:
            return len(taken.texts) >= 26

        await until(all_taken)
    assert sorted(taken.texts) == said


class Taken:
    """What an address has taken, and how often it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked = 0

    def answers(self, status: list[int]) -> Callable[[dict[str, str], bytes], tuple[int, bytes]]:
        """With this status now, but to challenges."""

        def answer(head: dict[str, str], body: bytes) -> tuple[int, bytes]:
            told = json.loads(body)
            if told["type"] == "url_verification":
                return 200, told["challenge"].encode()
            self.asked += 1
            if status[0] == 200:
                self.texts.append(told["event"]["text"])
            return status[0], b""

        return answer
