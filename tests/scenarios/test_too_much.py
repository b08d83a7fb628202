"""Who asks too much at once is told when to come back, at every edge alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from persistence.clock import HandClock
from tests.world import open_world

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
