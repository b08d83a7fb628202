"""What was counted once, kept for as long as its version stands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

SIZE = 10_000  # entries, some 400 bytes each


class Memo:
    """Answers with the version of what they were counted from, the last used kept longest.

    The version is read in the same snapshot as the answer and as the question, so nothing has to
    be invalidated: another version is a miss.
    """

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[str, str], tuple[int, Any]] = OrderedDict()

    def known(self, what: str, versions: Mapping[str, int]) -> dict[str, Any]:
        """The answers about these names that were counted at these versions."""
        found = {}
        for name, version in versions.items():
            kept = self._kept.get((what, name))
            if kept is not None and kept[0] == version:
                self._kept.move_to_end((what, name))
                found[name] = kept[1]
        return found

    def keep(self, what: str, name: str, version: int, answer: Any) -> None:
        """Keep an answer in the place of the former."""
        self._kept[what, name] = (version, answer)
        self._kept.move_to_end((what, name))
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
