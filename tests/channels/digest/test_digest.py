"""A digest by mail: of what one missed, by the feed's score, to those who want it."""

from __future__ import annotations

import httpx
import pytest

from channels.core.actor import visitor
from channels.core.errors import Conflict, Limited
from channels.digest.protocol import SendDigest
from channels.people.protocol import SignIn
from tests.channels.digest.conftest import Hive, words
from tests.world import Person, Role


async def test_who_was_away_gets_a_digest_at_their_hour(hive: Hive) -> None:
    root = await hive.thread("Who waters the <roses> & when?", "Me, at six.")
    assert await hive.at(7, 59) == []
    [mail] = await hive.at(8)
    assert mail["To"] == "Bob <bob@example.org>"
    assert mail["From"] == "Ruche <ruche@hive.example>"
    assert mail["Subject"] == "1 thread that you have missed in Ruche"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@hive.example>")
    address = f"{hive.world.url}/c/{hive.garden}/t/{root}"
    for kind in ("plain", "html"):
        assert address in words(mail, kind)
        assert "One of your channels · " in words(mail, kind)
        assert "Me, at six." in words(mail, kind)
    assert "Who waters the <roses> & when?" in words(mail)
    assert "Who waters the &lt;roses&gt; &amp; when?" in words(mail, "html")
    assert "src=" not in words(mail, "html")
    assert "url(" not in words(mail, "html")


async def test_a_digest_speaks_the_persons_language_and_goes_by_their_clock(hive: Hive) -> None:
    await hive.ask(hive.bob, "people.update", language="fr")
    await hive.ask(hive.bob, "digest.set_settings", time_zone="America/New_York", hour=9)
    await hive.thread("Un")
    await hive.thread("Deux")
    assert await hive.at(12, 59) == []
    [mail] = await hive.at(13)  # nine o'clock in New York
    assert mail["Subject"] == "2 conversations que vous avez manquées dans Ruche"
    assert "16 juin, 03:00" in words(mail)
    assert "Depuis dimanche 15 juin" in words(mail)
    assert "1 réponse" in words(mail)
    assert '<html lang="fr">' in words(mail, "html")


async def test_who_has_chosen_no_language_gets_it_in_that_of_the_browser(hive: Hive) -> None:
    await hive.ask(hive.bob, "digest.set_settings", frequency="daily", language="fr-CA")
    await hive.thread("Un")
    [mail] = await hive.at(8)
    assert mail["Subject"] == "1 conversation que vous avez manquée dans Ruche"
    await hive.ask(hive.bob, "people.update", language="en")
    await hive.thread("Two")
    [_, mail] = await hive.at(8, day=1)
    assert "that you have missed in Ruche" in mail["Subject"]


async def test_the_most_points_come_first_and_the_rest_is_counted(hive: Hive) -> None:
    for number in range(9):
        await hive.thread(f"Line {number}.")
    await hive.ask(hive.bob, "follows.set", kind="hashtag", target="bees", stance="follow")
    tagged = await hive.says("On #bees.")
    named = await hive.thread("@bob, what do you think?")
    for number in range(3):
        await hive.thread(f"Later {number}.")
    [mail] = await hive.at(8)
    said = words(mail)
    assert "You are named · #garden" in said
    assert "You follow #bees · #garden" in said
    assert said.index(f"/t/{named}") < said.index(f"/t/{tagged}") < said.index("Later 2.")
    assert "Line 0." not in said
    assert "And 6 more in your feed:" in said
    assert mail["Subject"] == "14 threads that you have missed in Ruche"


async def test_a_weekly_digest_comes_on_its_day_and_tells_of_the_week(hive: Hive) -> None:
    await hive.ask(hive.bob, "digest.set_settings", frequency="weekly", day=3)
    await hive.thread("On Monday.")
    assert await hive.at(9, day=1) == []
    [mail] = await hive.at(8, day=2)
    assert "On Monday." in words(mail)
    assert "once a week" in words(mail)
    await hive.thread("On Thursday.")
    assert len(await hive.at(9, day=8)) == 1
    assert len(await hive.at(8, day=9)) == 2
    assert "On Thursday." in words(hive.digests[1])


async def test_what_was_read_is_not_told_and_nothing_is_sent_when_there_is_nothing(
    hive: Hive,
) -> None:
    read = await hive.thread("Read already.")
    seq = (await hive.ask(hive.bob, "messages.get", message_id=read))["seq"]
    await hive.ask(hive.bob, "reads.mark", channel_id=hive.garden, seq=seq)
    await hive.says("Chat alone is no thread.")
    assert await hive.at(8) == []
    await hive.thread("New.")
    [mail] = await hive.at(8, day=1)
    assert "Read already." not in words(mail)


async def test_muted_channels_people_and_hashtags_are_left_out(hive: Hive) -> None:
    chloe = await hive.world.member("chloe")
    loud = (await hive.ask(hive.ada, "channels.create", name="loud"))["id"]
    for person, channel in ((hive.bob, loud), (chloe, hive.garden)):
        await hive.ask(person, "channels.join", channel_id=channel)
    await hive.ask(hive.bob, "channels.configure", channel_id=loud, muted=True)
    for kind, target in (("person", chloe.id), ("hashtag", "noise")):
        await hive.ask(hive.bob, "follows.set", kind=kind, target=target, stance="mute")
    await hive.thread("In a muted channel.", channel_id=loud)
    await hive.thread("By a muted person.", who=chloe)
    await hive.thread("With a muted #noise.")
    assert await hive.at(8) == []


@pytest.mark.parametrize("always", [False, True])
async def test_who_has_been_here_within_a_day_gets_none_unless_they_want_it(
    hive: Hive, always: bool
) -> None:
    await hive.ask(hive.bob, "digest.set_settings", always=always)
    await hive.thread("New.")
    socket = await hive.bob.connects()
    await socket.call("presence.set", state="auto")
    mails = await hive.at(8)
    assert len(mails) == always
    assert all("because you have chosen to" in words(mail) for mail in mails)


async def test_who_used_a_browser_within_a_day_gets_none_until_a_day_later(hive: Hive) -> None:
    chloe = await hive.world.member("chloe", password="honey and wax")
    await hive.ask(chloe, "channels.join", channel_id=hive.garden)
    await hive.ask(chloe, "digest.set_settings", frequency="daily")
    await hive.ask(hive.bob, "digest.set_settings", frequency="off")
    signing = SignIn(email="chloe@example.org", password="honey and wax")
    await hive.world.server.core.dispatcher.call(visitor("10.0.0.1"), "sessions.create", signing)
    await hive.thread("New.")
    assert await hive.at(8) == []
    await hive.thread("Newer.")
    [mail] = await hive.at(8, day=1)
    assert mail["To"].startswith("Chloe")


async def test_the_workspaces_own_holds_for_all_who_have_chosen_nothing(hive: Hive) -> None:
    chloe, gil = await hive.world.member("chloe"), await hive.world.guest("gil")
    people = [chloe.id, gil.id]
    await hive.ask(hive.ada, "channels.invite", channel_id=hive.garden, person_ids=people)
    public = (await hive.ask(hive.ada, "channels.create", name="yard"))["id"]
    for person in (chloe, gil):
        await hive.ask(person, "follows.set", kind="person", target=hive.ada.id, stance="follow")
    await hive.ask(hive.bob, "digest.set_settings", frequency="off")
    await hive.ask(hive.ada, "digest.set_default", frequency="daily", hour=10)
    assert (await hive.ask(chloe, "digest.get_settings"))["workspace"] == "daily"
    await hive.thread("For all.")
    await hive.thread("Out of a guest's sight.", channel_id=public)
    mails = {mail["To"].split()[0]: words(mail) for mail in await hive.at(10)}
    assert set(mails) == {"Chloe", "Gil"}
    assert "Out of a guest's sight." in mails["Chloe"]
    assert "Out of a guest's sight." not in mails["Gil"]
    assert "For all." in mails["Gil"]


async def test_closed_accounts_bots_and_who_has_no_address_get_none(hive: Hive) -> None:
    await hive.ask(hive.ada, "digest.set_default", frequency="daily")
    zoe = await hive.world.member("zoe")
    await hive.ask(zoe, "channels.join", channel_id=hive.garden)
    await hive.ask(hive.ada, "people.set_active", person_id=zoe.id, active=False)
    await hive.ask(hive.bob, "digest.set_settings", frequency="off")
    await hive.thread("New.")
    assert await hive.at(9) == []


async def test_links_that_stop_are_spent_by_a_post_alone_without_signing_in(hive: Hive) -> None:
    await hive.ask(hive.bob, "notifications.set", mail=True)
    await hive.thread("New.")
    [mail] = await hive.at(8)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip().strip("<>")
    assert address in words(mail)
    assert address in words(mail, "html")

    async def frequency() -> str:
        return str((await hive.ask(hive.bob, "digest.get_settings"))["frequency"])

    async with httpx.AsyncClient() as stranger:
        asked = await stranger.get(address)
        assert asked.status_code == 200
        assert "Stop the digests" in asked.text
        assert await frequency() == "daily"
        assert (await stranger.post(address[:-4] + "wxyz")).status_code == 404
        secret = address.rpartition("/")[2]
        assert (await stranger.post(f"{hive.world.url}/mail/stop/{secret}")).status_code == 404
        assert await frequency() == "daily"
        for _ in range(2):  # mail programs may repeat it
            done = await stranger.post(address, data={"List-Unsubscribe": "One-Click"})
            assert done.status_code == 200
    assert await frequency() == "off"
    assert (await hive.ask(hive.bob, "notifications.get")).get("mail", True) is True
    await hive.thread("Newer.")
    assert len(await hive.at(8, day=1)) == 1


async def test_settings_are_kept_and_nonsense_is_refused(hive: Hive) -> None:
    asked = {"frequency": "weekly", "hour": 18, "day": 5, "time_zone": "Europe/Paris"}
    assert asked.items() <= (await hive.ask(hive.bob, "digest.set_settings", **asked)).items()
    assert asked.items() <= (await hive.ask(hive.bob, "digest.get_settings")).items()
    assert (await hive.ask(hive.bob, "digest.get_settings"))["mail_works"] is True
    for wrong in ({"hour": 24}, {"day": 0}, {"frequency": "hourly"}, {"time_zone": "Mars/One"}):
        answer = (await hive.bob.post_http("digest.set_settings", **wrong)).json()
        assert answer["error"]["code"] == "invalid", wrong
        assert answer["error"]["field"] == next(iter(wrong))
    back = await hive.ask(hive.bob, "digest.set_settings", frequency="default")
    assert back.get("frequency", "default") == "default"


async def test_a_closed_door_between_choosing_and_sending_counts(
    hive: Hive, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = (await hive.ask(hive.ada, "channels.create", name="plans", kind="private"))["id"]
    await hive.ask(hive.ada, "channels.invite", channel_id=secret, person_ids=[hive.bob.id])
    await hive.thread("Told no more.", channel_id=secret)
    await hive.thread("Told.")

    async def removed() -> None:
        await hive.ask(hive.ada, "channels.remove", channel_id=secret, person_id=hive.bob.id)

    hive.post.greets = removed
    [mail] = await hive.at(8)
    assert "Told." in words(mail)
    assert "Told no more." not in words(mail)
    assert "plans" not in words(mail)


async def chosen(hive: Hive, person: Person) -> str:
    view = await hive.ask(person, "digest.get_settings")
    return str(view.get("frequency", "default"))


async def test_a_members_choice_changes_nothing_for_others(hive: Hive) -> None:
    chloe = await hive.world.member("chloe", Role.ADMIN)
    await hive.ask(hive.bob, "digest.set_settings", frequency="weekly")
    assert await chosen(hive, chloe) == "default"
    answer = (await hive.bob.post_http("digest.set_default", frequency="daily")).json()
    assert answer["error"]["code"] == "not_allowed"


async def test_one_now_speaks_as_the_page_on_which_it_is_asked_for(hive: Hive) -> None:
    await hive.thread("Neuf.")
    call = hive.world.server.core.dispatcher.call
    await call(hive.bob.actor, "digest.send", SendDigest(language="fr"))
    await hive.settles()
    assert hive.digests[-1]["Subject"] == "1 conversation que vous avez manquée dans Ruche"


async def test_one_now_goes_to_who_asks_and_not_twice_a_minute(hive: Hive) -> None:
    async def ask() -> None:
        await hive.world.server.core.dispatcher.call(hive.bob.actor, "digest.send", SendDigest())

    with pytest.raises(Conflict):
        await ask()  # there is nothing to send
    await hive.ask(hive.bob, "digest.set_settings", frequency="off")
    await hive.thread("New.")
    await ask()
    await hive.settles()
    [mail] = hive.digests
    assert "You have asked for this mail." in words(mail)
    with pytest.raises(Limited):
        await ask()
    hive.clock.advance(60)
    await ask()
    await hive.settles()
    assert len({one["Message-ID"] for one in hive.digests}) == 2


async def test_what_people_whom_one_follows_recommend_is_told_old_as_it_may_be(hive: Hive) -> None:
    shed = (await hive.ask(hive.ada, "channels.create", name="shed"))["id"]
    said = await hive.says("The scythe hangs behind the door.", channel_id=shed)
    assert await hive.at(7, day=3) == []
    chloe = await hive.world.member("chloe")
    await hive.ask(chloe, "channels.join", channel_id=shed)
    await hive.ask(hive.bob, "follows.set", kind="person", target=chloe.id, stance="follow")
    await hive.ask(chloe, "recommendations.add", message_id=said)
    [mail] = await hive.at(8, day=3)
    assert "Somebody whom you follow recommends it · #shed" in words(mail)
    assert "The scythe hangs behind the door." in words(mail)
    assert await hive.at(8, day=4) == [mail]  # once


async def test_a_wall_goes_by_its_person(hive: Hive) -> None:
    wall = (await hive.ask(hive.ada, "posts.open_wall"))["channel_id"]
    await hive.ask(hive.bob, "follows.set", kind="person", target=hive.ada.id, stance="follow")
    await hive.ask(hive.ada, "posts.write", channel_id=wall, title="Back on Monday")
    [mail] = await hive.at(8)
    assert "You follow Ada · Wall of Ada" in words(mail)
    assert "#wall" not in words(mail) + words(mail, "html")
