"""How a thread stands: labelled, closed, answered; acknowledged by whom; shared where."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import Conflict, DomainError, NotAllowed, NotFound
from persistence.streams import channel_stream, user_stream
from tests.channels.posts.test_writing import write
from tests.house import House


async def reply(house: House, who: Actor, root: Any, text: str = "Yes.") -> Any:
    where = {"channel_id": root.channel_id, "thread_id": root.id}
    return await house.ask(who, "messages.post", text=text, **where)


async def post_of(house: House, who: Actor, message: Any) -> Any:
    return (await house.ask(who, "messages.get", message_id=message.id)).post


async def test_a_closed_thread_takes_no_reply_until_it_is_reopened(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    root = await house.ask(bob, "messages.post", channel_id=garden, text="Who waters?")
    answer = await reply(house, chloe, root)
    for _ in range(2):
        await house.ask(bob, "posts.close", thread_id=root.id)
    assert (await post_of(house, chloe, root)).closed
    for thread in (root, answer):
        with pytest.raises(NotAllowed, match="This thread is closed"):
            await reply(house, chloe, thread)
    await house.ask(bob, "posts.close", thread_id=root.id, closed=False)
    await reply(house, chloe, root)
    names = [name for name, _ in await house.heard(channel_stream(garden))]
    assert names.count("post.changed") == 2


async def test_who_began_the_thread_or_runs_the_channel_closes_it(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    root = await house.ask(bob, "messages.post", channel_id=garden, text="Who waters?")
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "posts.close", thread_id=root.id)
    await house.ask(ada, "posts.close", thread_id=root.id)


async def test_no_reply_slips_in_behind_a_closing(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    root = await house.ask(bob, "messages.post", channel_id=garden, text="Last words?")
    closing = house.ask(bob, "posts.close", thread_id=root.id)
    replies = [reply(house, chloe, root, str(number)) for number in range(20)]
    done = await asyncio.gather(closing, *replies, return_exceptions=True)
    assert all(isinstance(one, NotAllowed) for one in done if isinstance(one, DomainError))
    names = [name for name, _ in await house.heard(channel_stream(garden))]
    assert "message.posted" not in names[names.index("post.changed") :]


async def test_labels_given_at_once_all_take_effect_in_order(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    root = await house.ask(bob, "messages.post", channel_id=garden, text="Who waters?")
    labels = ["todo", "in_progress", "decided"]
    given = [house.ask(chloe, "posts.label", thread_id=root.id, label=one) for one in labels]
    await asyncio.gather(*given, house.ask(bob, "posts.close", thread_id=root.id))
    heard = [data for name, data in await house.heard(channel_stream(garden)) if "changed" in name]
    post = await post_of(house, bob, root)
    assert heard[-1]["post"] == {"label": post.label, "closed": True}
    assert post.label in labels


async def test_only_a_root_is_labelled(house: House, bob: Actor, garden: str) -> None:
    root = await house.ask(bob, "messages.post", channel_id=garden, text="Who waters?")
    answer = await reply(house, bob, root)
    with pytest.raises(NotFound):
        await house.ask(bob, "posts.label", thread_id=answer.id, label="todo")


async def test_the_asker_accepts_an_answer(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    question = await write(house, bob, garden, kind="question")
    answer = await reply(house, chloe, question)
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "posts.accept", thread_id=question.id, reply_id=answer.id)
    await house.ask(bob, "posts.accept", thread_id=question.id, reply_id=answer.id)
    post = await post_of(house, chloe, question)
    assert (post.accepted_id, post.label) == (answer.id, "answered")
    await house.ask(chloe, "messages.delete", message_id=answer.id)
    post = await post_of(house, chloe, question)
    assert (post.accepted_id, post.label) == (None, "none")


async def test_an_answer_stands_in_the_thread_it_answers(
    house: House, bob: Actor, garden: str
) -> None:
    question = await write(house, bob, garden, kind="question")
    other = await write(house, bob, garden)
    elsewhere = await reply(house, bob, other)
    for wrong in (elsewhere.id, question.id, "M0000000000000"):
        with pytest.raises(NotFound) as refused:
            await house.ask(bob, "posts.accept", thread_id=question.id, reply_id=wrong)
        assert refused.value.field == "reply_id"


async def test_the_author_sees_who_has_not_acknowledged(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    post = await write(house, bob, garden, wants_ack=True)
    before = await house.ask(bob, "posts.acks", message_id=post.id)
    assert before.person_ids == sorted([ada.person_id, chloe.person_id])
    for _ in range(2):
        await house.ask(chloe, "posts.acknowledge", message_id=post.id)
    after = await house.ask(bob, "posts.acks", message_id=post.id)
    assert (after.person_ids, after.done, after.asked) == ([ada.person_id], 1, 2)
    done = await house.ask(bob, "posts.acks", message_id=post.id, done=True)
    assert done.person_ids == [chloe.person_id]
    mine = await house.ask(chloe, "posts.ack", message_id=post.id)
    assert (mine.mine, mine.done, mine.asked) == (True, None, None)
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "posts.acks", message_id=post.id)
    for person in (bob, chloe):
        heard = [name for name, _ in await house.heard(user_stream(person.person_id))]
        assert heard.count("post.acknowledged") == 1
    ada_heard = [name for name, _ in await house.heard(user_stream(ada.person_id))]
    assert "post.acknowledged" not in ada_heard


async def test_who_leaves_or_comes_counts_as_the_channel_stands(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    post = await write(house, bob, garden, wants_ack=True)
    await house.ask(chloe, "posts.acknowledge", message_id=post.id)
    await house.ask(chloe, "channels.leave", channel_id=garden)
    page = await house.ask(bob, "posts.acks", message_id=post.id)
    assert (page.person_ids, page.done, page.asked) == ([ada.person_id], 0, 1)


async def test_the_list_goes_on_where_a_page_ends(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    post = await write(house, bob, garden, wants_ack=True)
    first = await house.ask(bob, "posts.acks", message_id=post.id, limit=1)
    rest = await house.ask(bob, "posts.acks", message_id=post.id, limit=1, after=first.next)
    assert first.person_ids + rest.person_ids == sorted([ada.person_id, chloe.person_id])
    assert rest.next is None


async def test_a_shared_thread_keeps_the_rights_of_both_places(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    cellar = (await house.ask(bob, "channels.create", name="cellar", kind="private")).id
    secret = await write(house, bob, cellar, title="The recipe")
    shared = await house.ask(
        bob, "posts.share", channel_id=garden, shared_id=secret.id, text="Read this", client_id="1"
    )
    assert (shared.post.shared_id, shared.post.shared_channel_id) == (secret.id, cellar)
    (seen,) = (await house.ask(chloe, "messages.history", channel_id=garden)).items
    assert "recipe" not in repr(seen)
    with pytest.raises(NotFound):
        await house.ask(chloe, "messages.get", message_id=secret.id)
    with pytest.raises(NotFound) as refused:
        await house.ask(chloe, "posts.share", channel_id=garden, shared_id=secret.id)
    assert refused.value.field == "shared_id"
    again = await house.ask(
        house_actor(bob), "posts.share", channel_id=garden, shared_id=secret.id, client_id="1"
    )
    assert again == shared


def house_actor(actor: Actor) -> Actor:
    """The same person on another device."""
    return Actor(actor.kind, actor.person_id, actor.role)


async def test_what_was_shared_is_passed_on_as_itself(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    post = await write(house, bob, garden)
    first = await house.ask(bob, "posts.share", channel_id=garden, shared_id=post.id)
    second = await house.ask(chloe, "posts.share", channel_id=garden, shared_id=first.id)
    assert second.post.shared_id == post.id


async def test_an_answer_deleted_beside_a_closing_loses_neither(
    house: House, bob: Actor, chloe: Actor, garden: str
) -> None:
    for _ in range(5):
        question = await write(house, bob, garden, kind="question")
        answer = await reply(house, chloe, question)
        await house.ask(bob, "posts.accept", thread_id=question.id, reply_id=answer.id)
        await asyncio.gather(
            house.ask(chloe, "messages.delete", message_id=answer.id),
            house.ask(bob, "posts.close", thread_id=question.id),
        )
        post = await post_of(house, bob, question)
        assert (post.accepted_id, post.label, post.closed) == (None, "none", True)


async def test_who_has_not_acknowledged_is_reminded_once_a_day(
    house: House, ada: Actor, bob: Actor, chloe: Actor, garden: str
) -> None:
    post = await write(house, bob, garden, wants_ack=True)
    await house.ask(ada, "posts.acknowledge", message_id=post.id)
    with pytest.raises(NotAllowed):
        await house.ask(chloe, "posts.remind", message_id=post.id)
    await house.ask(bob, "posts.remind", message_id=post.id)
    assert (await post_of(house, chloe, post)).reminded_at == house.now_ms
    with pytest.raises(Conflict, match="Try again tomorrow"):
        await house.ask(bob, "posts.remind", message_id=post.id)
    house.clock.advance(24 * 3_600)
    await house.ask(bob, "posts.remind", message_id=post.id)
    await house.ask(chloe, "posts.acknowledge", message_id=post.id)
    house.clock.advance(24 * 3_600)
    with pytest.raises(Conflict, match="Everybody"):
        await house.ask(bob, "posts.remind", message_id=post.id)
    plain = await write(house, bob, garden)
    await house.ask(bob, "posts.remind", message_id=plain.id)
    assert (await post_of(house, chloe, plain)).reminded_at is None
