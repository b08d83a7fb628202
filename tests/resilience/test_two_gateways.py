"""The Procfile's processes as one place: what is done at one gateway is heard at the other."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from channels.core.actor import Role
from server.gateway.codes import CloseCode
from tests import services
from tests.resilience.children import PATIENCE_S, Town, town
from tests.setup.processes import Program, started
from tests.world import Person, Place, Refused

NAMES = ("redis", "gateway1", "gateway2", "presence", "worker")


@dataclass(frozen=True)
class Started:
    """`honcho start`, and where it keeps things."""

    data: Path
    database_url: str
    ports: tuple[int, int]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def procfile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, redis_program: Path
) -> Iterator[Started]:
    """Redis, two gateways, presence and worker over either store; all end when it is told to."""
    folder = tmp_path_factory.mktemp("procfile")
    database_url = ""
    if request.param == "postgresql":
        postgres = request.getfixturevalue("postgres_server")
        database_url = postgres.create_database(f"procfile_{uuid4().hex}")
    with _honcho(folder, database_url) as (begun, program):
        yield begun
        program.stop()
        assert _ended(program.log.read_text()) == set(NAMES), program.output()


@contextmanager
def _honcho(folder: Path, database_url: str) -> Iterator[tuple[Started, Program]]:
    data, redis, one, two = folder / "data", *(services.free_port() for _ in range(3))
    environment = {"DATABASE_URL": database_url} if database_url else {}
    environment |= {
        "RUCHE_DATA": str(data),
        "RUCHE_RATE_LIMITS": "off",
        "REDIS_PORT": str(redis),
        "GATEWAY1_PORT": str(one),
        "GATEWAY2_PORT": str(two),
    }
    command = [sys.executable, "-m", "honcho", "start"]
    with started(command, folder / "log", **environment) as program:
        for port in (one, two):
            program.wait_until_it_answers(f"http://127.0.0.1:{port}/health", 60)
        yield Started(data, database_url, (one, two)), program


def _ended(log: str) -> set[str]:
    """Who ended by its own doing; none had to be killed."""
    assert "SIGKILL" not in log, log
    return set(re.findall(r"(\w+)(?:\.1)? stopped \(rc=-?\d+\)", log))


class Gateways:
    """Two places and the town behind them."""

    def __init__(self, here: Town, ports: tuple[int, int]) -> None:
        self.here = here
        self.one, self.two = Place(ports[0]), Place(ports[1])

    async def person(self, place: Place, name: str, role: Role = Role.MEMBER) -> Person:
        """A person who is connected to that gateway; names of other tests do no harm."""
        person = await self.here.person(place, f"{name}-{uuid4().hex[:6]}", role)
        await person.connects()
        return person

    async def couple(self) -> tuple[Person, Person, str]:
        """Ada at one gateway, bob at the other, and the private channel that both are in."""
        ada, bob = await self.person(self.one, "ada"), await self.person(self.two, "bob")
        channel_id = await ada.creates(f"hive-{uuid4().hex[:6]}", "private")
        await invites(ada, channel_id, bob)
        return ada, bob, channel_id


async def invites(host: Person, channel_id: str, *guests: Person) -> None:
    """Put people in a channel; they have heard of it when this ends."""
    ids = [guest.id for guest in guests]
    await host.call("channels.invite", channel_id=channel_id, person_ids=ids)
    for guest in guests:
        await guest.hears("channel.joined")


async def sees(watcher: Person, other: Person, state: str) -> None:
    """Wait until the other is shown so."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            shown = await watcher.hears("presence.changed")
            if (other.id, state) in [(one["person_id"], one["state"]) for one in shown["people"]]:
                return


@pytest.fixture
async def gateways(procfile: Started) -> AsyncIterator[Gateways]:
    """The running gateways, with a way to make people."""
    async with town(procfile.data, database_url=procfile.database_url) as here:
        both = Gateways(here, procfile.ports)
        yield both
        await asyncio.gather(both.one.leave(), both.two.leave())


async def test_messages_and_typing_are_heard_at_the_other_gateway(gateways: Gateways) -> None:
    ada, bob, channel_id = await gateways.couple()
    said = await ada.posts(channel_id, "good morning")
    assert (await bob.hears("message.posted"))["message"]["id"] == said["id"]
    await ada.call("typing.start", channel_id=channel_id)
    assert (await bob.hears("typing.started"))["person_id"] == ada.id
    await bob.call("reactions.add", message_id=said["id"], emoji="👋")
    await ada.hears("reaction.added")


async def test_a_reply_comes_into_the_feed_at_the_other_gateway_and_is_read_at_both(
    gateways: Gateways,
) -> None:
    ada, bob, channel_id = await gateways.couple()
    phone = await gateways.one.socket(bob.token)
    root = await bob.posts(channel_id, "Who waters the roses?")
    assert (await bob.call("feed.list"))["items"] == []
    reply = await ada.posts(channel_id, "I do.", thread_id=root["id"])
    heard = await bob.hears("message.posted", text="I do.")  # by this the client counts "1 new"
    assert (heard["message"]["thread_id"], heard["message"]["seq"]) == (root["id"], reply["seq"])
    for shown in (await bob.call("feed.list"), await bob.call("feed.list", show="unread")):
        (item,) = shown["items"]
        assert (item["root"]["id"], item["replies"]) == (root["id"], [reply])
    await phone.call("reads.mark", thread_id=root["id"], seq=reply["seq"])
    while (await bob.hears("read.marked"))["read"].get("thread_id") != root["id"]:
        pass
    for place in (bob, phone):
        assert (await place.call("feed.list", show="unread"))["items"] == []


async def test_who_is_away_is_seen_at_the_other_gateway(gateways: Gateways) -> None:
    ada, bob, _ = await gateways.couple()
    watched = await ada.call("presence.watch", person_ids=[bob.id])
    if [one["state"] for one in watched["items"]] != ["online"]:
        await sees(ada, bob, "online")
    await bob.call("presence.set", state="away")
    await sees(ada, bob, "away")
    await bob.call("presence.set", state="auto")
    await sees(ada, bob, "online")


async def test_who_is_removed_at_one_gateway_hears_nothing_more_at_the_other(
    gateways: Gateways,
) -> None:
    ada, bob, channel_id = await gateways.couple()
    chloe = await gateways.person(gateways.two, "chloe")
    for turn in range(5):
        await invites(ada, channel_id, chloe)
        await bob.posts(channel_id, f"chloe is here {turn}")
        await chloe.hears("message.posted", text=f"chloe is here {turn}")
        await ada.call("channels.remove", channel_id=channel_id, person_id=chloe.id)
        await bob.posts(channel_id, f"chloe has left {turn}")
        await chloe.hears("channel.left", channel_id=channel_id)
        with pytest.raises(Refused, match="not_found"):
            await chloe.call("messages.history", channel_id=channel_id)
    await ada.hears("message.posted", text="chloe has left 4")
    assert chloe.socket is not None
    texts = [push["data"].get("message", {}).get("text", "") for push in chloe.socket.heard]
    assert [text for text in texts if "left" in text] == []


async def test_a_revoked_token_closes_its_socket_at_the_other_gateway(gateways: Gateways) -> None:
    ada = await gateways.person(gateways.one, "ada")
    made = await ada.call("tokens.create", label="laptop")
    laptop = await gateways.two.socket(made["secret"])
    await ada.call("tokens.revoke", token_id=made["id"])
    assert await laptop.ends() == CloseCode.REVOKED


async def test_a_message_sent_again_to_the_other_gateway_is_the_first(gateways: Gateways) -> None:
    ada, bob, channel_id = await gateways.couple()
    message = {"channel_id": channel_id, "text": "only once", "client_id": "c1"}
    first = await ada.call("messages.post", **message)
    elsewhere = await gateways.two.socket(ada.token)
    assert await elsewhere.call("messages.post", **message) == first
    both = await asyncio.gather(
        *(
            socket.call("messages.post", **{**message, "client_id": "c2"})
            for socket in (elsewhere, ada.socket)
            if socket is not None
        )
    )
    assert both[0]["id"] == both[1]["id"]
    found = await bob.call("messages.history", channel_id=channel_id)
    assert len(found["items"]) == 2


async def test_who_changes_gateways_resumes_where_they_stood(gateways: Gateways) -> None:
    ada, bob, channel_id = await gateways.couple()
    await ada.posts(channel_id, "before")
    await bob.hears("message.posted", text="before")
    assert bob.socket is not None
    positions = bob.socket.positions
    await bob.socket.close()
    for number in range(3):
        await ada.posts(channel_id, f"meanwhile {number}")
    elsewhere = await gateways.one.socket(bob.token)
    answer = await elsewhere.call("streams.resume", positions=positions)
    assert answer["reset"] == []
    await ada.posts(channel_id, "after")
    await elsewhere.hears("message.posted", text="after")
    posted = [push["data"]["message"] for push in elsewhere.heard if "message" in push["data"]]
    expected = ["meanwhile 0", "meanwhile 1", "meanwhile 2", "after"]
    assert [message["text"] for message in posted] == expected


async def test_a_new_role_is_known_at_the_other_gateway_at_once(gateways: Gateways) -> None:
    ada = await gateways.person(gateways.one, "ada", Role.OWNER)
    bob = await gateways.person(gateways.two, "bob")
    await bob.creates(f"as-a-member-{uuid4().hex[:6]}")
    await ada.call("people.set_role", person_id=bob.id, role="guest")
    with pytest.raises(Refused, match="not_allowed"):
        await bob.creates(f"as-a-guest-{uuid4().hex[:6]}")
