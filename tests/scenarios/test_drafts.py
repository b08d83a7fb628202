"""Dialogues of drafts: begun on one device, gone on with on another."""

from typing import Any

import pytest

from channels.core.actor import SYSTEM
from channels.files.protocol import RegisterFile
from tests.world import Person, Refused, World


async def uploads(person: Person, name: str = "bee.txt") -> str:
    """A file of the person's own that hangs on nothing yet."""
    command = RegisterFile(blob_key="none", name=name, mime="text/plain", size_bytes=1)
    door = person.world.server.core.dispatcher  # type: ignore[attr-defined]
    return str((await door.call(person.actor, "files.register", command)).id)


async def drafts(person: Person) -> list[dict[str, Any]]:
    """What the person has begun to write."""
    found: list[dict[str, Any]] = (await person.call("drafts.list"))["items"]
    return found


async def test_what_is_begun_on_the_phone_is_gone_on_with_at_the_desk(any_world: World) -> None:
    ada, bob = await any_world.members("ada", "bob")
    phone = await ada.connects("msgpack")
    general = await any_world.general()
    begun = await phone.call("drafts.set", channel_id=general, text="Dear all,")
    assert (await ada.hears("draft.changed"))["draft"] == begun
    assert begun["text"] == "Dear all,"
    done = await ada.call("drafts.set", channel_id=general, text="Dear all, the honey is in.")
    assert await drafts(ada) == [done]
    assert (await phone.hears("draft.changed", draft=done))["draft"] == done
    assert await drafts(bob) == []
    await bob.hears_nothing("draft.changed")


@pytest.mark.parametrize("nothing", [{}, {"text": ""}, {"text": " \n "}])
async def test_an_empty_draft_is_none(world: World, nothing: dict[str, str]) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    await ada.call("drafts.set", channel_id=general, text="Well")
    await ada.hears("draft.changed")
    await ada.call("drafts.set", channel_id=general, **nothing)
    gone = (await ada.hears("draft.changed"))["draft"]
    assert (gone["channel_id"], gone.get("text", "")) == (general, "")
    assert await drafts(ada) == []


async def test_the_same_again_tells_nobody(world: World) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    await ada.call("drafts.set", channel_id=general)
    for _ in range(2):
        await ada.call("drafts.set", channel_id=general, text="Well")
    await ada.hears("draft.changed")
    await ada.hears_nothing("draft.changed")


async def test_channel_and_thread_have_a_draft_each(world: World) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    root = await ada.posts(general, "Who waters the roses?")
    await ada.call("drafts.set", channel_id=general, text="Apropos")
    await ada.call("drafts.set", channel_id=general, thread_id=root["id"], text="Me")
    found = [(one.get("thread_id"), one["text"]) for one in await drafts(ada)]
    assert found == [(None, "Apropos"), (root["id"], "Me")]
    await ada.call("drafts.set", channel_id=general, text="")
    assert [one["text"] for one in await drafts(ada)] == ["Me"]


async def test_a_list_comes_in_pages(world: World) -> None:
    (ada,) = await world.members("ada")
    channels = sorted([await ada.creates(f"c{n}") for n in range(3)])
    for channel_id in channels:
        await ada.call("drafts.set", channel_id=channel_id, text="Well")
    first = await ada.call("drafts.list", limit=2)
    second = await ada.call("drafts.list", limit=2, after=first["next"])
    assert [one["channel_id"] for one in first["items"] + second["items"]] == channels
    assert second["next"] is None


async def test_a_draft_in_a_channel_that_was_left_is_still_its_writer_s(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    cellar = await ada.creates("cellar", "private")
    await ada.call("channels.invite", channel_id=cellar, person_ids=[bob.id])
    await bob.call("drafts.set", channel_id=cellar, text="A long story")
    await ada.call("channels.remove", channel_id=cellar, person_id=bob.id)
    assert [one["text"] for one in await drafts(bob)] == ["A long story"]
    with pytest.raises(Refused, match="not_found"):
        await bob.call("drafts.set", channel_id=cellar, text="A longer story")
    await bob.call("drafts.set", channel_id=cellar)
    assert await drafts(bob) == []


async def test_no_draft_where_one_sees_nothing(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    cellar = await ada.creates("cellar", "private")
    hidden = await ada.posts(cellar, "Secret")
    shown = await ada.posts(await world.general(), "Open")
    reply = await ada.posts(await world.general(), "Yes", thread_id=shown["id"])
    places = [
        ({"channel_id": cellar}, "channel_id"),
        ({"channel_id": "C0NOWHERE"}, "channel_id"),
        ({"channel_id": await world.general(), "thread_id": hidden["id"]}, "thread_id"),
        ({"channel_id": await world.general(), "thread_id": reply["id"]}, "thread_id"),
    ]
    for place, field in places:
        with pytest.raises(Refused, match="not_found") as refused:
            await bob.call("drafts.set", **place, text="Well")
        assert refused.value.field == field


async def test_files_of_a_draft_are_shown_and_can_be_sent_from_anywhere(world: World) -> None:
    (ada,) = await world.members("ada")
    phone = await ada.connects()
    general = await world.general()
    file_id = await uploads(ada)
    draft = await ada.call("drafts.set", channel_id=general, file_ids=[file_id])
    assert [one["name"] for one in draft["files"]] == ["bee.txt"]
    assert await drafts(ada) == [draft]
    sent = await phone.call("messages.post", channel_id=general, text="", file_ids=[file_id])
    assert sent["files"] == draft["files"]
    await phone.call("drafts.set", channel_id=general)
    assert (await ada.call("messages.get", message_id=sent["id"]))["files"] == draft["files"]


async def test_what_is_not_one_s_own_to_attach_is_refused(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    theirs, used = await uploads(bob), await uploads(ada)
    await ada.posts(general, "", file_ids=[used])
    for file_id in (theirs, used, "F0NOTHERE"):
        with pytest.raises(Refused, match="not_found") as refused:
            await ada.call("drafts.set", channel_id=general, text="x", file_ids=[file_id])
        assert refused.value.field == "file_ids"
    assert await drafts(ada) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", "x" * 40_001), ("file_ids", ["F0"] * 21), ("channel_id", ""), ("colour", "red")],
)
async def test_what_is_no_draft_is_invalid(world: World, field: str, value: object) -> None:
    (ada,) = await world.members("ada")
    args = {"channel_id": await world.general(), "text": "x", field: value}
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("drafts.set", **args)
    assert refused.value.field == field


async def test_a_draft_takes_what_was_pasted_and_mends_what_no_store_can_hold(world: World) -> None:
    (ada,) = await world.members("ada")
    draft = await ada.call("drafts.set", channel_id=await world.general(), text="a\r\nb\0c")
    assert draft["text"] == "a\nb\ufffdc"


async def test_the_system_is_nobody_who_writes(world: World) -> None:
    await world.member("ada")
    general = await world.general()
    command = world.command("drafts.set", channel_id=general, text="x")
    with pytest.raises(Exception, match="person with an account"):
        await world.server.core.dispatcher.call(SYSTEM, "drafts.set", command)


async def test_what_is_chosen_for_a_post_is_there_on_the_other_device(any_world: World) -> None:
    (ada,) = await any_world.members("ada")
    phone = await ada.connects("msgpack")
    general = await any_world.general()
    place = {"channel_id": general, "thread_id": f"post:{general}"}
    chosen = {"kind": "announcement", "wants_ack": True, "pinned": "week"}
    await phone.call("drafts.set", **place, text="The honey is in", post=chosen)
    assert (await ada.hears("draft.changed"))["draft"]["post"] == chosen
    await ada.call("drafts.set", **place, text="The honey is in.")
    [draft] = await drafts(ada)
    assert (draft["text"], draft["post"]) == ("The honey is in.", chosen)
    await ada.call("drafts.set", **place, text="The honey is in.", post={"kind": "question"})
    [draft] = await drafts(ada)
    assert draft["post"] == {"kind": "question"}
    await ada.call("drafts.set", **place)
    await ada.call("drafts.set", **place, text="Another")
    [draft] = await drafts(ada)
    assert "post" not in draft
    with pytest.raises(Refused) as refused:
        await ada.call("drafts.set", **place, text="Another", post={"kind": "order"})
    assert refused.value.code == "invalid"
