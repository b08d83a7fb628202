"""Loads the slices by name: a folder under `channels/` with a `SLICE` is a feature."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import channels
from channels.core.searching import Searching
from channels.core.slices import Operation, Slice


@cache
def slices() -> tuple[Slice, ...]:
    """All slices, by name. Presence is one too, though it is never stored."""
    names = [
        f"channels.{module.name}"
        for module in pkgutil.iter_modules(channels.__path__)
        if module.ispkg and module.name != "core"
    ]
    found = []
    for name in sorted([*names, "presence"]):
        manifest = getattr(importlib.import_module(name), "SLICE", None)
        if isinstance(manifest, Slice):
            found.append(manifest)
    return tuple(found)


@cache
def operations() -> dict[str, Operation]:
    """All operations by wire name.

    Errors: ValueError when two slices claim one name.
    """
    rows: dict[str, Operation] = {}
    for manifest in slices():
        for row in manifest.operations:
            if row.name in rows:
                raise ValueError(f"two slices claim the operation {row.name}")
            rows[row.name] = row
    return dict(sorted(rows.items()))


def searched() -> list[Searching]:
    """What slices add to the search of messages, in the order of their names."""
    return [searching for manifest in slices() for searching in manifest.searched]
