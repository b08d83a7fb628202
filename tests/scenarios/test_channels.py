"""Dialogues in channels."""

import pytest

from tests.world import Refused, World


async def test_a_message_reaches_everybody_in_the_channel(world: World) -> None:
    ada, bob = await world.member("ada"), await world.member("bob")
    general = await world.general()
    await bob.connects()
    posted = await ada.posts(general, "Hello, everybody.")
    heard = await bob.hears("message.posted")
    assert heard["message"] == posted
    assert posted["text"] == "Hello, everybody."


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


async def test_a_repeated_send_gets_the_first_answer(world: World) -> None:
    ada = await world.member("ada")
    general = await world.general()
    first = await ada.posts(general, "Once.", client_id="a-1")
    again = await ada.posts(general, "Once.", client_id="a-1")
    world.server.core.dispatcher.forget_answers()
    much_later = await ada.posts(general, "Once.", client_id="a-1")
    history = await ada.call("messages.history", channel_id=general)
    assert first["id"] == again["id"] == much_later["id"]
    assert len(history["items"]) == 1
