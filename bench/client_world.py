"""A large workspace for the client: as many channels and people as its budgets name."""

from __future__ import annotations

import itertools
import json
import random
import zipfile
from pathlib import Path

from bench.made_export import BEGIN, LETTERS, day_file

PER_DAY = 2_000
SECONDS_APART = 40


def make_workspace(path: Path, channels: int, people: int, messages: int) -> Path:
    """Write a Slack export: `messages` in one channel, one message in each of the others."""
    chance = random.Random(11)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 10))) for _ in range(20_000)]
    falling = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    ids = [f"U{n:08d}" for n in range(people)]

    def said(n: int) -> dict[str, str]:
        text = " ".join(chance.choices(words, cum_weights=falling, k=chance.randint(2, 24)))
        at = f"{BEGIN + n * SECONDS_APART}.{n % 1_000_000:06d}"
        return {"type": "message", "user": ids[(n // 3) % people], "text": text, "ts": at}

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        users = [
            {
                "id": one,
                "name": f"{words[n]}{n}",
                "profile": {"real_name": f"{words[n].title()} {words[-n - 1].title()}"},
            }
            for n, one in enumerate(ids)
        ]
        archive.writestr("users.json", json.dumps(users))
        rooms = [
            {"id": f"C{n:08d}", "name": f"made-{n}", "created": BEGIN, "members": ids[:50]}
            for n in range(channels)
        ]
        archive.writestr("channels.json", json.dumps(rooms))
        for start in range(0, messages, PER_DAY):
            day = [said(n) for n in range(start, min(start + PER_DAY, messages))]
            archive.writestr(f"made-0/{day_file(start // PER_DAY)}", json.dumps(day))
        for n in range(1, channels):
            archive.writestr(f"made-{n}/{day_file(0)}", json.dumps([said(messages + n)]))
    return path
