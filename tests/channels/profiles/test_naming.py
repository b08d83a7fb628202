"""What names me as one who knows, as I see it, hide it and contest it."""

from __future__ import annotations

from typing import Any

import pytest

from channels.core.actor import Actor
from channels.core.errors import NotAllowed, NotFound
from tests.channels.profiles.test_knowing import answered, asked
from tests.house import House


async def topics(house: House, who: Actor, **where: Any) -> list[tuple[str, str, bool]]:
    page = await house.ask(who, "profiles.topics", **where)
    return [(one.reason.kind, one.reason.label, one.hidden) for one in page.items]


async def test_words_come_first_then_messages_the_latest_first(house: House) -> None:
    hive = await answered(house)
    bob, where = hive["bob"], {"channel_id": hive["root"].channel_id}
    said = await house.ask(bob, "messages.post", **where, text="Wax melts")
    await house.ask(hive["ada"], "recommendations.add", message_id=said.id)
    values = {"interests": ["Chess"], "skills": ["Honey", "First aid"], "site": ["Lyon"]}
    await house.ask(bob, "profiles.update", values=values)
    words = [("skill", "Honey", False), ("skill", "First aid", False), ("interest", "Chess", False)]
    shown = await topics(house, bob)
    assert shown[:3] == words
    assert [kind for kind, _, _ in shown[3:]] == ["recommended", "answer"]
    assert shown[4][1].startswith("What helps against varroa mites")
    first = await house.ask(bob, "profiles.topics", limit=1)
    assert (len(first.items), first.next) == (4, said.id)
    assert [kind for kind, _, _ in await topics(house, bob, limit=1, after=first.next)] == [
        "answer"
    ]


async def test_a_message_that_many_recommend_is_told_once(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["chloe"], "channels.join", channel_id=hive["root"].channel_id)
    for who in ("ada", "chloe"):
        await house.ask(hive[who], "recommendations.add", message_id=hive["reply"].id)
    assert [kind for kind, _, _ in await topics(house, hive["bob"])] == ["answer"]


async def test_a_word_is_hidden_and_shown_again_and_stays_in_the_profile(house: House) -> None:
    await house.open()
    bob, chloe = await house.add("bob"), await house.add("chloe")
    await house.ask(bob, "profiles.update", values={"skills": ["Wax", "Bees wax"]})
    word = {"kind": "skill", "label": "Wax"}
    await house.ask(bob, "profiles.hide_topic", **word)
    await house.ask(bob, "profiles.hide_topic", **word)  # again is harmless
    assert await topics(house, bob) == [("skill", "Wax", True), ("skill", "Bees wax", False)]
    found = (await house.ask(chloe, "profiles.experts", query="wax")).items
    assert [reason.label for reason in found[0].reasons] == ["Bees wax"]
    shown = await house.ask(chloe, "profiles.get", person_id=bob.person_id)
    assert shown.values[0].values == ["Wax", "Bees wax"]
    assert [one.person.handle for one in (await listed(house, chloe, "wax"))] == ["bob"]
    await house.ask(bob, "profiles.hide_topic", kind="skill", label="Bees wax")
    assert await asked(house, chloe, "wax") == {}
    await house.ask(bob, "profiles.hide_topic", **word, hidden=False)
    assert await asked(house, chloe, "wax") == {"bob": ["skill"]}


async def listed(house: House, who: Actor, skill: str) -> Any:
    return (await house.ask(who, "profiles.list", skill=skill)).items


async def test_what_few_see_names_nobody_and_is_not_told(house: House) -> None:
    await house.open()
    bob = await house.add("bob")
    await house.ask(bob, "profiles.update", values={"skills": ["Wax"]}, only={"skills": "team"})
    assert await topics(house, bob) == []


async def test_a_contested_message_is_told_as_hidden(house: House) -> None:
    hive = await answered(house)
    await house.ask(hive["bob"], "profiles.contest", message_id=hive["reply"].id)
    assert [hidden for _, _, hidden in await topics(house, hive["bob"])] == [True]


async def test_what_one_may_no_longer_read_is_told_without_its_words(house: House) -> None:
    hive = await answered(house, "private")
    bob, ada = hive["bob"], hive["ada"]
    await house.ask(bob, "channels.leave", channel_id=hive["root"].channel_id)
    found = (await house.ask(bob, "profiles.topics")).items[0].reason
    assert (found.kind, found.label, found.channel_id) == ("answer", "", "")
    assert await asked(house, ada, "varroa") == {"bob": ["answer"]}
    await house.ask(bob, "profiles.contest", message_id=found.message_id)
    assert await asked(house, ada, "varroa") == {}


async def test_what_is_not_mine_cannot_be_hidden(house: House) -> None:
    await house.open()
    bob, gus = await house.add("bob"), await house.add("gus", "guest")
    for who in (bob, gus):
        with pytest.raises(NotFound):
            await house.ask(who, "profiles.hide_topic", kind="skill", label="Wax")
    with pytest.raises(NotAllowed):
        await house.ask(gus, "profiles.topics")
