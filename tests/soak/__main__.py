"""`bin/soak`: rounds of faults at random until the time is over, then a verdict and figures."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.soak.faults import FAULTS, by_plan
from tests.soak.rounds import Figures, play

ROUND_S = 120.0
SHOWN = 20


def _arguments(args: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="at least so long (10)")
    parser.add_argument("--faults", default=",".join(FAULTS), help=f"some of {', '.join(FAULTS)}")
    parser.add_argument("--seed", type=int, default=None, help="the same faults in the same order")
    parser.add_argument("--json", action="store_true", help="figures alone, as JSON")
    found = parser.parse_args(args)
    unknown = set(found.faults.split(",")) - FAULTS.keys()
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    return found


async def _soak(names: list[str], minutes: float, seed: int, quiet: bool) -> Figures:
    """Every city of these faults in turn, again and again."""
    chance = random.Random(seed)
    figures = Figures()
    until_s = time.monotonic() + minutes * 60
    cities = list(by_plan(names).values())
    round_s = min(ROUND_S, minutes * 60 / max(1, len(cities)))
    waiting = [chance.sample(some, len(some)) for some in cities]
    while waiting or time.monotonic() < until_s:
        some = waiting.pop(0) if waiting else chance.choice(cities)
        left_s = until_s - time.monotonic()
        with tempfile.TemporaryDirectory(prefix="ruche-soak-") as folder:
            for_s = min(round_s, left_s)
            ended = await play(some, Path(folder), chance.randrange(1 << 30), for_s=for_s)
        figures.add(ended)
        if not quiet:
            told = ", ".join(f"{name} {count}" for name, count in ended.faults.items())
            print(f"{told}: {ended.posts} posts, {len(ended.complaints)} complaints", flush=True)
    return figures


def _as_json(figures: Figures, seed: int, took_s: float) -> dict[str, Any]:
    return {
        "verdict": "refused" if figures.complaints else "kept",
        "seed": seed,
        "seconds": round(took_s, 1),
        "posts_acknowledged": figures.posts,
        "deliveries_checked": figures.deliveries,
        "resumes": figures.resumes,
        "answers_come_later": figures.refused,
        "faults": dict(figures.faults),
        "worst_recovery_s": {name: round(s, 2) for name, s in figures.recovery_s.items()},
        "longest_wait_s": round(figures.longest_wait_s, 2),
        "most_memory_mb": round(figures.memory_mb, 1),
        "complaints": [[one.wrong.value, one.detail] for one in figures.complaints],
    }


def _show(told: dict[str, Any]) -> None:
    print(f"\n{'KEPT' if told['verdict'] == 'kept' else 'REFUSED'} (seed {told['seed']})")
    print(f"  {told['posts_acknowledged']} posts acknowledged, in {told['seconds']} s")
    print(f"  {told['deliveries_checked']} deliveries checked, {told['resumes']} resumes")
    print(f"  {told['answers_come_later']} answers asked to come later")
    print(f"  longest wait of a writer for an answer: {told['longest_wait_s']} s")
    print(f"  most memory of one server: {told['most_memory_mb']} MB")
    for name, count in told["faults"].items():
        print(f"  {name:<14} {count:>3} ×, all well within {told['worst_recovery_s'][name]} s")
    for wrong, detail in told["complaints"][:SHOWN]:
        print(f"  {wrong}: {detail}")


def main(args: list[str] | None = None) -> int:
    """Run it; 1 where a promise was broken."""
    asked = _arguments(args)
    names = asked.faults.split(",")
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1 << 20)
    left_out = [name for name in names if not FAULTS[name].possible]
    if left_out:
        print(
            f"Left out, this machine lacks what they need: {', '.join(left_out)}", file=sys.stderr
        )
    began_s = time.monotonic()
    figures = asyncio.run(_soak(names, asked.minutes, seed, asked.json))
    told = _as_json(figures, seed, time.monotonic() - began_s)
    if asked.json:
        print(json.dumps(told, indent=2))
    else:
        _show(told)
    return 1 if figures.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
