"""Builds small Slack exports, honest and hostile ones."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Item = dict[str, Any]

ADA: Item = {
    "id": "U0ADA",
    "team_id": "T0HIVE",
    "name": "ada",
    "profile": {"real_name": "Ada Lovelace", "email": "Ada@Example.org"},
}
BOB: Item = {"id": "U0BOB", "team_id": "T0HIVE", "name": "bob", "profile": {"real_name": "Bob"}}


def at(seconds: int, micros: int = 0) -> str:
    """A `ts`, some seconds into a day of 2024."""
    return f"{1_717_200_000 + seconds}.{micros:06d}"


def said(user: str, ts: str, text: str, **more: Any) -> Item:
    """A message of a person."""
    return {"type": "message", "user": user, "ts": ts, "text": text, **more}


def channel(id: str, name: str, **more: Any) -> Item:
    """An entry of `channels.json`."""
    return {"id": id, "name": name, "created": 1_717_000_000, "members": ["U0ADA", "U0BOB"], **more}


def write(file: Path, parts: Mapping[str, Any], outer: str = "") -> Path:
    """An archive; parts that are bytes go in as they are, others as JSON."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            body = part if isinstance(part, bytes) else json.dumps(part).encode()
            archive.writestr(outer + name, body)
    return file


def simple(file: Path, messages: list[Item], **parts: Any) -> Path:
    """Ada and Bob in one channel, `C0HIVE` called `hive`, on one day."""
    return write(
        file,
        {
            "users.json": [ADA, BOB],
            "channels.json": [channel("C0HIVE", "hive", creator="U0ADA")],
            "hive/2024-06-01.json": messages,
            **parts,
        },
    )
