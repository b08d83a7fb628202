"""Starting Ruche with `bin/run`."""

import os
import resource
import subprocess
from pathlib import Path

from tests import services
from tests.architecture.tree import ROOT
from tests.setup.processes import started

PUBLIC = "/api/openapi.json"
SECOND_START_S = 5.0


def start(folder: Path) -> float:
    """Seconds until `bin/run` served a new workspace in the folder."""
    data, port = folder / "data", services.free_port()
    command = ["bin/run", "--port", str(port), "--data", str(data)]
    with started(command, folder / "log") as program:
        waited_s = program.wait_until_it_answers(f"http://127.0.0.1:{port}{PUBLIC}", 60)
        assert any(data.iterdir()), "the workspace's files are where --data says"
        assert program.stop() == 0, program.output()
    return waited_s


def processor_s() -> float:
    """Processor time that programs which ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_second_start_serves_within_five_seconds(tmp_path: Path) -> None:
    first = subprocess.run(
        ["bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=170
    )
    assert first.returncode == 0, first.stderr
    assert any(one_start(tmp_path / str(attempt)) < SECOND_START_S for attempt in range(3))


def one_start(folder: Path) -> float:
    """Seconds of a start; where others keep the machine busy, only what it took itself."""
    folder.mkdir()
    before_s = processor_s()
    waited_s = start(folder)
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        return min(waited_s, processor_s() - before_s)
    return waited_s
