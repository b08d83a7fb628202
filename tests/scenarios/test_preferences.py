"""Dialogues of preferences: what a person chooses on one device holds on the others."""

import asyncio

import pytest

from tests.world import Refused, World


async def test_what_is_chosen_on_one_device_is_heard_on_the_other(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    phone = await ada.connects("msgpack")
    answer = await ada.call("preferences.set", theme="dark", recent_emoji=["bee", "🍯", "bee"])
    assert answer == {"theme": "dark", "recent_emoji": ["bee", "🍯"]}
    heard = await phone.hears("preferences.changed")
    assert heard["preferences"] == answer
    assert await phone.call("preferences.get") == answer
    assert await bob.call("preferences.get") == {}
    await bob.hears_nothing("preferences.changed")


async def test_only_what_is_given_changes(world: World) -> None:
    (ada,) = await world.members("ada")
    await ada.call("preferences.set", undo_s=10, calm=True, collapsed=["direct"])
    answer = await ada.call("preferences.set", collapsed=[], high_contrast=False)
    assert answer == {"undo_s": 10, "calm": True, "high_contrast": False}


async def test_choosing_the_same_again_tells_nobody(world: World) -> None:
    (ada,) = await world.members("ada")
    for _ in range(2):
        await ada.call("preferences.set", skin_tone=3)
    await ada.hears("preferences.changed")
    await ada.hears_nothing("preferences.changed")


async def test_two_devices_that_change_different_things_at_once_both_have_their_way(
    world: World,
) -> None:
    (ada,) = await world.members("ada")
    phone = await ada.connects("msgpack")
    await asyncio.gather(
        *(ada.call("preferences.set", hints=[f"hint-{n}"]) for n in range(5)),
        *(phone.call("preferences.set", skin_tone=n) for n in range(1, 6)),
        ada.call("preferences.set", hide_previews=True),
        phone.call("preferences.set", sections=["direct", "channels"]),
    )
    found = await ada.call("preferences.get")
    assert (found["hide_previews"], found["sections"]) == (True, ["direct", "channels"])
    assert len(found["hints"]) == 1
    assert found["skin_tone"] in range(1, 6)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sections", ["kitchen"]),
        ("channel_order", ["C0"] * 1_001),
        ("recent_emoji", ["bee"] * 49),
        ("recent_emoji", [""]),
        ("skin_tone", 6),
        ("undo_s", 7),
        ("theme", "sepia"),
        ("hints", ["x" * 41]),
        ("hints", ["nul\0"]),
        ("colour", "red"),
    ],
)
async def test_what_is_no_preference_is_invalid(world: World, field: str, value: object) -> None:
    (ada,) = await world.members("ada")
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("preferences.set", **{field: value})
    assert (refused.value.field or "").partition(".")[0].partition("[")[0] == field
    assert await ada.call("preferences.get") == {}
