"""The checkout as the architecture tests see it: its files, and which of them are generated."""

import os
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("server", "channels", "presence", "persistence", "web")
GENERATED = frozenset(
    {
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-node.txt",
        "web/client/package-lock.json",
        "web/client/src/protocol.ts",
        "web/client/src/ui/keys.ts",
        "docs/protocol.md",
    }
)
MODULE_SUFFIXES = frozenset({".py", ".ts", ".tsx", ".css", ".sh", ".html"})
NOT_OURS = frozenset({".git", ".venv", "node_modules", "app", "__pycache__"})


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project, relative to its root: git's list if there is one."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        names = [Path(name) for name in listed.stdout.split("\0") if name]
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    return tuple(sorted(_walk()))


def _walk() -> list[Path]:
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in NOT_OURS]
        found += [(Path(folder) / name).relative_to(ROOT) for name in names]
    return found


def modules() -> list[Path]:
    """The source modules that people write."""
    return [
        path for path in files() if path.suffix in MODULE_SUFFIXES and str(path) not in GENERATED
    ]


def text(path: Path) -> str | None:
    """The file's text, or None if it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
