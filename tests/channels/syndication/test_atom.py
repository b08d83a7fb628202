"""Dialogues about channels and hashtags as Atom: whose they are, what they say, when they end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import feedparser
import httpx
import pytest

from channels.core.actor import Role
from server.feeds import Documents
from tests.world import Person, Refused, World, open_world

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened


@pytest.fixture
async def ada(world: World) -> Person:
    return await world.member("ada", Role.OWNER)


async def fetch(world: World, secret: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(base_url=world.url) as client:
        return await client.get(f"/feeds/{secret}", headers=named)


async def entries(world: World, secret: str) -> list[Element]:
    answer = await fetch(world, secret)
    assert answer.status_code == 200, answer.text
    return fromstring(answer.content).findall(f"{ATOM}entry")


def said(entry: Element, name: str) -> str:
    return entry.findtext(f"{ATOM}{name}") or ""


async def test_a_channel_is_read_as_atom(world: World, ada: Person) -> None:
    channel_id = await ada.creates("garden")
    await ada.posts(channel_id, "Plain \x0b & <b>words</b>")
    root = await ada.posts(channel_id, f"**Bees** of <@{ada.id}> <script>x</script>")
    await ada.posts(channel_id, "A reply", thread_id=root["id"])
    post = await ada.call("posts.write", channel_id=channel_id, title="Honey ]]>", text="Is *here*")
    made = await ada.call("syndication.of_channel", channel_id=channel_id)
    assert made["secret"].startswith("rf-")
    answer = await fetch(world, made["secret"] + ".atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert made["secret"] not in answer.text
    found = fromstring(answer.content).findall(f"{ATOM}entry")
    assert [said(one, "title") for one in found[:1]] == ["Honey ]]>"]
    assert len(found) == 3
    assert said(found[0], "id").endswith(post["id"])
    assert said(found[0], "content") == "<p>Is <em>here</em></p>"
    assert "<strong>Bees</strong> of @ada &lt;script&gt;" in said(found[1], "content")
    assert found[1].findtext(f"{ATOM}author/{ATOM}name") == "Ada"
    link = found[1].find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"] == f"{world.url}/c/{channel_id}/{root['id']}"
    read = feedparser.parse(answer.content)
    assert not read.bozo
    assert read.version == "atom10"


async def test_an_empty_feed_is_as_old_as_what_it_is_of(world: World, ada: Person) -> None:
    channel_id = await ada.creates("garden")
    of_channel = await ada.call("syndication.of_channel", channel_id=channel_id)
    of_hashtag = await ada.call("syndication.of_hashtag", hashtag="bees")
    for made, path in ((of_channel, f"/c/{channel_id}"), (of_hashtag, "/tag/bees")):
        feed = fromstring((await fetch(world, made["secret"])).content)
        assert datetime.fromisoformat(said(feed, "updated")).year > 2000
        link = feed.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"] == world.url + path


async def test_ids_stay_and_an_edit_updates(world: World, ada: Person) -> None:
    channel_id = await ada.creates("garden")
    root = await ada.posts(channel_id, "Before")
    secret = (await ada.call("syndication.of_channel", channel_id=channel_id))["secret"]
    [first] = await entries(world, secret)
    await ada.call("messages.edit", message_id=root["id"], text="After")
    [then] = await entries(world, secret)
    assert said(first, "id") == said(then, "id")
    assert said(first, "published") == said(then, "published")
    times = [datetime.fromisoformat(said(one, "updated")) for one in (first, then)]
    assert times[0] <= times[1]
    assert said(then, "title") == "After"
    await ada.call("messages.delete", message_id=root["id"])
    assert await entries(world, secret) == []


async def test_what_has_not_changed_is_not_sent_again(world: World, ada: Person) -> None:
    channel_id = await ada.creates("garden")
    await ada.posts(channel_id, "One")
    secret = (await ada.call("syndication.of_channel", channel_id=channel_id))["secret"]
    first = await fetch(world, secret)
    tag, changed = first.headers["etag"], first.headers["last-modified"]
    for asked in ({"if_none_match": f'"x", W/{tag}'}, {"if_modified_since": changed}):
        again = await fetch(world, secret, **asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    root = await ada.posts(channel_id, "Two")
    later = await fetch(world, secret, if_none_match=tag, if_modified_since=changed)
    assert later.status_code == 200
    await ada.call("messages.edit", message_id=root["id"], text="Two and a half")
    assert (await fetch(world, secret, if_none_match=later.headers["etag"])).status_code == 200


async def test_the_document_is_bounded(world: World, ada: Person) -> None:
    channel_id = await ada.creates("garden")
    for number in range(35):
        await ada.posts(channel_id, f"Number {number}")
    secret = (await ada.call("syndication.of_channel", channel_id=channel_id))["secret"]
    found = await entries(world, secret)
    assert len(found) == 30
    assert said(found[0], "title") == "Number 34"


async def test_who_may_not_read_any_more_finds_nothing(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    channel_id = await ada.creates("cellar", "private")
    await ada.call("channels.invite", channel_id=channel_id, person_ids=[bob.id])
    await ada.posts(channel_id, "Quiet")
    secret = (await bob.call("syndication.of_channel", channel_id=channel_id))["secret"]
    tag = (await fetch(world, secret)).headers["etag"]
    await ada.call("channels.remove", channel_id=channel_id, person_id=bob.id)
    assert (await fetch(world, secret, if_none_match=tag)).status_code == 404
    await ada.call("channels.invite", channel_id=channel_id, person_ids=[bob.id])
    assert (await fetch(world, secret)).status_code == 200
    await ada.call("people.set_active", person_id=bob.id, active=False)
    gone = await fetch(world, secret)
    unknown = await fetch(world, "rf-0000000000000000000000")
    assert (gone.status_code, gone.text) == (unknown.status_code, unknown.text)
    assert gone.status_code == 404


async def test_a_hashtag_shows_what_its_reader_may_read(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    open_id, closed_id = await ada.creates("garden"), await ada.creates("cellar", "private")
    await ada.posts(open_id, "Of #Bees")
    await ada.posts(closed_id, "Secret #bees")
    secrets = [
        (await one.call("syndication.of_hashtag", hashtag="#Bees"))["secret"] for one in (ada, bob)
    ]
    titles = [[said(one, "title") for one in await entries(world, secret)] for secret in secrets]
    assert titles == [["Secret #bees", "Of #Bees"], ["Of #Bees"]]
    with pytest.raises(Refused) as refused:
        await ada.call("syndication.of_hashtag", hashtag="#1")
    assert refused.value.code == "invalid"


async def test_an_address_is_one_s_own_and_ends(world: World, ada: Person) -> None:
    bob = await world.member("bob")
    channel_id = await ada.creates("garden")
    first = await ada.call("syndication.of_channel", channel_id=channel_id)
    second = await ada.call("syndication.of_channel", channel_id=channel_id)
    assert (await fetch(world, first["secret"])).status_code == 404
    assert (await fetch(world, second["secret"])).status_code == 200
    [mine] = (await ada.call("syndication.addresses"))["items"]
    assert mine["id"] == second["id"]
    assert "secret" not in mine
    assert mine["used_at"] > 0
    assert (await bob.call("syndication.addresses"))["items"] == []
    with pytest.raises(Refused) as refused:
        await bob.call("syndication.revoke", feed_id=second["id"])
    assert refused.value.code == "not_found"
    await ada.call("syndication.revoke", feed_id=second["id"])
    assert (await fetch(world, second["secret"])).status_code == 404
    assert (await ada.call("syndication.addresses"))["items"] == []


async def test_a_reader_that_asks_all_the_time_is_told_to_wait(tmp_path: Path) -> None:
    async with open_world(tmp_path, rate_limits=1.0) as world:
        ada = await world.member("ada", Role.OWNER)
        secret = (await ada.call("syndication.of_channel", channel_id=await world.general()))[
            "secret"
        ]
        answers = [await fetch(world, secret) for _ in range(40)]
        assert answers[0].status_code == 200
        refused = [one for one in answers if one.status_code == 429]
        assert refused
        assert int(refused[0].headers["retry-after"]) >= 1


async def test_a_secret_is_in_no_log_and_not_in_the_store(
    world: World, ada: Person, tmp_path: Path, capfd: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    channel_id = await ada.creates("garden")
    secret = (await ada.call("syndication.of_channel", channel_id=channel_id))["secret"]
    await fetch(world, secret)
    await fetch(world, f"{secret}x")
    assert secret not in "".join(capfd.readouterr())
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("http")]
    assert secret not in "\n".join(ours)
    for name in ("ruche.sqlite", "ruche.sqlite-wal"):
        assert secret.encode() not in (tmp_path / name).read_bytes()


def test_documents_ready_are_bounded_by_their_bytes() -> None:
    ready = Documents(10)
    for key in ("a", "b"):
        ready.keep(key, b"12345")
    assert (ready.get("a"), ready.get("b")) == (b"12345", b"12345")
    ready.keep("c", b"1")
    assert (ready.get("a"), ready.size) == (None, 6)
    ready.keep("c", b"1234567")
    assert (ready.get("b"), ready.get("c"), ready.size) == (None, b"1234567", 7)
    ready.keep("d", b"x" * 11)
    assert (ready.get("d"), ready.size) == (None, 0)


async def test_many_at_once_wait_for_none_of_themselves(world: World, ada: Person) -> None:
    """A feed that held one connection to the store and asked for another would stop all of them."""
    secrets = []
    for number in range(12):
        channel_id = await ada.creates(f"garden-{number}")
        made = await ada.call("syndication.of_channel", channel_id=channel_id)
        secrets.append(made["secret"])
    answers = await asyncio.gather(*(fetch(world, secret) for secret in secrets))
    assert [answer.status_code for answer in answers] == [200] * 12


async def test_a_wall_goes_by_its_person(world: World, ada: Person) -> None:
    wall = (await ada.call("posts.open_wall"))["channel_id"]
    made = await ada.call("syndication.of_channel", channel_id=wall)
    answer = await fetch(world, made["secret"])
    assert "wall-ada" not in answer.text
    assert "Ada" in (fromstring(answer.content).findtext(f"{ATOM}title") or "")
