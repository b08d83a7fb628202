"""Dialogues in channels."""

import pytest

from channels.core.actor import Role
from tests.world import Person, Refused, World


async def test_a_message_reaches_everybody_in_the_channel(world: World) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    general = await world.general()
    await bob.connects()
    posted = await ada.posts(general, "Hello, everybody.")
    heard = await bob.hears("message.posted")
    assert heard["message"] == posted
    assert posted["text"] == "Hello, everybody."


async def test_who_creates_a_channel_is_in_it_and_owns_it(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    made = await ada.call("channels.create", name="# Été Garden", topic="Bees", purpose="Honey")
    assert made["name"] == "été-garden"
    assert (made["topic"], made["purpose"]) == ("Bees", "Honey")
    assert (made["joined"], made["member_count"], made["kind"]) == (True, 1, "public")
    members = await ada.call("channels.members", channel_id=made["id"])
    assert [(one["person_id"], one["role"]) for one in members["items"]] == [(ada.id, "owner")]
    heard = await bob.hears("channel.created")
    assert heard["channel"]["id"] == made["id"]
    mine = await ada.hears(
        "channel.joined",
    )
    assert mine["channel"] == made


async def test_two_channels_never_share_a_name_whatever_its_accents(world: World) -> None:
    (ada,) = await world.members("ada")
    await ada.creates("été")
    for name in ("ete", "ÉTÉ", "#été"):
        with pytest.raises(Refused, match="conflict") as refused:
            await ada.creates(name)
        assert refused.value.field == "name"


@pytest.mark.parametrize("name", ["", " ", "#", "a/b", "tea & cake", "a" * 81, "\u200b", "<b>"])
async def test_a_channel_name_of_other_signs_is_invalid(world: World, name: str) -> None:
    (ada,) = await world.members("ada")
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.creates(name)
    assert refused.value.field == "name"


async def test_public_channels_are_browsed_and_joined(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden, secret = await ada.creates("garden"), await ada.creates("secret", "private")
    seen = {one["id"]: one for one in (await bob.call("channels.list"))["items"]}
    assert set(seen) == {garden, await world.general()}
    assert seen[garden]["joined"] is False
    assert secret not in seen
    joined = await bob.call("channels.join", channel_id=garden)
    assert (joined["joined"], joined["member_count"]) == (True, 2)
    heard = await ada.hears("member.joined", channel_id=garden)
    await bob.hears("channel.joined")
    await ada.posts(garden, "Welcome, Bob.")
    await bob.hears("message.posted", text="Welcome, Bob.")
    if heard["member"]["person_id"] == ada.id:  # her own joining came first
        heard = await ada.hears("member.joined", channel_id=garden)
    assert heard["member"]["person_id"] == bob.id


async def test_joining_again_changes_nothing(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    first = await bob.call("channels.join", channel_id=garden)
    assert await bob.call("channels.join", channel_id=garden) == first
    assert len((await ada.call("channels.members", channel_id=garden))["items"]) == 2


async def test_the_list_of_channels_is_paged_and_filtered(world: World) -> None:
    (ada,) = await world.members("ada")
    ids = [await ada.creates(f"row-{number}") for number in range(5)]
    await ada.call("channels.archive", channel_id=ids[4])
    found, after = [], None
    while True:
        page = await ada.call("channels.list", limit=2, query="ROW", archived=False, after=after)
        found += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == ids[:4]
    assert (await ada.call("channels.list", joined=False))["items"] == []
    assert (await ada.call("channels.list", query="%"))["items"] == []


async def test_who_leaves_hears_no_more_and_may_come_back(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    await bob.call("channels.join", channel_id=garden)
    await bob.call("channels.leave", channel_id=garden)
    await ada.hears("member.left", person_id=bob.id)
    await bob.hears("channel.left", channel_id=garden)
    await ada.posts(garden, "Only bees here.")
    await bob.hears_nothing("message.posted")
    with pytest.raises(Refused, match="not_allowed"):
        await bob.posts(garden, "From outside.")
    assert [one["text"] for one in (await bob.call("messages.history", channel_id=garden))["items"]]
    await bob.call("channels.leave", channel_id=garden)  # again is harmless
    await bob.call("channels.join", channel_id=garden)
    await bob.posts(garden, "Back again.")
    await ada.hears("message.posted", text="Back again.")


async def test_general_is_for_everybody_and_stays(world: World) -> None:
    ada = await world.member("ada", Role.OWNER)
    bob = await world.member("bob")
    gil = await world.guest("gil")
    general = await world.general()
    ids = {one["id"] for one in (await bob.call("channels.list"))["items"]}
    assert general in ids
    assert (await gil.call("channels.list"))["items"] == []
    for person, op, args in (
        (bob, "channels.leave", {}),
        (ada, "channels.remove", {"person_id": bob.id}),
        (ada, "channels.archive", {}),
        (ada, "channels.update", {"kind": "private"}),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            await person.call(op, channel_id=general, **args)


async def test_who_is_invited_hears_at_once(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    plans = await ada.creates("plans", "private")
    await ada.posts(plans, "Before you came.")
    view = await ada.call("channels.invite", channel_id=plans, person_ids=[bob.id, chloe.id])
    assert view["member_count"] == 3 == await _listed_members(ada, plans)
    joined = await bob.hears("channel.joined")
    assert joined["channel"]["id"] == plans
    await chloe.hears("channel.joined")
    await bob.posts(plans, "Thanks.")
    await chloe.hears("message.posted", text="Thanks.")
    history = await bob.call("messages.history", channel_id=plans)
    assert [one["text"] for one in history["items"]] == ["Thanks.", "Before you came."]
    await bob.call("channels.leave", channel_id=plans)
    assert await _listed_members(ada, plans) == 2


async def _listed_members(person: Person, channel_id: str) -> int:
    listed = (await person.call("channels.list"))["items"]
    [count] = [one["member_count"] for one in listed if one["id"] == channel_id]
    return int(count)


async def test_inviting_nobody_known_changes_nothing(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    plans = await ada.creates("plans", "private")
    with pytest.raises(Refused, match="not_found") as refused:
        await ada.call("channels.invite", channel_id=plans, person_ids=[bob.id, "U0000000000000"])
    assert refused.value.field == "person_ids"
    with pytest.raises(Refused, match="not_found"):
        await bob.call("channels.get", channel_id=plans)


async def test_a_removed_member_hears_nothing_more(world: World) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    secret = await ada.creates("plans", "private")
    await bob.connects()
    await ada.call("channels.invite", channel_id=secret, person_ids=[bob.id])
    await bob.hears("channel.joined")
    await ada.posts(secret, "Welcome.")
    await bob.hears("message.posted", text="Welcome.")
    await ada.call("channels.remove", channel_id=secret, person_id=bob.id)
    await bob.hears("channel.left", channel_id=secret)
    await ada.posts(secret, "Bob is gone.")
    await bob.hears_nothing("message.posted")
    with pytest.raises(Refused, match="not_found"):
        await bob.call("messages.history", channel_id=secret)
    with pytest.raises(Refused, match="not_found"):
        await bob.posts(secret, "Am I?")


async def test_one_who_is_not_in_the_channel_cannot_be_removed(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    with pytest.raises(Refused, match="not_found") as refused:
        await ada.call("channels.remove", channel_id=garden, person_id=bob.id)
    assert refused.value.field == "person_id"


async def test_a_channel_is_renamed_and_described_for_all(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    changed = await ada.call("channels.update", channel_id=garden, name="Orchard", topic="Apples")
    assert (changed["name"], changed["topic"]) == ("orchard", "Apples")
    heard = await bob.hears("channel.updated")  # not in it, but it is public
    assert (heard["channel"]["name"], heard["channel"]["topic"]) == ("orchard", "Apples")
    assert (await bob.call("channels.get", channel_id=garden))["topic"] == "Apples"
    await ada.creates("garden")  # the old name is free
    with pytest.raises(Refused, match="conflict"):
        await ada.call("channels.update", channel_id=garden, name="garden")
    with pytest.raises(Refused, match="not_allowed"):
        await bob.call("channels.update", channel_id=garden, topic="Pears")


async def test_a_channel_made_private_is_gone_for_who_is_not_in_it(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    garden = await ada.creates("garden")
    await chloe.call("channels.join", channel_id=garden)
    watched = f"c:{garden}"
    assert bob.socket is not None
    await bob.socket.call("streams.watch", streams=[watched])
    await ada.posts(garden, "Everybody may read this.")
    await bob.hears("message.posted", text="Everybody may read this.")
    await ada.call("channels.update", channel_id=garden, kind="private")
    await bob.hears("channel.hidden", channel_id=garden)
    await ada.posts(garden, "Among us.")
    await chloe.hears("message.posted", text="Among us.")
    await bob.hears_nothing("message.posted")
    with pytest.raises(Refused, match="not_found"):
        await bob.call("channels.get", channel_id=garden)
    with pytest.raises(Refused, match="not_found"):
        await bob.socket.call("streams.watch", streams=[watched])
    await ada.call("channels.update", channel_id=garden, kind="public")
    assert (await bob.hears("channel.updated"))["channel"]["id"] == garden
    await bob.call("channels.join", channel_id=garden)


async def test_an_archived_channel_is_read_and_not_written(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    await bob.call("channels.join", channel_id=garden)
    message = await bob.posts(garden, "The last word.")
    assert (await ada.call("channels.archive", channel_id=garden))["archived"] is True
    assert (await bob.hears("channel.updated"))["channel"]["archived"] is True
    for op, args in (
        ("messages.post", {"channel_id": garden, "text": "One more."}),
        ("messages.edit", {"message_id": message["id"], "text": "Changed."}),
        ("reactions.add", {"message_id": message["id"], "emoji": "bee"}),
        ("pins.add", {"message_id": message["id"]}),
        ("typing.start", {"channel_id": garden}),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            await bob.call(op, **args)
    history = await bob.call("messages.history", channel_id=garden)
    assert [one["text"] for one in history["items"]] == ["The last word."]
    await ada.call("channels.archive", channel_id=garden, archived=False)
    await bob.posts(garden, "It goes on.")


async def test_my_settings_for_a_channel_are_mine_on_all_devices(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    phone = await bob.connects()
    view = await bob.call("channels.configure", channel_id=general, level="mentions", muted=True)
    assert (view["level"], view["muted"]) == ("mentions", True)
    heard = await phone.hears("channel.configured")
    assert (heard["channel_id"], heard["level"], heard["muted"]) == (general, "mentions", True)
    await bob.call("channels.configure", channel_id=general, starred=True)
    mine = await bob.call("channels.get", channel_id=general)
    assert (mine["level"], mine["muted"], mine["starred"]) == ("mentions", True, True)
    assert (await ada.call("channels.get", channel_id=general)).get("muted", False) is False
    await ada.hears_nothing("channel.configured")
    with pytest.raises(Refused, match="invalid") as refused:
        await bob.call("channels.configure", channel_id=general, level="loud")
    assert refused.value.field == "level"


async def test_members_are_listed_page_by_page(world: World) -> None:
    people = await world.members("ada", "bob", "chloe")
    general = await world.general()
    first = await people[0].call("channels.members", channel_id=general, limit=2)
    rest = await people[0].call(
        "channels.members", channel_id=general, limit=2, after=first["next"]
    )
    ids = [one["person_id"] for one in (*first["items"], *rest["items"])]
    assert ids == sorted(person.id for person in people)
    assert rest["next"] is None


async def test_who_is_a_guest_no_more_comes_into_general_and_a_new_guest_leaves_it(
    world: World,
) -> None:
    ada, gil = await world.member("ada", Role.OWNER), await world.guest("gil")
    await gil.connects()
    general = await world.general()
    await ada.call("people.set_role", person_id=gil.id, role="member")
    assert (await gil.hears("channel.joined"))["channel"]["id"] == general
    await ada.posts(general, "Welcome, @gil.")
    await gil.hears("message.posted")
    await ada.call("people.set_role", person_id=gil.id, role="guest")
    assert (await gil.hears("channel.left"))["channel_id"] == general
    assert (await gil.call("channels.list"))["items"] == []


async def test_a_channel_that_was_declined_stays_so_while_others_come_and_go(world: World) -> None:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    garden = await ada.creates("garden")
    await ada.call("channels.invite", channel_id=garden, person_ids=[bob.id])
    await bob.posts(garden, "I am here.")
    await bob.hears("message.posted", text="I am here.")
    await bob.call("streams.unwatch", streams=[f"c:{garden}"])
    await ada.call("channels.invite", channel_id=garden, person_ids=[chloe.id])
    await chloe.call("channels.leave", channel_id=garden)
    await ada.posts(garden, "Not for bob.")
    await bob.hears_nothing("message.posted")
    await bob.call("streams.watch", streams=[f"c:{garden}"])
    await ada.posts(garden, "For bob again.")
    await bob.hears("message.posted", text="For bob again.")


async def test_a_channel_that_was_declined_is_heard_after_coming_back_to_it(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    await bob.call("channels.join", channel_id=garden)
    await bob.call("streams.unwatch", streams=[f"c:{garden}"])
    await bob.call("channels.leave", channel_id=garden)
    await bob.hears("channel.left")
    await bob.call("channels.join", channel_id=garden)
    await ada.posts(garden, "Welcome back.")
    await bob.hears("message.posted", text="Welcome back.")
