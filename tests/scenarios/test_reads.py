"""Dialogues of what is unread."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.world import Person, Refused, World


async def mark_of(person: Person, place: str) -> dict[str, Any]:
    """The person's mark in a channel or thread."""
    for one in (await person.call("reads.list"))["items"]:
        if (one.get("thread_id") or one["channel_id"]) == place:
            return {"seq": one["seq"], "unread": one["unread"], "mentions": one["mentions"]}
    raise AssertionError(f"no mark in {place}")


async def test_what_others_write_is_unread_until_it_is_marked(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    await bob.posts(general, "One.")
    two = await bob.posts(general, "Two, @ada.")
    await bob.posts(general, "Three.")
    assert (await mark_of(ada, general))["unread"] == 3
    marked = await ada.call("reads.mark", channel_id=general, seq=two["seq"])
    assert (marked["seq"], marked["unread"], marked["mentions"]) == (two["seq"], 1, 0)
    assert await mark_of(ada, general) == {"seq": two["seq"], "unread": 1, "mentions": 0}
    back = await ada.call("reads.mark", channel_id=general, seq=two["seq"] - 1)
    assert (back["unread"], back["mentions"]) == (2, 1)


async def test_ones_own_words_are_read(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    await bob.posts(general, "Question?")
    answer = await ada.posts(general, "Answer, @channel.")
    assert await mark_of(ada, general) == {"seq": answer["seq"], "unread": 0, "mentions": 0}
    back = await ada.call("reads.mark", channel_id=general, seq=0)
    assert (back["unread"], back["mentions"]) == (1, 0)
    assert (await mark_of(ada, general))["mentions"] == 0


@pytest.mark.parametrize("operation", ["messages.post", "posts.write", "posts.share"])
async def test_what_one_writes_from_elsewhere_leaves_unread_what_stands_above(
    world: World, operation: str
) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    one = await ada.posts(general, "Seen.")
    await bob.posts(general, "Unseen, @ada.")
    more = {"messages.post": {"text": "Hi."}, "posts.write": {"title": "Hi."}}
    said = more.get(operation, {"shared_id": one["id"]})
    written = await ada.call(operation, channel_id=general, keeps_unread=True, **said)
    assert await mark_of(ada, general) == {"seq": one["seq"], "unread": 1, "mentions": 1}
    await bob.posts(general, "More.", thread_id=written["id"])
    reply = {"channel_id": general, "thread_id": written["id"], "also_to_channel": True}
    answer = await ada.call("messages.post", text="And more.", keeps_unread=True, **reply)
    assert (await mark_of(ada, general))["unread"] == 1
    in_thread = await mark_of(ada, written["id"])
    assert (in_thread["seq"], in_thread["unread"]) == (answer["seq"], 0)


async def test_that_a_mark_stays_is_told_to_its_person_alone(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    phone = await ada.connects("msgpack")
    one = await ada.posts(general, "Seen.")
    await bob.posts(general, "Unseen, @ada.")
    await ada.call("messages.post", channel_id=general, text="Hi.", keeps_unread=True)
    heard = (await phone.hears("read.marked"))["read"]
    assert (heard["seq"], heard["unread"], heard["mentions"]) == (one["seq"], 1, 1)
    told = [(await bob.hears("message.posted")) for _ in range(3)]
    assert told[-1]["message"]["text"] == "Hi."
    assert {name for event in told for name in event} == {"message"}
    await bob.hears_nothing("read.marked")


async def test_a_mark_moves_on_all_devices_of_its_person_alone(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    phone = await ada.connects("msgpack")
    message = await bob.posts(general, "News.")
    await ada.call("reads.mark", channel_id=general, seq=message["seq"])
    heard = await phone.hears("read.marked")
    assert (heard["read"]["seq"], heard["read"]["unread"]) == (message["seq"], 0)
    await bob.hears_nothing("read.marked")


async def test_a_mark_goes_no_further_than_the_end(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    head = (await bob.posts(general, "Last."))["seq"]
    assert (await ada.call("reads.mark", channel_id=general, seq=2**53))["seq"] == head
    again = await ada.call("reads.mark", channel_id=general, seq=2**53)
    assert again["seq"] == head
    with pytest.raises(Refused, match="invalid") as refused:
        await ada.call("reads.mark", channel_id=general, seq=-1)
    assert refused.value.field == "seq"


async def test_who_joins_begins_at_the_end(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    await ada.posts(garden, "Long ago.")
    await bob.call("channels.join", channel_id=garden)
    assert (await mark_of(bob, garden))["unread"] == 0
    await ada.posts(garden, "Now.")
    assert (await mark_of(bob, garden))["unread"] == 1
    await bob.call("channels.leave", channel_id=garden)
    await bob.call("channels.join", channel_id=garden)
    assert (await mark_of(bob, garden))["unread"] == 0


async def test_threads_have_marks_of_their_own(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    first = await bob.posts(general, "One.", thread_id=root["id"])
    await bob.posts(general, "Two, @ada.", thread_id=root["id"])
    assert (await mark_of(ada, general))["unread"] == 0
    mark = await mark_of(ada, root["id"])
    assert (mark["unread"], mark["mentions"]) == (2, 1)
    places = [
        {name: one[name] for name in one if name.endswith("_id")}
        for one in (await ada.call("reads.list"))["items"]
    ]
    in_thread = {"thread_id": root["id"], "thread_channel_id": general}
    assert places == [{"channel_id": general}, in_thread]
    await ada.call("reads.mark", thread_id=root["id"], seq=first["seq"])
    assert (await mark_of(ada, root["id"]))["unread"] == 1
    with pytest.raises(Refused, match="invalid"):
        await ada.call("reads.mark", channel_id=general, thread_id=root["id"], seq=1)
    with pytest.raises(Refused, match="invalid"):
        await ada.call("reads.mark", seq=1)


async def test_a_reply_that_is_also_in_the_channel_calls_in_both(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    root = await ada.posts(general, "Root.")
    await ada.posts(general, "Only here, @bob.", thread_id=root["id"])
    both = await ada.posts(general, "Everywhere, @bob.", thread_id=root["id"], also_to_channel=True)
    assert (await mark_of(bob, general))["mentions"] == 1
    assert (await mark_of(bob, root["id"]))["mentions"] == 2
    await ada.call("messages.edit", message_id=both["id"], text="Everywhere, dear @bob.")
    assert (await mark_of(bob, general))["mentions"] == 1
    marked = await bob.call("reads.mark", channel_id=general, seq=root["seq"])
    assert (marked["unread"], marked["mentions"]) == (1, 1)
    marked = await bob.call("reads.mark", channel_id=general, seq=both["seq"])
    assert (marked["unread"], marked["mentions"]) == (0, 0)
    assert (await mark_of(bob, root["id"]))["mentions"] == 2


async def test_no_mark_is_kept_where_one_is_not_in(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    garden = await ada.creates("garden")
    root = await ada.posts(garden, "Root.")
    for args in ({"channel_id": garden}, {"thread_id": root["id"]}):
        with pytest.raises(Refused, match="not_allowed"):
            await bob.call("reads.mark", seq=1, **args)


async def test_marks_are_listed_page_by_page(world: World) -> None:
    (ada,) = await world.members("ada")
    ids = {await ada.creates(f"row-{n}") for n in range(5)} | {await world.general()}
    found, after = [], None
    while True:
        page = await ada.call("reads.list", limit=2, after=after)
        found += [one["channel_id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(found) == len(ids)
    assert set(found) == ids


async def test_counting_stops_at_a_hundred(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    for _ in range(2):
        await _at_once(bob, general, 100)
    assert (await mark_of(ada, general))["unread"] == 100


async def _at_once(person: Person, channel_id: str, count: int) -> None:
    assert person.socket is not None
    frames = [
        {"id": f"b{n}", "op": "messages.post", "args": {"channel_id": channel_id, "text": "x"}}
        for n in range(count)
    ]
    for frame in frames[:-1]:
        await person.socket.send(person.socket.encode(frame))
    assert (await person.socket.ask(frames[-1]))["ok"]


# -- counts never drift: a long random walk beside a count by hand


@dataclass
class Line:
    """A message as it is counted by hand."""

    seq: int
    id: str
    author: str
    thread: str | None
    also: bool
    names: set[str]
    deleted: bool = False


@dataclass
class ByHand:
    """Everything that was written, and how far everybody has read."""

    lines: list[Line] = field(default_factory=list)
    marks: dict[tuple[str, str], int] = field(default_factory=dict)  # (person, place)

    def expected(self, person: str, place: str, channel_id: str) -> dict[str, int]:
        seq = self.marks[person, place]
        in_channel = place == channel_id
        after = [
            line
            for line in self.lines
            if line.seq > seq
            and not line.deleted
            and line.author != person
            and ((line.thread is None or line.also) if in_channel else line.thread == place)
        ]
        named = [
            line
            for line in after
            if line.names & {person, "*"} and (line.thread is None or not in_channel)
        ]
        return {"seq": seq, "unread": len(after), "mentions": len(named)}


@pytest.mark.parametrize("seed", range(3))
async def test_counts_never_drift_whatever_people_do(world: World, seed: int) -> None:
    chance = random.Random(seed)
    people = await world.members("ada", "bob", "chloe")
    garden = await people[0].creates("garden")
    for person in people[1:]:
        await person.call("channels.join", channel_id=garden)
    by_hand = ByHand()
    for person in people:
        by_hand.marks[person.id, garden] = (await mark_of(person, garden))["seq"]
    for _ in range(60):
        await _step(chance, people, garden, by_hand)
    for person in people:
        for one in (await person.call("reads.list"))["items"]:
            if garden not in (one.get("channel_id"), one.get("thread_channel_id")):
                continue
            place = one.get("thread_id") or garden
            found = {name: one[name] for name in ("seq", "unread", "mentions")}
            assert found == by_hand.expected(person.id, place, garden), (person.handle, place)


async def _step(chance: random.Random, people: list[Person], garden: str, by_hand: ByHand) -> None:
    person = chance.choice(people)
    there = [line for line in by_hand.lines if not line.deleted]
    mine = [line for line in there if line.author == person.id]
    what = chance.choices(["post", "reply", "edit", "delete", "mark"], [4, 4, 2, 1, 3])[0]
    if what == "post":
        await _write(chance, person, people, garden, by_hand, None)
    elif what == "reply" and (roots := [line for line in there if line.thread is None]):
        await _write(chance, person, people, garden, by_hand, chance.choice(roots))
    elif what == "edit" and mine:
        line = chance.choice(mine)
        text, line.names = _words(chance, people)
        await person.call("messages.edit", message_id=line.id, text=text)
    elif what == "delete" and mine:
        line = chance.choice(mine)
        await person.call("messages.delete", message_id=line.id)
        line.deleted = True
    elif what == "mark" and by_hand.lines:
        seq = chance.choice(by_hand.lines).seq
        place = chance.choice([key[1] for key in by_hand.marks if key[0] == person.id])
        where = {"channel_id": garden} if place == garden else {"thread_id": place}
        await person.call("reads.mark", seq=seq, **where)
        by_hand.marks[person.id, place] = seq


async def _write(
    chance: random.Random,
    person: Person,
    people: list[Person],
    garden: str,
    by_hand: ByHand,
    root: Line | None,
) -> None:
    text, names = _words(chance, people)
    also = root is not None and chance.random() < 0.3
    thread = root.id if root is not None else None
    sent = await person.posts(garden, text, thread_id=thread, also_to_channel=also)
    line = Line(sent["seq"], sent["id"], person.id, thread, also, names)
    by_hand.lines.append(line)
    marks = by_hand.marks
    if root is None or also:
        marks[person.id, garden] = max(line.seq, marks[person.id, garden])
    if root is not None:
        marks[person.id, root.id] = max(line.seq, marks.get((person.id, root.id), 0))
        marks.setdefault((root.author, root.id), root.seq)
        for name in names - {"*"}:
            marks.setdefault((name, root.id), line.seq - 1)


def _words(chance: random.Random, people: list[Person]) -> tuple[str, set[str]]:
    if chance.random() < 0.5:
        return f"word {chance.random()}", set()
    if chance.random() < 0.3:
        return f"@channel {chance.random()}", {"*"}
    named = chance.choice(people)
    return f"@{named.handle} {chance.random()}", {named.id}


async def test_a_mark_sent_late_never_moves_back_what_was_read_elsewhere(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    first = await bob.posts(general, "One.")
    third = await bob.posts(general, "Two.")
    await ada.call("reads.mark", channel_id=general, seq=third["seq"])
    late = await ada.call("reads.mark", channel_id=general, seq=first["seq"], forward=True)
    assert (late["seq"], late["unread"]) == (third["seq"], 0)
    fourth = await bob.posts(general, "Three.")
    on = await ada.call("reads.mark", channel_id=general, seq=fourth["seq"], forward=True)
    assert (on["seq"], on["unread"]) == (fourth["seq"], 0)
    assert (await mark_of(ada, general))["seq"] == fourth["seq"]


async def test_what_is_read_to_its_end_can_be_left_out(world: World) -> None:
    ada, bob = await world.members("ada", "bob")
    general = await world.general()
    quiet = await ada.creates("quiet")
    root = await ada.posts(general, "A thread.")
    await ada.posts(general, "My reply.", thread_id=root["id"])
    await ada.call("reads.mark", channel_id=general, seq=2**53)

    async def listed() -> set[str]:
        items = (await ada.call("reads.list", only_unread=True))["items"]
        return {one.get("thread_id") or one["channel_id"] for one in items}

    assert await listed() == {root["id"]}
    await bob.posts(general, "News.")
    assert await listed() == {general, root["id"]}
    assert quiet in {one.get("channel_id") for one in (await ada.call("reads.list"))["items"]}
