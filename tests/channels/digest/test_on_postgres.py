"""The digest goes out once on PostgreSQL too."""

from __future__ import annotations

import asyncio
from pathlib import Path

from channels.digest.service import SEND
from tests.channels.digest.conftest import open_hive, words
from tests.channels.digest.test_once import body_of
from tests.channels.notifications.conftest import Post


async def test_one_goes_out_by_the_clock_and_many_runs_add_none(
    tmp_path: Path, post: Post, postgres_url: str
) -> None:
    async with open_hive(tmp_path, post, database_url=postgres_url) as hive:
        await hive.ask(hive.ada, "digest.set_default", frequency="daily")
        await hive.thread("On @bob's #bees.")
        send = hive.world.server.background._digests._handlers[SEND]
        await asyncio.gather(*(send(body_of(hive)) for _ in range(4)))
        assert len(hive.digests) == 1
        assert len(await hive.at(8)) == 1
        await hive.thread("On Tuesday.")
        mails = await hive.at(8, day=1)
        assert len(mails) == 2
        assert "On Tuesday." in words(mails[1])
        assert "You are named · #garden" in words(mails[0])
