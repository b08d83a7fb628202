"""Lets a crowd's first words in by dozens: between two of them the loop serves everybody else."""

from __future__ import annotations

import asyncio
from typing import Protocol

AT_A_TURN = 16  # a handshake takes some 200 µs: so others wait a few milliseconds


class Guest(Protocol):
    """Somebody whose first words were kept."""

    def let_in(self) -> None:
        """Hear them now."""
        ...


class Turnstile:
    """So many in one turn of the event loop; who comes beyond that waits, first come first served.

    When thousands come back at once, all of their handshakes lie ready together, and the loop would
    take every one of them before it turned to anybody else. One for a process.
    """

    def __init__(self, at_a_turn: int = AT_A_TURN) -> None:
        self.at_a_turn = at_a_turn
        self._queue: dict[Guest, None] = {}
        self._taken = 0  # in this turn
        self._turning = False

    def __len__(self) -> int:
        return len(self._queue)

    def takes(self, guest: Guest) -> bool:
        """Whether the guest may go on at once; else it waits for `let_in`."""
        if not self._turning:
            self._turning = True
            asyncio.get_running_loop().call_soon(self._turn)
        if self._queue or self._taken >= self.at_a_turn:
            self._queue[guest] = None
            return False
        self._taken += 1
        return True

    def leaves(self, guest: Guest) -> None:
        """The guest waits no more. Again is harmless."""
        self._queue.pop(guest, None)

    def first(self) -> Guest | None:
        """Who has waited longest."""
        return next(iter(self._queue), None)

    def _turn(self) -> None:
        self._taken = min(self.at_a_turn, len(self._queue))
        self._turning = self._taken > 0
        if self._turning:
            asyncio.get_running_loop().call_soon(self._turn)  # before: whatever a guest raises
        for _ in range(self._taken):
            guest = self.first()
            if guest is None:  # another hung up on it
                return
            del self._queue[guest]
            guest.let_in()
