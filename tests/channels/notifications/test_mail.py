"""Mails to those whom push does not reach: gathered, in their language, easily stopped."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

import httpx
import pytest

from channels.notifications.mailing import MAIL, Mailing
from tests.channels.notifications.conftest import Hive
from tests.world import Person, Role, World

Garden = tuple[Person, Person, str]
MINUTE_S = 60


def words(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def test_who_has_no_device_gets_a_mail_after_some_minutes(hive: Hive, garden: Garden) -> None:
    _ada, bob, channel = garden
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="Look, @ada <3 & more!")
    await hive.later(4 * MINUTE_S)
    assert hive.post.mails == []
    await hive.later(2 * MINUTE_S)
    [mail] = hive.post.mails
    assert mail["To"] == "Ada <ada@example.org>"
    assert mail["From"] == "Ruche <ruche@hive.example>"
    assert mail["Subject"] == "1 message is waiting for you in Ruche"
    assert mail["Auto-Submitted"] == "auto-generated"
    address = f"{hive.world.url}/c/{channel}/{sent['id']}"
    for kind in ("plain", "html"):
        assert address in words(mail, kind)
    assert "Bob · #garden" in words(mail)
    assert "Look, @ada <3 & more!" in words(mail)
    assert "Look, @ada &lt;3 &amp; more!" in words(mail, "html")


async def test_a_mail_speaks_the_persons_language(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    await hive.ask(ada, "people.update", language="fr")
    await hive.ask(ada, "notifications.set", time_zone="Europe/Paris")
    for text in ("@ada un", "@ada deux"):
        await hive.ask(bob, "messages.post", channel_id=channel, text=text)
    await hive.later(6 * MINUTE_S)
    [mail] = hive.post.mails
    assert mail["Subject"] == "2 messages vous attendent dans Ruche"
    assert "Bonjour Ada" in words(mail)
    assert "15 juin" in words(mail)
    assert "17:06" in words(mail)
    assert '<html lang="fr">' in words(mail, "html")


async def test_what_was_read_meanwhile_is_not_mailed(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    await hive.ask(ada, "reads.mark", channel_id=channel, seq=sent["seq"])
    await hive.later(30 * MINUTE_S)
    assert hive.post.mails == []


async def test_one_mail_in_fifteen_minutes_gathers_the_rest(hive: Hive, garden: Garden) -> None:
    _ada, bob, channel = garden
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada one")
    await hive.later(6 * MINUTE_S)
    for text in ("@ada two", "@ada three"):
        await hive.ask(bob, "messages.post", channel_id=channel, text=text)
    await hive.later(10 * MINUTE_S)
    assert len(hive.post.mails) == 1
    await hive.later(6 * MINUTE_S)
    assert len(hive.post.mails) == 2
    said = words(hive.post.mails[1])
    assert "@ada two" in said
    assert "@ada three" in said
    assert "@ada one" not in said


async def test_a_push_that_is_not_proven_becomes_a_mail(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada, urgent")
    await hive.gets(phone)
    await hive.later(6 * MINUTE_S)
    [mail] = hive.post.mails
    assert "@ada, urgent" in words(mail)


async def test_a_push_that_is_proven_becomes_none(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    said = await hive.gets(phone)
    await hive.ask(ada, "push.delivered", push_id=said["id"])
    await hive.later(60 * MINUTE_S)
    assert hive.post.mails == []


async def test_one_device_that_was_reached_is_enough(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    desk, _ = await hive.device(ada, "desk")
    phone, _ = await hive.device(ada, "phone")
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.gets(phone)
    hive.clock.advance(1)
    said = await hive.gets(desk)
    await hive.ask(ada, "push.delivered", push_id=said["id"])
    await hive.later(60 * MINUTE_S)
    assert hive.post.mails == []


async def test_the_last_device_gone_a_mail_goes_instead(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    await hive.device(ada, "phone")
    hive.service.answers.append((404, {}))
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.later(6 * MINUTE_S)
    assert len(hive.post.mails) == 1


async def test_a_mail_waits_for_the_end_of_quiet_hours(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    until = hive.clock.now_us() // 1_000 + 3_600_000
    await hive.ask(ada, "people.set_do_not_disturb", until_at=until)
    for _ in range(3):
        await hive.later(16 * MINUTE_S)
    assert hive.post.mails == []
    for _ in range(2):
        await hive.later(16 * MINUTE_S)
    assert len(hive.post.mails) == 1


async def test_a_mail_server_that_refuses_is_tried_again(hive: Hive, garden: Garden) -> None:
    _, bob, channel = garden
    hive.post.refuses = 1
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.later(6 * MINUTE_S)
    assert hive.post.mails == []
    await hive.later(5)
    assert len(hive.post.mails) == 1


async def test_two_runs_at_once_send_one_mail(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada one")
    await hive.settles()
    hive.clock.advance(6 * MINUTE_S)
    send = hive.world.server.background._jobs._handlers[MAIL]
    await asyncio.gather(*(send({"person_id": ada.id}) for _ in range(4)))
    await hive.settles()
    assert len(hive.post.mails) == 1
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada two")
    await hive.later(16 * MINUTE_S)
    assert len(hive.post.mails) == 2
    assert "@ada one" not in words(hive.post.mails[1])


@pytest.mark.parametrize("read", [False, True])
async def test_what_died_between_sending_and_noting_is_told_once_more_if_still_unread(
    hive: Hive, garden: Garden, monkeypatch: pytest.MonkeyPatch, read: bool
) -> None:
    ada, bob, channel = garden
    noted, deaths = Mailing._done, []

    async def dies_once(mailing: Mailing, person_id: str, message_ids: list[str]) -> None:
        if not deaths:
            deaths.append(person_id)
            raise ProcessLookupError("killed here")
        await noted(mailing, person_id, message_ids)

    monkeypatch.setattr(Mailing, "_done", dies_once)
    sent = await hive.ask(bob, "messages.post", channel_id=channel, text="@ada one")
    await hive.later(6 * MINUTE_S)
    assert (deaths, len(hive.post.mails)) == ([ada.id], 1)
    await hive.later(10 * MINUTE_S)
    assert len(hive.post.mails) == 1, "never sooner than the next mail would go"
    if read:
        await hive.ask(ada, "reads.mark", channel_id=channel, seq=sent["seq"])
    await hive.later(10 * MINUTE_S)
    await hive.later(60 * MINUTE_S)
    assert len(hive.post.mails) == (1 if read else 2)
    assert len({mail["Message-ID"] for mail in hive.post.mails}) == 1
    assert all("@ada one" in words(mail) for mail in hive.post.mails)


async def test_what_died_before_sending_goes_later(
    hive: Hive, garden: Garden, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob, channel = garden
    marked, deaths = Mailing._mark, []

    async def dies_once(mailing: Mailing, person_id: str, before_ms: int, after_ms: int) -> bool:
        mine = await marked(mailing, person_id, before_ms, after_ms)
        if not deaths:
            deaths.append(person_id)
            raise ProcessLookupError("killed here")
        return mine

    monkeypatch.setattr(Mailing, "_mark", dies_once)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada one")
    await hive.later(6 * MINUTE_S)
    assert hive.post.mails == []
    await hive.later(20 * MINUTE_S)
    await hive.later(60 * MINUTE_S)
    assert len(hive.post.mails) == 1


async def test_two_mails_have_two_ids(hive: Hive, garden: Garden) -> None:
    _, bob, channel = garden
    for text in ("@ada one", "@ada two"):
        await hive.ask(bob, "messages.post", channel_id=channel, text=text)
        await hive.later(16 * MINUTE_S)
    first, second = hive.post.mails
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"].endswith("@hive.example>")


async def test_the_mails_link_stops_them_with_one_click(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada one")
    await hive.later(6 * MINUTE_S)
    [mail] = hive.post.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(mail["List-Unsubscribe"]).strip().strip("<>")
    assert address in words(mail)
    async with httpx.AsyncClient() as stranger:
        asked = await stranger.get(address)
        assert asked.status_code == 200
        assert (await hive.ask(ada, "notifications.get"))["mail_works"] is True
        assert (await hive.ask(ada, "notifications.get")).get("mail", True) is True
        done = await stranger.post(address, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert (await stranger.post(address[:-3] + "xyz")).status_code == 404
        assert (await stranger.post(f"{hive.world.url}/mail/stop/x")).status_code == 404
    assert (await hive.ask(ada, "notifications.get"))["mail"] is False
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada two")
    await hive.later(60 * MINUTE_S)
    assert len(hive.post.mails) == 1


async def test_plain_messages_are_nobodys_mail(hive: Hive, garden: Garden) -> None:
    _, bob, channel = garden
    await hive.ask(bob, "messages.post", channel_id=channel, text="Just talking.")
    await hive.later(60 * MINUTE_S)
    assert hive.post.mails == []


async def test_a_closed_account_gets_no_mail(hive: Hive, garden: Garden) -> None:
    ada, bob, channel = garden
    owner = await hive.world.member("olga", Role.OWNER)
    await hive.ask(bob, "messages.post", channel_id=channel, text="@ada")
    await hive.settles()
    await hive.ask(owner, "people.set_active", person_id=ada.id, active=False)
    await hive.later(60 * MINUTE_S)
    assert hive.post.mails == []


async def test_without_a_mail_server_nothing_is_promised(world: World) -> None:
    ada = await world.member("ada")
    assert "mail_works" not in await ada.call("notifications.get")
