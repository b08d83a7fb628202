"""Settings: profile, looks, password, sessions, tokens."""

from __future__ import annotations

import re

import httpx

from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.web.test_admin_looks import picture, uploads
from tests.world import World


async def test_the_profile_is_saved_and_shown_again(ada: Reader) -> None:
    await ada.opens("/settings")
    page = await ada.sends(
        "/settings/profile", name="Ada King", handle="countess", title="Analyst", language="fr"
    )
    assert "Votre profil est enregistré." in page.text
    assert page.html["lang"] == "fr"
    assert [page.field(name).value for name in ("name", "handle", "title")] == [
        "Ada King",
        "countess",
        "Analyst",
    ]


async def test_a_wrong_profile_keeps_what_was_typed(ada: Reader) -> None:
    await ada.opens("/settings")
    page = await ada.sends("/settings/profile", name="Ada King", handle="Ada King")
    assert (page.status, page.field("name").value) == (422, "Ada King")
    assert page.field("handle").wrong
    assert page.field("handle").focused
    assert (await ada.opens("/settings")).field("name").value == "Ada Lovelace"


async def test_a_taken_handle_is_told(ada: Reader, world: World) -> None:
    await world.member("bob")
    await ada.opens("/settings")
    page = await ada.sends("/settings/profile", handle="bob")
    assert page.field("handle").note == "This handle is taken. Choose another one."


async def test_looks_are_kept_in_this_browser(ada: Reader) -> None:
    await ada.opens("/settings")
    page = await ada.sends("/settings/looks", theme="dark", contrast="high")
    assert (page.html["data-theme"], page.html["data-contrast"]) == ("dark", "high")
    fields = dict(page.form("/settings/looks").fields)
    del fields["contrast"]
    page = await ada.posts("/settings/looks", {**fields, "theme": "nonsense"})
    assert (page.html["data-theme"], "data-contrast" in page.html) == ("system", False)


async def test_a_new_password_signs_the_other_browsers_out(ada: Reader, visitor: Reader) -> None:
    await visitor.signs_in("ada@hive.example", PASSWORD)
    await ada.opens("/settings")
    wrong = await ada.sends("/settings/password", current="guess", password="wax and honey")
    assert wrong.field("current").note == "This is not your current password."
    page = await ada.sends("/settings/password", current=PASSWORD, password="wax and honey")
    assert "Your password is changed." in page.text
    assert (await visitor.opens("/settings")).path == "/sign-in"
    assert (await visitor.signs_in("ada@hive.example", "wax and honey")).path != "/sign-in"


async def test_another_browser_is_signed_out_from_the_list(ada: Reader, visitor: Reader) -> None:
    await visitor.signs_in("ada@hive.example", PASSWORD)
    page = await ada.opens("/settings")
    assert "This browser" in page.text
    assert "Firefox, Linux" in page.text
    revoke = next(form.action for form in page.forms if "/sessions/" in form.action)
    again = dict(page.form(revoke).fields)
    await ada.sends(revoke)
    assert (await visitor.opens("/settings")).path == "/sign-in"
    assert (await ada.posts(revoke, again)).path == "/settings"


async def test_a_token_is_shown_once_and_ends_when_revoked(ada: Reader, world: World) -> None:
    page = await ada.opens("/settings")
    fields = {**page.form("/settings/tokens").fields, "label": "FAQ bot"}
    made = await ada.client.post("/settings/tokens", data=fields)
    found = re.search(r'value="(xoxp-[^"]+)"', made.text)
    assert found is not None
    headers = {"authorization": f"Bearer {found[1]}"}
    async with httpx.AsyncClient(base_url=world.url, headers=headers) as robot:
        assert (await robot.post("/api/v1/people.me")).json()["result"]["handle"] == "ada"
        page = await ada.opens("/settings")
        assert "FAQ bot" in page.text
        assert found[1] not in page.text
        await ada.sends(next(form.action for form in page.forms if form.action.endswith("/revoke")))
        assert (await robot.post("/api/v1/people.me")).status_code == 401


async def test_settings_are_for_people_who_are_signed_in(ada: Reader, visitor: Reader) -> None:
    for path in ("/settings", "/admin", "/settings/tokens"):
        assert (await visitor.opens(path)).path == "/sign-in"
    page = await visitor.opens("/sign-in")
    fields = {"csrf": page.forms[0].fields["csrf"], "name": "Mallory"}
    assert (await visitor.posts("/settings/profile", fields)).path == "/sign-in"


async def test_a_photo_is_shown_with_initials_to_fall_back_on_and_removed(ada: Reader) -> None:
    await ada.opens("/settings")
    assert "Choose a picture first." in (await ada.sends("/settings/photo")).text
    file_id = await uploads(ada, "photo.png", picture(64, 64))
    page = await ada.sends("/settings/photo", avatar_file_id=file_id)
    assert "Your photo is saved." in page.text
    shown = f'<img src="/files/{file_id}/thumbnail" alt="" loading="lazy" data-initials="AL">'
    assert shown in page.source
    assert shown in (await ada.opens("/admin")).source
    await ada.opens("/settings")
    page = await ada.sends("/settings/photo", remove="1")
    assert "Your photo is removed." in page.text
    assert f"/files/{file_id}/thumbnail" not in page.source


async def test_a_photo_that_is_no_picture_or_not_mine_is_refused(ada: Reader) -> None:
    await ada.opens("/settings")
    file_id = await uploads(ada, "photo.png", b"no picture")
    for chosen, why in ((file_id, "A photo must be a picture"), ("F0NOTMINE", "no such file")):
        page = await ada.sends("/settings/photo", avatar_file_id=chosen)
        assert page.status in (404, 422)
        assert why in page.text
