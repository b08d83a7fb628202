"""Writes what is derived from the wire structs: the client's types and the protocol page.

Run as `python -m server.generate`; with `--check` nothing is written, and what is stale is named.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from server.contract import load_contract
from server.generate_docs import INTRODUCTION, render_docs
from server.generate_ts import render_typescript

ROOT = Path(__file__).resolve().parent.parent
TYPES = Path("web/client/src/protocol.ts")
DOCS = Path("docs/protocol.md")


def derived(root: Path) -> dict[Path, str]:
    """The generated files as they should be, by path below `root`."""
    contract = load_contract()
    introduction = (root / INTRODUCTION).read_text()
    return {TYPES: render_typescript(contract), DOCS: render_docs(contract, introduction)}


def stale(root: Path, files: dict[Path, str]) -> list[Path]:
    """Those of the files that are absent or different."""
    return [
        path
        for path, text in files.items()
        if not (root / path).exists() or (root / path).read_text() != text
    ]


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Write the files, or with `--check` tell whether that is needed. Returns the exit code."""
    if unknown := [argument for argument in arguments if argument != "--check"]:
        print(f"python -m server.generate takes only --check, not {unknown[0]}.", file=sys.stderr)
        return 2
    files = derived(root)
    old = stale(root, files)
    if "--check" not in arguments:
        for path in old:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(files[path])
            print(f"wrote {path}")
        return 0
    if old:
        names = " and ".join(str(path) for path in old)
        verb = "does" if len(old) == 1 else "do"
        sentence = f"{names} {verb} not match the wire structs: run `python -m server.generate`."
        print(sentence, file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
