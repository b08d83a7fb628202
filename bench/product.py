"""The whole product: the real path from a socket to the disk and to every socket.

`python -m bench.product [--export FILE.zip] [--only PART] [--json]`. `ruche serve` has one core,
the load the other. `--export` names a Slack export to read; without it one is made of random words.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from bench.figures import Figures
from bench.parts.asking import asking
from bench.parts.bots import bots
from bench.parts.crowd import crowd
from bench.parts.durable import durable, durable_postgres
from bench.parts.gateways import gateways
from bench.parts.hot_channel import hot_channel
from bench.parts.idle import idle
from bench.parts.reading import growth, reading
from bench.parts.small_channels import small_channels
from bench.parts.storm import storm
from bench.server import LOAD_CORE

Part = Callable[[], Awaitable[Figures]]
LONG = {"growth"}  # takes minutes: measured where it is named


def parts(export: Path | None, seconds: float, messages: int) -> dict[str, Part]:
    """All parts by name, in the order in which they run."""
    return {
        "fanout": lambda: hot_channel(1_000, seconds),
        "small": lambda: small_channels(100, 10, seconds),
        "posts": lambda: durable(50, seconds),
        "postgres": lambda: durable_postgres(50, seconds),
        "idle": lambda: idle(10_000, seconds),
        "storm": lambda: storm(5_000),
        "crowd": lambda: crowd(10_000, seconds),
        "gateways": lambda: gateways(seconds),
        "reading": lambda: reading(export),
        "faq": asking,
        "bots": lambda: bots(200, seconds),
        "growth": lambda: growth(export, messages),
    }


async def run(chosen: dict[str, Part]) -> Figures:
    """One part after another."""
    figures: Figures = {}
    for name, part in chosen.items():
        print(f"measuring {name} …", file=sys.stderr)
        figures |= await part()
    return figures


def main() -> None:
    """Parse, pin, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--export", type=Path, help="a Slack export to read")
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--messages", type=int, default=1_000_000, help="made ones of `growth`")
    parser.add_argument("--only", action="append", choices=sorted(parts(None, 0, 0)))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    os.sched_setaffinity(0, {LOAD_CORE})
    known = parts(asked.export, asked.seconds, asked.messages)
    chosen = {name: known[name] for name in known if name in (asked.only or set(known) - LONG)}
    figures = uvloop.run(run(chosen))
    if asked.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:52} {value:>14,.2f}")


if __name__ == "__main__":
    main()
