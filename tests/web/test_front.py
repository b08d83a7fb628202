"""Before the door: first run, sign-in, sign-out, invitations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from channels.core.actor import Role
from channels.people.protocol import ListPeople, SetRole
from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.world import World, open_world

WELCOME = {
    "workspace_name": "The Hive",
    "name": "Ada Lovelace",
    "email": "ada@hive.example",
    "password": PASSWORD,
}


async def link_from(ada: Reader, **fields: str) -> str:
    """A new invitation link's path."""
    await ada.opens("/admin")
    page = await ada.sends("/admin/invitations", **fields)
    assert page.status == 200
    response = await ada.client.post(
        "/admin/invitations", data={**page.form("/admin/invitations").fields, **fields}
    )
    found = re.search(r'value="(http[^"]+/invite/[^"]+)"', response.text)
    assert found is not None
    return "/" + found[1].split("/", 3)[3]


async def test_the_first_visit_leads_to_the_first_run(visitor: Reader) -> None:
    for path in ("/", "/sign-in", "/settings", "/c/C0000000000000"):
        assert (await visitor.opens(path)).path == "/welcome"


async def test_the_first_run_signs_its_owner_in(visitor: Reader) -> None:
    await visitor.opens("/welcome")
    await visitor.sends("/welcome", **WELCOME)
    page = await visitor.opens("/settings")
    assert page.path == "/settings"
    assert (page.field("name").value, page.field("handle").value) == ("Ada Lovelace", "ada")


async def test_the_first_run_is_over_after_the_first_run(ada: Reader, visitor: Reader) -> None:
    assert (await visitor.opens("/welcome")).path == "/sign-in"
    page = await visitor.sends("/sign-in")
    forged = {**WELCOME, "csrf": page.forms[0].fields["csrf"]}
    refused = await visitor.posts("/welcome", forged)
    assert refused.status == 409
    assert "This server has a workspace already." in refused.text


async def test_errors_stand_at_their_fields_and_what_was_right_is_kept(visitor: Reader) -> None:
    await visitor.opens("/welcome")
    page = await visitor.sends(
        "/welcome", workspace_name="", name="Ada", email="ada", password="short"
    )
    assert page.status == 422
    assert page.field("workspace_name").note == "Write a name of 1 to 80 characters."
    assert page.field("workspace_name").focused
    assert (page.field("name").value, page.field("name").wrong) == ("Ada", False)
    assert page.field("email").value == "ada"
    assert page.field("email").note.startswith("Write an e-mail address")
    assert (page.field("password").value, page.field("password").note) == (
        "",
        "Use at least 8 characters.",
    )


async def test_a_refusal_by_the_door_stands_at_its_field_too(visitor: Reader) -> None:
    await visitor.opens("/welcome")
    page = await visitor.sends("/welcome", **{**WELCOME, "name": "a\u200eb"})
    assert page.field("name").note == "Leave out control characters and invisible ones."


async def test_sign_in_leads_where_one_wanted_to_go(ada: Reader, visitor: Reader) -> None:
    assert (await visitor.opens("/settings?done=profile")).path == "/sign-in"
    page = await visitor.sends("/sign-in", email="ADA@hive.example", password=PASSWORD)
    assert page.path == "/settings"
    assert "Your profile is saved." in page.text


async def test_sign_in_leads_to_no_other_site(ada: Reader, visitor: Reader) -> None:
    for onward in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"):
        page = await visitor.opens("/sign-in")
        fields = {"email": "ada@hive.example", "password": PASSWORD, "next": onward}
        answer = await visitor.client.post(
            "/sign-in",
            data={"csrf": page.forms[0].fields["csrf"], **fields},
            follow_redirects=False,
        )
        assert answer.headers["location"] == "/"
        visitor.client.cookies.clear()


async def test_a_wrong_password_is_told_without_telling_what_was_wrong(
    ada: Reader, visitor: Reader
) -> None:
    notes = []
    for email in ("ada@hive.example", "nobody@hive.example"):
        page = await visitor.signs_in(email, "guess")
        assert (page.status, page.field("email").value) == (401, email)
        notes.append(page.field("password").note)
    assert notes[0] == notes[1] == "E-mail and password do not fit together. Check both."


async def test_the_session_cookie_is_out_of_reach_of_scripts(ada: Reader, visitor: Reader) -> None:
    page = await visitor.opens("/sign-in")
    fields = {"email": "ada@hive.example", "password": PASSWORD, **page.forms[0].fields}
    fields |= {"email": "ada@hive.example", "password": PASSWORD}
    answer = await visitor.client.post("/sign-in", data=fields, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("ruche_session=rs-")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


async def test_another_language_keeps_where_one_was_going(ada: Reader, visitor: Reader) -> None:
    answer = await visitor.client.get("/sign-in?next=/search%3Fq%3Da%20b")
    assert 'href="/sign-in?lang=fr&amp;next=/search%3Fq%3Da%20b"' in answer.text
    assert 'href="/sign-in?lang=fr"' in (await visitor.client.get("/sign-in")).text


async def test_who_is_signed_in_needs_no_sign_in_page(ada: Reader) -> None:
    assert (await ada.opens("/sign-in?next=/settings")).path == "/settings"


async def test_signing_out_ends_the_session_itself(ada: Reader) -> None:
    await ada.opens("/settings")
    stolen = ada.client.cookies["ruche_session"]
    assert (await ada.sends("/sign-out")).path == "/sign-in"
    ada.client.cookies.set("ruche_session", stolen)
    assert (await ada.opens("/settings")).path == "/sign-in"


async def test_many_wrong_passwords_have_to_wait(tmp_path: Path) -> None:
    async with open_world(tmp_path, rate_limits=1.0) as world:
        visitor = Reader(world.url)
        await visitor.opens("/welcome")
        await visitor.sends("/welcome", **WELCOME)
        visitor.client.cookies.clear()
        statuses = [(await visitor.signs_in("ada@hive.example", "guess")).status for _ in range(6)]
        assert statuses == [401, 401, 401, 401, 401, 429]
        assert "Too many attempts. Try again in" in visitor.page.text
        barred = await visitor.signs_in("ada@hive.example", PASSWORD)
        assert barred.status == 429
        await visitor.client.aclose()


async def test_a_form_without_its_token_is_refused(ada: Reader, visitor: Reader) -> None:
    await visitor.opens("/sign-in")
    fields = {"email": "ada@hive.example", "password": PASSWORD}
    assert (await visitor.posts("/sign-in", fields)).status == 403
    assert (await visitor.posts("/sign-in", {**fields, "csrf": "guess"})).status == 403


async def test_a_form_from_a_foreign_page_is_refused(ada: Reader) -> None:
    page = await ada.opens("/settings")
    fields = {**page.form("/settings/profile").fields, "name": "Mallory"}
    foreign = {"origin": "https://evil.example"}
    answer = await ada.client.post("/settings/profile", data=fields, headers=foreign)
    assert answer.status_code == 403
    assert (await ada.opens("/settings")).field("name").value == "Ada Lovelace"


async def test_another_visitors_token_is_refused(
    world: World, ada: Reader, visitor: Reader
) -> None:
    other = Reader(world.url)
    token = (await other.opens("/sign-in")).forms[0].fields["csrf"]
    await visitor.opens("/sign-in")
    fields = {"email": "ada@hive.example", "password": PASSWORD, "csrf": token}
    assert (await visitor.posts("/sign-in", fields)).status == 403
    await other.client.aclose()


async def test_an_oversized_form_is_refused(visitor: Reader) -> None:
    page = await visitor.opens("/welcome")
    huge = {**WELCOME, "name": "a" * 70_000, "csrf": page.forms[0].fields["csrf"]}
    assert (await visitor.posts("/welcome", huge)).status == 413
    many = {f"f{number}": "" for number in range(200)}
    assert (await visitor.posts("/welcome", many)).status == 422


async def test_an_invited_person_makes_an_account_and_is_in(ada: Reader, visitor: Reader) -> None:
    path = await link_from(ada, role="guest", channel_ids="general")
    page = await visitor.opens(path)
    assert "Join The Hive" in page.text
    assert "You are invited as a guest." in page.text
    await visitor.sends(path, name="Eve", email="eve@hive.example", password=PASSWORD)
    assert (await visitor.opens("/settings")).field("handle").value == "eve"


@pytest.mark.parametrize(("role", "first"), [("member", "/start"), ("guest", "/"), ("admin", "/")])
async def test_only_a_new_member_is_led_through_the_first_steps(
    ada: Reader, visitor: Reader, role: str, first: str
) -> None:
    path = await link_from(ada, role=role, channel_ids="general")
    await visitor.opens(path)
    page = await visitor.sends(path, name="Eve", email="eve@hive.example", password=PASSWORD)
    assert page.path == first


async def test_an_invited_person_hears_what_to_mend(ada: Reader, visitor: Reader) -> None:
    path = await link_from(ada)
    await visitor.opens(path)
    page = await visitor.sends(path, name="Ada", email="ada@hive.example", password=PASSWORD)
    assert (page.status, page.field("name").value) == (409, "Ada")
    assert page.field("email").note == "There is an account with this e-mail address already."


async def test_a_link_that_is_used_up_says_so(ada: Reader, visitor: Reader) -> None:
    path = await link_from(ada, uses="1")
    await visitor.opens(path)
    await visitor.sends(path, name="Bob", email="bob@hive.example", password=PASSWORD)
    for gone in (path, "/invite/guess", "/invite/" + "x" * 3_000):
        page = await visitor.opens(gone)
        assert (page.status, "This link is used up" in page.text) == (404, True)


async def test_an_invitation_to_an_address_opens_the_account_that_waits_there(
    ada: Reader, visitor: Reader
) -> None:
    await brings_bob_in(ada)
    anybody = await link_from(ada)
    path = await link_from(ada, email="Bob@hive.example")
    assert "Member · bob@hive.example" in (await ada.opens("/admin")).text
    await visitor.opens(anybody)
    fields = {"name": "Bob", "password": PASSWORD}
    page = await visitor.sends(anybody, email="bob@hive.example", **fields)
    assert page.status == 409
    assert page.field("email").note.startswith("An account waits for this address.")
    page = await visitor.opens(path)
    assert "Your account is ready." in page.text
    assert "Account\nBob Martin\nE-mail\nbob@hive.example" in page.text
    assert page.field("name").value == "Bob Martin"
    page = await visitor.sends(path, email="eve@hive.example", **fields)
    assert (page.status, "This invitation is for another" in page.text) == (422, True)
    assert (await visitor.sends(path, email="bob@hive.example", **fields)).path == "/start"
    assert (await visitor.opens("/settings")).field("handle").value == "bob"


async def test_who_takes_an_invitation_is_led_by_the_role_of_their_account(
    world: World, ada: Reader, visitor: Reader
) -> None:
    await brings_bob_in(ada)
    bob = (await world.system("people.list", ListPeople(query="bob"))).items[0]
    await world.system("people.set_role", SetRole(person_id=bob.id, role=Role.ADMIN))
    path = await link_from(ada, email="bob@hive.example")
    await visitor.opens(path)
    fields = {"name": "Bob", "email": "bob@hive.example", "password": PASSWORD}
    assert (await visitor.sends(path, **fields)).path == "/"


async def test_a_link_for_a_password_tells_whose_account_it_is(
    ada: Reader, visitor: Reader
) -> None:
    await brings_bob_in(ada)
    page = await ada.opens("/admin?q=bob")
    assert "has not come yet" in page.text
    make = next(form.action for form in page.forms if "/password" in form.action)
    shown = re.search(r'value="http[^"]*(/reset/rp-[^"]+)"', (await ada.sends(make)).source)
    assert shown is not None
    page = await visitor.opens(shown[1])
    assert "Account\nBob Martin\n@bob\nE-mail\nbob@hive.example" in page.text
    assert "Choose your password" in page.text
    assert (await visitor.sends(shown[1], password=PASSWORD)).path == "/start"
    assert "has not come yet" not in (await ada.opens("/admin?q=bob")).text


async def brings_bob_in(ada: Reader) -> None:
    """From a file, as the command line does; nobody has ever been here as him."""
    text = "E-mail,Name\nbob@hive.example,Bob Martin\n"
    page = await ada.opens("/admin/people/import")
    token = page.form("/admin/people/import").fields["csrf"]
    await ada.posts("/admin/people/import", {"csrf": token, "content": text, "do": "1"})
