"""Runs the shell functions of bin/lib in a checkout and on a PATH of the test's own."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import ROOT

# What the scripts call beside Python, Node.js and the Debian tools, which a test chooses.
TOOLS = (
    "bash basename cat chmod cksum cut dirname env find flock grep head id ln mkdir mktemp rm "
    "sha256sum sort tail touch tr true uname xargs"
).split()


@dataclass(frozen=True)
class Checkout:
    """A folder with Ruche's scripts, and a machine (a PATH) that holds few programs."""

    root: Path
    programs: Path

    def add_program(self, name: str, script: str) -> None:
        """Put a shell script on this machine's PATH."""
        path = self.programs / name
        path.unlink(missing_ok=True)  # it may link to the real machine's program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def add_real_program(self, name: str, path: Path) -> None:
        """Put a program of the real machine on this machine's PATH."""
        (self.programs / name).symlink_to(path)

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script after `bin/lib/setup.sh` was sourced."""
        source = f'. "{self.root}/bin/lib/setup.sh"\n{script}'
        return subprocess.run(
            ["bash", "-c", source],
            cwd=self.root,
            env={"PATH": str(self.programs), "HOME": str(self.root), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def lay_checkout(folder: Path) -> Checkout:
    """Copy the scripts and locks into the folder; link the few tools that they need."""
    root, programs = folder / "checkout", folder / "programs"
    root.mkdir()
    programs.mkdir()
    shutil.copytree(ROOT / "bin", root / "bin")
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, root)
    for name in TOOLS:
        found = shutil.which(name, path=os.defpath)
        if found is not None:
            (programs / name).symlink_to(found)
    return Checkout(root, programs)
