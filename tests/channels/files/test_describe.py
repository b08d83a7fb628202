"""What a picture shows, in words, for those who cannot see it."""

from __future__ import annotations

import msgspec
import pytest

from channels.core.actor import Actor, visitor
from channels.core.errors import NotFound, NotSignedIn
from tests.channels.files.test_files import general, upload
from tests.house import House


async def test_a_description_goes_along_with_the_message(house: House, ada: Actor) -> None:
    file = await upload(house, ada)
    described = await house.ask(ada, "files.describe", file_id=file.id, alt="  The north\nside ")
    assert described.alt == "The north side"
    again = await house.ask(ada, "files.describe", file_id=file.id, alt="The north side")
    assert again == described
    channel_id = await general(house, ada)
    posted = await house.ask(
        ada, "messages.post", channel_id=channel_id, text="", file_ids=[file.id]
    )
    assert [one.alt for one in posted.files] == ["The north side"]
    read = await house.ask(ada, "messages.get", message_id=posted.id)
    assert read.files == [described]


async def test_only_one_s_own_file_that_is_not_sent_is_described(
    house: House, ada: Actor, bob: Actor
) -> None:
    sent, other = await upload(house, bob), await upload(house, ada)
    channel_id = await general(house, bob)
    await house.ask(bob, "messages.post", channel_id=channel_id, text="", file_ids=[sent.id])
    for file_id in (sent.id, other.id, "F0NOTHERE"):
        with pytest.raises(NotFound):
            await house.ask(bob, "files.describe", file_id=file_id, alt="mine")
    with pytest.raises(NotSignedIn):
        await house.ask(visitor("10.0.0.1"), "files.describe", file_id=other.id, alt="mine")


async def test_a_description_is_a_line(house: House, ada: Actor) -> None:
    file = await upload(house, ada)
    with pytest.raises(msgspec.ValidationError):
        await house.ask(ada, "files.describe", file_id=file.id, alt="a" * 251)
    emptied = await house.ask(ada, "files.describe", file_id=file.id, alt="")
    assert emptied.alt == ""
