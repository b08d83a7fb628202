"""Another process writes to the store of a running server, or tells the server to stop."""

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from channels.core.actor import PersonId, Role
from channels.membership.protocol import InviteToChannel, RemoveFromChannel
from channels.people.protocol import SetRole
from server.gateway.codes import CloseCode
from tests.resilience.children import Served, ruche, town
from tests.resilience.traffic import everything
from tests.world import Refused

REQUESTS = 200


async def test_open_sockets_hear_what_the_command_line_does(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        [ada] = await here.people(served, "ada")
    await served.start()
    await ada.connects()
    added = await ruche(
        data, "user", "add", "--email", "bob@example.org", "--name", "Bob", "--json"
    )
    bob = json.loads(added.stdout)
    await ada.hears("person.joined")
    made = await ruche(
        data, "channel", "add", "bees", "--private", "--members",
        "ada@example.org,bob@example.org", "--json",
    )  # fmt: skip
    bees = json.loads(made.stdout)["id"]
    assert (await ada.hears("channel.joined"))["channel"]["id"] == bees
    token = await ruche(data, "token", "create", "--email", "bob@example.org", "--json")
    socket = await served.socket(json.loads(token.stdout)["token"])
    assert socket.hello["me"]["id"] == bob["id"]
    await ada.posts(bees, "hello bob")
    await socket.hears("message.posted", text="hello bob")


async def test_who_is_removed_by_another_process_hears_nothing_that_is_posted_after(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        ada, bob = await here.people(served, "ada", "bob")
        await served.start()
        bees = await ada.creates("bees", "private")
        await bob.connects()
        for turn in range(5):
            invite = InviteToChannel(channel_id=bees, person_ids=[bob.id])
            await here.system("channels.invite", invite)
            await bob.hears("channel.joined")
            await ada.posts(bees, f"bob is here {turn}")
            await bob.hears("message.posted", text=f"bob is here {turn}")
            remove = RemoveFromChannel(channel_id=bees, person_id=PersonId(bob.id))
            await here.system("channels.remove", remove)
            await ada.posts(bees, f"bob has left {turn}")
            await ada.hears("message.posted", text=f"bob has left {turn}")
            await bob.hears("channel.left")
            await bob.call("people.me")
            assert bob.socket is not None
            assert f"bob has left {turn}" not in str(bob.socket.heard), bob.socket.heard[-5:]
    with pytest.raises(Refused, match="not_found"):
        await bob.posts(bees, "am I still here?")


async def test_a_role_given_by_another_process_counts_on_open_sockets(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        ada, bob = await here.people(served, "ada", "bob")
        await served.start()
        await ada.connects()
        await bob.creates("as-a-member")
        await here.system("people.set_role", SetRole(person_id=PersonId(bob.id), role=Role.GUEST))
        await ada.hears("person.updated")
        with pytest.raises(Refused, match="not_allowed"):
            await bob.creates("as-a-guest")


async def test_a_second_server_on_the_same_folder_is_refused_with_a_sentence(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    await served.start()
    second = await ruche(data, "serve", "--port", "0")
    assert second.returncode == 1
    assert "Another server already serves from" in second.stderr
    assert "Traceback" not in second.stderr


async def test_a_server_that_is_told_to_stop_finishes_and_sends_all_away(
    nursery: AsyncExitStack, data: Path
) -> None:
    served = Served(nursery, data)
    async with town(data) as here:
        ada, bob = await here.people(served, "ada", "bob")
    await served.start()
    bees = await ada.creates("bees")
    await bob.connects()
    assert ada.socket is not None
    assert bob.socket is not None
    posts = [
        asyncio.ensure_future(ada.posts(bees, f"{n}", client_id=f"{n}")) for n in range(REQUESTS)
    ]
    await ada.hears("message.posted", text="0")
    stopping = asyncio.ensure_future(served.stop())
    assert await ada.socket.ends() == CloseCode.RESTART
    assert await bob.socket.ends() == CloseCode.RESTART
    assert await stopping == 0, served.program.output()
    done = await asyncio.gather(*posts, return_exceptions=True)
    kept = [answer["id"] for answer in done if isinstance(answer, dict)]
    await served.start()
    assert [one["id"] for one in await everything(await served.socket(ada.token), bees)] == kept
    assert kept
