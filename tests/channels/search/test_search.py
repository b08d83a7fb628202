"""Search finds what the actor may read, and nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import Actor, visitor
from channels.core.errors import Invalid, NotFound, NotSignedIn
from channels.discover import searched
from channels.search.indexer import Indexer
from tests.house import House


class Desk:
    """Posts, waits for the index, and searches."""

    def __init__(self, house: House, indexer: Indexer) -> None:
        self.house = house
        self.indexer = indexer

    async def post(self, who: Actor, channel_id: str, text: str, **more: Any) -> str:
        self.house.clock.advance(1)
        message = await self.house.ask(
            who, "messages.post", channel_id=channel_id, text=text, **more
        )
        found: str = message.id
        return found

    async def page(self, who: Actor, query: str, **more: Any) -> Any:
        await self.indexer.run()
        return await self.house.ask(who, "search.messages", query=query, **more)

    async def find(self, who: Actor, query: str, **more: Any) -> list[str]:
        return [hit.id for hit in (await self.page(who, query, **more)).items]

    async def channel(self, owner: Actor, name: str, kind: str = "public", *people: Actor) -> str:
        made = await self.house.ask(owner, "channels.create", name=name, kind=kind)
        for person in people:
            ids = [person.person_id]
            await self.house.ask(owner, "channels.invite", channel_id=made.id, person_ids=ids)
        found: str = made.id
        return found


@pytest.fixture
def desk(house: House, indexer: Indexer) -> Desk:
    return Desk(house, indexer)


@pytest.fixture
async def general(house: House, ada: Actor) -> str:
    found: str = (await house.ask(ada, "workspace.get")).general_channel_id
    return found


async def test_messages_are_found_by_the_beginnings_of_their_words_newest_first(
    desk: Desk, ada: Actor, bob: Actor, general: str
) -> None:
    first = await desk.post(ada, general, "The **bees** fly in summer: l'été!")
    second = await desk.post(bob, general, "Bees sleep")
    await desk.post(bob, general, "Nothing of the kind")
    assert await desk.find(bob, "bee") == [second, first]
    assert await desk.find(bob, "ETE bees") == [first]
    assert await desk.find(bob, "bees -fly") == [second]
    assert await desk.find(bob, '"bees fly"') == [first]
    assert await desk.find(bob, "wasps") == []


async def test_a_hit_shows_the_message_and_an_excerpt_with_marks(
    desk: Desk, ada: Actor, bob: Actor, general: str
) -> None:
    await desk.post(ada, general, "Ask **@bob** about the honey, or `sudo make`")
    (hit,) = (await desk.page(ada, "bob honey make")).items
    assert hit.excerpt == "Ask @bob about the honey, or sudo make"
    assert [hit.excerpt[a:b] for a, b in hit.marks] == ["bob", "honey", "make"]
    assert hit.author_id == ada.person_id
    assert hit.spans


async def test_replies_are_found_too(desk: Desk, ada: Actor, general: str) -> None:
    root = await desk.post(ada, general, "root")
    reply = await desk.post(ada, general, "pollen in a reply", thread_id=root)
    assert await desk.find(ada, "pollen") == [reply]


async def test_private_and_direct_messages_are_found_by_their_members_alone(
    desk: Desk, house: House, ada: Actor, bob: Actor, gus: Actor, general: str
) -> None:
    cellar = await desk.channel(ada, "cellar", "private", gus)
    direct = (await house.ask(ada, "channels.open_direct", person_ids=[bob.person_id])).id
    secret = await desk.post(ada, cellar, "secret mead")
    whisper = await desk.post(ada, direct, "whispered mead")
    spoken = await desk.post(ada, general, "spoken mead")
    assert await desk.find(ada, "mead") == [spoken, whisper, secret]
    assert await desk.find(bob, "mead") == [spoken, whisper]
    assert await desk.find(gus, "mead") == [secret]
    await house.ask(ada, "channels.remove", channel_id=cellar, person_id=gus.person_id)
    assert await desk.find(gus, "mead") == []


async def test_an_edited_or_deleted_message_is_found_by_what_it_says_now(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    edited = await desk.post(ada, general, "old words")
    deleted = await desk.post(ada, general, "old honey")
    assert await desk.find(ada, "old") == [deleted, edited]
    await house.ask(ada, "messages.edit", message_id=edited, text="new words")
    await house.ask(ada, "messages.delete", message_id=deleted)
    assert (await house.ask(ada, "search.messages", query="honey")).items == []
    assert await desk.find(ada, "old") == []
    assert await desk.find(ada, "new") == [edited]


async def test_from_and_in_narrow_the_search(
    desk: Desk, house: House, ada: Actor, bob: Actor, general: str
) -> None:
    garden = await desk.channel(ada, "garden", "public", bob)
    direct = (await house.ask(ada, "channels.open_direct", person_ids=[bob.person_id])).id
    by_ada = await desk.post(ada, general, "bees")
    by_bob = await desk.post(bob, garden, "bees")
    whispered = await desk.post(ada, direct, "bees")
    assert await desk.find(ada, "bees from:bob") == [by_bob]
    assert await desk.find(ada, "from:me bees") == [whispered, by_ada]
    assert await desk.find(bob, "from:me") == [by_bob]
    assert await desk.find(ada, "in:#garden") == [by_bob]
    assert await desk.find(ada, "bees in:@bob") == [whispered]
    assert await desk.find(bob, "bees in:@ada") == [whispered]
    assert await desk.find(ada, "bees", channel_id=garden) == [by_bob]
    assert await desk.find(ada, "bees from:nobody") == []
    assert await desk.find(ada, "bees in:nowhere") == []
    assert await desk.find(ada, "bees from:bob from:me") == [whispered, by_bob, by_ada]
    assert await desk.find(ada, "bees in:#garden in:@bob") == [whispered, by_bob]
    assert await desk.find(ada, "bees from:bob in:#garden in:@bob") == [by_bob]


async def test_from_takes_a_name_as_people_write_it(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    chloe = await house.add("cm", name="Chloé Martin")
    by_chloe = await desk.post(chloe, general, "bees")
    by_ada = await desk.post(ada, general, "bees")
    for query in (
        'from:"Chloé Martin"', 'from:"chloe martin"', "from:chl", "from:MARTIN",
        'from:"martin chl"', "from:cm", 'from:"@cm"', 'bees de:"Chloé M"',
    ):  # fmt: skip
        assert await desk.find(ada, query) == [by_chloe], query
    assert await desk.find(ada, "from:lovelace") == [by_ada]
    assert await desk.find(ada, 'from:"Chloé Martin" from:chloe') == [by_chloe]
    assert await desk.find(chloe, "de:moi") == [by_chloe]
    for query in ('from:"Chloé Dupont"', "from:hloé", 'from:"!"', 'from:""'):
        assert await desk.find(ada, query) == [], query


async def test_a_name_that_several_have_is_refused_with_their_handles(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    chloe = await house.add("chloe.m", name="Chloé Martin")
    other = await house.add("petit", name="Chloé Petit")
    by_chloe = await desk.post(chloe, general, "bees")
    by_other = await desk.post(other, general, "bees")
    with pytest.raises(Invalid) as caught:
        await desk.find(ada, "bees from:chloé")
    assert caught.value.field == "query"
    assert caught.value.detail == (
        "“chloé” may mean Chloé Martin (@chloe.m), Chloé Petit (@petit). "
        "Write the handle: from:chloe.m."
    )
    assert await desk.find(ada, "from:chloe.m") == [by_chloe]
    assert await desk.find(ada, "from:petit") == [by_other]
    namesake = await house.add("namesake", name="Chloé")  # a whole name comes before beginnings
    by_namesake = await desk.post(namesake, general, "bees")
    assert await desk.find(ada, "from:chloé") == [by_namesake]


async def test_a_handle_comes_before_names(
    desk: Desk, house: House, ada: Actor, bob: Actor, general: str
) -> None:
    await house.add("robert", name="Bob")
    by_bob = await desk.post(bob, general, "bees")
    assert await desk.find(ada, "from:bob") == [by_bob]


async def test_a_channel_one_may_not_read_is_absent_in_every_way(
    desk: Desk, ada: Actor, bob: Actor
) -> None:
    cellar = await desk.channel(ada, "cellar", "private")
    await desk.post(ada, cellar, "mead")
    assert await desk.find(bob, "mead in:cellar") == []
    with pytest.raises(NotFound) as caught:
        await desk.find(bob, "mead", channel_id=cellar)
    assert caught.value.field == "channel_id"


async def test_the_name_of_a_private_channel_is_not_found_in_a_mention(
    desk: Desk, ada: Actor, bob: Actor, general: str
) -> None:
    await desk.channel(ada, "cellar", "private")
    await desk.channel(ada, "meadow", "public")
    message = await desk.post(ada, general, "see #cellar and #meadow")
    assert await desk.find(bob, "cellar") == []
    assert await desk.find(bob, "meadow") == [message]
    (hit,) = (await desk.page(bob, "meadow")).items
    assert "cellar" not in hit.excerpt


async def test_a_guest_learns_of_nobody_by_from(
    desk: Desk, house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    shared = await desk.channel(ada, "shared", "private", gus)
    message = await desk.post(ada, shared, "welcome")
    assert await desk.find(gus, "from:ada") == [message]
    assert await desk.find(gus, "from:bob") == []
    await house.add("ada2", name="Ada Byron")
    assert (
        await desk.find(gus, 'from:"ada l"') == await desk.find(gus, "from:lovelace") == [message]
    )
    assert await desk.find(gus, 'from:"Ada Byron"') == []
    assert await desk.find(gus, "from:byron") == []


async def test_files_and_links_are_told_apart(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    file = await house.ask(
        ada, "files.register", blob_key="0" * 40, name="a", mime="text/plain", size_bytes=1
    )
    with_file = await desk.post(ada, general, "bees", file_ids=[file.id])
    with_link = await desk.post(ada, general, "bees at https://hive.example/bees")
    assert await desk.find(ada, "bees has:file") == [with_file]
    assert await desk.find(ada, "has:link") == [with_link]
    assert await desk.find(ada, "has:file has:link") == []


async def test_days_bound_the_search(desk: Desk, house: House, ada: Actor, general: str) -> None:
    early = await desk.post(ada, general, "bees")  # the house's clock stands at 2025-06-15
    house.clock.advance(3 * 24 * 3600)
    late = await desk.post(ada, general, "bees")
    assert await desk.find(ada, "bees before:2025-06-17") == [early]
    assert await desk.find(ada, "bees after:2025-06-15") == [late]
    assert await desk.find(ada, "on:2025-06-15 bees") == [early]
    assert await desk.find(ada, "bees on:2025-06-16") == []


async def test_pages_go_on_where_they_ended(desk: Desk, ada: Actor, general: str) -> None:
    posted = [await desk.post(ada, general, f"bees {number}") for number in range(7)]
    seen: list[str] = []
    after = None
    while True:
        page = await desk.page(ada, "bees", limit=3, after=after)
        seen += [hit.id for hit in page.items]
        after = page.next
        if after is None:
            break
    assert seen == list(reversed(posted))


@pytest.mark.parametrize("query", ["!!!", '""', "-", ":-)", "日", "*", "'"])
async def test_what_holds_no_word_finds_nothing(
    desk: Desk, ada: Actor, general: str, query: str
) -> None:
    await desk.post(ada, general, "bees !!! :-)")
    assert await desk.find(ada, query) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"query": " "}, "query"),
        ({"query": "on:never"}, "query"),
        ({"query": "bees", "after": "x"}, "after"),
        ({"query": "bees", "after": "-1"}, "after"),
        ({"query": "bees", "after": "9" * 30}, "after"),
        ({"query": "bees", "after": f"0.{2**62}.0.0"}, "after"),
    ],
)
async def test_what_makes_no_sense_is_said(
    desk: Desk, ada: Actor, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await desk.page(ada, **fields)
    assert caught.value.field == field


async def test_a_visitor_is_asked_to_sign_in(desk: Desk, ada: Actor) -> None:
    with pytest.raises(NotSignedIn):
        await desk.page(visitor("10.0.0.1"), "bees")


async def test_what_waits_is_indexed_after_a_crash(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    message = await desk.post(ada, general, "bees")  # no indexer was running
    again = Indexer(house.store, searched())
    assert await again.run() >= 1
    assert await again.run() == 0
    found = await house.ask(ada, "search.messages", query="bees")
    assert [hit.id for hit in found.items] == [message]


async def test_a_running_indexer_is_woken_by_what_is_written(
    desk: Desk, house: House, ada: Actor, general: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.POLL_S", 60.0)
    desk.indexer.start()
    message = await desk.post(ada, general, "bees")
    desk.indexer.notify()
    async with asyncio.timeout(30):
        while not (found := await house.ask(ada, "search.messages", query="bees")).items:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await desk.indexer.stop()
    assert [hit.id for hit in found.items] == [message]


async def test_many_messages_go_into_the_index_in_parts(
    desk: Desk, house: House, ada: Actor, general: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.BATCH", 3)
    posted = [await desk.post(ada, general, f"bees {number}") for number in range(8)]
    assert await desk.find(ada, "bees", limit=50) == list(reversed(posted))


async def test_to_and_with_find_conversations(
    desk: Desk, house: House, ada: Actor, bob: Actor, general: str
) -> None:
    direct = (await house.ask(ada, "channels.open_direct", person_ids=[bob.person_id])).id
    whispered = await desk.post(ada, direct, "bees")
    answered = await desk.post(bob, direct, "bees")
    named = await desk.post(ada, general, "bees @bob")
    began = await desk.post(bob, general, "honey")
    reply = await desk.post(ada, general, "bees below", thread_id=began)
    await desk.post(ada, general, "bees for nobody")
    assert await desk.find(ada, "bees to:bob") == [named, whispered]
    assert await desk.find(bob, "bees pour:moi") == [named, whispered]
    assert await desk.find(ada, "to:me") == [answered]
    assert await desk.find(ada, "bees with:bob") == [reply, answered, whispered]
    assert await desk.find(ada, "bees avec:@bob from:me") == [reply, whispered]
    assert await desk.find(ada, "bees to:nobody") == []
    assert await desk.find(ada, "bees with:nobody") == []


async def test_states_of_messages_are_asked_for_as_they_are_now(
    desk: Desk, house: House, ada: Actor, bob: Actor, general: str
) -> None:
    pinned = await desk.post(ada, general, "bees")
    saved = await desk.post(ada, general, "bees")
    liked = await desk.post(ada, general, "bees")
    root = await desk.post(ada, general, "bees")
    reply = await desk.post(bob, general, "bees", thread_id=root)
    house.clock.advance(1)
    fields = {"title": "How tall?", "text": "roses", "kind": "question"}
    asked = (await house.ask(ada, "posts.write", channel_id=general, **fields)).id
    await house.ask(ada, "posts.label", thread_id=liked, label="todo")  # a line, not a post
    house.clock.advance(1)
    told = (await house.ask(ada, "posts.write", channel_id=general, title="Frost")).id
    await house.ask(ada, "pins.add", message_id=pinned)
    await house.ask(bob, "saved.add", message_id=saved)
    await house.ask(bob, "reactions.add", message_id=liked, emoji="+1")
    for query, found in {
        "bees is:pinned": [pinned], "est:épinglé": [pinned], "is:saved": [saved],
        "has:reaction": [liked], "bees has:reactions -wasps": [liked],
        "is:thread": [reply, root], "bees est:fils": [reply, root],
        "is:pinned is:saved": [], "is:question": [asked], "tall est:questions": [asked],
        "is:post": [told, asked], "est:publication tall": [asked],
    }.items():  # fmt: skip
        assert await desk.find(bob, query) == found, query
    assert await desk.find(ada, "is:saved") == []
    await house.ask(ada, "pins.remove", message_id=pinned)
    await house.ask(bob, "reactions.remove", message_id=liked, emoji="+1")
    assert await desk.find(bob, "is:pinned") == await desk.find(bob, "has:reaction") == []


async def test_a_rare_state_is_found_among_very_many(
    desk: Desk, house: House, ada: Actor, general: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.finder.AT_ONCE", 4)
    monkeypatch.setattr("channels.search.finder.MOST_SEEN", 8)
    posted = [await desk.post(ada, general, f"bees {number}") for number in range(20)]
    for message_id in (posted[2], posted[9]):
        await house.ask(ada, "reactions.add", message_id=message_id, emoji="+1")
    seen: list[str] = []
    page = await desk.page(ada, "bees has:reaction", limit=5)
    pages = 1
    while page.next is not None:
        seen += [hit.id for hit in page.items]
        page = await desk.page(ada, "bees has:reaction", limit=5, after=page.next)
        pages += 1
    assert [*seen, *(hit.id for hit in page.items)] == [posted[9], posted[2]]
    assert pages > 1


async def test_images_are_told_from_other_files(
    desk: Desk, house: House, ada: Actor, general: str
) -> None:
    fields = {"blob_key": "0" * 40, "name": "a", "size_bytes": 1}
    photo = await house.ask(ada, "files.register", mime="image/png", **fields)
    page = await house.ask(
        ada, "files.register", mime="text/plain", **{**fields, "blob_key": "1" * 40}
    )
    shown = await desk.post(ada, general, "bees", file_ids=[photo.id])
    await desk.post(ada, general, "bees", file_ids=[page.id])
    assert await desk.find(ada, "bees has:image") == [shown]


async def test_other_forms_and_close_words_are_marked(desk: Desk, ada: Actor, general: str) -> None:
    await desk.post(ada, general, "Les factures du re-lu honeycomb")
    for query, marked in {
        "facturer": ["factures"], "relu": ["re-lu"],
        "honycomb": ["honeycomb"], "comb": ["honeycomb"],
    }.items():  # fmt: skip
        (hit,) = (await desk.page(ada, query)).items
        assert [hit.excerpt[start:end] for start, end in hit.marks] == marked


async def test_the_newest_can_be_asked_for_first(desk: Desk, ada: Actor, general: str) -> None:
    exact = await desk.post(ada, general, "a bee")
    form = await desk.post(ada, general, "the bees")
    assert await desk.find(ada, "bee") == [exact, form]
    assert await desk.find(ada, "bee", order="newest") == [form, exact]
