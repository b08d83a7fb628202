"""An export comes in whole, once, with its own times, whatever is odd about it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from channels.messages.protocol import MAX_STORED_TEXT
from channels.messages.spans import unpack_spans
from persistence.fulltext import Question, Wanted
from persistence.load import Load
from server.slack.importing.importer import name_from
from tests.slack.archive import ADA, BOB, at, channel, said, simple, write
from tests.slack.conftest import Hive

DAY = [
    said("U0ADA", at(1), "hello <@U0BOB>", reactions=[{"name": "wave", "users": ["U0BOB"]}]),
    said("U0BOB", at(2), "a root", thread_ts=at(2), reply_count=2),
    said("U0ADA", at(3), "a reply", thread_ts=at(2)),
    said("U0BOB", at(4), "for all", thread_ts=at(2), subtype="thread_broadcast"),
    said("U0ADA", at(5), "was *bold*", edited={"user": "U0ADA", "ts": at(9)}),
]
_FILE_COUNTS = "SELECT file_count FROM message ORDER BY seq"
PINNED = [channel("C0HIVE", "hive", creator="U0ADA", pins=[{"id": at(1), "user": "U0BOB"}])]


async def test_people_channels_messages_and_what_hangs_on_them_come_in(
    hive: Hive, tmp_path: Path
) -> None:
    report = await hive.take(simple(tmp_path / "e.zip", DAY, **{"channels.json": PINNED}))
    assert (report.people, report.channels, report.messages, report.threads) == (2, 1, 5, 1)
    assert (report.reactions, report.pins, report.skipped) == (1, 1, 0)
    rows = await hive.ask("SELECT * FROM message ORDER BY seq")
    assert [row.created_us for row in rows] == [
        1_717_200_000_000_000 + n * 10**6 for n in range(1, 6)
    ]
    assert [row.text for row in rows][::4] == ["hello <@U0BOB>", "was **bold**"]
    assert [row.in_channel for row in rows] == [1, 1, 0, 1, 1]
    assert [row.thread_id for row in rows] == [None, None, rows[1].id, rows[1].id, None]
    assert [row.author_id for row in rows][:2] == ["U0ADA", "U0BOB"]
    assert rows[4].edited_at_ms == 1_717_200_009_000
    assert unpack_spans(rows[4].spans) != []
    assert rows[1].spans == b""
    assert sorted(row.id for row in rows) == [row.id for row in rows]
    marks = await hive.ask("SELECT person_id, thread_id, seq FROM read_mark ORDER BY 1, 2")
    assert [(row.person_id, row.thread_id, row.seq) for row in marks] == [
        ("U0ADA", "", 5), ("U0ADA", rows[1].id, 5), ("U0BOB", "", 5), ("U0BOB", rows[1].id, 5),
    ]  # fmt: skip
    assert [tuple(row)[:3] for row in await hive.ask("SELECT * FROM reaction")] == [
        (rows[0].id, "wave", "U0BOB")
    ]
    assert [row.message_id for row in await hive.ask("SELECT * FROM pin")] == [rows[0].id]
    assert [row.seq for row in await hive.ask("SELECT seq FROM mention")] == [1]


async def test_members_keep_their_parts_and_one_event_tells_of_it_all(
    hive: Hive, tmp_path: Path
) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY))
    members = await hive.ask("SELECT person_id, role FROM member ORDER BY person_id")
    assert [tuple(row) for row in members] == [("U0ADA", "owner"), ("U0BOB", "member")]
    events = await hive.ask("SELECT stream, seq FROM event_log ORDER BY stream, seq")
    assert [tuple(row) for row in events] == [("c:C0HIVE", 6), ("w", 1)]


async def test_what_was_imported_is_found(hive: Hive, tmp_path: Path) -> None:
    await hive.take(simple(tmp_path / "e.zip", [said("U0ADA", at(1), "Crème *brûlée* <@U0BOB>")]))
    question = Question(
        channel_ids=["C0HIVE"], wanted=(Wanted(exact=("brulee",)), Wanted(exact=("bob",)))
    )
    async with hive.store.read() as snapshot:
        hits = await hive.fulltext.search(snapshot.connection, question)
    assert len(hits) == 1


async def test_the_same_export_twice_changes_nothing(hive: Hive, tmp_path: Path) -> None:
    file = simple(tmp_path / "e.zip", DAY, **{"channels.json": PINNED})
    await hive.take(file)
    before = [tuple(row) for row in await hive.ask("SELECT * FROM message ORDER BY id")]
    heads = [tuple(row) for row in await hive.ask("SELECT * FROM stream ORDER BY name")]
    report = await hive.take(file)
    assert (report.people, report.channels, report.messages, report.skipped) == (0, 0, 0, 5)
    assert [tuple(row) for row in await hive.ask("SELECT * FROM message ORDER BY id")] == before
    assert [tuple(row) for row in await hive.ask("SELECT * FROM stream ORDER BY name")] == heads


async def test_a_later_export_adds_what_is_new_and_its_replies_to_old_threads(
    hive: Hive, tmp_path: Path
) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY[:3]))
    report = await hive.take(simple(tmp_path / "f.zip", DAY))
    assert (report.messages, report.skipped) == (2, 3)
    rows = await hive.ask("SELECT seq, thread_id, created_us FROM message ORDER BY seq")
    assert rows[3].thread_id == rows[2].thread_id
    assert [row.created_us for row in rows] == sorted(row.created_us for row in rows)
    assert [row.mixed for row in await hive.ask("SELECT mixed FROM channel ORDER BY id")] == [0, 0]


async def test_an_import_that_breaks_off_is_finished_by_the_next(
    hive: Hive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = simple(tmp_path / "e.zip", DAY)
    whole = Load.flush
    flushes = 0

    async def killed(load: Load) -> None:
        nonlocal flushes
        if load._documents:  # the messages' own groups
            flushes += 1
            if flushes == 3:
                raise KeyboardInterrupt
        await whole(load)

    with monkeypatch.context() as patch:
        patch.setattr("persistence.load.FIRST", 1)
        patch.setattr("persistence.load.LARGEST", 1)
        patch.setattr("persistence.load.SMALLEST", 1)
        patch.setattr(Load, "flush", killed)
        with pytest.raises(KeyboardInterrupt):
            await hive.take(file)
    assert len(await hive.texts()) == 2
    assert await hive.ask("SELECT 1 FROM event_log WHERE stream = 'c:C0HIVE'") == []
    report = await hive.take(file)
    assert (report.messages, report.skipped) == (3, 2)
    assert len(await hive.texts()) == len(set(await hive.texts())) == 5
    assert len(await hive.ask("SELECT 1 FROM event_log WHERE stream = 'c:C0HIVE'")) == 1
    assert len(await hive.ask("SELECT 1 FROM member WHERE channel_id = 'C0HIVE'")) == 2


async def test_older_history_under_newer_messages_makes_the_channel_mixed(
    hive: Hive, tmp_path: Path
) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY[4:]))
    await hive.take(simple(tmp_path / "f.zip", DAY[:1]))
    mixed = await hive.ask("SELECT mixed FROM channel WHERE id = 'C0HIVE'")
    assert [row.mixed for row in mixed] == [1]


async def test_the_ts_decides_and_not_the_name_of_the_file(hive: Hive, tmp_path: Path) -> None:
    days = {
        "hive/2024-06-02.json": [said("U0ADA", at(1), "first")],
        "hive/2024-06-01.json": [said("U0ADA", at(3), "third"), said("U0ADA", at(2), "second")],
    }
    await hive.take(simple(tmp_path / "e.zip", [], **days))
    assert await hive.texts() == ["first", "second", "third"]


async def test_people_who_occur_in_messages_only_get_closed_accounts(
    hive: Hive, tmp_path: Path
) -> None:
    messages = [
        said("U0GONE", at(1), "hi", user_profile={"real_name": "Gone Girl"}),
        said("U0ADA", at(2), "<@U0NEVER|nemo> <@U0BOB>"),
        {"type": "message", "ts": at(3), "text": "nobody said this"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B0CI", "username": "CI",
         "ts": at(4), "text": "built", "user": None},
        {"type": "message", "subtype": "bot_message", "username": "Nameless",
         "ts": at(5), "text": "x"},
    ]  # fmt: skip
    await hive.take(simple(tmp_path / "e.zip", messages))
    people = {row.id: row for row in await hive.ask("SELECT * FROM person")}
    assert (people["U0GONE"].name, people["U0GONE"].active) == ("Gone Girl", 0)
    assert people["U0NEVER"].handle == "nemo"
    assert (people["B0CI"].bot, people["B0CI"].name) == (1, "CI")
    authors = await hive.ask("SELECT author_id, author_name FROM message ORDER BY seq")
    assert [row.author_name for row in authors] == ["", "", "", "CI", "Nameless"]
    assert people[authors[2].author_id].name == "Unknown"
    assert people[authors[4].author_id].bot


async def test_a_thread_without_its_root_hangs_on_an_empty_place(
    hive: Hive, tmp_path: Path
) -> None:
    await hive.take(simple(tmp_path / "e.zip", [said("U0ADA", at(5), "late", thread_ts=at(2))]))
    root, reply = await hive.ask("SELECT * FROM message ORDER BY seq")
    assert (root.deleted, root.text, root.created_us) == (1, "", 1_717_200_002_000_000)
    assert reply.thread_id == root.id


async def test_notices_me_messages_and_tombstones_keep_their_kind(
    hive: Hive, tmp_path: Path
) -> None:
    messages = [
        said("U0ADA", at(1), "<@U0ADA> has joined the channel", subtype="channel_join"),
        said("U0ADA", at(2), "waves", subtype="me_message"),
        said("USLACKBOT", at(3), "This message was deleted.", subtype="tombstone", thread_ts=at(3)),
        said("U0BOB", at(4), "still here", thread_ts=at(3)),
    ]
    await hive.take(simple(tmp_path / "e.zip", messages))
    rows = await hive.ask("SELECT kind, deleted, text FROM message ORDER BY seq")
    assert [row.kind for row in rows] == ["notice", "me", "message", "message"]
    assert [bool(row.deleted) for row in rows] == [False, False, True, False]
    assert rows[2].text == ""


async def test_files_attachments_and_blocks_leave_words(hive: Hive, tmp_path: Path) -> None:
    section = {"type": "section", "text": {"type": "plain_text", "text": "from blocks"}}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "text", "text": "rich "}, {"type": "user", "user_id": "U0BOB"}]}]}  # fmt: skip
    messages = [
        said(
            "U0ADA", at(1), "look", files=[{"id": "F1", "name": "plan.pdf"}, {"mode": "tombstone"}]
        ),
        said(
            "U0ADA",
            at(2),
            "",
            attachments=[{"title": "T", "title_link": "http://a.b", "text": "x"}],
        ),
        said("U0ADA", at(3), "", blocks=[section]),
        said("U0ADA", at(4), "", blocks=[rich]),
        said("U0ADA", at(5), "", files=None, attachments=None, blocks=[None], reactions=None),
    ]
    await hive.take(simple(tmp_path / "e.zip", messages))
    texts = await hive.texts()
    assert texts[0] == "look\n📎 plan.pdf\n📎 (a file that is gone)"
    assert texts[1] == "[T](<http://a.b>)\nx"
    assert texts[2:4] == ["from blocks", "rich <@U0BOB>"]
    assert texts[4] == "(a message without words)"


async def test_files_that_the_archive_holds_hang_on_their_messages(
    hive: Hive, tmp_path: Path
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (900, 30), "orange").save(picture, "PNG")
    messages = [
        said("U0ADA", at(1), "", files=[{"id": "F0PIC", "name": "comb.png", "created": 1_717_000}]),
        said("U0BOB", at(2), "again", files=[{"id": "F0PIC", "name": "comb.png"}]),
    ]
    parts = {"__uploads/F0PIC/comb.png": picture.getvalue()}
    file = simple(tmp_path / "e.zip", messages, **parts)
    await hive.take(file)
    assert await hive.texts() == ["", "again\n📎 comb.png"]
    (row,) = await hive.ask("SELECT * FROM file")
    assert (row.id, row.name, row.mime, row.width) == ("F0PIC", "comb.png", "image/png", 900)
    assert (row.uploader_id, row.created_at_ms) == ("U0ADA", 1_717_000_000)
    assert await hive.blobs.read(row.blob_key) == picture.getvalue()
    assert await hive.blobs.exists(row.thumbnail_key)
    (hung,) = await hive.ask("SELECT * FROM attachment")
    assert [count.file_count for count in await hive.ask(_FILE_COUNTS)] == [1, 0]
    async with hive.store.read() as snapshot:
        question = Question(channel_ids=["C0HIVE"], flags=("file",))
        hits = await hive.fulltext.search(snapshot.connection, question)
        named = Question(channel_ids=["C0HIVE"], wanted=(Wanted(exact=("comb",)),), flags=("file",))
        by_name = await hive.fulltext.search(snapshot.connection, named)
    assert [hit.message_id for hit in hits] == [hung.message_id]
    assert by_name == hits
    await hive.take(file)
    assert len(await hive.ask("SELECT 1 FROM file")) == 1


async def test_text_beyond_the_limit_is_cut_and_says_so(hive: Hive, tmp_path: Path) -> None:
    await hive.take(simple(tmp_path / "e.zip", [said("U0ADA", at(1), "word " * 20_000)]))
    (text,) = await hive.texts()
    assert len(text) <= MAX_STORED_TEXT
    assert text.endswith("(cut: the original is longer)")


async def test_messages_without_a_time_and_nonsense_are_skipped(hive: Hive, tmp_path: Path) -> None:
    messages = [
        said("U0ADA", at(1), "good"),
        said("U0ADA", at(1), "twice"),
        {"text": "no ts"},
        said("U0ADA", "yesterday", "bad ts"),
        said("U0ADA", "-5.0", "before time"),
        {**said("U0ADA", at(2), ""), "text": None, "user": 7, "thread_ts": {}, "edited": []},
    ]
    report = await hive.take(simple(tmp_path / "e.zip", messages))
    assert (report.messages, report.skipped) == (2, 4)
    assert (await hive.texts())[0] == "good"


async def test_private_direct_and_group_channels_come_in_as_what_they_are(
    hive: Hive, tmp_path: Path
) -> None:
    parts = {
        "groups.json": [channel("G0SECRET", "secret")],
        "dms.json": [{"id": "D0AB", "created": 1, "members": ["U0ADA", "U0BOB"]}],
        "mpims.json": [
            channel("G0THREE", "mpdm-ada--bob--gone-1", members=["U0ADA", "U0BOB", "U0X"])
        ],
        "secret/2024-06-01.json": [said("U0ADA", at(1), "psst")],
        "D0AB/2024-06-01.json": [said("U0BOB", at(1), "just us")],
        "mpdm-ada--bob--gone-1/2024-06-01.json": [said("U0BOB", at(1), "three")],
    }
    await hive.take(simple(tmp_path / "e.zip", [], **parts))
    kinds = {row.id: row.kind for row in await hive.ask("SELECT id, kind FROM channel")}
    assert kinds["G0SECRET"] == "private"
    assert kinds["D0AB"] == "direct"
    assert kinds["G0THREE"] == "group"
    assert await hive.texts("D0AB") == ["just us"]
    assert await hive.texts("G0THREE") == ["three"]


async def test_a_folder_that_no_list_mentions_is_private_to_its_writers(
    hive: Hive, tmp_path: Path
) -> None:
    orphan = {"hôtel/2024-06-01.json": [said("U0BOB", at(1), "who listed me?")]}
    await hive.take(simple(tmp_path / "e.zip", [], **orphan))
    (row,) = await hive.ask("SELECT id, kind FROM channel WHERE name = 'hôtel'")
    assert row.kind == "private"
    members = await hive.ask("SELECT person_id FROM member WHERE channel_id = :id", id=row.id)
    assert [member.person_id for member in members] == ["U0BOB"]


async def test_a_name_that_is_taken_gets_a_number(hive: Hive, tmp_path: Path) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY))
    other = {"channels.json": [channel("C0OTHER", "hive")]}
    await hive.take(simple(tmp_path / "f.zip", DAY[:1], **other))
    names = {row.id: row.name for row in await hive.ask("SELECT id, name FROM channel")}
    assert (names["C0HIVE"], names["C0OTHER"]) == ("hive", "hive-2")


async def test_people_with_the_same_handle_or_address_stay_apart(
    hive: Hive, tmp_path: Path
) -> None:
    twin = {**ADA, "id": "U0TWIN"}
    await hive.take(simple(tmp_path / "e.zip", [], **{"users.json": [ADA, twin, BOB]}))
    people = {row.id: row for row in await hive.ask("SELECT * FROM person")}
    assert (people["U0ADA"].handle, people["U0ADA"].email) == ("ada", "ada@example.org")
    assert (people["U0TWIN"].handle, people["U0TWIN"].email) == ("ada2", None)


async def test_reserved_words_become_nobodys_handle(hive: Hive, tmp_path: Path) -> None:
    users = [ADA, *({"id": f"U0ME{number}", "name": "me"} for number in range(3))]
    await hive.take(simple(tmp_path / "e.zip", [], **{"users.json": users}))
    people = await hive.ask("SELECT handle FROM person WHERE id LIKE 'U0ME%' ORDER BY id")
    assert [person.handle for person in people] == ["me2", "me3", "me4"]


async def test_without_a_workspace_one_is_made_with_the_general_channel_of_the_export(
    hive: Hive, tmp_path: Path
) -> None:
    channels = [channel("C0GEN", "lobby", is_general=True)]
    parts = {"users.json": [ADA, BOB], "channels.json": channels}
    await hive.take(write(tmp_path / "Bee Co Slack export Jan 1 2024.zip", parts))
    (row,) = await hive.ask("SELECT * FROM workspace")
    assert (row.id, row.name, row.general_channel_id) == ("T0HIVE", "Bee Co", "C0GEN")
    assert [row.general for row in await hive.ask("SELECT general FROM channel")] == [1]
    assert await hive.ask("SELECT 1 FROM person WHERE role = 'owner'") == []


async def test_an_export_without_a_general_channel_gets_an_empty_one(
    hive: Hive, tmp_path: Path
) -> None:
    await hive.take(simple(tmp_path / "e.zip", DAY))
    general = await hive.ask("SELECT name FROM channel WHERE general")
    assert [row.name for row in general] == ["general"]


def test_a_workspace_is_named_after_its_file() -> None:
    assert name_from(Path("/x/ubuntu-irc-slack-export.zip")) == "Ubuntu irc"
    assert name_from(Path("Bee Co Slack export May 1 2024 - Jun 1 2024.zip")) == "Bee Co"
    assert name_from(Path("slack-export.zip")) == "Workspace"
