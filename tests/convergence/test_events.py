"""For every event: what a client held before, and the event, make what it would load afresh.

`RUCHE_WRITE_FIXTURES=1` also writes each case to `fixtures/`, where the web client's own tests
replay it through the client's reducer.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels import discover
from channels.bots.protocol import EditCard, PostCard
from channels.faq.bot import BOT
from channels.faq.protocol import SayAnswer
from channels.membership.protocol import ChannelImported
from channels.messages.protocol import CardView
from channels.pictures.protocol import FetchedPicture, KeepPicture, ShowPictures
from channels.previews.protocol import FetchedPage, KeepPage, ShowPreviews
from persistence.clock import WallClock, now_ms
from tests.convergence.comparing import normalise
from tests.convergence.reducer import reduce
from tests.push_service import Browser
from tests.world import Person, Refused, Socket, World

FIXTURES = Path(__file__).parent / "fixtures"
WRITES = os.environ.get("RUCHE_WRITE_FIXTURES") == "1"
RELOADS = {ChannelImported.wire_name}  # says itself that clients load the channel anew
EVENTS = {event.wire_name for manifest in discover.slices() for event in manifest.events}


@dataclass
class Scene:
    """Ada has everything loaded; bob, chloe and her own phone do things."""

    world: World
    ada: Person
    bob: Person
    chloe: Person
    phone: Socket
    general: str
    garden: str  # ada, bob and chloe are in it; bob owns it
    orchard: str  # bob's, public; ada is not in it
    cellar: str  # bob's, private; ada is not in it
    plain: dict[str, Any]  # bob's, in the garden, unread
    root: dict[str, Any]  # ada's, in the garden, with bob's reply
    reply: dict[str, Any]
    kept: dict[str, Any]  # bob's, pinned and saved, with a reaction

    async def snapshot(self, channel_ids: list[str], thread_ids: list[str]) -> dict[str, Any]:
        """All that ada sees now."""
        ask = self.ada.call

        async def items(op: str) -> list[Any]:
            page = await ask(op, limit=500)
            assert page["next"] is None
            return list(page["items"])

        return {
            "me": await ask("people.me"),
            "workspace": await ask("workspace.get"),
            "people": await items("people.list"),
            "channels": await items("channels.list"),
            "reads": await items("reads.list"),
            "saved": await items("saved.list"),
            "preferences": await ask("preferences.get"),
            "drafts": await items("drafts.list"),
            "scheduled": await items("scheduled.list"),
            "notifications": await ask("notifications.get"),
            "devices": await items("push.list"),
            "requests": await items("homes.requests"),
            "stances": await items("follows.list"),
            "feed_settings": await ask("feed.get_settings"),
            "history": await self._pages("messages.history", "channel_id", channel_ids),
            "replies": await self._pages(
                "threads.replies", "thread_id", thread_ids, before=2**53 - 1
            ),
            "positions": await self._positions(),
        }

    async def _pages(self, op: str, field: str, ids: list[str], **args: int) -> dict[str, Any]:
        pages = {}
        for one in ids:
            try:
                pages[one] = await self.ada.call(op, **{field: one}, **args, limit=500)
            except Refused as refused:
                if refused.code != "not_found":
                    raise
        return pages

    async def _positions(self) -> dict[str, list[Any]]:
        """Where all streams stand, once ada has heard them up to there."""
        heads = await self.world.server.core.door.hearing(self.ada.actor)
        socket = self.ada.socket
        assert socket is not None
        async with asyncio.timeout(30):
            while any(socket.positions.get(one, ["", -1])[1] < at for one, at in heads.items()):  # noqa: ASYNC110 - pushes come when they come
                await asyncio.sleep(0.01)
        return {one: list(socket.positions[one]) for one in heads}


async def stage(world: World) -> Scene:
    ada, bob, chloe = await world.members("ada", "bob", "chloe")
    garden = await bob.creates("garden")
    for person in (ada, chloe):
        await person.call("channels.join", channel_id=garden)
    root = await ada.posts(garden, "Who waters the roses?")
    reply = await bob.posts(garden, "Not me.", thread_id=root["id"])
    kept = await bob.posts(garden, "Rules, @ada.")
    await ada.call("saved.add", message_id=kept["id"])
    await chloe.call("reactions.add", message_id=kept["id"], emoji="bee")
    await chloe.call("pins.add", message_id=kept["id"])
    return Scene(
        world=world,
        ada=ada,
        bob=bob,
        chloe=chloe,
        phone=await ada.connects("msgpack"),
        general=await world.general(),
        garden=garden,
        orchard=await bob.creates("orchard"),
        cellar=await bob.creates("cellar", "private"),
        plain=await bob.posts(garden, "The gate is open."),
        root=root,
        reply=reply,
        kept=kept,
    )


async def shows_a_preview(scene: Scene) -> None:
    """As the worker does once it has looked at what a message links to."""
    url = "https://example.org/bees"
    said = await scene.bob.posts(scene.garden, f"See {url}")
    page = FetchedPage(id="L1", url=url, title="Bees", site_name="Example", image_width=9)
    await scene.world.system("previews.keep_page", KeepPage(page=page))
    show = ShowPreviews(message_id=said["id"], page_ids=["L1"])
    await scene.world.system("previews.show", show)


async def links_no_more(scene: Scene) -> None:
    await shows_a_preview(scene)
    history = await scene.bob.call("messages.history", channel_id=scene.garden, limit=1)
    message_id = history["items"][0]["id"]
    await scene.bob.call("messages.edit", message_id=message_id, text="See nothing.")


async def shows_a_picture(scene: Scene) -> None:
    """As the worker does once it has fetched what an app's blocks name."""
    url = "https://example.org/bee.png"
    card = CardView(blocks=[{"type": "image", "image_url": url, "alt_text": "A bee"}])
    command = EditCard(message_id=scene.plain["id"], text="A card.", source="A card.", card=card)
    await scene.world.server.core.dispatcher.call(scene.bob.actor, "bots.edit", command)
    kept = FetchedPicture(id="L1", source=url, width=9, height=9)
    await scene.world.system("pictures.keep", KeepPicture(picture=kept))
    show = ShowPictures(message_id=scene.plain["id"], picture_ids=["L1"])
    await scene.world.system("pictures.show", show)


async def writes_a_post(scene: Scene, **more: Any) -> str:
    """A post of bob's in the garden; its id."""
    title = more.pop("title", "The roses")
    args = {"channel_id": scene.garden, "title": title, "text": "They *bloom*.", **more}
    return str((await scene.bob.call("posts.write", **args))["id"])


async def retitles_a_post(scene: Scene) -> None:
    await scene.bob.call(
        "messages.edit", message_id=await writes_a_post(scene), text="Or do they?", title="Roses"
    )


async def acknowledges(scene: Scene) -> None:
    message_id = await writes_a_post(scene, wants_ack=True)
    await scene.phone.call("posts.acknowledge", message_id=message_id)


async def accepts_an_answer(scene: Scene) -> None:
    where = {"thread_id": scene.root["id"]}
    await scene.phone.call("posts.accept", reply_id=scene.reply["id"], **where)


async def takes_the_answer_back(scene: Scene) -> None:
    await accepts_an_answer(scene)
    await scene.bob.call("messages.delete", message_id=scene.reply["id"])


async def recommends_no_more(scene: Scene) -> None:
    for person in (scene.bob, scene.chloe, scene.phone):
        await person.call("recommendations.add", message_id=scene.plain["id"])
    await scene.chloe.call("recommendations.remove", message_id=scene.plain["id"])


async def is_asked(scene: Scene) -> str:
    """Chloe asks to come into a private channel of ada's; its id."""
    den = str((await scene.phone.call("channels.create", name="den", kind="private"))["id"])
    await scene.phone.call("homes.furnish", channel_id=den, door="request")
    await scene.chloe.call("homes.ask", channel_id=den, words="It is me.")
    return den


async def lets_in(scene: Scene) -> None:
    answer = {"channel_id": await is_asked(scene), "person_id": scene.chloe.id}
    await scene.phone.call("homes.answer", **answer, accept=True)


async def leaves_what_is_asked_for(scene: Scene) -> None:
    await scene.phone.call("channels.leave", channel_id=await is_asked(scene))


async def asks(scene: Scene) -> None:
    """Ada asks to come into bob's cellar."""
    await scene.bob.call("homes.furnish", channel_id=scene.cellar, door="request")
    await scene.phone.call("homes.ask", channel_id=scene.cellar)


async def asks_no_more(scene: Scene) -> None:
    await asks(scene)
    await scene.phone.call("homes.withdraw", channel_id=scene.cellar)


Act = Callable[[Scene], Awaitable[Any]]


async def answers_a_question(scene: Scene) -> str:
    """An entry of the FAQ; its id."""
    entry = await scene.bob.call("faq.add", question="When do bees sleep?", answer="At night.")
    return str(entry["id"])


async def asks_the_bot(scene: Scene) -> str:
    """The bot answers ada's question in the garden, as the worker has it do; the answer's id."""
    entry_id = await answers_a_question(scene)
    await scene.bob.call("faq.configure", channel_id=scene.garden)
    asked_id = scene.root["id"]
    say = SayAnswer(
        channel_id=scene.garden,
        thread_id=asked_id,
        message_id=asked_id,
        outcome="answered",
        entry_ids=[entry_id],
    )
    await scene.world.server.core.dispatcher.call(BOT, "faq.say", say)
    page = await scene.bob.call("threads.replies", thread_id=asked_id)
    return str(page["items"][-1]["id"])


async def says_that_it_helped(scene: Scene) -> None:
    await scene.phone.call("faq.rate", message_id=await asks_the_bot(scene), helped=True)


async def answers_no_more(scene: Scene) -> None:
    await scene.bob.call("faq.remove", entry_id=await answers_a_question(scene))


async def revokes_a_token(scene: Scene) -> None:
    token = await scene.phone.call("tokens.create")
    await scene.phone.call("tokens.revoke", token_id=token["id"])


async def subscribes(scene: Scene) -> str:
    """A browser of ada's takes push messages; its id."""
    browser = Browser("https://push.example/ada")
    made = await scene.phone.call("push.subscribe", **browser.subscription, label="Phone")
    return str(made["id"])


async def unsubscribes(scene: Scene) -> None:
    await scene.phone.call("push.unsubscribe", device_id=await subscribes(scene))


async def unfollows(scene: Scene) -> None:
    await scene.phone.call("threads.unfollow", thread_id=scene.root["id"])


async def clears_a_draft(scene: Scene) -> None:
    await scene.phone.call("drafts.set", channel_id=scene.garden, text="Or not")
    await scene.phone.call("drafts.set", channel_id=scene.garden)


async def schedules(scene: Scene) -> str:
    """A message that goes out tomorrow."""
    added = await scene.phone.call(
        "scheduled.add",
        channel_id=scene.garden,
        text="Good morning",
        send_at=now_ms(WallClock()) + 24 * 3_600 * 1_000,
    )
    return str(added["id"])


async def schedules_no_more(scene: Scene) -> None:
    await scene.phone.call("scheduled.remove", scheduled_id=await schedules(scene))


async def follows_no_more(scene: Scene) -> None:
    bees = {"kind": "hashtag", "target": "bees"}
    await scene.phone.call("follows.set", **bees, stance="mute")
    await scene.phone.call("follows.set", **bees, stance="none")


# What is done, by the name of the fixture; each name begins with an event that it must bring.
CARD = CardView(app_id="A0BEES", blocks=[{"type": "divider", "block_id": "line"}])


async def posts_a_card(scene: Scene) -> None:
    command = PostCard(channel_id=scene.garden, text="A card.", source="A card.", card=CARD)
    await scene.world.server.core.dispatcher.call(scene.bob.actor, "bots.post", command)


async def changes_a_card(scene: Scene) -> None:
    command = EditCard(message_id=scene.plain["id"], text="A card.", source="A card.", card=CARD)
    await scene.world.server.core.dispatcher.call(scene.bob.actor, "bots.edit", command)


# fmt: off
ACTS: dict[str, Act] = {
    "message.posted": lambda s: s.bob.posts(s.garden, "News for you, **all**."),
    "message.posted-names-me": lambda s: s.bob.posts(s.garden, "Look, @ada!"),
    "message.posted-names-all": lambda s: s.bob.posts(s.garden, "Look, @channel!"),
    "message.posted-mine": lambda s: s.phone.call(
        "messages.post", channel_id=s.garden, text="From my phone."),
    "message.posted-mine-unseen": lambda s: s.phone.call(
        "messages.post", channel_id=s.garden, text="From the feed.", keeps_unread=True),
    "message.posted-reply": lambda s: s.chloe.posts(s.garden, "I do.", thread_id=s.root["id"]),
    "message.posted-also-to-channel": lambda s: s.chloe.posts(
        s.garden, "I do, @ada.", thread_id=s.root["id"], also_to_channel=True),
    "message.posted-new-thread": lambda s: s.chloe.posts(
        s.garden, "Close it.", thread_id=s.plain["id"]),
    "message.edited": lambda s: s.bob.call(
        "messages.edit", message_id=s.plain["id"], text="The gate is *shut*, @ada."),
    "message.edited-names-me-no-more": lambda s: s.bob.call(
        "messages.edit", message_id=s.kept["id"], text="Rules."),
    "message.edited-reply": lambda s: s.bob.call(
        "messages.edit", message_id=s.reply["id"], text="Not me, @ada."),
    "message.posted-card": posts_a_card,
    "message.edited-card": changes_a_card,
    "message.deleted": lambda s: s.bob.call("messages.delete", message_id=s.plain["id"]),
    "message.deleted-kept": lambda s: s.bob.call("messages.delete", message_id=s.kept["id"]),
    "message.deleted-reply": lambda s: s.bob.call("messages.delete", message_id=s.reply["id"]),
    "message.deleted-root": lambda s: s.phone.call("messages.delete", message_id=s.root["id"]),
    "message.posted-post": writes_a_post,
    "message.posted-pinned-post": lambda s: writes_a_post(s, kind="announcement", pinned=True),
    "message.posted-shared": lambda s: s.bob.call(
        "posts.share", channel_id=s.garden, shared_id=s.kept["id"], text="Still true."),
    "message.edited-title": retitles_a_post,
    "post.changed": lambda s: s.chloe.call(
        "posts.label", thread_id=s.root["id"], label="in_progress"),
    "post.changed-closed": lambda s: s.phone.call("posts.close", thread_id=s.root["id"]),
    "post.changed-answered": accepts_an_answer,
    "post.changed-answered-no-more": takes_the_answer_back,
    "post.acknowledged": acknowledges,
    "recommendation.added": lambda s: s.bob.call(
        "recommendations.add", message_id=s.plain["id"]),
    "recommendation.removed": recommends_no_more,
    "archive.changed": lambda s: s.phone.call(
        "archive.add", message_id=s.plain["id"], folder_name="Gates", note="Ask bob"),
    "message.pictured": shows_a_picture,
    "message.previewed": shows_a_preview,
    "message.previewed-no-more": links_no_more,
    "reaction.added": lambda s: s.bob.call(
        "reactions.add", message_id=s.plain["id"], emoji="bee"),
    "reaction.added-to-others": lambda s: s.bob.call(
        "reactions.add", message_id=s.kept["id"], emoji="bee"),
    "reaction.removed": lambda s: s.chloe.call(
        "reactions.remove", message_id=s.kept["id"], emoji="bee"),
    "pin.added": lambda s: s.bob.call("pins.add", message_id=s.plain["id"]),
    "pin.removed": lambda s: s.bob.call("pins.remove", message_id=s.kept["id"]),
    "channel.created": lambda s: s.bob.creates("meadow"),
    "channel.updated": lambda s: s.bob.call(
        "channels.update", channel_id=s.garden, name="park", topic="Trees"),
    "channel.updated-outside": lambda s: s.bob.call(
        "channels.update", channel_id=s.orchard, topic="Apples"),
    "channel.updated-private": lambda s: s.bob.call(
        "channels.update", channel_id=s.garden, kind="private"),
    "channel.updated-archived": lambda s: s.bob.call("channels.archive", channel_id=s.garden),
    "channel.hidden": lambda s: s.bob.call(
        "channels.update", channel_id=s.orchard, kind="private"),
    "channel.joined": lambda s: s.bob.call(
        "channels.invite", channel_id=s.cellar, person_ids=[s.ada.id]),
    "channel.joined-by-myself": lambda s: s.phone.call("channels.join", channel_id=s.orchard),
    "channel.joined-direct": lambda s: s.bob.call(
        "channels.open_direct", person_ids=[s.ada.id]),
    "channel.left": lambda s: s.phone.call("channels.leave", channel_id=s.garden),
    "channel.left-removed": lambda s: s.bob.call(
        "channels.remove", channel_id=s.garden, person_id=s.ada.id),
    "channel.configured": lambda s: s.phone.call(
        "channels.configure", channel_id=s.garden, level="mentions", starred=True),
    "member.joined": lambda s: s.world.member("dan"),
    "member.changed": lambda s: s.bob.call(
        "channels.set_part", channel_id=s.garden, person_id=s.ada.id, role="author"),
    "member.left": lambda s: s.chloe.call("channels.leave", channel_id=s.garden),
    "person.joined": lambda s: s.world.guest("gil"),
    "person.updated": lambda s: s.bob.call("people.update", name="Robert", title="Gardener"),
    "person.updated-me": lambda s: s.phone.call("people.set_status", text="At the hives"),
    "workspace.updated": lambda s: s.world.system(
        "workspace.update", s.world.command("workspace.update", name="Hive")),
    "message.saved": lambda s: s.phone.call("saved.add", message_id=s.plain["id"]),
    "message.unsaved": lambda s: s.phone.call("saved.remove", message_id=s.kept["id"]),
    "thread.followed": lambda s: s.phone.call("threads.follow", thread_id=s.plain["id"]),
    "thread.unfollowed": unfollows,
    "read.marked": lambda s: s.phone.call(
        "reads.mark", channel_id=s.garden, seq=s.kept["seq"]),
    "read.marked-back": lambda s: s.phone.call("reads.mark", channel_id=s.garden, seq=0),
    "read.marked-thread": lambda s: s.phone.call(
        "reads.mark", thread_id=s.root["id"], seq=s.reply["seq"]),
    "preferences.changed": lambda s: s.phone.call(
        "preferences.set", theme="dark", collapsed=["direct"]),
    "draft.changed": lambda s: s.phone.call(
        "drafts.set", channel_id=s.garden, thread_id=s.root["id"], text="I could"),
    "draft.changed-cleared": clears_a_draft,
    "scheduled.changed": schedules,
    "scheduled.removed": schedules_no_more,
    "notifications.changed": lambda s: s.phone.call(
        "notifications.set", level="all", keywords=["crane"], time_zone="Europe/Paris"),
    "digest.changed": lambda s: s.phone.call("digest.set_settings", frequency="weekly"),
    "push.changed": subscribes,
    "push.removed": unsubscribes,
    "stance.changed": lambda s: s.phone.call(
        "follows.set", kind="person", target=s.bob.id, stance="follow"),
    "stance.changed-none": follows_no_more,
    "feed.settings_changed": lambda s: s.phone.call(
        "feed.set_settings", order="score", weights={"mention": 10, "age": 0}),
    "join.asked": is_asked,
    "join.asked-by-me": asks,
    "join.asked-where-i-am-no-more": leaves_what_is_asked_for,
    "join.answered": lets_in,
    "join.answered-by-me": asks_no_more,
    "session.ended": revokes_a_token,
    "faq.card_changed": says_that_it_helped,
    "faq.entry_changed": answers_a_question,
    "faq.entry_removed": answers_no_more,
    "faq.imported": lambda s: s.bob.call(
        "faq.import", csv="question,answer\nWhen do bees sleep?,At night."),
}
# fmt: on

PASSING = {
    "presence.changed",
    "typing.started",
    "message.whispered",
    "message.unwhispered",
    "form.shown",
    "feed.moved",
}


def test_every_event_has_its_case() -> None:
    assert {name.partition("-")[0] for name in ACTS} | PASSING | RELOADS == EVENTS


@pytest.mark.parametrize("name", ACTS)
async def test_an_event_makes_of_the_old_state_the_new_one(world: World, name: str) -> None:
    scene = await stage(world)
    old = await scene.snapshot(
        [scene.general, scene.garden], [scene.root["id"], scene.plain["id"], scene.kept["id"]]
    )
    assert scene.ada.socket is not None
    heard = len(scene.ada.socket.heard)
    await ACTS[name](scene)
    fresh = await scene.snapshot(list(old["history"]), list(old["replies"]))
    pushes = [push for push in scene.ada.socket.heard[heard:] if "seq" in push]
    assert name.partition("-")[0] in {push["event"] for push in pushes}
    if scene.garden not in {one["id"] for one in fresh["channels"] if one["joined"]}:
        for state in (old, fresh):  # clients forget the messages of a channel that was left
            state["history"].pop(scene.garden, None)
            state["replies"].clear()
    state = old
    for push in pushes:
        state = reduce(state, push)
    assert normalise(state) == normalise(fresh)
    if WRITES:
        FIXTURES.mkdir(exist_ok=True)
        case = {"old": old, "pushes": pushes, "fresh": fresh}
        (FIXTURES / f"{name}.json").write_text(json.dumps(case, ensure_ascii=False) + "\n")


def test_the_fixtures_are_those_of_the_cases() -> None:
    written = {path.stem for path in FIXTURES.glob("*.json")}
    assert written == set(ACTS), "RUCHE_WRITE_FIXTURES=1 bin/test tests/convergence writes them"
