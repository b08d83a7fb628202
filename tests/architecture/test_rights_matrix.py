"""Every operation, every actor, every kind of channel: the table holds over the real door."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from channels import discover
from channels.core.actor import Role, visitor
from channels.files.protocol import RegisterFile
from channels.people.protocol import CreateToken
from persistence.clock import WallClock, now_ms
from tests.architecture import rights_table as rights
from tests.world import Person, World, open_world

SERVED = sorted(name for name, row in discover.operations().items() if not row.internal)
WRITES = {name: row.writes for name, row in discover.operations().items()}
PASSWORD = "honey and wax"

_numbers = itertools.count(1)

in_one_loop = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Hive:
    """The people of the table, and a way to ask as each of them."""

    world: World
    people: dict[str, Person]
    session_id: str  # the queen's
    client: httpx.AsyncClient

    async def outcome(self, actor: str, op: str, args: dict[str, Any]) -> str:
        """`done`, or the error's code, over HTTP."""
        response = await self.ask(actor, op, args)
        body = response.json()
        assert body["ok"] is (response.status_code == 200), body
        return "done" if body["ok"] else str(body["error"]["code"])

    async def ask(self, actor: str, op: str, args: dict[str, Any]) -> httpx.Response:
        person = self.people.get(actor)
        headers = {"authorization": f"Bearer {person.token}"} if person is not None else {}
        return await self.client.post(f"/api/v1/{op}", json=args, headers=headers)

    async def do(self, who: str, op: str, /, **args: Any) -> Any:
        """As a person, past the edge."""
        door = self.world.server.core.dispatcher
        return await door.call(self.people[who].actor, op, self.world.command(op, **args))

    def ids(self, *names: str) -> list[str]:
        return [self.people[name].id for name in names]

    async def place(self, kind: str) -> dict[str, Any]:
        """A channel of this kind as the table has it, with mia's message and a file on it."""
        channel_id = await self._channel(kind)
        file = await self.world.server.core.dispatcher.call(
            self.people["mia"].actor,
            "files.register",
            RegisterFile(blob_key="none", name="bee.txt", mime="text/plain", size_bytes=1),
        )
        message = await self.do(
            "mia", "messages.post", channel_id=channel_id, text="Bees.", file_ids=[file.id]
        )
        if kind == "archived":
            await self.do("ada", "channels.archive", channel_id=channel_id)
        return {
            "$channel": channel_id,
            "$message": message.id,
            "$file": file.id,
            "$newcomer": self.people["newcomer"].id,
            "$third": self.people["third"].id,
            "$tomorrow": now_ms(WallClock()) + 24 * 3_600 * 1_000,
        }

    async def _channel(self, kind: str) -> str:
        if kind in ("direct", "group"):
            others = self.ids("gil") if kind == "direct" else self.ids("gil", "third")
            found = await self.do("mia", "channels.open_direct", person_ids=others)
            if found.archived:
                await self.do("mia", "channels.archive", channel_id=found.id, archived=False)
            return str(found.id)
        wanted = "private" if kind == "private" else "public"
        made = await self.do("ada", "channels.create", name=f"c{next(_numbers)}", kind=wanted)
        inside = self.ids("gil", "mia", "third")
        await self.do("ada", "channels.invite", channel_id=made.id, person_ids=inside)
        return str(made.id)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("matrix")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hive(folder: Path) -> AsyncIterator[Hive]:
    async with open_world(folder) as world, httpx.AsyncClient(base_url=world.url) as client:
        people = {"olga": await world.member("olga", Role.OWNER)}
        people["queen"] = await world.member("queen", Role.OWNER, password=PASSWORD)
        people["root"] = await world.member("root", Role.ADMIN)
        for name in ("ada", "mia", "mo", "third", "newcomer", "zoe"):
            people[name] = await world.member(name)
        for name in ("gil", "gust"):
            people[name] = await world.guest(name)
        signed_in = await world.server.core.dispatcher.call(
            visitor("127.0.0.1"),
            "sessions.create",
            world.command("sessions.create", email="queen@example.org", password=PASSWORD),
        )
        hive = Hive(world, people, signed_in.id, client)
        await hive.do("olga", "people.set_active", person_id=people["zoe"].id, active=False)
        yield hive


def filled(args: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """The arguments with what the `$words` stand for."""

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(item) for item in value]
        return words.get(value, value) if isinstance(value, str) else value

    return {name: fill(value) for name, value in args.items()}


def test_every_operation_has_its_place_in_the_table() -> None:
    assert sorted({*rights.CHANNEL, *rights.WORKSPACE}) == SERVED


@in_one_loop
@pytest.mark.parametrize("kind", rights.KINDS)
@pytest.mark.parametrize("op", rights.CHANNEL)
async def test_in_a_channel(hive: Hive, op: str, kind: str) -> None:
    table, args = rights.CHANNEL[op]
    expected, found = {}, {}
    words: dict[str, Any] = {}
    last = ""
    for actor, sign in zip(rights.ACTORS, table[kind].split(), strict=True):
        if sign == "-":
            continue
        expected[actor] = rights.OUTCOMES[sign]
        if not words or (found[last] == "done" and WRITES[op]):
            words = await hive.place(kind)
        found[actor] = await hive.outcome(actor, op, filled(args, words))
        last = actor
    assert found == expected


@in_one_loop
@pytest.mark.parametrize("op", rights.WORKSPACE)
async def test_in_the_workspace(hive: Hive, op: str) -> None:
    for row, args in rights.WORKSPACE[op]:
        expected, found = {}, {}
        for actor, sign in zip(rights.WORKSPACE_ACTORS, row.split(), strict=True):
            expected[actor] = rights.OUTCOMES[sign]
            words = await workspace_words(hive, actor, args)
            found[actor] = await hive.outcome(actor, op, filled(args, words))
        assert found == expected, args


async def workspace_words(hive: Hive, actor: str, args: dict[str, Any]) -> dict[str, Any]:
    """What the `$words` in the arguments stand for, made afresh."""
    number = next(_numbers)

    async def somebody(role: Role = Role.MEMBER) -> str:
        return (await hive.world.member(f"person{number}", role)).id

    async def token() -> str:
        command = CreateToken(person_id=await somebody())
        return str((await hive.world.system("tokens.create", command)).id)

    async def private() -> str:
        name = f"p{number}"
        return str((await hive.do("ada", "channels.create", name=name, kind="private")).id)

    async def invitation() -> str:
        return str((await hive.do("olga", "invitations.create")).id)

    async def known(word: str) -> str:
        return word

    makers: dict[str, Callable[[], Awaitable[str]]] = {
        "$me": lambda: known(hive.people[actor].id if actor in hive.people else "U0"),
        "$name": lambda: known(f"n{number}"),
        "$email": lambda: known(f"new{number}@example.org"),
        "$newcomer": lambda: known(hive.people["newcomer"].id),
        "$endpoint": lambda: known(f"https://push.example/{number}"),
        "$session": lambda: known(hive.session_id),
        "$spare": somebody,
        "$other_owner": lambda: somebody(Role.OWNER),
        "$token": token,
        "$channel": private,
        "$invitation": invitation,
    }
    return {word: await make() for word, make in makers.items() if word in str(args)}
