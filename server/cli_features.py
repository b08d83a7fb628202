"""`ruche features`: what discovery found, so that it hides nothing."""

from __future__ import annotations

from typing import Any

from channels import discover
from channels.core.rights import Right
from channels.core.slices import Slice
from server.cli_output import Session
from server.gateway import operations as sockets
from server.openapi import UPLOAD


def features(session: Session) -> None:
    """Every feature's operations with their rights, its events, and what it reacts to."""
    found = with_edges([to_feature(manifest) for manifest in discover.slices()])
    if session.json:
        session.answer({"features": found}, "")
    else:
        _print(found)


def to_feature(manifest: Slice) -> dict[str, Any]:
    """A slice's manifest in plain words."""
    return {
        "name": manifest.name,
        "operations": [
            {
                "name": row.name,
                "right": row.right.name.lower(),
                "writes": row.writes,
                "internal": row.internal,
            }
            for row in manifest.operations
        ],
        "events": [event.wire_name for event in manifest.events],
        "reactors": [
            {"fact": fact.__name__, "reactor": f"{call.__module__}.{call.__name__}"}
            for fact, calls in manifest.reactors.items()
            for call in calls
        ],
        "decorates": [view.__name__ for view in manifest.decorators],
    }


def with_edges(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The features with the operations that an edge serves itself: on sockets, and uploads."""
    by_name = {feature["name"]: feature for feature in found}
    for name in (*sockets.OPERATIONS, UPLOAD):
        empty: dict[str, Any] = {"operations": [], "events": [], "reactors": [], "decorates": []}
        slice_name = name.partition(".")[0]
        feature = by_name.setdefault(slice_name, {"name": slice_name, **empty})
        row = {"name": name, "right": Right.SELF.value, "writes": name == UPLOAD, "internal": False}
        feature["operations"].append(row)
    return [by_name[name] for name in sorted(by_name)]


def _print(found: list[dict[str, Any]]) -> None:
    width = max(len(row["name"]) for feature in found for row in feature["operations"])
    for feature in found:
        print(feature["name"])
        for row in feature["operations"]:
            internal = " (internal)" if row["internal"] else ""
            print(f"  {row['name']:<{width}} → {row['right']}{internal}")
        if feature["events"]:
            print(f"  events: {', '.join(feature['events'])}")
        for row in feature["reactors"]:
            print(f"  reacts to {row['fact']} → {row['reactor']}")
        if feature["decorates"]:
            print(f"  adds to {', '.join(feature['decorates'])}")
        print()
