"""Dialogues of messages: writing, changing, removing, reading back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import Role
from tests.world import Person, Refused, World, open_world


async def wrote(person: Person, channel_id: str, count: int) -> list[int]:
    """The seqs of so many new messages."""
    return [(await person.posts(channel_id, f"Line {n}."))["seq"] for n in range(1, count + 1)]


def seqs(page: dict[str, Any]) -> list[int]:
    return [item["seq"] for item in page["items"]]


async def test_a_posted_message_says_who_wrote_what_and_when(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    message = await ada.posts(general, "Hello **bees**", client_id="c-1")
    assert message["channel_id"] == general
    assert message["author_id"] == ada.id
    assert message["client_id"] == "c-1"
    assert message["spans"][1] == {"t": "bold", "children": [{"t": "text", "text": "bees"}]}
    assert await bob.call("messages.get", message_id=message["id"]) == message
    (push,) = [one for one in bob.socket.heard if one["event"] == "message.posted"]  # type: ignore[union-attr]
    assert push["seq"] == message["seq"]
    assert push["stream"] == f"c:{general}"
    assert list(push) == ["stream", "epoch", "seq", "event", "data"]


async def test_times_and_numbers_grow_within_a_channel(world: World) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    messages = [await ada.posts(general, f"{n}") for n in range(20)]
    assert [one["seq"] for one in messages] == sorted({one["seq"] for one in messages})
    assert [one["created_at"] for one in messages] == sorted(one["created_at"] for one in messages)


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
async def test_a_message_of_nothing_is_invalid(world: World, text: str) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    message = await ada.posts(general, "Something.")
    for op, args in (
        ("messages.post", {"channel_id": general}),
        ("messages.edit", {"message_id": message["id"]}),
    ):
        with pytest.raises(Refused, match="invalid") as refused:
            await ada.call(op, text=text, **args)
        assert refused.value.field == "text"


async def test_sixteen_thousand_characters_are_the_limit(world: World) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    message = await ada.posts(general, "é" * 16_000)
    assert len(message["text"]) == 16_000
    for op, args in (
        ("messages.post", {"channel_id": general}),
        ("messages.edit", {"message_id": message["id"]}),
    ):
        with pytest.raises(Refused, match="invalid") as refused:
            await ada.call(op, text="é" * 16_001, **args)
        assert refused.value.field == "text"


async def test_an_edit_is_seen_by_all_and_says_when(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    message = await ada.posts(general, "Helo.")
    edited = await ada.call("messages.edit", message_id=message["id"], text="Hello.")
    assert edited == {**message, "text": "Hello.", "edited_at": edited["edited_at"]}
    heard = await bob.hears("message.edited", message_id=message["id"])
    assert (heard["text"], heard["edited_at"]) == ("Hello.", edited["edited_at"])
    assert await bob.call("messages.get", message_id=message["id"]) == edited
    with pytest.raises(Refused, match="not_allowed"):
        await bob.call("messages.edit", message_id=message["id"], text="Mine now.")


async def test_an_edit_to_the_same_words_changes_nothing(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    message = await ada.posts(await world.general(), "Hello.")
    assert await ada.call("messages.edit", message_id=message["id"], text="Hello.") == message
    await bob.hears_nothing("message.edited")


async def test_a_deleted_message_is_gone_for_everybody(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    message = await ada.posts(general, "Forget this.")
    await ada.call("messages.delete", message_id=message["id"])
    heard = await bob.hears("message.deleted", message_id=message["id"])
    assert (heard["message_seq"], heard.get("stays", False)) == (message["seq"], False)
    assert (await bob.call("messages.history", channel_id=general))["items"] == []
    for op, args in (
        ("messages.get", {}),
        ("messages.delete", {}),
        ("messages.edit", {"text": "Back?"}),
        ("reactions.add", {"emoji": "bee"}),
        ("pins.add", {}),
        ("saved.add", {}),
    ):
        with pytest.raises(Refused, match="not_found") as refused:
            await ada.call(op, message_id=message["id"], **args)
        assert refused.value.field == "message_id"


async def test_others_messages_are_deleted_by_who_runs_the_channel(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    root = await world.member("root", Role.ADMIN)
    garden = await ada.creates("garden")
    for person in (bob, chloe):
        await person.call("channels.join", channel_id=garden)
    first, second, third = [await bob.posts(garden, f"{n}") for n in range(3)]
    with pytest.raises(Refused, match="not_allowed"):
        await chloe.call("messages.delete", message_id=first["id"])
    await bob.call("messages.delete", message_id=first["id"])
    await ada.call("messages.delete", message_id=second["id"])
    await root.call("messages.delete", message_id=third["id"])
    assert (await chloe.call("messages.history", channel_id=garden))["items"] == []


async def test_nobody_but_its_author_deletes_in_a_direct_conversation(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    direct = (await ada.call("channels.open_direct", person_ids=[bob.id]))["id"]
    message = await bob.posts(direct, "Mine.")
    with pytest.raises(Refused, match="not_allowed"):
        await ada.call("messages.delete", message_id=message["id"])


async def test_history_is_read_back_to_the_beginning_without_a_gap(world: World) -> None:
    (ada,) = await world.members("ada")
    garden = await ada.creates("garden")
    written = await wrote(ada, garden, 23)
    found: list[int] = []
    page = await ada.call("messages.history", channel_id=garden, limit=5)
    while True:
        assert seqs(page) == sorted(seqs(page), reverse=True)
        found += seqs(page)
        if page["next"] is None:
            break
        page = await ada.call("messages.history", channel_id=garden, limit=5, before=page["next"])
    assert found == written[::-1]
    assert page["head"] == written[-1]


async def test_history_is_read_on_to_the_end_without_a_gap(world: World) -> None:
    (ada,) = await world.members("ada")
    garden = await ada.creates("garden")
    written = await wrote(ada, garden, 12)
    found: list[int] = []
    at: int | None = written[1]
    while at is not None:
        page = await ada.call("messages.history", channel_id=garden, limit=4, after=at)
        found += seqs(page)
        at = page["next"]
    assert found == written[2:]
    assert seqs(await ada.call("messages.history", channel_id=garden, after=written[-1])) == []


async def test_a_message_is_shown_amid_what_came_before_and_after(world: World) -> None:
    (ada,) = await world.members("ada")
    garden = await ada.creates("garden")
    written = await wrote(ada, garden, 21)
    page = await ada.call("messages.history", channel_id=garden, around=written[10], limit=6)
    assert seqs(page) == written[8:14][::-1]
    older = await ada.call("messages.history", channel_id=garden, before=page["next"], limit=500)
    newer = await ada.call("messages.history", channel_id=garden, after=page["newer"], limit=500)
    assert seqs(newer)[::-1] + seqs(page) + seqs(older) == written[::-1]
    first = await ada.call("messages.history", channel_id=garden, around=written[0], limit=6)
    assert (seqs(first), first["next"]) == (written[:4][::-1], None)
    last = await ada.call("messages.history", channel_id=garden, around=written[-1], limit=6)
    assert (seqs(last), last["newer"]) == (written[-3:][::-1], None)
    alone = await ada.call("messages.history", channel_id=garden, around=written[10], limit=1)
    assert seqs(alone) == [written[10]]


async def test_around_a_message_that_is_gone_its_neighbours_are_shown(world: World) -> None:
    (ada,) = await world.members("ada")
    garden = await ada.creates("garden")
    written = await wrote(ada, garden, 5)
    history = await ada.call("messages.history", channel_id=garden)
    await ada.call("messages.delete", message_id=history["items"][2]["id"])
    page = await ada.call("messages.history", channel_id=garden, around=written[2], limit=4)
    assert seqs(page) == [written[4], written[3], written[1], written[0]]


async def test_only_one_direction_at_a_time(world: World) -> None:
    (ada,) = await world.members("ada")
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("messages.history", channel_id=await world.general(), before=9, around=4)
    assert refused.value.field == "around"


async def test_people_are_mentioned_by_handle_and_kept_by_id(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    general = await world.general()
    message = await ada.posts(general, "Hi @bob and @BOB, not a@bob.org, `@chloe`, @nobody")
    assert message["text"] == f"Hi <@{bob.id}> and <@{bob.id}>, not a@bob.org, `@chloe`, @nobody"
    assert {"t": "person", "id": bob.id} in message["spans"]
    assert f"<@{chloe.id}>" not in message["text"]
    await bob.call("people.update", handle="robert")
    assert (await ada.call("messages.get", message_id=message["id"]))["text"] == message["text"]


async def test_a_person_cannot_forge_what_only_names_stand_for(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    secret = await bob.creates("secret", "private")
    message = await ada.posts(await world.general(), f"<#{secret}> #secret <@U0000000000000>")
    kinds = [span["t"] for span in message.get("spans", [])]
    assert "channel" not in kinds
    assert "person" not in kinds


async def test_channels_are_linked_where_the_author_sees_them(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden, secret = await ada.creates("été"), await ada.creates("secret", "private")
    general = await world.general()
    from_ada = await ada.posts(general, "See #ete and #secret and #nowhere")
    assert {"t": "channel", "id": garden} in from_ada["spans"]
    assert {"t": "channel", "id": secret} in from_ada["spans"]
    assert {"t": "hashtag", "tag": "nowhere"} in from_ada["spans"]
    from_bob = await bob.posts(general, "See #secret")
    assert {"t": "hashtag", "tag": "secret"} in from_bob["spans"]


async def test_everybody_is_called_by_channel_and_here(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    general = await world.general()
    await ada.posts(general, "@channel: honey!")
    await ada.posts(general, "@here: now!")
    await ada.posts(general, "@chloe: for you")
    for person, mentions in ((ada, 0), (bob, 2), (chloe, 3)):
        (read,) = (await person.call("reads.list"))["items"]
        assert read["mentions"] == mentions


async def test_a_repeated_send_gets_the_first_answer_also_after_a_restart(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        ada = await world.member("ada")
        general = await world.general()
        first = await ada.posts(general, "Once.", client_id="a-1")
        again = await ada.posts(general, "Once.", client_id="a-1")
        garden = await ada.creates("garden")
        elsewhere = await ada.posts(garden, "Once, in the garden.", client_id="a-1")
    async with open_world(tmp_path) as world:
        ada = replace(ada, world=world, socket=None)
        much_later = await ada.posts(general, "Once.", client_id="a-1")
        there_too = await ada.posts(garden, "Once, in the garden.", client_id="a-1")
        history = await ada.call("messages.history", channel_id=general)
    assert first == again == much_later
    assert elsewhere == there_too
    assert (elsewhere["channel_id"], elsewhere["id"] != first["id"]) == (garden, True)
    assert len(history["items"]) == 1
