"""Who asks too much at once is told when to come back, at every edge alike."""

from __future__ import annotations

from collections.abc import AsyncIterable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from persistence.blobs import Blob
from persistence.clock import HandClock
from persistence.snapshot import Snapshot
from tests.world import Refused, open_world

LITTLE = 0.02  # of the allowance: a burst of four, and no more while the clock stands


async def test_who_asks_too_much_comes_back_later_and_not_never(tmp_path: Path) -> None:
    async with open_world(tmp_path, HandClock(), rate_limits=LITTLE) as world:
        ada = await world.member("ada")
        socket = await ada.connects()
        asked = [await socket.ask({"id": n, "op": "people.me", "args": {}}) for n in range(10)]
        refused = next(reply["error"] for reply in asked if not reply["ok"])
        assert refused["code"] == "limited"
        assert refused["retry_after_s"] > 0
        answer = await ada.post_http("people.me")
        assert answer.status_code == 429
        assert answer.json()["error"]["retry_after_s"] > 0
        assert int(answer.headers["retry-after"]) >= 1
        with pytest.raises(ConnectionClosed) as closed:
            await ada.connects()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1013


async def test_an_upload_beyond_the_limit_never_reaches_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path, HandClock(), rate_limits=2 * LITTLE) as world:
        ada = await world.member("ada")
        headers = {"authorization": f"Bearer {ada.token}"}
        blobs = world.server.blobs
        puts: list[int] = []
        put = blobs.put

        def counted(content: AsyncIterable[bytes], limit_bytes: int) -> Coroutine[Any, Any, Blob]:
            puts.append(limit_bytes)
            return put(content, limit_bytes)

        monkeypatch.setattr(blobs, "put", counted)
        async with httpx.AsyncClient(base_url=world.url, headers=headers) as client:
            answers = [
                await client.post("/api/v1/files.upload", files={"file": ("a.txt", b"bees")})
                for _ in range(6)
            ]
        assert [answer.status_code for answer in answers] == [200, 429, 429, 429, 429, 429]
        assert len(puts) == 1


async def test_streams_that_are_not_there_cost_one_question_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(tmp_path) as world:
        ada, bob = await world.members("ada", "bob")
        hidden = await bob.creates("hidden", "private")
        open_to_all = await bob.creates("open")
        posted = await bob.posts(open_to_all, "Hello.")
        store = world.server.core.store
        reads = 0
        read = store.read

        def counted() -> AbstractAsyncContextManager[Snapshot]:
            nonlocal reads
            reads += 1
            return read()

        monkeypatch.setattr(store, "read", counted)
        streams = [f"c:C{n:013}" for n in range(2_000)] + [f"x{n}" for n in range(2_000)]
        streams += [f"c:{hidden}", f"u:{bob.id}", f"c:{open_to_all}"]
        positions = {stream: [store.epoch, posted["seq"] - 1] for stream in streams}
        answer = await ada.call("streams.resume", positions=positions)
        assert answer["resumed"] == 1
        assert set(answer["reset"]) == set(streams[:-1])
        assert reads < 30
        with pytest.raises(Refused, match="not_found") as refused:
            await ada.call("streams.watch", streams=streams[::-1])
        assert refused.value.field == "streams.1"
        assert reads < 30
