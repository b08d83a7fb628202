"""A forgotten password: an administrator makes a link, the person chooses a new one."""

from __future__ import annotations

import re

from channels.core.actor import Role
from tests.web.conftest import PASSWORD
from tests.web.reader import Reader
from tests.world import World

NEW = "comb and clover"


async def link(ada: Reader, person_id: str) -> str:
    """The path of a new link, as the page shows it once."""
    await ada.opens("/admin")
    await ada.sends(f"/admin/people/{person_id}/password#people")
    shown = re.search(r'value="http[^"]*(/reset/rp-[^"]+)"', ada.page.source)
    assert shown is not None
    return shown[1]


async def test_the_sign_in_page_says_whom_to_ask(ada: Reader, visitor: Reader) -> None:
    page = await visitor.opens("/sign-in")
    assert "Forgot your password? Ask an administrator for a new link." in page.text
    french = await visitor.opens("/sign-in?lang=fr")
    assert "Mot de passe oublié ? Demandez un nouveau lien" in french.text


async def test_a_person_chooses_a_new_password(world: World, ada: Reader, visitor: Reader) -> None:
    bob = await world.member("bob", password=PASSWORD)
    before = Reader(world.url)
    await before.signs_in("bob@example.org", PASSWORD)
    path = await link(ada, bob.id)
    page = await visitor.opens(path)
    assert f"@{bob.handle}" in page.text
    weak = await visitor.sends(path, password="short")
    assert weak.status == 422
    assert weak.field("password").wrong
    await visitor.sends(path, password=NEW)
    assert (await visitor.opens("/settings")).path == "/settings"
    assert (await before.opens("/settings")).path == "/sign-in"
    assert (await before.signs_in("bob@example.org", PASSWORD)).status == 401
    again = await before.opens(path)
    assert again.status == 404
    assert "This link is used up" in again.text
    await before.client.aclose()


async def test_a_form_over_the_limit_is_too_large(ada: Reader, visitor: Reader) -> None:
    await visitor.opens("/sign-in")
    assert (await visitor.sends("/sign-in", password="x" * 70_000)).status == 413


async def test_an_administrator_has_no_way_to_an_owner(
    world: World, ada: Reader, visitor: Reader
) -> None:
    await world.member("root", Role.ADMIN, PASSWORD)
    olga = await world.member("olga", Role.OWNER)
    await visitor.signs_in("root@example.org", PASSWORD)
    page = await visitor.opens("/admin")
    path = f"/admin/people/{olga.id}/password"
    assert path not in page.source
    token = page.form("/sign-out").fields["csrf"]
    refused = await visitor.posts(path, {"csrf": token})
    assert refused.status == 403
    assert "Only an owner can change an owner's account." in refused.text
    assert "/reset/" not in refused.source
