"""`ruche features`: what discovery found, so that it hides nothing."""

from __future__ import annotations

from typing import Any

from channels import discover
from channels.core.slices import Slice
from server.cli_output import Session


def features(session: Session) -> None:
    """Every feature's operations with their rights, its events, and what it reacts to."""
    found = [to_feature(manifest) for manifest in discover.slices()]
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
