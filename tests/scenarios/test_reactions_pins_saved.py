"""Dialogues of what is put to a message: emoji, pins, keeping it for later."""

import pytest

from tests.world import Refused, World


async def test_reactions_are_shown_in_the_order_of_choosing(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    message = await ada.posts(await world.general(), "Honey is in.")
    for person, emoji in ((bob, ":Bee:"), (chloe, "🍯"), (ada, "bee"), (bob, "🍯")):
        await person.call("reactions.add", message_id=message["id"], emoji=emoji)
    heard = await ada.hears("reaction.added")
    assert (heard["emoji"], heard["person_id"]) == ("bee", bob.id)
    shown = await ada.call("messages.get", message_id=message["id"])
    assert shown["reactions"] == [
        {"emoji": "bee", "person_ids": [bob.id, ada.id]},
        {"emoji": "honey_pot", "person_ids": [chloe.id, bob.id]},
    ]


async def test_an_emoji_keeps_its_place_when_who_chose_it_first_takes_it_away(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    message = await ada.posts(await world.general(), "Honey is in.")
    for person, emoji in ((ada, "bee"), (ada, "🍯"), (bob, "bee"), (chloe, "bee")):
        await person.call("reactions.add", message_id=message["id"], emoji=emoji)
    for person, left in ((ada, [bob.id, chloe.id]), (bob, [chloe.id])):
        await person.call("reactions.remove", message_id=message["id"], emoji="bee")
        shown = await ada.call("messages.get", message_id=message["id"])
        assert shown["reactions"] == [
            {"emoji": "bee", "person_ids": left},
            {"emoji": "honey_pot", "person_ids": [ada.id]},
        ]


async def test_reacting_twice_is_reacting_once(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    message = await ada.posts(await world.general(), "Honey is in.")
    for _ in range(2):
        await bob.call("reactions.add", message_id=message["id"], emoji="bee")
    await ada.hears("reaction.added")
    for _ in range(2):
        await bob.call("reactions.remove", message_id=message["id"], emoji="bee")
    await ada.hears("reaction.removed")
    shown = await ada.call("messages.get", message_id=message["id"])
    assert shown.get("reactions", []) == []
    await ada.hears_nothing("reaction.added")
    await ada.hears_nothing("reaction.removed")


@pytest.mark.parametrize(
    "emoji",
    [
        "",
        " ",
        "::",
        "a b",
        "x" * 101,
        "bee<b>",
        "abeille é",
        "é",
        "日本",
        "🐝bee",
        "b.e",
        "🐝" * 40,
    ],
)
async def test_what_is_no_emoji_is_invalid(world: World, emoji: str) -> None:
    (ada,) = await world.members("ada")
    message = await ada.posts(await world.general(), "Honey is in.")
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("reactions.add", message_id=message["id"], emoji=emoji)
    assert refused.value.field == "emoji"


@pytest.mark.parametrize(
    ("spellings", "kept"),
    [
        (["👍", "+1", ":thumbsup:", "THUMBSUP"], "+1"),
        (["❤️", "❤", "heart"], "heart"),
        (["👍🏽", "+1::skin-tone-4", ":thumbsup::skin-tone-4:"], "+1::skin-tone-4"),
        (["👩🏿‍💻", "female-technologist::skin-tone-6"], "female-technologist::skin-tone-6"),
        (["1️⃣", "one"], "one"),
        (["🇫🇷", "flag-fr"], "fr"),
        (["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "england"], "flag-england"),
        (["\U0001faea"], "\U0001faea"),
        ([":Our_Logo:", "our_logo"], "our_logo"),
    ],
)
async def test_all_spellings_of_an_emoji_are_one(
    world: World, spellings: list[str], kept: str
) -> None:
    ada, bob = await world.members("ada", "bob")
    message = await ada.posts(await world.general(), "Honey?")
    for emoji in spellings:
        await bob.call("reactions.add", message_id=message["id"], emoji=emoji)
    (shown,) = (await ada.call("messages.get", message_id=message["id"]))["reactions"]
    assert shown == {"emoji": kept, "person_ids": [bob.id]}
    await bob.call("reactions.remove", message_id=message["id"], emoji=spellings[0])
    assert "reactions" not in await ada.call("messages.get", message_id=message["id"])


async def test_a_message_takes_fifty_kinds_of_emoji(world: World) -> None:
    (ada,) = await world.members("ada")
    message = await ada.posts(await world.general(), "Honey is in.")
    for number in range(50):
        await ada.call("reactions.add", message_id=message["id"], emoji=f"bee{number}")
    with pytest.raises(Refused, match="conflict") as refused:
        await ada.call("reactions.add", message_id=message["id"], emoji="one_more")
    assert refused.value.field == "emoji"


async def test_pins_are_for_everybody_in_the_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    first, second = [await ada.posts(general, text) for text in ("First.", "Second.")]
    for message in (first, second, first):
        await bob.call("pins.add", message_id=message["id"])
    heard = await ada.hears("pin.added")
    assert (heard["message_id"], heard["person_id"]) == (first["id"], bob.id)
    pins = (await ada.call("pins.list", channel_id=general))["items"]
    assert [one["message"]["id"] for one in pins] == [second["id"], first["id"]]
    assert pins[0]["message"]["pinned"] is True
    page = await ada.call("pins.list", channel_id=general, limit=1)
    rest = await ada.call("pins.list", channel_id=general, limit=1, after=page["next"])
    assert [one["message"]["id"] for one in rest["items"]] == [first["id"]]
    await ada.call("pins.remove", message_id=first["id"])
    await ada.call("pins.remove", message_id=first["id"])
    await bob.hears("pin.removed", message_id=first["id"])
    await ada.call("messages.delete", message_id=second["id"])
    assert (await bob.call("pins.list", channel_id=general))["items"] == []


async def test_what_is_saved_is_mine_alone(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    phone = await bob.connects()
    first, second = [await ada.posts(general, text) for text in ("First.", "Second.")]
    for message in (first, second, second):
        await bob.call("saved.add", message_id=message["id"])
    assert (await phone.hears("message.saved"))["message_id"] == first["id"]
    saved = (await bob.call("saved.list"))["items"]
    assert [one["message"]["id"] for one in saved] == [second["id"], first["id"]]
    assert (await ada.call("saved.list"))["items"] == []
    await ada.hears_nothing("message.saved")
    await bob.call("saved.remove", message_id=second["id"])
    await bob.call("saved.remove", message_id=second["id"])
    assert (await phone.hears("message.unsaved"))["message_id"] == second["id"]
    await ada.call("messages.delete", message_id=first["id"])
    assert (await bob.call("saved.list"))["items"] == []


async def test_what_was_saved_is_hidden_with_its_channel(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    secret = await ada.creates("secret", "private")
    await ada.call("channels.invite", channel_id=secret, person_ids=[bob.id])
    message = await ada.posts(secret, "For your eyes.")
    await bob.call("saved.add", message_id=message["id"])
    await ada.call("channels.remove", channel_id=secret, person_id=bob.id)
    assert (await bob.call("saved.list"))["items"] == []
    await ada.call("channels.invite", channel_id=secret, person_ids=[bob.id])
    assert len((await bob.call("saved.list"))["items"]) == 1


async def test_a_deleted_root_shows_nothing_that_was_put_to_it(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    await bob.posts(general, "Reply.", thread_id=root["id"])
    await bob.call("reactions.add", message_id=root["id"], emoji="bee")
    await bob.call("pins.add", message_id=root["id"])
    await ada.call("messages.delete", message_id=root["id"])
    (place,) = (await bob.call("messages.history", channel_id=general))["items"]
    assert place.get("reactions", []) == []
    assert place.get("pinned", False) is False


@pytest.mark.parametrize("after", ["x", "-", "1e5-M1", "9" * 30 + "-M1", "\u0663-M1"])
async def test_a_place_that_no_list_gave_is_invalid(world: World, after: str) -> None:
    (ada,) = await world.members("ada")
    general = await world.general()
    for op, args in (
        ("pins.list", {"channel_id": general}),
        ("saved.list", {}),
        ("threads.list", {}),
    ):
        if op == "threads.list":
            after = after.removesuffix("-M1")
        with pytest.raises(Refused, match="invalid") as refused:
            await ada.call(op, after=after, **args)
        assert refused.value.field == "after"
