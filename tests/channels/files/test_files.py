"""Who may attach and see files, and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor, visitor
from channels.core.errors import Invalid, NotFound, NotSignedIn
from channels.files.jobs import handlers
from channels.files.service import DELETE_BLOBS, DROP_UNUSED
from channels.messages.protocol import FileView
from persistence.blobs_disk import DiskBlobs
from persistence.jobs import Worker
from persistence.streams import channel_stream
from tests.house import House


async def upload(house: House, who: Actor, name: str = "plan.txt", **fields: Any) -> FileView:
    """What the upload edge does once the bytes are stored."""
    known = {"blob_key": "0" * 40, "mime": "text/plain", "size_bytes": 4}
    found: FileView = await house.ask(who, "files.register", **{**known, "name": name, **fields})
    return found


async def private(house: House, owner: Actor, *people: Actor) -> str:
    channel = await house.ask(owner, "channels.create", name="cellar", kind="private")
    if people:
        ids = [person.person_id for person in people]
        await house.ask(owner, "channels.invite", channel_id=channel.id, person_ids=ids)
    found: str = channel.id
    return found


async def general(house: House, who: Actor) -> str:
    found: str = (await house.ask(who, "workspace.get")).general_channel_id
    return found


async def sees(house: House, who: Actor, file_id: str) -> bool:
    try:
        await house.ask(who, "files.get", file_id=file_id)
        await house.ask(who, "files.open", file_id=file_id)
    except NotFound:
        return False
    return True


async def test_a_file_is_its_uploader_s_own_until_it_is_posted(
    house: House, ada: Actor, bob: Actor
) -> None:
    file = await upload(house, bob)
    assert await sees(house, bob, file.id)
    assert not await sees(house, ada, file.id)
    channel_id = await general(house, bob)
    await house.ask(bob, "messages.post", channel_id=channel_id, text="", file_ids=[file.id])
    assert await sees(house, ada, file.id)


@pytest.mark.parametrize("operation", ["files.get", "files.open"])
async def test_an_absent_file_and_a_foreign_one_look_alike(
    house: House, ada: Actor, bob: Actor, operation: str
) -> None:
    file = await upload(house, ada)
    told = []
    for file_id in (file.id, "F0NOTHERE"):
        with pytest.raises(NotFound) as caught:
            await house.ask(bob, operation, file_id=file_id)
        told.append((caught.value.detail, caught.value.field))
    assert told == [("There is no such file.", "file_id")] * 2


async def test_a_message_shows_its_files_in_the_order_given(house: House, ada: Actor) -> None:
    channel_id = await general(house, ada)
    files = [await upload(house, ada, name) for name in ("b.txt", "a.txt", "c.txt")]
    ids = [file.id for file in reversed(files)]
    posted = await house.ask(
        ada, "messages.post", channel_id=channel_id, text="three", file_ids=[*ids, ids[0]]
    )
    assert [file.id for file in posted.files] == ids
    read = await house.ask(ada, "messages.get", message_id=posted.id)
    assert read.files == posted.files
    page = await house.ask(ada, "messages.history", channel_id=channel_id)
    assert [item.files for item in page.items if item.id == posted.id] == [posted.files]
    _, event = (await house.heard(channel_stream(channel_id)))[-1]
    assert [file["id"] for file in event["message"]["files"]] == ids


async def test_a_file_in_a_private_channel_is_absent_for_others(
    house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    channel_id = await private(house, ada, gus)
    file = await upload(house, ada)
    await house.ask(ada, "messages.post", channel_id=channel_id, text="x", file_ids=[file.id])
    assert await sees(house, gus, file.id)
    assert not await sees(house, bob, file.id)
    await house.ask(ada, "channels.remove", channel_id=channel_id, person_id=gus.person_id)
    assert not await sees(house, gus, file.id)


async def test_a_guest_does_not_see_files_of_public_channels(
    house: House, ada: Actor, gus: Actor
) -> None:
    file = await upload(house, ada)
    channel_id = await general(house, ada)
    await house.ask(ada, "messages.post", channel_id=channel_id, text="x", file_ids=[file.id])
    assert not await sees(house, gus, file.id)


async def test_who_has_left_sees_not_even_the_own_file(
    house: House, ada: Actor, bob: Actor
) -> None:
    channel_id = await private(house, ada, bob)
    file = await upload(house, bob)
    await house.ask(bob, "messages.post", channel_id=channel_id, text="x", file_ids=[file.id])
    await house.ask(ada, "channels.remove", channel_id=channel_id, person_id=bob.person_id)
    assert not await sees(house, bob, file.id)


@pytest.mark.parametrize("operation", ["files.get", "files.open", "files.drop", "files.register"])
async def test_a_visitor_is_asked_to_sign_in(house: House, ada: Actor, operation: str) -> None:
    fields: dict[str, Any] = {"file_id": "F0"}
    if operation == "files.drop":
        fields = {"file_ids": ["F0"]}
    if operation == "files.register":
        fields = {"blob_key": "0", "name": "x", "mime": "x", "size_bytes": 0}
    with pytest.raises(NotSignedIn):
        await house.ask(visitor("10.0.0.1"), operation, **fields)


async def test_the_system_sees_every_file(house: House, ada: Actor) -> None:
    assert await sees(house, SYSTEM, (await upload(house, ada)).id)


async def test_only_one_s_own_unused_files_can_be_attached(
    house: House, ada: Actor, bob: Actor
) -> None:
    channel_id = await general(house, ada)
    file = await upload(house, ada)
    used = await upload(house, bob)
    await house.ask(bob, "messages.post", channel_id=channel_id, text="x", file_ids=[used.id])
    for wrong in (file.id, used.id, "F0NOTHERE"):
        with pytest.raises(NotFound) as caught:
            await house.ask(bob, "messages.post", channel_id=channel_id, text="y", file_ids=[wrong])
        assert caught.value.field == "file_ids"


async def test_a_repeated_post_attaches_once(house: House, ada: Actor) -> None:
    channel_id = await general(house, ada)
    file = await upload(house, ada)
    fields = {"channel_id": channel_id, "text": "x", "file_ids": [file.id], "client_id": "c1"}
    first = await house.ask(ada, "messages.post", **fields)
    again = await house.ask(ada, "messages.post", **fields)
    assert again == first


async def test_a_deleted_message_takes_its_files_with_it(
    house: House, ada: Actor, tmp_path: Path
) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    whole, small = await put(blobs, b"whole"), await put(blobs, b"small")
    file = await upload(house, ada, "bee.png", blob_key=whole, thumbnail_key=small)
    channel_id = await general(house, ada)
    posted = await house.ask(
        ada, "messages.post", channel_id=channel_id, text="x", file_ids=[file.id]
    )
    await house.ask(ada, "messages.delete", message_id=posted.id)
    assert not await sees(house, ada, file.id)
    assert await blobs.exists(whole)
    assert await worker(house, blobs).run_due() == 1
    assert not await blobs.exists(whole)
    assert not await blobs.exists(small)


async def test_an_unused_file_is_gone_after_a_day(house: House, ada: Actor, tmp_path: Path) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    unused = await upload(house, ada, blob_key=await put(blobs, b"unused"))
    used = await upload(house, ada, blob_key=await put(blobs, b"used"))
    photo = await upload(house, ada, blob_key=await put(blobs, b"photo"), mime="image/png")
    channel_id = await general(house, ada)
    await house.ask(ada, "messages.post", channel_id=channel_id, text="x", file_ids=[used.id])
    await house.ask(ada, "people.update", avatar_file_id=photo.id)
    assert await worker(house, blobs).run_due() == 0
    house.clock.advance(24 * 3600)
    assert await worker(house, blobs).run_due() >= 4  # three looks, one removal
    assert [await sees(house, ada, file.id) for file in (unused, used, photo)] == [
        False,
        True,
        True,
    ]


async def test_one_drops_only_one_s_own_unused_files(house: House, ada: Actor, bob: Actor) -> None:
    own, other = await upload(house, ada), await upload(house, bob)
    used = await upload(house, ada)
    channel_id = await general(house, ada)
    await house.ask(ada, "messages.post", channel_id=channel_id, text="x", file_ids=[used.id])
    for _ in range(2):
        await house.ask(ada, "files.drop", file_ids=[own.id, other.id, used.id, "F0NOTHERE"])
    assert not await sees(house, ada, own.id)
    assert await sees(house, bob, other.id)
    assert await sees(house, ada, used.id)


async def test_a_photo_is_seen_by_those_who_see_the_person(
    house: House, ada: Actor, bob: Actor, gus: Actor
) -> None:
    file = await upload(house, bob, "bob.png", mime="image/png")
    await house.ask(bob, "people.update", avatar_file_id=file.id)
    assert await sees(house, ada, file.id)
    assert not await sees(house, gus, file.id)


async def test_another_s_file_does_not_open_by_calling_it_a_photo(
    house: House, ada: Actor, bob: Actor
) -> None:
    file = await upload(house, ada, "ada.png", mime="image/png")
    with pytest.raises(NotFound) as refused:
        await house.ask(bob, "people.update", avatar_file_id=file.id)
    assert refused.value.field == "avatar_file_id"
    assert not await sees(house, bob, file.id)


async def test_a_photo_is_a_picture_that_is_there(house: House, bob: Actor) -> None:
    plan = await upload(house, bob)
    for file_id, refusal in ((plan.id, Invalid), ("F0NOTHERE", NotFound)):
        with pytest.raises(refusal) as refused:
            await house.ask(bob, "people.update", avatar_file_id=file_id, title="Beekeeper")
        assert refused.value.field == "avatar_file_id"
    gone = await upload(house, bob, "bob.png", mime="image/png")
    await house.ask(bob, "files.drop", file_ids=[gone.id])
    with pytest.raises(NotFound):
        await house.ask(bob, "people.update", avatar_file_id=gone.id)
    me = await house.ask(bob, "people.me")
    assert (me.avatar_file_id, me.title) == (None, "")


async def test_a_photo_that_its_owner_may_see_no_more_is_no_photo(
    house: House, ada: Actor, bob: Actor
) -> None:
    cellar = await private(house, ada, bob)
    photo = await upload(house, bob, "bob.png", mime="image/png")
    await house.ask(bob, "messages.post", channel_id=cellar, text="", file_ids=[photo.id])
    await house.ask(ada, "channels.remove", channel_id=cellar, person_id=bob.person_id)
    with pytest.raises(NotFound):
        await house.ask(bob, "people.update", avatar_file_id=photo.id)


async def test_a_photo_that_was_replaced_or_removed_is_gone_with_its_bytes(
    house: House, bob: Actor, tmp_path: Path
) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    keys = [await put(blobs, f"photo {number}".encode()) for number in range(3)]
    first, second, attached = [
        await upload(house, bob, "bob.png", mime="image/png", blob_key=key) for key in keys
    ]
    channel_id = await general(house, bob)
    await house.ask(bob, "messages.post", channel_id=channel_id, text="", file_ids=[attached.id])
    for photo in (first, second, attached):
        await house.ask(bob, "people.update", avatar_file_id=photo.id)
    # The server was killed between the commits and the jobs: they wait for its next start.
    await worker(house.restarted(), blobs).run_due()
    assert [await sees(house, bob, file.id) for file in (first, second, attached)] == [
        False,
        False,
        True,
    ]
    assert [await blobs.exists(key) for key in keys] == [False, False, True]
    await house.ask(bob, "people.update", avatar_file_id="")
    await worker(house, blobs).run_due()
    assert await sees(house, bob, attached.id), "it hangs on a message"


async def test_a_photo_that_is_chosen_again_before_the_job_stays(
    house: House, bob: Actor, tmp_path: Path
) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    photo = await upload(
        house, bob, "bob.png", mime="image/png", blob_key=await put(blobs, b"photo")
    )
    for file_id in (photo.id, "", photo.id):
        await house.ask(bob, "people.update", avatar_file_id=file_id)
    await worker(house, blobs).run_due()
    assert await sees(house, bob, photo.id)
    await house.ask(bob, "people.update", avatar_file_id="")
    await worker(house, blobs).run_due()
    assert not await sees(house, bob, photo.id)


async def test_a_photo_stays_when_the_message_it_hangs_on_is_deleted(
    house: House, bob: Actor, tmp_path: Path
) -> None:
    blobs = DiskBlobs(tmp_path / "blobs")
    await blobs.start()
    keys = [await put(blobs, f"picture {number}".encode()) for number in range(2)]
    photo, other = [
        await upload(house, bob, "bob.png", mime="image/png", blob_key=key) for key in keys
    ]
    channel_id, file_ids = await general(house, bob), [photo.id, other.id]
    posted = await house.ask(
        bob, "messages.post", channel_id=channel_id, text="", file_ids=file_ids
    )
    await house.ask(bob, "people.update", avatar_file_id=photo.id)
    await house.ask(bob, "messages.delete", message_id=posted.id)
    await worker(house, blobs).run_due()
    assert [await sees(house, bob, file_id) for file_id in file_ids] == [True, False]
    assert [await blobs.exists(key) for key in keys] == [True, False]
    await house.ask(bob, "people.update", avatar_file_id="")
    await worker(house, blobs).run_due()
    assert not await blobs.exists(keys[0])


async def test_a_photo_is_removed_by_an_empty_id(house: House, bob: Actor) -> None:
    photo = await upload(house, bob, "bob.png", mime="image/png")
    await house.ask(bob, "people.update", avatar_file_id=photo.id)
    assert (await house.ask(bob, "people.update", avatar_file_id="")).avatar_file_id is None


async def test_a_name_is_made_safe(house: House, ada: Actor) -> None:
    file = await upload(house, ada, "../../photo\u202egnp.exe\x07")
    assert file.name == "photognp.exe"


async def put(blobs: DiskBlobs, content: bytes) -> str:
    async def stream() -> Any:
        yield content

    return (await blobs.put(stream(), 1_000)).key


def worker(house: House, blobs: DiskBlobs) -> Worker:
    found = handlers(blobs, house.door.call)
    assert set(found) == {DELETE_BLOBS, DROP_UNUSED}
    return Worker(house.store, found)
