"""Starting Ruche with `bin/run`."""

import subprocess
from pathlib import Path

from tests import services
from tests.architecture.tree import ROOT
from tests.setup.processes import started

PUBLIC = "/api/openapi.json"
SECOND_START_S = 5.0


def test_a_second_start_serves_within_five_seconds(tmp_path: Path) -> None:
    data, port = tmp_path / "data", services.free_port()
    first = subprocess.run(
        ["bin/run", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=170
    )
    assert first.returncode == 0, first.stderr
    command = ["bin/run", "--port", str(port), "--data", str(data)]
    with started(command, tmp_path / "log") as program:
        waited_s = program.wait_until_it_answers(f"http://127.0.0.1:{port}{PUBLIC}", 60)
        assert waited_s < SECOND_START_S
        assert any(data.iterdir()), "the workspace's files are where --data says"
        assert program.stop() == 0, program.output()
