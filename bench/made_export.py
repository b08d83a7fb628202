"""A Slack export made of random words, where no real one is at hand."""

from __future__ import annotations

import itertools
import json
import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

PEOPLE = 500
PER_DAY = 2_000
BEGIN = 1_600_000_000
FIRST_DAY = date(2020, 9, 13)  # BEGIN's
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def day_file(number: int) -> str:
    """What an export calls the file of its n-th day."""
    return f"{FIRST_DAY + timedelta(days=number)}.json"


def make_export(path: Path, messages: int) -> Path:
    """Write an export of one channel; word frequencies fall as in a language (Zipf)."""
    chance = random.Random(11)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 10))) for _ in range(20_000)]
    falling = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    people = [f"U{n:08d}" for n in range(PEOPLE)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        users = [{"id": one, "name": one.lower(), "profile": {}} for one in people]
        channel = {"id": "C00000001", "name": "made", "created": BEGIN, "members": people}
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps([channel]))
        for start in range(0, messages, PER_DAY):
            day = [
                {
                    "type": "message",
                    "user": chance.choice(people),
                    "text": " ".join(
                        chance.choices(words, cum_weights=falling, k=chance.randint(2, 20))
                    ),
                    "ts": f"{BEGIN + n * 40}.{n % 1_000_000:06d}",
                }
                for n in range(start, min(start + PER_DAY, messages))
            ]
            archive.writestr(f"made/{day_file(start // PER_DAY)}", json.dumps(day))
    return path
