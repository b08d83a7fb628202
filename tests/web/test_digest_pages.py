"""The digest's pages: what it would look like, inert, and the workspace's own."""

from __future__ import annotations

from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.world import World


async def test_what_a_digest_would_be_is_shown_inert(
    world: World, ada: Reader, visitor: Reader
) -> None:
    page = await ada.opens("/settings/digest")
    assert "There is nothing to tell of yet." in page.text
    assert (
        "This server does not send e-mail, so no digest goes out: set RUCHE_SMTP_URL" in page.text
    )
    assert "notice--bad" not in page.source
    chloe = await world.member("chloe", password=PASSWORD)
    root = await chloe.posts(await world.general(), "Does this <script> run?")
    await chloe.posts(await world.general(), "No.", thread_id=root["id"])
    for who, missed in ((ada, True), (visitor, False)):
        if who is visitor:
            await visitor.signs_in("chloe@example.org", PASSWORD)
        page = await who.opens("/settings/digest")
        assert ("You have missed nothing" in page.text) is not missed
        assert "1 thread that you have missed in The Hive" in page.text
        shown = await who.client.get("/settings/digest/mail")
        assert "Does this &lt;script&gt; run?" in shown.text
        policy = shown.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-same-origin" in policy
        assert "script" not in policy
    french = await ada.client.get("/settings/digest/mail?lang=fr")
    assert "Ce que vous avez manqué" in french.text
    token = (await ada.opens("/settings/digest")).form("/sign-out").fields["csrf"]
    refused = await ada.posts("/settings/digest", {"csrf": token})
    assert refused.status == 409
    assert "This server does not send e-mail. Ask an administrator." in refused.text


async def test_an_administrator_sets_the_workspaces_own(world: World, ada: Reader) -> None:
    page = await ada.opens("/admin")
    assert "This server does not send e-mail" in page.text
    when = {"hour": "7", "day": "5", "time_zone": "Europe/Paris"}
    page = await ada.sends("/admin/digest", frequency="weekly", **when)
    assert "The digest is saved." in page.text
    bob = await world.member("bob")
    view = await bob.call("digest.get_settings")
    assert (view["workspace"], view["hour"], view["day"]) == ("weekly", 7, 5)
    assert view["time_zone"] == "Europe/Paris"
    wrong = await ada.sends("/admin/digest", frequency="weekly", **{**when, "time_zone": "Mars"})
    assert wrong.field("time_zone").wrong
    assert "There is no such time zone." in wrong.text
    assert (await ada.sends("/admin/digest", frequency="hourly", **when)).status == 422
