"""Reads a Slack export's ZIP: names its parts, and refuses what is broken or hostile.

Nothing is unpacked to the disk, and one file at a time is in memory.
"""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from channels.core.errors import Invalid

FILES_MAX = 500_000
JSON_MAX_BYTES = 256 * 1024 * 1024
TOTAL_MAX_BYTES = 100 * 1024 * 1024 * 1024
RATIO_MAX = 200  # JSON shrinks some twenty times at best; a bomb a thousand times and more
RATIO_FREE_BYTES = 1024 * 1024
UPLOADS = "__uploads"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LISTS = ("channels", "groups", "dms", "mpims", "users")
Item = dict[str, Any]


class Day(NamedTuple):
    """A day file of a channel, and how large it is unpacked."""

    size_bytes: int
    messages: list[Item]


class Uploaded(NamedTuple):
    """A file's contents within the archive."""

    name: str
    entry: zipfile.ZipInfo


class ExportZip:
    """An open export. `folders` names the channel folders; a day file is an array of messages.

    Errors: Invalid (field `file`) when it is no ZIP, is no export, or could do harm.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except FileNotFoundError as error:
            raise Invalid(f"There is no file {path}.", "file") from error
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _refused(f"{path.name} cannot be read as a ZIP: {error}") from error
        _check(entries)
        root = _root({entry.filename for entry in entries})
        self._entries = {
            entry.filename[len(root) :]: entry
            for entry in entries
            if entry.filename.startswith(root)
        }
        self._days: dict[str, list[str]] = {}
        self.uploads: dict[str, Uploaded] = {}
        for name in sorted(self._entries):
            self._sort_in(name)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    @property
    def folders(self) -> list[str]:
        """The channel folders that hold days."""
        return list(self._days)

    def list_of(self, name: str) -> list[Item]:
        """The objects of `channels`, `groups`, `dms`, `mpims` or `users`; empty when absent."""
        entry = self._entries.get(f"{name}.json")
        return self._items(entry) if entry is not None else []

    def days(self, folder: str) -> Iterator[Day]:
        """The messages of a channel, a day file at a time, in the order of the file names."""
        for name in self._days.get(folder, ()):
            entry = self._entries[name]
            yield Day(entry.file_size, self._items(entry))

    def size_of(self, folder: str) -> int:
        """How large a channel's day files are, unpacked."""
        return sum(self._entries[name].file_size for name in self._days.get(folder, ()))

    @property
    def size_bytes(self) -> int:
        """How large all day files are, unpacked."""
        return sum(map(self.size_of, self._days))

    def open_upload(self, upload: Uploaded) -> IO[bytes]:
        """The contents of an uploaded file, as a stream."""
        return self._zip.open(upload.entry)

    def _sort_in(self, name: str) -> None:
        parts = name.split("/")
        if parts[0] == UPLOADS and len(parts) == 3:
            self.uploads[parts[1]] = Uploaded(parts[2], self._entries[name])
        elif len(parts) == 2 and _DAY.fullmatch(parts[1]):
            self._days.setdefault(parts[0], []).append(name)

    def _items(self, entry: zipfile.ZipInfo) -> list[Item]:
        found = self._json(entry)
        if not isinstance(found, list):
            raise _refused(f"{entry.filename} should hold a list.")
        return [item for item in found if isinstance(item, dict)]

    def _json(self, entry: zipfile.ZipInfo) -> Any:
        if entry.file_size > JSON_MAX_BYTES:
            raise _refused(f"{entry.filename} is larger than {JSON_MAX_BYTES >> 20} MiB.")
        try:
            with self._zip.open(entry) as file:
                body = file.read(entry.file_size + 1)
            if len(body) > entry.file_size:
                raise _refused(f"{entry.filename} is larger than the archive says.")
            return _decode(body.removeprefix(b"\xef\xbb\xbf"))
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise _refused(f"{entry.filename} is damaged: {error}") from error
        except (ValueError, RecursionError) as error:
            raise _refused(f"{entry.filename} is not JSON: {error}") from error


def _decode(body: bytes) -> Any:
    """JSON, quickly; with what no store can hold mended, where there is any.

    Errors: ValueError, RecursionError.
    """
    try:
        if b"\\u0000" not in body:
            return msgspec.json.decode(body)
    except msgspec.DecodeError as error:  # half a surrogate pair, too, is one for msgspec
        if b"\\ud" not in body.lower():
            raise ValueError(str(error)) from error
    return _mended(json.loads(body))


def _mended(value: Any) -> Any:
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case list():
            return [_mended(item) for item in value]
        case dict():
            return {_mended(key): _mended(item) for key, item in value.items()}
    return value


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse paths that lead out of the archive, and archives that unpack beyond reason."""
    if len(entries) > FILES_MAX:
        raise _refused(f"The archive holds more than {FILES_MAX} files.")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise _refused(f"The archive names a path outside itself: {entry.filename!r}.")
        packed = max(entry.compress_size, 1)
        if entry.file_size > RATIO_FREE_BYTES and entry.file_size > RATIO_MAX * packed:
            times = entry.file_size // packed
            raise _refused(f"{entry.filename} unpacks to {times} times its size.")
    if sum(entry.file_size for entry in entries) > TOTAL_MAX_BYTES:
        raise _refused(f"The archive unpacks to more than {TOTAL_MAX_BYTES >> 30} GiB.")


def _root(names: set[str]) -> str:
    """The outer folder around all, with its slash, or nothing.

    Errors: Invalid when no list of an export is found.
    """
    found = [
        name[: -len(f"{kind}.json")]
        for name in names
        for kind in _LISTS
        if name == f"{kind}.json" or name.endswith(f"/{kind}.json")
    ]
    if not found:
        raise _refused("This is no Slack export: it holds neither channels.json nor users.json.")
    return min(found, key=lambda root: (root.count("/"), root))


def _refused(detail: str) -> Invalid:
    return Invalid(detail, "file")
