"""Ruche under a wall clock that steps: it is off by the seconds that a file says.

Run as `python -m tests.soak.stepped serve|gateway …`, the file named by SOAK_CLOCK_FILE. All that
tells the time of day goes by it, the process's clock port first; what measures durations does not,
as when an administrator or a time server sets the clock of a machine.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

from server.cli import main

LOOK_EVERY_S = 0.02

_offset_ns = 0
_time_ns = time.time_ns


def _follow(file: Path) -> None:
    global _offset_ns
    while True:
        text = file.read_text().strip()
        if text:  # empty while it is written
            _offset_ns = int(text) * 1_000_000_000
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    time.time_ns = lambda: _time_ns() + _offset_ns
    time.time = lambda: time.time_ns() / 1_000_000_000
    place = Path(os.environ["SOAK_CLOCK_FILE"])
    threading.Thread(target=_follow, args=(place,), daemon=True).start()
    main()
