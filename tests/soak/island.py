"""A network of its own for one server, whose cable can be pulled: real half-open sockets.

A network namespace joined to this one by a pair of virtual cards, on addresses that lead nowhere
else. It takes root and Debian's iproute2; where either is missing, taps stand for it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from contextlib import AsyncExitStack, suppress


def possible() -> bool:
    """Whether this machine lets us make one."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    name = f"ruche-{secrets.token_hex(3)}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if made.returncode == 0:
        subprocess.run(["ip", "netns", "del", name], check=True, capture_output=True)
    return made.returncode == 0


class Island:
    """`outside` is this end's address, `inside` the server's."""

    def __init__(self, nursery: AsyncExitStack) -> None:
        mark = secrets.token_hex(3)
        self._name, self._near, self._far = f"ruche-{mark}", f"rn{mark}", f"rf{mark}"
        net = f"10.203.{int(mark[:2], 16)}.{int(mark[2:4], 16) & 0xFC}".rpartition(".")
        self.outside = f"{net[0]}.{int(net[2]) + 1}"
        self.inside = f"{net[0]}.{int(net[2]) + 2}"
        _ip("netns", "add", self._name)
        nursery.callback(self._vanish)
        _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far)
        _ip("link", "set", self._far, "netns", self._name)
        _ip("addr", "add", f"{self.outside}/30", "dev", self._near)
        _ip("link", "set", self._near, "up")
        self._within("addr", "add", f"{self.inside}/30", "dev", self._far)
        self._within("link", "set", "lo", "up")
        self.heal()

    @property
    def prefix(self) -> list[str]:
        """Before a command that is to run there."""
        return ["ip", "netns", "exec", self._name]

    def cut(self) -> None:
        """Pull the cable at the far end: the near one keeps its route, so that nothing strays."""
        self._within("link", "set", self._far, "down")

    def heal(self) -> None:
        """Put it back."""
        self._within("link", "set", self._far, "up")

    def _within(self, *command: str) -> None:
        _ip("-n", self._name, *command)

    def _vanish(self) -> None:
        with suppress(subprocess.CalledProcessError):
            _ip("netns", "del", self._name)  # the cards go with it


def _ip(*command: str) -> None:
    subprocess.run(["ip", *command], check=True, capture_output=True, timeout=30)
