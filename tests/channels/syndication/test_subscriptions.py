"""Dialogues about feeds that a channel takes in: a real server, its jobs, and a web beside them."""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.core.actor import SYSTEM, Role
from channels.syndication import subscriptions, taking
from channels.syndication.jobs import BODY_BYTES, handlers
from channels.syndication.subscriptions import LOOK
from channels.syndication.tables import SubscriptionRow, TakenEntryRow
from persistence.bulk import table_of
from persistence.clock import HandClock
from persistence.tables import JobRow
from server import feed_parser
from server.feeds import feed_world, parse
from server.outbound import Outbound
from tests.server.test_outbound import page
from tests.world import Person, Refused, World, open_world

DAY_S = 24 * 3600.0
WAIT_S = 60.0

_job, _subscription, _taken = table_of(JobRow), table_of(SubscriptionRow), table_of(TakenEntryRow)


def item(number: int, guid: str = "", title: str = "", text: str = "", link: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid or f'g{number}'}</guid>"
        f"<link>{link or f'https://bees.example/{number}'}</link>"
        f"<title>{escape(title or f'Entry {number}')}</title>"
        f"<pubDate>Mon, 02 Jun 2025 10:{number:02}:00 GMT</pubDate>"
        f"<description>{escape(text or f'<p>Words of {number}.</p>')}</description></item>"
    )


def rss(*items: str, title: str = "Bee news") -> bytes:
    head = f"<title>{escape(title)}</title><link>https://bees.example/</link>"
    return f"<rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>".encode()


class Web:
    """Pages by path; an answer that is a number of bytes is made while it is sent."""

    def __init__(self) -> None:
        self.url = ""
        self.pages: dict[str, bytes | int] = {}
        self.asked: list[str] = []
        self.sent = 0

    def feed(self, path: str, body: bytes, head: str = "200 OK", more: str = "") -> str:
        self.pages[path] = page(body, head, "content-type: application/rss+xml\r\n" + more)
        return self.url + path

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            answer = self.pages.get(head.split(" ", 2)[1], page(b"", "404 Not Found"))
            if isinstance(answer, int):
                await self._pour(writer, answer)
            else:
                writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _pour(self, writer: asyncio.StreamWriter, size: int) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n<rss version='2.0'><channel>")
        while self.sent < size:
            writer.write(b"<item><title>x</title></item>" * 3_000)
            self.sent += 29 * 3_000
            await writer.drain()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    web = Web()
    server = await asyncio.start_server(web.serve, "127.0.0.1", 0)
    async with server:
        web.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield web


class Hive:
    """A server whose jobs run when they are told to, and somebody who runs a channel."""

    def __init__(self, world: World, clock: HandClock, ada: Person, channel_id: str) -> None:
        self.world, self.clock, self.ada, self.channel_id = world, clock, ada, channel_id
        core = world.server.core
        self.outbound = Outbound(allow_private=core.settings.allow_private_urls)
        self.look = handlers(feed_world(core, self.outbound))[LOOK]

    async def subscribe(self, url: str) -> dict[str, Any]:
        made = await self.ada.call("syndication.subscribe", channel_id=self.channel_id, url=url)
        await self.looked(made["id"])
        return (await self.subscriptions())[-1]

    async def subscriptions(self) -> list[dict[str, Any]]:
        listed = await self.ada.call("syndication.list", channel_id=self.channel_id)
        return list(listed["items"])

    async def looked(self, subscription_id: str) -> None:
        """Until the worker has done what was due, and waits for the next time."""
        async with asyncio.timeout(WAIT_S):
            while True:
                async with self.world.server.core.store.read() as snapshot:
                    row = await snapshot.first(
                        select(_subscription).where(_subscription.c.id == subscription_id)
                    )
                if row is not None and row.checked_at_ms == self.clock.now_us() // 1_000:
                    return
                await asyncio.sleep(0.02)

    async def later(self, subscription_id: str, seconds: float = DAY_S) -> None:
        """Time passes; the feed is looked at again."""
        self.clock.advance(seconds)
        self.world.server.background.look()
        await self.looked(subscription_id)

    async def posts(self) -> list[dict[str, Any]]:
        history = await self.ada.call("messages.history", channel_id=self.channel_id)
        return [one for one in history["items"] if one["author_id"] == "UFEEDBOT"]

    async def titles(self) -> list[str]:
        return sorted(one["title"] for one in await self.posts())


@asynccontextmanager
async def hive_in(folder: Path, **settings: Any) -> AsyncIterator[Hive]:
    clock = HandClock()
    wanted = {"allow_private_urls": True, **settings}
    async with open_world(folder, clock=clock, **wanted) as world:
        ada = await world.member("ada", Role.OWNER)
        hive = Hive(world, clock, ada, await ada.creates("garden"))
        try:
            yield hive
        finally:
            await hive.outbound.close()


@pytest.fixture
async def hive(tmp_path: Path) -> AsyncIterator[Hive]:
    async with hive_in(tmp_path) as opened:
        yield opened


async def test_a_feed_brings_its_newest_entries_then_what_is_new(hive: Hive, web: Web) -> None:
    url = web.feed("/feed", rss(*(item(n) for n in range(1, 9))))
    found = await hive.subscribe(url)
    assert (found["state"], found["title"]) == ("fine", "Bee news")
    assert found["site_url"] == "https://bees.example/"
    assert await hive.titles() == ["Entry 6", "Entry 7", "Entry 8"]
    newest = (await hive.posts())[0]
    assert newest["author_name"] == "Bee news"
    assert newest["post"]["kind"] == "post"
    assert newest["text"] == "Words of 8.\n\nhttps://bees.example/8"
    web.feed("/feed", rss(item(9), *(item(n) for n in range(1, 9))))
    await hive.later(found["id"])
    assert await hive.titles() == ["Entry 6", "Entry 7", "Entry 8", "Entry 9"]


async def test_entries_that_are_edited_or_renamed_come_once(hive: Hive, web: Web) -> None:
    found = await hive.subscribe(web.feed("/feed", rss(item(1), item(2))))
    web.feed("/feed", rss(item(1, title="Edited"), item(2, guid="another")))
    await hive.later(found["id"])
    web.feed("/feed", rss(item(2, guid="another", link="https://bees.example/moved")))
    await hive.later(found["id"])
    assert await hive.titles() == ["Entry 1", "Entry 2"]
    await hive.ada.call(
        "syndication.remove", channel_id=hive.channel_id, subscription_id=found["id"]
    )
    await hive.subscribe(web.url + "/feed")
    assert await hive.titles() == ["Entry 1", "Entry 2"]


async def test_many_new_entries_come_in_portions_and_none_is_lost(hive: Hive, web: Web) -> None:
    found = await hive.subscribe(web.feed("/feed", rss(item(1))))
    web.feed("/feed", rss(*(item(n) for n in range(1, 26))), more='etag: "x"\r\n')
    counts = []
    for _ in range(3):
        await hive.later(found["id"], 3600)
        counts.append(len(await hive.titles()))
    assert counts == [11, 21, 25]


async def test_what_was_killed_or_doubled_posts_nothing_twice(hive: Hive, web: Web) -> None:
    """After the post and before anything else was noted; and by two workers at once."""
    found = await hive.subscribe(web.feed("/feed", rss(item(1))))
    store, door = hive.world.server.core.store, hive.world.server.core.dispatcher
    command = hive.world.command(
        "syndication.take",
        channel_id=hive.channel_id,
        subscription_id=found["id"],
        turn=0,
        keys=["k1", "k2"],
        title="Twice",
    )
    await asyncio.gather(*(door.call(SYSTEM, "syndication.take", command) for _ in range(8)))
    async with store.read() as snapshot:
        keys = await snapshot.scalars(select(_taken.c.key).where(_taken.c.key.in_(["k1", "k2"])))
    assert sorted(keys) == ["k1", "k2"]
    assert (await hive.titles()).count("Twice") == 1
    web.feed("/feed", rss(item(1), item(2), item(3)))
    hive.clock.advance(DAY_S)
    body = {"subscription_id": found["id"], "turn": 0}
    await asyncio.gather(*(hive.look(body) for _ in range(3)))
    assert await hive.titles() == ["Entry 1", "Entry 2", "Entry 3", "Twice"]
    async with store.read() as snapshot:
        jobs = await snapshot.all(select(_job).where(_job.c.kind == LOOK, _job.c.key.is_not(None)))
    assert len(jobs) == 1


async def test_a_feed_that_has_not_changed_is_asked_for_cheaply(hive: Hive, web: Web) -> None:
    more = 'etag: "v1"\r\nlast-modified: Mon, 02 Jun 2025 10:00:00 GMT\r\n'
    found = await hive.subscribe(web.feed("/feed", rss(item(1)), more=more))
    web.pages["/feed"] = page(b"", "304 Not Modified")
    await hive.later(found["id"])
    assert 'if-none-match: "v1"' in web.asked[-1]
    assert "if-modified-since: Mon, 02 Jun 2025 10:00:00 GMT" in web.asked[-1]
    [shown] = await hive.subscriptions()
    assert (shown["state"], shown["title"]) == ("fine", "Bee news")
    await hive.look({"subscription_id": found["id"], "turn": 0})  # not due: nobody is asked
    assert len(web.asked) == 2


async def test_a_page_that_names_its_feed_will_do(hive: Hive, web: Web) -> None:
    web.feed("/news.xml", rss(item(1)))
    html = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/broken.xml">'
        '<link rel="alternate" type="application/rss+xml" href="news.xml"></head></html>'
    )
    web.feed("/broken.xml", b"<html>no</html>")
    web.pages["/"] = page(html.encode(), more="content-type: text/html\r\n")
    found = await hive.subscribe(web.url + "/")
    assert (found["state"], found["url"]) == ("fine", web.url + "/news.xml")
    assert await hive.titles() == ["Entry 1"]


@pytest.mark.parametrize(
    ("head", "body", "problem"),
    [
        ("500 Internal Server Error", b"", "server_error"),
        ("404 Not Found", b"", "missing"),
        ("403 Forbidden", b"", "refused"),
        ("200 OK", b"<html>Nothing</html>", "no_feed"),
        ("200 OK", b"<rss><chan", "no_feed"),
        ("200 OK", bytes(range(256)) * 40, "no_feed"),
        ("200 OK", gzip.compress(bytes(80 * 2**20)), "too_large"),
    ],
)
async def test_what_goes_wrong_is_named_and_breaks_nothing(
    hive: Hive, web: Web, head: str, body: bytes, problem: str
) -> None:
    found = await hive.subscribe(web.feed("/feed", body, head))
    assert (found["state"], found["problem"]) == ("failing", problem)
    assert found["next_at"] > found["checked_at"]
    web.feed("/feed", rss(item(1)))
    await hive.later(found["id"])
    [shown] = await hive.subscriptions()
    assert (shown["state"], shown.get("problem", "")) == ("fine", "")
    assert await hive.titles() == ["Entry 1"]


async def test_two_hundred_megabytes_are_not_read(hive: Hive, web: Web) -> None:
    web.pages["/huge"] = 200 * 2**20
    found = await hive.subscribe(web.url + "/huge")
    assert found["problem"] == "too_large"
    assert web.sent < BODY_BYTES + 20 * 2**20  # what the sockets hold besides


async def test_a_packed_feed_is_read(hive: Hive, web: Web) -> None:
    await hive.subscribe(web.feed("/feed", gzip.compress(rss(item(1)))))
    assert await hive.titles() == ["Entry 1"]


async def test_an_entity_bomb_is_harmless() -> None:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{lines}]>'
    outside = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for head, name in ((bomb, "l11"), (outside, "x")):
        feed = rss(item(1, text="fine")).decode().replace("Entry 1", f"&{name};")
        read = await parse((head + feed).encode(), "application/xml", "https://a/")
        said = repr(read)
        assert len(said) < 100_000
        assert "root:" not in said


async def test_what_feeds_say_is_no_markup_and_rings_nobody(hive: Hive, web: Web) -> None:
    evil = "<script>alert(1)</script><b>*hi*</b> @ada @channel &lt;!here&gt; #hive [x](http://y)"
    entry = item(1, title="<img src=x> @channel", text=evil, link="javascript:alert(1)")
    await hive.subscribe(web.feed("/feed", rss(entry, title="<b>Bad</b> & @ada")))
    [post] = await hive.posts()
    kinds = {span["t"] for span in post["spans"]}
    assert kinds <= {"text", "link"}
    assert "alert" not in str(post)
    assert post["author_name"] == "Bad & @ada"
    assert not (await hive.ada.call("mentions.list"))["items"]


async def test_an_internal_address_is_refused_also_behind_a_redirect(
    tmp_path: Path, web: Web
) -> None:
    async with hive_in(tmp_path, allow_private_urls=False) as hive:
        found = await hive.subscribe(web.feed("/feed", rss(item(1))))
        assert (found["state"], found["problem"]) == ("stopped", "internal")
        assert not web.asked


async def test_a_redirect_inward_is_refused(
    hive: Hive, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the web of this test counts as public here; where it sends one does not."""
    monkeypatch.setattr("server.outbound.is_public", lambda address: str(address) == "127.0.0.1")
    outbound = Outbound()
    look = handlers(feed_world(hive.world.server.core, outbound))[LOOK]
    inward = web.url.replace("127.0.0.1", "127.0.0.2") + "/feed"
    web.pages["/go"] = page(b"", "302 Found", f"location: {inward}\r\n")
    found = await hive.subscribe(web.feed("/feed", b""))
    await hive.ada.call(
        "syndication.remove", channel_id=hive.channel_id, subscription_id=found["id"]
    )
    row = {"channel_id": hive.channel_id, "added_by": hive.ada.id, "created_at_ms": 0}

    async def lay(snapshot: Any) -> None:
        values = {"id": "LHAND", "url": web.url + "/go", "title": "", "site_url": "", "turn": 0}
        rest = {"state": "running", "problem": "", "failures": 0, "next_at_ms": 0}
        ends = {"etag": "", "modified": ""}
        await snapshot.connection.execute(
            _subscription.insert(), [{**row, **values, **rest, **ends}]
        )

    await hive.world.server.core.store.exclusively(lay)
    await look({"subscription_id": "LHAND", "turn": 0})
    await outbound.close()
    [shown] = await hive.subscriptions()
    assert (shown["state"], shown["problem"]) == ("stopped", "internal")
    assert "GET /go" in web.asked[-1]


async def test_a_feed_rests_when_it_is_paused(hive: Hive, web: Web) -> None:
    found = await hive.subscribe(web.feed("/feed", rss(item(1))))
    where = {"channel_id": hive.channel_id, "subscription_id": found["id"]}
    for _ in range(2):
        paused = await hive.ada.call("syndication.pause", **where, paused=True)
        assert paused["state"] == "paused"
    web.feed("/feed", rss(item(1), item(2)))
    hive.clock.advance(DAY_S)
    await hive.look({"subscription_id": found["id"], "turn": 0})
    assert len(web.asked) == 1
    again = await hive.ada.call("syndication.pause", **where, paused=False)
    assert again["state"] in ("waiting", "fine")
    await hive.looked(found["id"])
    assert await hive.titles() == ["Entry 1", "Entry 2"]


async def test_a_feed_that_fails_for_a_week_is_given_up(hive: Hive, web: Web) -> None:
    found = await hive.subscribe(web.feed("/feed", b"", "500 Sorry", "retry-after: 7200\r\n"))
    assert found["next_at"] - found["checked_at"] >= 7_200_000
    for _ in range(7):
        assert (await hive.subscriptions())[0]["state"] == "failing"
        await hive.later(found["id"], 1.2 * DAY_S)
    [shown] = await hive.subscriptions()
    assert (shown["state"], shown["problem"]) == ("stopped", "server_error")
    assert "next_at" not in shown


@pytest.mark.parametrize("how", ["archived", "left"])
async def test_nothing_comes_where_nobody_wants_it(hive: Hive, web: Web, how: str) -> None:
    found = await hive.subscribe(web.feed("/feed", rss(item(1))))
    if how == "archived":
        await hive.ada.call("channels.archive", channel_id=hive.channel_id)
    else:
        await hive.ada.call("channels.remove", channel_id=hive.channel_id, person_id="UFEEDBOT")
    web.feed("/feed", rss(item(1), item(2)))
    await hive.later(found["id"])
    [shown] = await hive.subscriptions()
    assert (shown["state"], shown["problem"]) == ("stopped", how)
    assert await hive.titles() == ["Entry 1"]


async def test_feeds_come_where_only_some_may_write(hive: Hive, web: Web) -> None:
    await hive.ada.call("channels.update", channel_id=hive.channel_id, posting="owners")
    await hive.subscribe(web.feed("/feed", rss(item(1))))
    assert await hive.titles() == ["Entry 1"]


async def test_a_subscription_is_refused_that_makes_no_sense(hive: Hive, web: Web) -> None:
    async def refused(url: str) -> str:
        with pytest.raises(Refused) as error:
            await hive.ada.call("syndication.subscribe", channel_id=hive.channel_id, url=url)
        return error.value.code

    for url in ("ftp://bees.example/", "javascript:x", "http://a b/", "http://u:p@bees.example/"):
        assert await refused(url) == "invalid"
    url = web.feed("/feed", rss(item(1)))
    await hive.subscribe(url)
    assert await refused(url) == "conflict"


async def test_one_person_adds_only_so_many(
    hive: Hive, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "BY_PERSON_MAX", 1)
    await hive.subscribe(web.feed("/one", rss(item(1))))
    other = await hive.ada.creates("elsewhere")
    with pytest.raises(Refused) as error:
        await hive.ada.call("syndication.subscribe", channel_id=other, url=web.url + "/two")
    assert error.value.code == "conflict"
    bob = await hive.world.member("bob", Role.OWNER)
    mine = await bob.creates("of-bob")
    await bob.call("syndication.subscribe", channel_id=mine, url=web.url + "/two")


async def test_what_is_still_on_a_feed_is_not_forgotten_beside_a_busy_one(
    hive: Hive, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def keys() -> set[str]:
        async with hive.world.server.core.store.read() as snapshot:
            return set(await snapshot.scalars(select(_taken.c.key)))

    # Days pass between being half full, when the quiet one begins to be read whole, and full.
    monkeypatch.setattr(taking, "KEYS_KEPT", 24)
    quiet = web.feed("/quiet", rss(item(1), item(2)), more='etag: "a"\r\n')
    quiet_id = (await hive.subscribe(quiet))["id"]
    of_quiet = await keys()
    busy_id = (await hive.subscribe(web.feed("/busy", rss(item(10), title="Busy"))))["id"]
    of_busy = await keys() - of_quiet
    for number in range(11, 38, 3):
        web.feed("/busy", rss(*(item(number + one) for one in range(3)), title="Busy"))
        await hive.later(busy_id)
        await hive.looked(quiet_id)
    left = await keys()
    assert of_quiet <= left
    assert of_busy.isdisjoint(left), "what is on no feed any more is"
    [asked] = [one for one in web.asked if one.startswith("GET /quiet ")][-1:]
    assert "if-none-match" not in asked.lower(), "it is read whole, to see what is on it"


async def test_a_parser_lets_the_server_go_first() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", feed_parser.__file__, stdin=asyncio.subprocess.PIPE
    )
    nicer = min(os.getpriority(os.PRIO_PROCESS, 0) + feed_parser.NICER, 19)
    try:
        async with asyncio.timeout(WAIT_S):
            while os.getpriority(os.PRIO_PROCESS, child.pid) != nicer:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
    finally:
        child.kill()
        await child.wait()
