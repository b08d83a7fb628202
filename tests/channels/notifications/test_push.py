"""Push messages: sent to whom they concern, encrypted for one browser, proven or not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from channels.notifications.tables import PushDeviceRow
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Update
from persistence.streams import user_stream
from persistence.tables import StoreFact
from tests.channels.notifications.conftest import Hive
from tests.push_service import check_sender
from tests.world import Person

Garden = tuple[Person, Person, str]


async def test_a_mention_reaches_a_phone_whose_person_is_away(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="Look, *@ada*!")
    said = await hive.gets(phone)
    assert said["title"] == "Bob · #garden"
    assert said["text"] == "Look, @ada!"
    assert said["url"] == f"/c/{channel}/{sent['id']}"
    assert (said["channel_id"], said["message_id"], said["seq"]) == (
        channel,
        sent["id"],
        sent["seq"],
    )
    assert said["badge"] == 1


async def test_a_push_is_signed_by_the_workspaces_own_key(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    key = (await hive.ask(ada, "push.key"))["key"]
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    [came] = hive.service.to(phone)
    claims = check_sender(came, key, hive.service.url)
    now_s = hive.clock.now_us() / 1e6
    assert now_s < claims["exp"] <= now_s + 24 * 3_600
    assert claims["sub"].startswith("mailto:")
    assert came.headers["content-encoding"] == "aes128gcm"
    assert came.headers["urgency"] == "high"
    assert int(came.headers["ttl"]) > 0
    assert 0 < len(came.headers["topic"]) <= 32
    assert b"ada" not in came.body


async def test_a_wall_goes_by_its_person(hive: Hive, garden: Garden) -> None:
    ada, bob, _ = garden
    phone, _ = await hive.device(ada, "phone")
    wall = (await hive.ask(bob, "posts.open_wall"))["channel_id"]
    await hive.ask(ada, "channels.join", channel_id=wall)
    post = await hive.ask(bob, "posts.write", channel_id=wall, title="Back", text="Ask @ada")
    assert (await hive.gets(phone))["title"] == "Bob"
    tablet, _ = await hive.device(ada, "tablet")
    cleo = await hive.world.member("cleo")
    await hive.ask(cleo, "channels.join", channel_id=wall)
    await hive.ask(cleo, "messages.post", channel_id=wall, thread_id=post["id"], text="Hi @ada")
    assert (await hive.gets(tablet))["title"] == "Cleo · Bob"


async def test_a_direct_message_is_pushed_whatever_ones_level(hive: Hive, garden: Garden) -> None:
    ada, bob, _ = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(ada, "notifications.set", level="none")
    direct = await hive.ask(bob, "channels.open_direct", person_ids=[ada.id])
    await hive.ask(bob, "messages.post", channel_id=direct["id"], text="Are you there?")
    said = await hive.gets(phone)
    assert said["title"] == "Bob"
    assert said["text"] == "Are you there?"


async def test_whom_one_has_muted_tells_one_of_nothing_until_let_in_again(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    bobs = {"kind": "person", "target": bob.id}
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada, one")
    await hive.ask(ada, "follows.set", stance="mute", **bobs)  # also what is not told yet
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada, two")
    direct = await hive.ask(bob, "channels.open_direct", person_ids=[ada.id])
    await hive.ask(bob, "messages.post", channel_id=direct["id"], text="Three?")
    await hive.settles()
    assert hive.service.to(phone) == []
    await hive.ask(ada, "follows.set", stance="none", **bobs)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada, four")
    assert (await hive.gets(phone))["text"] == "@ada, four"


async def test_every_device_of_a_person_is_told_and_nobody_elses(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    desk, _ = await hive.device(ada, "desk")
    mine, _ = await hive.device(bob, "mine")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada @bob")
    assert (await hive.gets(phone))["id"] != (await hive.gets(desk))["id"]
    assert hive.service.to(mine) == []


async def test_a_plain_message_is_pushed_to_those_who_want_all(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(bob, "messages.post", channel_id=channel, text="one")
    await hive.silent(phone)
    await hive.ask(ada, "notifications.set", level="all")
    await hive.ask(bob, "messages.post", channel_id=channel, text="two")
    assert (await hive.gets(phone))["text"] == "two"
    await hive.ask(ada, "channels.configure", channel_id=channel, level="mentions")
    await hive.ask(bob, "messages.post", channel_id=channel, text="three")
    await hive.settles()
    assert len(hive.service.to(phone)) == 1


async def test_a_channel_at_nothing_is_silent_even_for_mentions(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(ada, "channels.configure", channel_id=channel, level="none")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada @channel")
    await hive.silent(phone)


async def test_a_muted_channel_is_silent(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(ada, "channels.configure", channel_id=channel, level="all", muted=True)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.silent(phone)


async def test_a_keyword_calls_like_a_mention(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(ada, "notifications.set", keywords=["grue", "Gate B"])
    await hive.ask(bob, "messages.post", channel_id=channel, text="Les grues.")
    await hive.silent(phone)
    hit = await hive.ask(bob, "messages.post", channel_id=channel, text="To **gate   b**, please")
    assert (await hive.gets(phone))["message_id"] == hit["id"]
    listed = await hive.ask(ada, "mentions.list")
    assert [(one["message"]["id"], one["why"]) for one in listed["items"]] == [
        (hit["id"], "keyword")
    ]


async def test_here_calls_only_those_who_are_there(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    chloe = await hive.world.member("chloe")
    await hive.ask(chloe, "channels.join", channel_id=channel)
    adas, _ = await hive.device(ada, "adas")
    chloes, _ = await hive.device(chloe, "chloes")
    await ada.connects()
    await hive.ask(bob, "messages.post", channel_id=channel, text="@here lunch?")
    await hive.settles()
    assert hive.service.to(adas) == []  # she is active: perhaps she reads it right now
    await hive.later(31)
    assert (await hive.gets(adas))["text"] == "@here lunch?"
    assert hive.service.to(chloes) == []


async def test_who_reads_at_once_is_not_pushed(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await ada.connects()
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    await ada.call("reads.mark", channel_id=channel, seq=sent["seq"])
    await hive.silent(phone)


async def test_who_was_idle_for_half_a_minute_is_pushed_at_once(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await ada.connects()
    await hive.later(31)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    assert (await hive.gets(phone))["text"] == "@ada"


async def test_a_reply_reaches_those_who_follow_the_thread(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    root = await hive.ask(bob, "messages.post", channel_id=channel, text="Which crane?")
    await hive.ask(bob, "messages.post", channel_id=channel, text="Any.", thread_id=root["id"])
    await hive.silent(phone)
    await hive.ask(ada, "threads.follow", thread_id=root["id"])
    await hive.ask(bob, "messages.post", channel_id=channel, text="This.", thread_id=root["id"])
    said = await hive.gets(phone)
    assert said["text"] == "This."
    assert said["url"] == f"/c/{channel}/t/{root['id']}"
    assert said["thread_id"] == root["id"]
    await hive.ask(ada, "threads.unfollow", thread_id=root["id"])
    await hive.ask(bob, "messages.post", channel_id=channel, text="No.", thread_id=root["id"])
    await hive.settles()
    assert len(hive.service.to(phone)) == 1


async def test_do_not_disturb_means_nothing_at_all(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    until = hive.clock.now_us() // 1_000 + 3_600_000
    await hive.ask(ada, "people.set_do_not_disturb", until_at=until)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.silent(phone)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada again")
    assert (await hive.gets(phone))["text"] == "@ada again"


async def test_quiet_hours_hold_across_midnight_by_ones_own_clock(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(
        ada,
        "notifications.set",
        quiet=True,
        quiet_from=22 * 60,
        quiet_until=7 * 60,
        time_zone="Asia/Tokyo",
    )
    # The clock stands at 15:06 on a Sunday in London: 00:06 on Monday in Tokyo.
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.silent(phone)
    await hive.later(6 * 3_600)  # past 07:00 there
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada good morning")
    assert (await hive.gets(phone))["text"] == "@ada good morning"


async def test_a_removed_member_gets_nothing_more(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await ada.connects()
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada a secret")
    await hive.settles()  # she is active: it waits
    await hive.ask(bob, "channels.remove", channel_id=channel, person_id=ada.id)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada another")
    await hive.silent(phone)


async def test_a_message_that_was_deleted_is_not_pushed(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await ada.connects()
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="@ada oops")
    await hive.settles()
    await hive.ask(bob, "messages.delete", message_id=sent["id"])
    await hive.silent(phone)


async def test_a_browser_that_was_signed_out_hears_nothing_more(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    [token] = (await hive.ask(ada, "tokens.list"))["items"]
    await hive.ask(ada, "tokens.revoke", token_id=token["id"])
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.silent(phone)
    async with hive.world.server.core.store.read() as snapshot:
        assert await snapshot.first(select(table_of(PushDeviceRow))) is None


async def test_a_long_message_is_cut_and_its_marks_are_gone(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    text = "@ada\n\n> " + "**word** `code` " * 200
    await hive.ask(bob, "messages.post", channel_id=channel, text=text)
    said = (await hive.gets(phone))["text"]
    assert said.startswith("@ada word code word")
    assert said.endswith("…")
    assert len(said) <= 180


async def test_the_badge_counts_what_calls(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    direct = (await hive.ask(bob, "channels.open_direct", person_ids=[ada.id]))["id"]
    for where, text in ((channel, "plain"), (channel, "@ada"), (channel, "@channel")):
        await hive.ask(bob, "messages.post", channel_id=where, text=text)
    for text in ("one", "two"):
        await hive.ask(bob, "messages.post", channel_id=direct, text=text)
    assert (await hive.gets(phone, 4))["badge"] == 4
    assert await hive.ask(ada, "reads.calls") == {"count": 4}
    last = await hive.ask(bob, "messages.post", channel_id=direct, text="three")
    assert await hive.ask(ada, "reads.calls") == {"count": 5}
    await hive.ask(ada, "reads.mark", channel_id=direct, seq=last["seq"])
    assert await hive.ask(ada, "reads.calls") == {"count": 2}
    await hive.ask(ada, "channels.configure", channel_id=channel, muted=True)
    assert await hive.ask(ada, "reads.calls") == {"count": 0}


# -- what becomes of a push


async def devices(hive: Hive, person: Person) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = (await hive.ask(person, "push.list"))["items"]
    return listed


async def test_a_proof_of_delivery_is_shown_with_its_time(hive: Hive, garden: Garden) -> None:
    ada, _, _ = garden
    phone, device_id = await hive.device(ada, "phone")
    listening = await ada.connects()
    assert (await devices(hive, ada))[0].get("delivered_at") is None
    await hive.ask(ada, "push.test", device_id=device_id)
    said = await hive.gets(phone)
    assert said["text"] == "Notifications reach this device."
    await hive.ask(ada, "push.delivered", push_id=said["id"])
    now_ms = hive.clock.now_us() // 1_000
    heard = await listening.hears("push.changed")
    assert heard["device"]["delivered_at"] == now_ms
    assert (await devices(hive, ada))[0]["delivered_at"] == now_ms
    await hive.ask(ada, "push.delivered", push_id=said["id"])  # again is harmless


async def test_nobody_proves_anothers_delivery(hive: Hive, garden: Garden) -> None:
    ada, bob, _ = garden
    phone, device_id = await hive.device(ada, "phone")
    await hive.ask(ada, "push.test", device_id=device_id)
    said = await hive.gets(phone)
    await hive.ask(bob, "push.delivered", push_id=said["id"])
    assert (await devices(hive, ada))[0].get("delivered_at") is None


async def test_without_proof_the_device_is_failing_until_one_comes(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    said = await hive.gets(phone)
    sent_at = hive.clock.now_us() // 1_000
    await hive.later(299)
    assert (await devices(hive, ada))[0].get("failing_since") is None
    await hive.later(2)
    assert (await devices(hive, ada))[0]["failing_since"] == sent_at
    await hive.ask(ada, "push.delivered", push_id=said["id"])  # the phone was switched on
    assert (await devices(hive, ada))[0].get("failing_since") is None


async def test_a_subscription_that_is_gone_gets_nothing_more_and_its_person_sees_it(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, device_id = await hive.device(ada, "phone")
    hive.service.answers.append((410, {}))
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    [device] = await devices(hive, ada)
    assert (device["id"], device["gone"]) == (device_id, True)
    assert device["failing_since"] == hive.clock.now_us() // 1_000
    heard = await hive.world.server.core.log.since(user_stream(ada.id), 0, 1_000)
    assert any(device_id.encode() in body and b"gone" in body for _, body in heard or [])
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada again")
    await hive.ask(ada, "push.test", device_id=device_id)
    await hive.settles()
    assert len(hive.service.to(phone)) == 1


async def test_a_browser_that_subscribes_again_takes_the_place_of_what_is_gone(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    await hive.device(ada, "phone")
    hive.service.answers.append((410, {}))
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    anew, device_id = await hive.device(ada, "phone-anew")
    assert [(one["id"], one.get("gone")) for one in await devices(hive, ada)] == [(device_id, None)]
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada again")
    assert (await hive.gets(anew))["text"]


async def test_an_old_address_of_a_browser_that_has_a_new_one_goes_without_a_word(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    await hive.device(ada, "phone")
    await hive.device(ada, "phone-anew")
    hive.service.answers.append((410, {}))
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    [left] = await devices(hive, ada)
    assert left.get("gone") is None


async def test_a_busy_service_is_asked_again_when_it_says(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    hive.service.answers.append((429, {"retry-after": "120"}))
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.later(119)
    assert len(hive.service.to(phone)) == 1
    await hive.later(2)
    assert len(hive.service.to(phone)) == 2


async def test_a_broken_service_is_tried_again_and_the_failure_shown(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    hive.service.answers += [(500, {}), (503, {})]
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    assert (await devices(hive, ada))[0]["failing_since"] == hive.clock.now_us() // 1_000
    await hive.later(5)
    await hive.later(9)
    assert len(hive.service.to(phone)) == 3
    said = phone.decrypt(hive.service.to(phone)[-1].body)
    await hive.ask(ada, "push.delivered", push_id=said["id"])
    assert (await devices(hive, ada))[0].get("failing_since") is None


async def test_the_keys_are_made_once_and_kept(hive: Hive, garden: Garden) -> None:
    ada, _, _ = garden
    first = await hive.ask(ada, "push.key")
    await hive.world.server.background._push.start(hive.world.server.core.store)
    assert await hive.ask(ada, "push.key") == first
    facts = table_of(StoreFact)
    async with hive.world.server.core.store.read() as snapshot:
        kept = await snapshot.scalars(select(facts.c.key).where(facts.c.key.like("vapid%")))
    assert sorted(kept) == ["vapid", "vapid_public"]


async def test_a_public_key_that_was_lost_is_made_again_from_the_private_one(
    hive: Hive, garden: Garden
) -> None:
    ada, _, _ = garden
    first = await hive.ask(ada, "push.key")
    store = hive.world.server.core.store
    for changes in (
        [Delete(StoreFact, {"key": "vapid_public"})],
        [Update(StoreFact, {"key": "vapid_public"}, {"value": "another"})],
    ):
        await store.write(Decision(changes=list(changes)))
        await hive.world.server.background._push.start(store)
        assert await hive.ask(ada, "push.key") == first


async def test_both_keys_are_written_at_once(
    hive: Hive, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = hive.world.server.core.store
    both = [Delete(StoreFact, {"key": key}) for key in ("vapid", "vapid_public")]
    await store.write(Decision(changes=list(both)))
    write, written = store.write, list[int]()

    async def counted(decision: Decision, *more: Any, **how: Any) -> Any:
        written.append(len(decision.changes))
        return await write(decision, *more, **how)

    monkeypatch.setattr(store, "write", counted)
    await hive.world.server.background._push.start(store)
    assert written == [2]


async def test_a_reminder_reaches_who_has_read_a_post_and_not_acknowledged_it(
    hive: Hive, garden: Garden
) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    post = await hive.ask(
        bob, "posts.write", channel_id=channel, title="New rules", text="Read them", wants_ack=True
    )
    await hive.ask(ada, "reads.mark", channel_id=channel, seq=post["seq"])
    await hive.settles()
    await hive.ask(bob, "posts.remind", message_id=post["id"])
    said = await hive.gets(phone)
    assert (said["title"], said["text"]) == ("Bob · #garden", "New rules: Read them")
