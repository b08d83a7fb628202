"""A post is a message with a title: written once, found, edited and deleted like any other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotAllowed
from channels.pins.jobs import handlers as pin_handlers
from persistence.jobs import Worker
from persistence.streams import channel_stream
from tests.house import House

HOUR_MS = 3_600_000


async def write(house: House, who: Actor, channel_id: str, **more: Any) -> Any:
    args = {"title": "The roses", "text": "They bloom.", **more}
    return await house.ask(who, "posts.write", channel_id=channel_id, **args)


async def history(house: House, who: Actor, channel_id: str) -> list[Any]:
    page = await house.ask(who, "messages.history", channel_id=channel_id)
    return list(page.items)


async def test_a_post_stands_in_its_channel_with_title_and_kind(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    written = await write(house, bob, garden, title="  The \n roses ", kind="question")
    (shown,) = await history(house, chloe, garden)
    assert shown == written
    assert (shown.title, shown.text, shown.post.kind) == ("The roses", "They bloom.", "question")


async def test_the_event_says_all_that_the_history_says(
    house: House, bob: Actor, garden: str
) -> None:
    written = await write(house, bob, garden, wants_ack=True)
    heard = [data for name, data in await house.heard(channel_stream(garden)) if "post" in name]
    assert heard[-1]["message"]["title"] == written.title
    assert heard[-1]["message"]["post"] == {"kind": "post", "wants_ack": True}


async def test_a_post_may_be_labelled_from_the_first(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    written = await write(house, bob, garden, label="todo")
    (shown,) = await history(house, chloe, garden)
    assert (written.post.label, shown.post.label) == ("todo", "todo")


async def test_a_repeated_post_is_the_first_also_after_a_restart(
    house: House, bob: Actor, garden: str
) -> None:
    first = await write(house, bob, garden, client_id="1")
    again = await write(house.restarted(), bob, garden, client_id="1", title="Another")
    assert again == first
    assert len(await history(house, bob, garden)) == 1


@pytest.mark.parametrize("title", [" ", "\n\n"])
async def test_a_post_without_a_title_is_refused(
    house: House, bob: Actor, garden: str, title: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await write(house, bob, garden, title=title)
    assert refused.value.field == "title"


async def test_a_title_may_stand_alone_and_the_text_may_be_taken_away(
    house: House, bob: Actor, garden: str
) -> None:
    written = await write(house, bob, garden, text="")
    assert written.text == ""
    await house.ask(bob, "messages.edit", message_id=written.id, text="Words.", title="Roses!")
    await house.ask(bob, "messages.edit", message_id=written.id, text="")
    (shown,) = await history(house, bob, garden)
    assert (shown.title, shown.text) == ("Roses!", "")


async def test_a_post_keeps_a_title_and_a_message_takes_none(
    house: House, bob: Actor, garden: str
) -> None:
    post = await write(house, bob, garden)
    plain = await house.ask(bob, "messages.post", channel_id=garden, text="Well.")
    for message, title in ((post, " "), (plain, "Roses")):
        with pytest.raises(Invalid) as refused:
            await house.ask(bob, "messages.edit", message_id=message.id, text="x", title=title)
        assert refused.value.field == "title"


async def test_a_deleted_post_leaves_a_place_without_a_title(
    house: House, bob: Actor, garden: str
) -> None:
    post = await write(house, bob, garden)
    await house.ask(bob, "messages.post", channel_id=garden, text="Yes.", thread_id=post.id)
    await house.ask(bob, "messages.delete", message_id=post.id)
    (place,) = await history(house, bob, garden)
    assert (place.deleted, place.title, place.post) == (True, "", None)


async def test_a_post_names_people_as_any_message_does(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    await write(house, bob, garden, text="Look, @chloe!")
    (named,) = (await house.ask(chloe, "mentions.list")).items
    assert named.message.title == "The roses"


async def test_a_post_is_pinned_until_its_moment(house: House, bob: Actor, garden: str) -> None:
    until = house.now_ms + HOUR_MS
    post = await write(house, bob, garden, kind="announcement", pinned_until=until)
    (pin,) = (await house.ask(bob, "pins.list", channel_id=garden)).items
    assert (pin.message.id, pin.until_at) == (post.id, until)
    worker = Worker(house.store, pin_handlers(house.door.call))
    await worker.run_due()
    assert (await house.ask(bob, "messages.get", message_id=post.id)).pinned
    house.clock.advance(3_601)
    await worker.run_due()
    assert (await house.ask(bob, "pins.list", channel_id=garden)).items == []


async def test_a_pin_that_got_another_end_outlives_the_first(
    house: House, bob: Actor, garden: str
) -> None:
    post = await write(house, bob, garden, pinned_until=house.now_ms + HOUR_MS)
    later = house.now_ms + 2 * HOUR_MS
    await house.ask(bob, "pins.add", message_id=post.id, until_at=later)
    worker = Worker(house.store, pin_handlers(house.door.call))
    house.clock.advance(3_601)
    await worker.run_due()
    (pin,) = (await house.ask(bob, "pins.list", channel_id=garden)).items
    assert pin.until_at == later
    await house.ask(bob, "messages.delete", message_id=post.id)
    house.clock.advance(3_601)
    await worker.run_due()
    assert (await house.ask(bob, "pins.list", channel_id=garden)).items == []


async def test_an_end_that_is_past_is_refused(house: House, bob: Actor, garden: str) -> None:
    with pytest.raises(Invalid) as refused:
        await write(house, bob, garden, pinned_until=house.now_ms)
    assert refused.value.field == "until_at"
    assert await history(house, bob, garden) == []


async def test_what_is_to_become_a_post_is_kept_as_a_draft(
    house: House, bob: Actor, garden: str
) -> None:
    place = {"channel_id": garden, "thread_id": f"post:{garden}"}
    await house.ask(bob, "drafts.set", **place, text="The roses\nThey bl")
    await house.ask(bob, "drafts.set", channel_id=garden, text="Well")
    kept = (await house.ask(bob, "drafts.list")).items
    assert {one.thread_id: one.text for one in kept} == {
        None: "Well",
        f"post:{garden}": "The roses\nThey bl",
    }


async def test_where_some_alone_write_the_others_reply_and_ask(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    await house.ask(ada, "channels.update", channel_id=garden, posting="authors")
    news = await write(house, ada, garden, kind="announcement")
    for op, args in (
        ("posts.write", {"title": "Me too"}),
        ("messages.post", {"text": "Me too"}),
        ("posts.share", {"shared_id": news.id}),
    ):
        with pytest.raises(NotAllowed, match="Only some people write here"):
            await house.ask(bob, op, channel_id=garden, **args)
    await house.ask(bob, "messages.post", channel_id=garden, text="Fine.", thread_id=news.id)
    asked = await write(house, bob, garden, kind="question")
    assert asked.post.kind == "question"
    with pytest.raises(NotAllowed):
        await house.ask(bob, "pins.add", message_id=asked.id)
    with pytest.raises(NotAllowed):
        await write(house, bob, garden, kind="question", pinned=True)
    bob_id = bob.person_id
    await house.ask(ada, "channels.set_part", channel_id=garden, person_id=bob_id, role="author")
    await write(house, bob, garden, title="Me too")
    mine = await house.ask(bob, "channels.get", channel_id=garden)
    assert (mine.posting, mine.role) == ("authors", "author")
    with pytest.raises(NotAllowed):
        await write(house, chloe, garden)


async def test_everybody_reads_a_wall_and_its_owner_alone_begins_threads(
    house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    wall = (await house.ask(bob, "posts.open_wall")).channel_id
    assert (await house.ask(bob, "posts.open_wall")).channel_id == wall
    assert (await house.ask(ada, "posts.wall", person_id=bob.person_id)).channel_id == wall
    post = await write(house, bob, wall)
    assert [one.id for one in await history(house, ada, wall)] == [post.id]
    await house.ask(ada, "channels.join", channel_id=wall)
    with pytest.raises(NotAllowed):
        await write(house, ada, wall)  # though she runs the workspace
    await house.ask(ada, "messages.post", channel_id=wall, text="Lovely.", thread_id=post.id)
    with pytest.raises(NotAllowed):
        await house.ask(gus, "posts.open_wall")
    assert (await house.ask(bob, "posts.wall", person_id=ada.person_id)).channel_id is None


async def test_plain_chat_asks_nothing_about_posts(house: House, bob: Actor, garden: str) -> None:
    asked: list[str] = []
    root = await house.ask(bob, "messages.post", channel_id=garden, text="One.")
    engine: Any = house.store._engine
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await house.ask(bob, "messages.post", channel_id=garden, text="Two.")
    await house.ask(bob, "messages.post", channel_id=garden, text="Re.", thread_id=root.id)
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    assert any("FROM message" in one.replace("\n", "") for one in asked)
    assert not [one for one in asked if "post" in one or "acknowledgement" in one]
