"""The Autobahn test suite, which runs under CPython 2.7 alone, where `bin/test` could bring it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import ROOT

BROUGHT = ROOT / ".venv" / "autobahn"  # by bin/lib/autobahn.sh
CASES = [f"{category}.*" for category in (1, 2, 3, 4, 5, 6, 7, 10)]
WHOLE_S = 150.0


@dataclass(frozen=True)
class Verdict:
    """How one server did."""

    counts: Counter[str]
    failed: list[str]
    not_strict: list[str]

    @property
    def cases(self) -> int:
        return sum(self.counts.values())

    @property
    def ok(self) -> int:
        return self.counts["OK"]

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.most_common())
        return f"{counts} (not strict: {' '.join(self.not_strict) or 'none'})"


@dataclass(frozen=True)
class Suite:
    """The suite and the program that runs it."""

    python: Path
    packages: Path

    async def run(
        self, folder: Path, cases: Sequence[str] = CASES, **ports: int
    ) -> dict[str, Verdict]:
        """Examine echo servers on these ports; takes about 13 s for each."""
        servers = [{"agent": name, "url": f"ws://127.0.0.1:{port}"} for name, port in ports.items()]
        spec = {
            "outdir": str(folder / "reports"), "servers": servers, "cases": list(cases),
            "exclude-cases": [], "exclude-agent-cases": {},
        }  # fmt: skip
        (folder / "spec.json").write_text(json.dumps(spec))
        command = [str(self.python), "-W", "ignore", "-m", "autobahntestsuite.wstest"]
        await asyncio.to_thread(
            subprocess.run,
            [*command, "-m", "fuzzingclient", "-s", "spec.json"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(self.packages)},
            check=True,
            capture_output=True,
            timeout=WHOLE_S,
        )
        index = json.loads((folder / "reports" / "index.json").read_text())
        return {name: _verdict(cases) for name, cases in index.items()}


def _verdict(cases: dict[str, dict[str, str]]) -> Verdict:
    """A case has failed where its frames or its closing were wrong."""
    fine = ("OK", "INFORMATIONAL")
    failed = [
        name
        for name, found in cases.items()
        if found["behavior"] not in (*fine, "NON-STRICT") or found["behaviorClose"] not in fine
    ]
    lax = [name for name, found in cases.items() if found["behavior"] == "NON-STRICT"]
    return Verdict(Counter(found["behavior"] for found in cases.values()), failed, lax)


def find() -> Suite | None:
    """The suite, where this machine has both it and CPython 2.7."""
    if not (BROUGHT / "autobahntestsuite").is_dir():
        return None
    on_path = shutil.which("python2.7")
    pyenv = Path.home() / ".pyenv" / "versions"
    places = [*([Path(on_path)] if on_path else []), *pyenv.glob("2.7*/bin/python2.7")]
    return next((Suite(place, BROUGHT) for place in places if _runs(place)), None)


def _runs(python: Path) -> bool:
    done = subprocess.run([str(python), "-c", "import ssl"], capture_output=True, check=False)
    return done.returncode == 0
