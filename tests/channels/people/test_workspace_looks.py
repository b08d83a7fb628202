"""The workspace's colour and logo."""

from __future__ import annotations

import pytest

from channels.core.actor import SYSTEM, Actor
from channels.core.errors import Invalid, NotAllowed, NotFound
from persistence.streams import WORKSPACE
from tests.house import House


async def a_file(house: House, who: Actor, mime: str = "image/png") -> str:
    """A picture as the upload edge registers it."""
    thumbnail = "small" if mime == "image/png" else None
    view = await house.ask(
        who,
        "files.register",
        blob_key="whole",
        name="logo.png",
        mime=mime,
        size_bytes=10,
        thumbnail_key=thumbnail,
    )
    return str(view.id)


async def test_an_administrator_chooses_a_colour_and_everybody_hears(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    name = (await house.ask(ada, "workspace.get")).name
    assert (await house.ask(ada, "workspace.update", accent="#1d6fe0")).accent == "#1d6fe0"
    event, data = (await house.heard(WORKSPACE))[-1]
    assert (event, data["workspace"]["accent"]) == ("workspace.updated", "#1d6fe0")
    seen = await house.ask(bob, "workspace.get")
    assert (seen.name, seen.accent) == (name, "#1d6fe0")
    assert (await house.ask(SYSTEM, "workspace.look")).accent == "#1d6fe0"
    assert (await house.ask(ada, "workspace.update", accent="")).accent == ""
    with pytest.raises(NotAllowed):
        await house.ask(bob, "workspace.update", accent="#1d6fe0")


async def test_a_colour_on_which_no_words_can_be_read_is_refused(house: House) -> None:
    ada = await house.open()
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "workspace.update", accent="#808080")
    assert refused.value.field == "accent"
    assert (await house.ask(ada, "workspace.get")).accent == ""


async def test_a_change_of_nothing_is_no_event(house: House) -> None:
    ada = await house.open()
    before = len(await house.heard(WORKSPACE))
    view = await house.ask(ada, "workspace.update")
    assert view == await house.ask(ada, "workspace.get")
    assert len(await house.heard(WORKSPACE)) == before


async def test_a_logo_is_seen_by_guests_and_kept(house: House) -> None:
    ada = await house.open()
    guest = await house.add("greta", role="guest")
    logo = await a_file(house, ada)
    with pytest.raises(NotFound):
        await house.ask(guest, "files.get", file_id=logo)
    assert (await house.ask(ada, "workspace.update", logo_file_id=logo)).logo_file_id == logo
    assert (await house.ask(SYSTEM, "workspace.look")).logo_file_id == logo
    assert (await house.ask(guest, "files.get", file_id=logo)).id == logo
    await house.ask(SYSTEM, "files.drop", file_ids=[logo])
    assert (await house.ask(guest, "files.get", file_id=logo)).id == logo


async def test_a_logo_that_was_replaced_is_forgotten(house: House) -> None:
    ada = await house.open()
    first, second = await a_file(house, ada), await a_file(house, ada)
    await house.ask(ada, "workspace.update", logo_file_id=first)
    await house.ask(ada, "workspace.update", logo_file_id=second)
    await house.ask(SYSTEM, "files.drop", file_ids=[first, second])
    with pytest.raises(NotFound):
        await house.ask(ada, "files.get", file_id=first)
    assert (await house.ask(ada, "files.get", file_id=second)).id == second
    assert (await house.ask(ada, "workspace.update", logo_file_id="")).logo_file_id is None


async def test_a_logo_is_a_picture_of_ones_own(house: House) -> None:
    ada = await house.open()
    bob = await house.add("bob")
    for file_id, kind in (
        (await a_file(house, ada, "application/pdf"), Invalid),
        (await a_file(house, bob), NotFound),
        ("F0", NotFound),
    ):
        with pytest.raises(kind) as refused:
            await house.ask(ada, "workspace.update", logo_file_id=file_id)
        assert refused.value.field == "logo_file_id"  # type: ignore[attr-defined]
