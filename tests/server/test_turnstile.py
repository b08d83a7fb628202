"""A crowd's first words are heard by dozens, in order, and others are served in between."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack

from server.turnstile import Turnstile
from tests.world import World

AT_A_TURN = 4
CROWD = 30


class Visitor:
    """Notes in which turn of the loop it was let in."""

    def __init__(self, turnstile: Turnstile, turns: list[int]) -> None:
        self.turn: int | None = None
        self._turns = turns
        if turnstile.takes(self):
            self.let_in()

    def let_in(self) -> None:
        self.turn = len(self._turns)


async def turns_until(visitors: list[Visitor], turns: list[int]) -> None:
    """Let the loop turn until all are in."""
    async with asyncio.timeout(10):
        while any(one.turn is None for one in visitors):
            turns.append(1)
            await asyncio.sleep(0)


async def test_so_many_go_through_in_a_turn_first_come_first_served() -> None:
    turnstile, turns = Turnstile(AT_A_TURN), list[int]()
    visitors = [Visitor(turnstile, turns) for _ in range(10)]
    assert [one.turn for one in visitors] == [0] * AT_A_TURN + [None] * 6
    await turns_until(visitors, turns)
    came = [one.turn or 0 for one in visitors]
    assert came == sorted(came)
    assert max(came.count(turn) for turn in set(came)) == AT_A_TURN
    assert not len(turnstile)


async def test_who_comes_later_does_not_overtake_who_waits() -> None:
    turnstile, turns = Turnstile(1), list[int]()
    first, second = Visitor(turnstile, turns), Visitor(turnstile, turns)
    await asyncio.sleep(0)  # the second is let in
    third, fourth = Visitor(turnstile, turns), Visitor(turnstile, turns)
    turnstile.leaves(third)
    await turns_until([first, second, fourth], turns)
    assert third.turn is None


async def test_calm_visitors_never_wait() -> None:
    turnstile, turns = Turnstile(1), list[int]()
    for _ in range(3):
        assert Visitor(turnstile, turns).turn == 0
        await asyncio.sleep(0)
        await asyncio.sleep(0)


class Broken(Visitor):
    """Cannot be let in."""

    def let_in(self) -> None:
        raise RuntimeError("broken")


async def test_one_that_breaks_keeps_nobody_out() -> None:
    turnstile, turns = Turnstile(1), list[int]()
    told: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, about: told.append(about))
    first = Visitor(turnstile, turns)
    Broken(turnstile, turns)
    last = Visitor(turnstile, turns)
    await turns_until([first, last], turns)
    assert len(told) == 1


async def test_a_crowd_that_speaks_at_once_is_heard_by_dozens_and_answered(world: World) -> None:
    doorstep = world.server.doorstep
    turnstile = doorstep.turnstile
    turnstile.at_a_turn = 2
    doorstep.most_waiting, doorstep.moment_s = 8, 0.0
    waited: list[int] = []
    takes = turnstile.takes

    def counted(guest: object) -> bool:
        went = takes(guest)  # type: ignore[arg-type]
        waited.append(len(turnstile))
        return went

    turnstile.takes = counted  # type: ignore[method-assign]
    with ExitStack() as stack:
        # Without an await in between the server meets all of them, and their words, at once.
        crowd = [socket.create_connection(("127.0.0.1", world.port)) for _ in range(CROWD)]
        for one in crowd:
            stack.callback(one.close)
            one.sendall(b"GET /up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = await asyncio.gather(*map(_answer, crowd))
    assert [answer.partition(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 200 OK"] * CROWD
    assert max(waited) > turnstile.at_a_turn, "they came together"
    assert not doorstep.turned_away, "who waits for a turn is not silent"
    assert (len(turnstile), doorstep.waiting) == (0, 0)


async def _answer(plain: socket.socket) -> bytes:
    plain.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=plain)
    try:
        return await asyncio.wait_for(reader.read(), 30)
    finally:
        writer.close()
