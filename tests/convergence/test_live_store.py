"""The web client's store, against a real server: what it shows after a long walk is the truth."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.world import World

CLIENT = Path(__file__).resolve().parents[2] / "web" / "client"
WALK_S = 150.0


async def run_walk(world: World, seed: int) -> tuple[int, str]:
    """Three people walk at random through the store of the client; (exit code, what was said)."""
    people = [await world.member(name) for name in ("ada", "bob", "chloe")]
    walk = await asyncio.create_subprocess_exec(
        "node",
        "node_modules/vitest/vitest.mjs",
        "run",
        "--config",
        "tests/live/vitest.config.ts",
        cwd=CLIENT,
        env={
            **os.environ,
            "NO_COLOR": "1",
            "NODE_OPTIONS": "--experimental-websocket",
            "RUCHE_URL": f"ws://127.0.0.1:{world.port}/ws",
            "RUCHE_TOKENS": json.dumps({person.handle: person.token for person in people}),
            "RUCHE_SEED": str(seed),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(walk.communicate(), WALK_S)
    finally:
        if walk.returncode is None:
            walk.kill()
            await walk.wait()
    return walk.returncode or 0, said.decode(errors="replace")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_tab_that_lived_through_it_shows_what_a_new_one_shows(
    world: World, seed: int
) -> None:
    if shutil.which("node") is None or not (CLIENT / "node_modules" / "vitest").exists():
        pytest.skip("Node.js and the client's packages are not installed (bin/test brings both)")
    code, said = await run_walk(world, seed)
    assert code == 0, said
