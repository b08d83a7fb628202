"""Python's garbage collector, told how a server lives: much that stays, little that goes in rings.

A full collection walks everything that is alive and stops the process meanwhile; with thousands of
sockets that is a second of silence. Most garbage goes by counting references; rings among young
objects are found by the young generations as ever.
"""

from __future__ import annotations

import gc

YOUNG = 10_000  # containers made and not gone, before the youngest are looked through
MIDDLE = 2  # of these rounds, before the second generation is
FULL = 200  # of those, before all are (and then only where a quarter of them is new)


def settle() -> None:
    """Call once everything is started: what is there now will stay, and is never walked again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, FULL)
