"""Which fields profiles have, and what newcomers are told, on the administrators' page."""

from __future__ import annotations

from tests.web.reader import Reader
from tests.world import World


async def test_fields_are_chosen_with_who_sees_them(ada: Reader) -> None:
    await ada.opens("/admin")
    page = await ada.opens("/admin/profiles")
    assert "Profile fields" in page.text
    sent = {"site.used": "1", "site.seen": "team", "pronouns.seen": "everyone", "pronouns.used": ""}
    more = {"own1.seen": "everyone", "own1.label": "Badge number", "skills.seen": "nobody"}
    page = await ada.sends("/admin/profiles/fields", **sent, **more)
    assert "The fields are saved." in page.text
    answer = await ada.client.post("/api/v1/profiles.fields", json={}, headers={"x-ruche": "1"})
    fields = {one["key"]: one for one in answer.json()["result"]["fields"]}
    assert (fields["site"]["used"], fields["site"]["visibility"]) == (True, "team")
    assert fields["pronouns"]["used"] is False
    assert (fields["own1"]["used"], fields["own1"]["label"]) == (True, "Badge number")
    assert (fields["skills"]["used"], fields["skills"]["visibility"]) == (True, "everyone")


async def test_the_welcome_message_is_written_and_shown_again(ada: Reader) -> None:
    await ada.opens("/admin/profiles")
    page = await ada.sends("/admin/profiles/welcome", text="Come in & sit down.")
    assert "The welcome message is saved." in page.text
    assert "Come in &amp; sit down." in (await ada.opens("/admin/profiles")).source


async def test_others_are_refused(world: World, ada: Reader, visitor: Reader) -> None:
    assert (await visitor.opens("/admin/profiles")).path.startswith("/sign-in")
    bob = Reader(world.url)
    await world.member("bob", password="honey and wax")
    await bob.opens("/sign-in")
    await bob.sends("/sign-in", email="bob@example.org", password="honey and wax")
    assert (await bob.opens("/admin/profiles")).status == 403
    await bob.client.aclose()
