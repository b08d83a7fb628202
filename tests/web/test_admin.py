"""Administration: workspace, invitations, people."""

from __future__ import annotations

import re

import pytest

from channels.core.actor import Actor, Kind, PersonId, Role
from channels.core.errors import Limited
from channels.membership.protocol import CreateChannel
from channels.people.protocol import ListPeople
from server.limits import RateLimits
from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.world import World


async def test_the_workspace_gets_another_name(ada: Reader) -> None:
    await ada.opens("/admin")
    page = await ada.sends("/admin/workspace", name="  Apiary ")
    assert "The workspace's name is saved." in page.text
    assert "Apiary" in page.text
    wrong = await ada.sends("/admin/workspace", name="")
    assert wrong.status == 422
    assert wrong.field("name").wrong


@pytest.mark.parametrize("role", [Role.MEMBER, Role.GUEST])
async def test_who_does_not_run_the_workspace_sees_none_of_it(
    world: World, ada: Reader, visitor: Reader, role: Role
) -> None:
    bob = await world.member("bob", role, PASSWORD)
    await visitor.signs_in("bob@example.org", PASSWORD)
    page = await visitor.opens("/settings")
    assert "/admin" not in page.links
    token = page.form("/sign-out").fields["csrf"]
    assert (await visitor.opens("/admin")).status == 403
    for path, fields in (
        ("/admin/workspace", {"name": "Mine"}),
        ("/admin/invitations", {"role": "owner", "days": "7", "uses": ""}),
        (f"/admin/people/{bob.id}/role", {"role": "owner"}),
        (f"/admin/people/{bob.id}/active", {"active": "0"}),
    ):
        assert (await visitor.posts(path, {**fields, "csrf": token})).status == 403


async def test_a_role_is_changed(world: World, ada: Reader) -> None:
    bob = await world.member("bob")
    await ada.opens("/admin")
    page = await ada.sends(f"/admin/people/{bob.id}/role", role="admin")
    assert "The role is changed." in page.text
    assert page.form(f"/admin/people/{bob.id}/role").fields["role"] == "admin"


async def test_nonsense_for_a_role_is_refused(world: World, ada: Reader) -> None:
    bob = await world.member("bob")
    await ada.opens("/admin")
    page = await ada.sends(f"/admin/people/{bob.id}/role", role="emperor")
    assert page.status == 422
    assert "This cannot be understood." in page.text


async def test_the_last_owner_stays(world: World, ada: Reader) -> None:
    page = await ada.opens("/admin")
    own = next(form.action for form in page.forms if form.action.endswith("/role"))
    page = await ada.sends(own, role="member")
    assert page.status == 409
    assert "The workspace needs an owner." in page.text


async def test_an_account_is_closed_and_reopened(
    world: World, ada: Reader, visitor: Reader
) -> None:
    bob = await world.member("bob", password=PASSWORD)
    await visitor.signs_in("bob@example.org", PASSWORD)
    await ada.opens("/admin")
    page = await ada.sends(f"/admin/people/{bob.id}/active")
    assert "Close the account of Bob?" in page.text
    assert "What it wrote stays" in page.text
    page = await ada.sends(f"/admin/people/{bob.id}/active", handle="bobby")
    assert (page.status, page.field("handle").wrong) == (422, True)
    assert (await visitor.opens("/settings")).path == "/settings"
    page = await ada.sends(f"/admin/people/{bob.id}/active", handle="@Bob")
    assert "The account is closed and signed out everywhere." in page.text
    assert (await visitor.opens("/settings")).path == "/sign-in"
    refused = await visitor.signs_in("bob@example.org", PASSWORD)
    assert (refused.status, refused.path) == (403, "/sign-in")
    assert "This account is closed. An administrator can open it again." in refused.text
    page = await ada.sends(f"/admin/people/{bob.id}/active")
    assert "The account is open again." in page.text
    assert (await visitor.signs_in("bob@example.org", PASSWORD)).status != 401


async def test_people_are_found_and_pages_go_on(world: World, ada: Reader) -> None:
    for number in range(52):
        await world.member(f"bee{number:02}")
    page = await ada.opens("/admin")
    assert "@bee48" in page.text
    assert "@bee49" not in page.text
    onward = next(link for link in page.links if "after=" in link)
    page = await ada.opens(onward)
    assert "@bee51" in page.text
    page = await ada.opens("/admin?q=BEE07")
    assert "@bee07" in page.text
    assert "@bee08" not in page.text
    assert "Nobody is called that." in (await ada.opens("/admin?q=wasp")).text


@pytest.mark.parametrize("uses", ["0", "-1", "many", "100000", "²", "9" * 30])
async def test_nonsense_for_uses_is_told_at_the_field(ada: Reader, uses: str) -> None:
    await ada.opens("/admin")
    page = await ada.sends("/admin/invitations", uses=uses)
    assert (page.status, page.field("uses").value) == (422, uses)
    assert page.field("uses").note.startswith("Write a whole number")


async def test_links_are_listed_and_revoked(ada: Reader) -> None:
    await ada.opens("/admin")
    await ada.sends("/admin/invitations", role="admin", days="30", uses="3")
    page = await ada.opens("/admin")
    assert "3 uses left" in page.text
    revoke = next(form.action for form in page.forms if form.action.endswith("/revoke"))
    again = dict(page.form(revoke).fields)
    page = await ada.sends(revoke)
    assert "No link is open." in page.text
    assert (await ada.posts(revoke, again)).path == "/admin"


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Name a channel: a guest sees only those they are invited to."),
        ("fr", "Indiquez un canal\u00a0: un invité ne voit que ceux où il est convié."),
    ],
)
async def test_a_guests_link_without_a_channel_is_told_at_the_field(
    ada: Reader, language: str, note: str
) -> None:
    await ada.opens("/settings")
    await ada.sends("/settings/profile", language=language)
    await ada.opens("/admin")
    page = await ada.sends("/admin/invitations", role="guest")
    assert page.status == 422
    assert page.field("channel_ids").wrong
    assert page.field("channel_ids").note.endswith(note)
    assert page.form("/admin/invitations").fields["role"] == "guest"


async def test_a_guests_link_leads_to_the_channels_named(
    world: World, ada: Reader, visitor: Reader
) -> None:
    owner = (await world.system("people.list", ListPeople())).items[0]
    here = Actor(Kind.PERSON, PersonId(owner.id))
    call = world.server.core.dispatcher.call
    made = {
        name: await call(here, "channels.create", CreateChannel(name=name))
        for name in ("été", "cellar", "garden")
    }
    await world.system("channels.create", CreateChannel(name="nowhere"))  # ada is not in it
    await ada.opens("/admin")
    wrong = await ada.sends("/admin/invitations", role="guest", channel_ids="#garden, nowhere")
    assert wrong.status == 422
    assert wrong.field("channel_ids").note == "You are in no channel called nowhere."
    assert wrong.field("channel_ids").value == "#garden, nowhere"
    page = await ada.sends("/admin/invitations", role="guest", channel_ids=" #Garden,ETE ")
    found = re.search(r'value="http[^"]+(/invite/[^"]+)"', page.source)
    assert found is not None
    await visitor.opens(found[1])
    await visitor.sends(found[1], name="Gus", email="gus@hive.example", password=PASSWORD)
    joined = {}
    for name, channel in made.items():
        inside = ListPeople(channel_id=channel.id, joined=True)
        joined[name] = [
            person.handle for person in (await world.system("people.list", inside)).items
        ]
    assert joined == {"été": ["ada", "gus"], "garden": ["ada", "gus"], "cellar": ["ada"]}


async def test_the_channels_of_a_link_are_looked_up_once_and_a_limit_loses_nothing(
    world: World, ada: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    limited = False

    async def take(_: RateLimits, _actor: Actor, operation: str, _cost: float) -> None:
        asked.append(operation)
        if limited and operation == "channels.list":
            raise Limited("Too much at once.", retry_after_s=2.0)

    monkeypatch.setattr(RateLimits, "take", take)
    names = " ".join(f"#comb{number}" for number in range(49))
    await ada.opens("/admin")
    page = await ada.sends("/admin/invitations", role="guest", channel_ids=f"general {names}")
    assert page.field("channel_ids").note == "You are in no channel called comb48."
    assert asked.count("channels.list") == 1
    limited = True
    page = await ada.sends("/admin/invitations", uses="7", channel_ids="general")
    assert (page.status, page.field("uses").value) == (429, "7")
    assert page.field("channel_ids").value == "general"
    assert "Too many attempts. Try again in 2 s." in page.text
    assert "invitations.create" not in asked


async def test_an_admin_is_offered_no_owners_powers(
    world: World, ada: Reader, visitor: Reader
) -> None:
    await world.member("bob", Role.ADMIN, PASSWORD)
    await visitor.signs_in("bob@example.org", PASSWORD)
    page = await visitor.opens("/admin")
    ours = await visitor.client.get("/admin")
    assert 'value="owner"' not in ours.text
    token = page.form("/sign-out").fields["csrf"]
    fields = {"csrf": token, "role": "owner", "days": "7", "uses": ""}
    refused = await visitor.posts("/admin/invitations", fields)
    assert refused.status == 403
    assert "Only an owner can make owners." in refused.text
