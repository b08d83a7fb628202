"""Close codes of a socket; the range tells the client what to do.

4000-4099: come back and resume. 4100-4199: do not come back without the person's doing.
"""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the server closes a socket."""

    LATER = 1013  # too many requests a moment ago: come back after a pause
    RESUME = 4000  # too slow a reader, or a gap that the log could not fill: resume elsewhere
    RESTART = 4001  # the server stops: come back, to any gateway
    REVOKED = 4101  # the session or token has ended: sign in again
    TOO_MANY_CONNECTIONS = 4102  # the person's cap is reached: close another one first
