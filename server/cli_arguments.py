"""What stands on the command line, before typer reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def hoisted(arguments: Sequence[str]) -> list[str]:
    """The options that all commands take, wherever they stand, put before everything else."""
    json: list[str] = []
    first: list[str] = []
    rest = list(arguments)
    at = 0
    while at < len(rest) and rest[at] != "--":
        if rest[at] == "--json":
            json = [rest.pop(at)]
        elif rest[at] == "--data" and at + 1 < len(rest):
            first += [rest.pop(at), rest.pop(at)]
        elif rest[at].startswith("--data="):
            first.append(rest.pop(at))
        else:
            at += 1
    return [*json, *first, *rest]


def is_bare_group(arguments: Sequence[str], groups: Collection[str | None]) -> bool:
    """Only a group such as `user`, whose help a person would be shown."""
    rest = [one for one in arguments if one != "--json" and not one.startswith("--data=")]
    if rest[:1] == ["--data"]:
        del rest[:2]
    return len(rest) == 1 and rest[0] in groups
