"""A Slack export made of random words, where no real one is at hand."""

from __future__ import annotations

import itertools
import json
import random
import zipfile
from datetime import date, timedelta
from pathlib import Path

PEOPLE = 500
THREAD = 8  # of so many messages of a channel, one is answered by the two after it
TAGGED = 25  # one message of so many has a hashtag, of which there are `TAGS`
TAGS = 200
NAMING = 20  # one message of so many mentions somebody,
NAMING_READER = 100  # and one of so many the first person, who reads in the bench
PER_DAY = 2_000
OTHERS = 10  # channels beside the first in which something is said on a day
BEGIN = 1_600_000_000
FIRST_DAY = date(2020, 9, 13)  # BEGIN's
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def day_file(number: int) -> str:
    """What an export calls the file of its n-th day."""
    return f"{FIRST_DAY + timedelta(days=number)}.json"


def make_export(
    path: Path, messages: int, channels: int = 1, first: int = 0, email: str = ""
) -> Path:
    """Write an export; word frequencies fall as in a language (Zipf).

    One message in four is a reply in a thread, one in `TAGGED` has a hashtag, and one in `NAMING`
    mentions somebody. The first person has the address `email`.
    With several channels half of the messages are in the first one, and each day the rest is in
    ten others by turns. `first` is the number of its first message: a later export goes on there.
    """
    chance = random.Random(11 + first)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 10))) for _ in range(20_000)]
    falling = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    people = [f"U{n:08d}" for n in range(PEOPLE)]

    def said(n: int) -> dict[str, str]:
        text = " ".join(chance.choices(words, cum_weights=falling, k=chance.randint(2, 20)))
        if n % TAGGED == 0:
            text += f" #{chance.choice(words[:TAGS])}"
        if n % NAMING == 1:
            text += f" <@{people[0] if n % NAMING_READER == 1 else chance.choice(people)}>"
        at = f"{BEGIN + n * 40}.{n % 1_000_000:06d}"
        return {"type": "message", "user": chance.choice(people), "text": text, "ts": at}

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        users = [{"id": one, "name": one.lower(), "profile": {}} for one in people]
        users[0]["profile"] = {"email": email}
        names = ["made", *(f"made-{n}" for n in range(1, channels))]
        rooms = [
            {"id": f"C{n:08d}", "name": name, "created": BEGIN, "members": people}
            for n, name in enumerate(names, start=1)
        ]
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps(rooms))
        for start in range(first, first + messages, PER_DAY):
            numbers = range(start, min(start + PER_DAY, first + messages))
            for name, share in _shares(names, start // PER_DAY, numbers).items():
                day = json.dumps(_threaded([said(n) for n in share]))
                archive.writestr(f"{name}/{day_file(start // PER_DAY)}", day)
    return path


def _threaded(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    for at, message in enumerate(messages):
        if at % THREAD in (1, 2):
            message["thread_ts"] = messages[at - at % THREAD]["ts"]
    return messages


def _shares(names: list[str], day: int, numbers: range) -> dict[str, list[int]]:
    """The numbers of a day's messages, by channel."""
    if len(names) == 1:
        return {names[0]: list(numbers)}
    shares = {names[0]: list(numbers[::2])}
    for at, n in enumerate(numbers[1::2]):
        other = names[1 + (day * OTHERS + at % OTHERS) % (len(names) - 1)]
        shares.setdefault(other, []).append(n)
    return shares
