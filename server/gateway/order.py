"""The strict order of one stream's entries, whatever order they come in; pure."""

from __future__ import annotations

from collections.abc import Sequence

Entry = tuple[int, bytes]

MAX_EARLY = 10_000


class Order:
    """Lets entries through in seq order, each once.

    What comes early waits in `early` until the missing ones come. Ephemeral entries (seq 0) pass
    at once. Until `begin` has told the first position, everything logged is early.
    """

    __slots__ = ("duplicates", "early", "seq")

    def __init__(self) -> None:
        self.seq = -1  # the last that was let through; -1: not begun
        self.early: dict[int, bytes] = {}
        self.duplicates = 0

    def begin(self, seq: int) -> list[Entry]:
        """Entries after `seq` are wanted; returns those that had come already."""
        self.seq = seq
        kept = {at: body for at, body in self.early.items() if at > seq}
        self.duplicates += len(self.early) - len(kept)
        self.early = kept
        return self._follow([])

    def take(self, entries: Sequence[Entry]) -> list[Entry]:
        """What may go out now, in order."""
        ready: list[Entry] = []
        for entry in entries:
            seq = entry[0]
            if seq == self.seq + 1 and self.seq >= 0:
                self.seq = seq
                ready.append(entry)
                if self.early:
                    self._follow(ready)
            elif seq == 0:
                if self.seq >= 0:
                    ready.append(entry)
            elif seq <= self.seq or seq in self.early:
                self.duplicates += 1
            elif len(self.early) < MAX_EARLY:
                self.early[seq] = entry[1]
        return ready

    def take_logged(self, entries: Sequence[Entry]) -> list[Entry]:
        """The same for entries read from the log, which is complete: a seq that is not between
        two of its entries will never come (a bulk load has reserved it)."""
        ready: list[Entry] = []
        for seq, body in entries:
            if seq <= self.seq:
                self.duplicates += 1
                continue
            self.seq = seq
            ready.append((seq, body))
        for seq in [seq for seq in self.early if seq <= self.seq]:
            del self.early[seq]
        return self._follow(ready)

    def skip(self) -> list[Entry]:
        """Give up on what is missing before the first early entry; returns what follows."""
        if self.early:
            self.seq = min(self.early) - 1
        return self._follow([])

    def _follow(self, ready: list[Entry]) -> list[Entry]:
        while self.seq >= 0 and (body := self.early.pop(self.seq + 1, None)) is not None:
            self.seq += 1
            ready.append((self.seq, body))
        return ready
