"""What one may not see is not there: nothing answers, lists, finds or pushes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from channels import discover
from channels.core.actor import Role
from channels.files.protocol import GrantFiles, RegisterFile
from tests.world import Person, Refused, World

SECRET = "Sesame7419"
NOWHERE = {
    "channel_id": "C0000000000000",
    "message_id": "M0000000000000",
    "thread_id": "M0000000000000",
    "file_id": "F0000000000000",
}
FILLED: dict[str, Any] = {
    "text": "Hello.",
    "emoji": "bee",
    "action": {},
    "form_id": "V0000000000000",
    "app_id": "A0000000000000",
    "callback_id": "nothing",
    "block_id": "nothing",
    "action_id": "nothing",
    "whisper_id": "M0000000000000",
    "at": 1,
    "name": "bees",
    "seq": 1,
    "query": SECRET,
    "person_ids": ["U0000000000000"],
    "person_id": "U0000000000000",
    "alt": "A bee.",
    "preview_id": "W0000000000000",
    "send_at": 4_000_000_000_000,
    "role": "owner",
    "question": "Where?",
    "answer": "Here.",
    "csv": "question,answer\nWhere?,Here.\n",
    "entry_id": "M0000000000000",
    "helped": True,
    "question_id": "none",
    "tag": "bees",
    "label": "todo",
    "shared_id": "M0000000000000",
    "title": "Bees",
    "accept": True,
    "url": "http://127.0.0.1:9/",
    "subscription_id": "L0000000000000",
    "bookmark_id": "Bk0000000000000",
    "paused": True,
    "tab": "home",
}
# Operations on these are refused where there is nothing, as they are here.
ABSENT = ("app_id", "archived_id", "entry_id", "form_id", "person_id")
SERVED = {name: row for name, row in discover.operations().items() if not row.internal}


@dataclass
class Hidden:
    """A private channel and what is in it; its owner lets nobody in."""

    ada: Person
    words: dict[str, str]
    ids: set[str]

    def told(self, heard: object) -> set[str]:
        """What of it can be read in this."""
        said = json.dumps(heard)
        return {word for word in (*self.ids, SECRET) if word in said}


async def hide(world: World, ada: Person) -> Hidden:
    channel_id = await ada.creates(f"{SECRET}-plans", "private")
    root = await ada.posts(channel_id, f"{SECRET}: the root.")
    reply = await ada.posts(channel_id, f"{SECRET}: a reply.", thread_id=root["id"])
    file = await world.server.core.dispatcher.call(
        ada.actor,
        "files.register",
        RegisterFile(blob_key="none", name=f"{SECRET}.txt", mime="text/plain", size_bytes=1),
    )
    await ada.posts(channel_id, SECRET, file_ids=[file.id])
    await ada.call("pins.add", message_id=root["id"])
    await ada.call("reactions.add", message_id=root["id"], emoji="bee")
    words = {
        "channel_id": channel_id,
        "message_id": reply["id"],
        "thread_id": root["id"],
        "file_id": file.id,
    }
    return Hidden(ada, words, set(words.values()))


def arguments(op: str, ids: dict[str, str], fields: set[str]) -> dict[str, Any]:
    """Valid arguments of an operation that name these ids."""
    wanted = msgspec.structs.fields(SERVED[op].command)
    filled = {field.name: FILLED[field.name] for field in wanted if field.name in FILLED}
    return filled | {name: ids[name] for name in fields}


def ways() -> list[tuple[str, str]]:
    """Every operation with every field by which it can name what is hidden."""
    return [
        (op, field.name)
        for op, row in SERVED.items()
        for field in msgspec.structs.fields(row.command)
        if field.name in NOWHERE and (field.name != "thread_id" or field.required)
    ]


async def refusal(person: Person, op: str, args: dict[str, Any]) -> tuple[str, str, str | None]:
    with pytest.raises(Refused) as refused:
        await person.call(op, **args)
    return refused.value.code, refused.value.detail, refused.value.field


async def test_what_is_hidden_is_refused_like_what_is_not_there(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil, root = await world.guest("gil"), await world.member("root", Role.ADMIN)
    hidden = await hide(world, ada)
    for op, field in ways():
        for person in (bob, gil, root):
            there = await refusal(person, op, arguments(op, hidden.words, {field}))
            nowhere = await refusal(person, op, arguments(op, NOWHERE, {field}))
            assert there == nowhere, (op, field, person.handle)
            if person is gil and there[0] == "not_allowed":
                continue  # no guest may do it, wherever
            assert there[0] == "not_found", (op, there)
            assert there[2] == field


async def test_a_hidden_thread_or_file_cannot_be_used_from_elsewhere(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    hidden = await hide(world, ada)
    general = await world.general()
    for op, more in (
        ("messages.post", {"text": "Hello.", "thread_id": "$thread_id"}),
        ("messages.post", {"text": "Hello.", "file_ids": ["$file_id"]}),
        ("typing.start", {"thread_id": "$thread_id"}),
    ):
        answers = []
        for ids in (hidden.words, NOWHERE):
            filled = json.loads(json.dumps(more))
            for name, word in ids.items():
                filled = json.loads(json.dumps(filled).replace(f"${name}", word))
            answers.append(await refusal(bob, op, {"channel_id": general, **filled}))
        assert answers[0] == answers[1], op
        assert answers[0][0] == "not_found"


async def test_a_file_that_was_given_to_one_is_not_there_for_others(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    gil, root = await world.guest("gil"), await world.member("root", Role.ADMIN)
    door = world.server.core.dispatcher
    words = {"name": f"{SECRET}.txt", "mime": "text/plain", "blob_key": "none"}
    file = await door.call(ada.actor, "files.register", RegisterFile(**words, size_bytes=1))
    given = GrantFiles(file_ids=[file.id], person_id=chloe.id, lasts_ms=60_000)
    await door.call(ada.actor, "files.grant", given)
    assert (await chloe.call("files.get", file_id=file.id))["id"] == file.id
    for op in [op for op, field in ways() if field == "file_id"]:
        for person in (bob, gil, root):
            there = await refusal(person, op, arguments(op, {"file_id": file.id}, {"file_id"}))
            nowhere = await refusal(person, op, arguments(op, NOWHERE, {"file_id"}))
            assert there == nowhere, (op, person.handle)


async def test_no_list_shows_what_is_hidden(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil, root = await world.guest("gil"), await world.member("root", Role.ADMIN)
    hidden = await hide(world, ada)
    listing = [
        (op, arguments(op, {}, set()))
        for op, row in SERVED.items()
        if not row.writes
        and not any(
            field.required and field.name in {*NOWHERE, *ABSENT}
            for field in msgspec.structs.fields(row.command)
        )
    ]
    assert {"channels.list", "search.messages", "saved.list"} <= {op for op, _ in listing}
    for person in (bob, gil, root):
        await person.connects()
        for op, args in listing:
            args = {name: value for name, value in args.items() if name != "person_id"}
            if op == "presence.set":
                args = {"state": "auto"}
            if op == "feed.followers":
                args = {"kind": "hashtag", "target": SECRET}
            assert person.socket is not None
            answer = await person.socket.ask({"id": op, "op": op, "args": args})
            assert answer["ok"] or answer["error"]["code"] == "not_allowed", answer
            assert hidden.told(answer) == set(), op


async def test_no_push_tells_of_what_is_hidden(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    gil, root = await world.guest("gil"), await world.member("root", Role.ADMIN)
    await gil.connects("msgpack")
    await root.connects()
    hidden = await hide(world, ada)
    channel_id, message_id = hidden.words["channel_id"], hidden.words["message_id"]
    await ada.call("channels.invite", channel_id=channel_id, person_ids=[chloe.id])
    await chloe.call("typing.start", channel_id=channel_id)
    await chloe.call("reactions.add", message_id=message_id, emoji="bee")
    await ada.call("messages.edit", message_id=message_id, text=f"{SECRET}: changed.")
    await ada.call("channels.update", channel_id=channel_id, name=f"{SECRET}-new", topic=SECRET)
    await ada.call("channels.remove", channel_id=channel_id, person_id=chloe.id)
    await ada.call("messages.delete", message_id=message_id)
    await ada.call("channels.archive", channel_id=channel_id)
    general = await world.general()
    await ada.posts(general, "That is all.")
    for person in (bob, root):
        await person.hears("message.posted", text="That is all.")
    gone = await ada.hears("message.deleted")
    assert gone["message_id"] == message_id
    await chloe.hears("channel.left", channel_id=channel_id)
    for person in (bob, gil, root):
        assert person.socket is not None
        assert hidden.told(person.socket.heard) == set(), person.handle
    assert chloe.socket is not None
    assert "message.deleted" not in {push["event"] for push in chloe.socket.heard}


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_hidden_streams_are_neither_watched_nor_resumed(world: World, codec: str) -> None:
    ada, bob = await world.members("ada", "bob")
    hidden = await hide(world, ada)
    gil = await world.guest("gil")
    for person in (bob, gil):
        socket = await person.connects(codec)
        epoch = socket.hello["epoch"]
        streams = [f"c:{hidden.words['channel_id']}", f"u:{ada.id}", "c:C0000000000000", "x", "q"]
        streams += ["w"] if person is gil else []
        answers = set()
        for stream in streams:
            with pytest.raises(Refused) as refused:
                await socket.call("streams.watch", streams=[stream])
            answers.add((refused.value.code, refused.value.detail, refused.value.field))
        assert answers == {("not_found", "There is no such stream.", "streams.0")}
        positions = {stream: [epoch, 0] for stream in streams}
        resumed = await socket.call("streams.resume", positions=positions)
        assert resumed == {"resumed": 0, "reset": streams}
        assert hidden.told(socket.heard) == set()


async def test_a_guest_sees_only_whom_it_shares_a_channel_with(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    gil = await world.guest("gil")
    garden = await ada.creates("garden", "private")
    assert [one["id"] for one in (await gil.call("people.list"))["items"]] == [gil.id]
    await ada.call("channels.invite", channel_id=garden, person_ids=[gil.id])
    seen = {one["id"] for one in (await gil.call("people.list"))["items"]}
    assert seen == {gil.id, ada.id}
    for op, field in (("people.get", "person_id"), ("channels.open_direct", "person_ids")):
        answers = []
        for person_id in (bob.id, "U0000000000000"):
            args = {field: person_id if field == "person_id" else [person_id]}
            answers.append(await refusal(gil, op, args))
        assert answers[0] == answers[1]
    mentioned = await gil.posts(garden, "Hello @bob and @ada")
    assert mentioned["text"] == f"Hello @bob and <@{ada.id}>"
