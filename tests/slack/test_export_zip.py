"""Archives that are broken or hostile are refused with a sentence; odd ones are read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from channels.core.errors import Invalid
from server.slack.importing.export_zip import ExportZip
from tests.slack.archive import ADA, at, channel, said, simple, write


def read_all(file: Path) -> None:
    """Open an archive and read everything in it."""
    archive = ExportZip(file)
    try:
        archive.list_of("users")
        for folder in archive.folders:
            list(archive.days(folder))
    finally:
        archive.close()


def refusal(file: Path) -> Invalid:
    """What an archive is refused with."""
    with pytest.raises(Invalid) as caught:
        read_all(file)
    assert caught.value.field == "file"
    return caught.value


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "nothing.zip").detail


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"PK\x03\x04 not really")
    assert "cannot be read" in refusal(tmp_path / "export.zip").detail


def test_a_zip_that_is_no_export_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "export.zip", {"holiday.json": []})
    assert "no Slack export" in refusal(file).detail


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:\\b"])
def test_a_path_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "export.zip", {"users.json": [], name: []})
    assert "outside itself" in refusal(file).detail


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = write(tmp_path / "export.zip", {"users.json": b"[" + b" " * 50_000_000 + b"]"})
    assert file.stat().st_size < 100_000
    assert "times its size" in refusal(file).detail


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "export.zip", {"users.json": b"[" + b" " * 900_000 + b"]"})
    body = file.read_bytes()
    true, lie = (900_002).to_bytes(4, "little"), (9_000).to_bytes(4, "little")
    assert body.count(true) == 2
    file.write_bytes(body.replace(true, lie))
    refusal(file)


def test_a_cut_off_archive_is_refused(tmp_path: Path) -> None:
    file = simple(tmp_path / "export.zip", [said("U0ADA", at(1), "hello" * 1_000)])
    file.write_bytes(file.read_bytes()[:-200])
    refusal(file)


def test_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "export.zip", {"users.json": [ADA] * 50})
    body = bytearray(file.read_bytes())
    for index in range(60, 80):
        body[index] ^= 0xFF
    file.write_bytes(bytes(body))
    refusal(file)


def test_what_no_store_can_hold_is_mended(tmp_path: Path) -> None:
    day = rb'[{"ts":"1.1","text":"a\u0000b \ud83d c \ud83d\ude00"}]'
    file = simple(tmp_path / "export.zip", [], **{"hive/2024-06-02.json": day})
    archive = ExportZip(file)
    texts = [item["text"] for part in archive.days("hive") for item in part.messages]
    archive.close()
    assert texts == ["a\ufffdb \ufffd c \U0001f600"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe[]", b'{"a": 1}', b"[" * 200_000])
def test_a_list_that_is_none_is_refused(tmp_path: Path, body: bytes) -> None:
    refusal(write(tmp_path / "export.zip", {"users.json": body}))


def test_an_outer_folder_around_all_is_looked_through(tmp_path: Path) -> None:
    parts = {
        "channels.json": [channel("C0HIVE", "hive")],
        "users.json": [ADA],
        "hive/2024-06-01.json": [said("U0ADA", at(1), "hello")],
    }
    archive = ExportZip(write(tmp_path / "export.zip", parts, outer="My export/"))
    assert archive.folders == ["hive"]
    assert [day.messages[0]["text"] for day in archive.days("hive")] == ["hello"]
    archive.close()


def test_other_files_in_channel_folders_are_left_alone(tmp_path: Path) -> None:
    file = simple(
        tmp_path / "export.zip",
        [said("U0ADA", at(1), "hello")],
        **{"hive/canvas_in_the_conversation.json": {"a": 1}, "canvases.json": [], "lists.json": 3},
    )
    archive = ExportZip(file)
    assert [len(day.messages) for day in archive.days("hive")] == [1]
    archive.close()


def test_folders_marked_as_entries_do_no_harm(tmp_path: Path) -> None:
    file = simple(tmp_path / "export.zip", [])
    with zipfile.ZipFile(file, "a") as archive:
        archive.mkdir("hive") if hasattr(archive, "mkdir") else archive.writestr("hive/", "")
    ExportZip(file).close()
