"""Reading a large history as one person sees it: pages, counts, lists and searches."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Figures, waits
from bench.made_export import make_export
from bench.senders import Sender
from bench.server import Running, ruche, running

Ask = Callable[[], tuple[str, dict[str, Any]]]
READER = "bench@example.org"
CHANNELS = 500
SMALL = 100_000
TIMED = 200
WARM = 20
POSTS = 50


async def reading(export: Path | None) -> Figures:
    """Import an export (made where none is given), then read and search in it."""
    with _folder() as data:
        export = export or make_export(data / "made.zip", 200_000, email=READER)
        figures = _import(data, export, "import")
        async with running(data) as server:
            sender, channel_id, head = await _reader(server)
            words = await _some_words(sender, channel_id)
            asked = _reads(channel_id, head) | _feed() | _searches(words)
            figures |= await _timed(sender, "", asked) | await _found(sender, "")
            await sender.close()
        return figures


async def growth(export: Path | None, messages: int) -> Figures:
    """The same reads at 100,000 made messages and at `messages`, on top of an export."""
    with _folder() as data:
        figures = _import(data, export, "growth_export") if export else {}
        made = make_export(data / "first.zip", SMALL, CHANNELS, email=READER)
        figures |= _import(data, made, "growth_small_import")
        figures |= await _at_size(data, "small", join=True)
        made = make_export(data / "rest.zip", messages - SMALL, CHANNELS, SMALL, READER)
        figures |= _import(data, made, "growth_large_import")
        figures |= await _at_size(data, "large", join=False)
    for name in (*_reads("", 101), *_feed(), *_searches(["word"])):
        before, after = (figures[f"{size}_{name}_p50_ms"] for size in ("small", "large"))
        figures[f"growth_{name}_times"] = after / before
    return figures


@contextmanager
def _folder() -> Iterator[Path]:
    """A data folder with one person, gone at the end."""
    data = Path(tempfile.mkdtemp(prefix="ruche-bench-"))
    try:
        ruche(data, "user", "add", "--email", READER, "--name", "Bench")
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _import(data: Path, export: Path, name: str) -> Figures:
    done = ruche(data, "import", "slack", str(export))
    return {f"{name}_messages": float(done["messages"]), f"{name}_seconds": done["seconds"]}


async def _at_size(data: Path, name: str, join: bool) -> Figures:
    async with running(data) as server:
        if join:
            for channel in (await server.call("channels.list"))["items"]:
                await server.call("channels.join", channel_id=channel["id"])
                await server.call("reads.mark", channel_id=channel["id"], seq=0)
        sender, channel_id, head = await _reader(server)
        words = await _some_words(sender, channel_id)
        await _follows(server)
        asked = _reads(channel_id, head) | _feed() | _searches(words)
        figures = await _timed(sender, f"{name}_", asked) | await _found(sender, f"{name}_")
        await sender.close()
    return figures


async def _reader(server: Running) -> tuple[Sender, str, int]:
    """Somebody who has read nothing of the largest channel; that channel's id and head."""
    channels = (await server.call("channels.list"))["items"]
    largest = max(channels, key=lambda one: one.get("head", 0))
    await server.call("channels.join", channel_id=largest["id"])
    await server.call("reads.mark", channel_id=largest["id"], seq=0)
    return await Sender.connect(server, largest["id"]), largest["id"], largest["head"]


def _reads(channel_id: str, head: int) -> dict[str, Ask]:
    chance = random.Random(7)
    page = {"channel_id": channel_id}
    return {
        "history_newest": lambda: ("messages.history", page),
        "history_anywhere": lambda: (
            "messages.history",
            {**page, "before": chance.randrange(100, head)},
        ),
        "unread": lambda: ("reads.list", {}),
        "channel_list": lambda: ("channels.list", {}),
    }


def _feed() -> dict[str, Ask]:
    """The first page of the feed in each way that costs differently."""

    def page(**asked: Any) -> Ask:
        return lambda: ("feed.list", asked)

    return {
        "feed": page(),
        "feed_for_me": page(order="score"),
        "feed_unread": page(show="unread"),
        "feed_following": page(show="following"),
    }


async def _follows(server: Running) -> None:
    """The person follows some people and hashtags; again is harmless."""
    people = (await server.call("people.list", limit=20))["items"]
    tags = (await server.call("hashtags.list", limit=20))["items"]
    me = (await server.call("people.me"))["id"]
    targets = [("person", one["id"]) for one in people if one["id"] != me]
    targets += [("hashtag", one["tag"]) for one in tags]
    for kind, target in targets:
        await server.call("follows.set", kind=kind, target=target, stance="follow")


def _searches(words: list[str]) -> dict[str, Ask]:
    chance = random.Random(7)

    def search(query: str) -> tuple[str, dict[str, Any]]:
        return "search.messages", {"query": query}

    return {
        "search_common_word": lambda: search(words[0]),
        "search_two_words": lambda: search(f"{chance.choice(words)} {chance.choice(words)}"),
        "search_rare_word": lambda: search(words[-1]),
        "search_mistyped_word": lambda: search(_mistyped(chance.choice(words))),
        "search_of_somebody": lambda: search(f"{chance.choice(words)} from:me"),
        "search_beginning_of_word": lambda: search(chance.choice(words)[:3]),
    }


def _mistyped(word: str) -> str:
    return f"{word[:2]}{word[3:4]}{word[2:3]}{word[4:]}"


async def _timed(sender: Sender, prefix: str, asked: dict[str, Ask]) -> Figures:
    figures: Figures = {}
    for name, ask in asked.items():
        found = [await sender.timed(*ask()) for _ in range(WARM + TIMED)][WARM:]
        figures |= waits(f"{prefix}{name}", found)
    return figures


async def _found(sender: Sender, prefix: str) -> Figures:
    """From the answer to a post until a search finds it."""
    found: list[float] = []
    for number in range(POSTS):
        word = f"needle{time.time_ns()}x{number}"
        await sender.ask("messages.post", {"channel_id": sender.channel_id, "text": word})
        begin_s = time.perf_counter()
        while not (await sender.ask("search.messages", {"query": word}))["items"]:
            await asyncio.sleep(0.005)
        found.append((time.perf_counter() - begin_s) * 1e3)
    return waits(f"{prefix}post_is_found", found)


async def _some_words(sender: Sender, channel_id: str) -> list[str]:
    """Words of the history, the most frequent first."""
    counts: dict[str, int] = {}
    page = await sender.ask("messages.history", {"channel_id": channel_id, "limit": 500})
    for message in page["items"]:
        for word in message["text"].lower().split():
            if word.isalpha() and len(word) > 2:
                counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: -counts[word])[:200]
