"""One city and what happens to it: a round, whose end is judged."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak.city import City, living
from tests.soak.faults import FAULTS, Fault
from tests.soak.history import Complaint

CALM_POSTS = 60


@dataclass
class Figures:
    """What a round, or all of them, came to."""

    posts: int = 0  # acknowledged
    deliveries: int = 0  # checked
    resumes: int = 0
    refused: int = 0  # answers that asked to come later
    faults: Counter[str] = field(default_factory=Counter)
    recovery_s: dict[str, float] = field(default_factory=dict)  # the worst of each fault
    longest_wait_s: float = 0.0  # of one writer for one answer, over all attempts
    memory_mb: float = 0.0  # the most that one server held
    complaints: list[Complaint] = field(default_factory=list)

    def take(self, name: str, recovery_s: float) -> None:
        """A fault was lived through."""
        self.faults[name] += 1
        self.recovery_s[name] = max(self.recovery_s.get(name, 0.0), recovery_s)

    def add(self, other: Figures) -> None:
        """Count another round in."""
        self.posts += other.posts
        self.deliveries += other.deliveries
        self.resumes += other.resumes
        self.refused += other.refused
        self.faults += other.faults
        for name, recovery_s in other.recovery_s.items():
            self.recovery_s[name] = max(self.recovery_s.get(name, 0.0), recovery_s)
        self.longest_wait_s = max(self.longest_wait_s, other.longest_wait_s)
        self.memory_mb = max(self.memory_mb, other.memory_mb)
        self.complaints += other.complaints


async def play(
    names: list[str], folder: Path, seed: int, *, brief: bool = False, for_s: float = 0.0
) -> Figures:
    """Faults that one plan bears, in turn, and then at random until the time is over."""
    plan = FAULTS[names[0]].plan
    chance = random.Random(seed)
    figures = Figures()
    until_s = time.monotonic() + for_s
    async with living(plan, folder, seed) as city:
        await city.answers_more(CALM_POSTS)
        reading = asyncio.create_task(_read_on(city))
        waiting = list(names)
        while waiting or time.monotonic() < until_s:
            name = waiting.pop(0) if waiting else chance.choice(names)
            await _strike(city, name, figures, brief=brief)
            figures.memory_mb = max(figures.memory_mb, *(s.rss_mb() for s in city.servers))
            if not brief:
                await asyncio.sleep(chance.uniform(0.5, 3.0))
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading
        figures.complaints = await city.ends()
        _sum_up(city, figures)
    return figures


async def _strike(city: City, name: str, figures: Figures, *, brief: bool) -> None:
    fault: Fault = FAULTS[name]
    hold_s = fault.brief_s if brief else city.random.uniform(0.0, fault.hold_s)
    await fault.act(city, hold_s)
    figures.take(name, await city.settles())
    await city.answers_more(CALM_POSTS)


async def _read_on(city: City) -> None:
    """Somebody reads something all the time."""
    while True:
        await city.reads()
        await asyncio.sleep(0.1)


def _sum_up(city: City, figures: Figures) -> None:
    figures.posts = city.answered + sum(bool(one.answers) for one in city.asides)
    figures.deliveries = city.deliveries
    figures.resumes = city.resumes
    figures.refused = city.refused
    figures.longest_wait_s = max(writer.longest_wait_s for writer in city.writers)
