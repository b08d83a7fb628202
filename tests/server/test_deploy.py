"""The files of deploy/ that cannot be run here: what can be checked of them without."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.config import Settings
from server.serving import REST_S
from tests.architecture.tree import ROOT
from tests.resilience.children import RUCHE

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = set(
    re.findall(r"`((?:RUCHE_[A-Z_]+|DATABASE_URL|REDIS_URL))`", (ROOT / "README.md").read_text())
)
STOPS_WITHIN_S = Settings(data=Path()).drain_s + REST_S


def procfile() -> dict[str, list[str]]:
    """The processes and what each runs, without ports."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    split = [line.partition(": bin/process ") for line in lines]
    return {name: command.split()[:1] for name, _, command in split}


def compose() -> dict[str, Any]:
    found = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert isinstance(found, dict)
    return found


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return parser


def test_compose_has_the_processes_of_the_procfile() -> None:
    services = compose()["services"]
    assert set(services) == {*procfile(), "postgres", "nginx"}
    for name, [command] in procfile().items():
        if name != "redis":
            assert services[name]["command"][:2] == ["ruche", command]


def test_compose_mounts_files_that_are_there_and_names_settings_that_exist() -> None:
    found = compose()
    for service in found["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in found["volumes"] or (DEPLOY / source).is_file(), source
        ours = {name for name in service.get("environment", {}) if not name.startswith("POSTGRES")}
        assert ours <= SETTINGS
        if "command" in service and service["command"][0] == "ruche":
            assert service["stop_grace_period"] == "60s"
            assert STOPS_WITHIN_S < 60


def test_what_the_image_copies_is_there_and_is_all_that_is_installed() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert all((ROOT / name).exists() for name in names), names
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    included = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.removesuffix(".*") for name in included} <= names


def test_nginx_of_compose_asks_its_gateways() -> None:
    text = (DEPLOY / "nginx" / "compose.conf").read_text()
    asked = set(re.findall(r"^    server (\w+):8000 ", text, re.MULTILINE))
    assert asked == {name for name in compose()["services"] if name.startswith("gateway")}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_process_that_exists_and_may_do_little(path: Path) -> None:
    service = unit(path)["Service"]
    program, command, *_ = service["ExecStart"].split()
    assert program == "/opt/ruche/.venv/bin/ruche"
    assert [command] in [["serve"], *procfile().values()]
    assert service["KillSignal"] == "SIGTERM"
    assert int(service["TimeoutStopSec"]) > STOPS_WITHIN_S
    for name, value in {
        "User": "ruche",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "CapabilityBoundingSet": "",
        "PrivateTmp": "yes",
        "Restart": "always",
    }.items():
        assert service[name] == value


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """With systemd's own eye where this machine has it; by the sections alone where not."""
    checked = []
    for path in (*UNITS, DEPLOY / "systemd" / "ruche.target"):
        assert unit(path).sections()[0] == "Unit"
        text = path.read_text().replace("/opt/ruche/.venv/bin/ruche", RUCHE)
        text = text.replace("User=ruche\nGroup=ruche", "DynamicUser=yes")  # nobody made ruche here
        text = text.replace("/opt/ruche", str(ROOT))
        copy = tmp_path / path.name.replace("@.", "@8001.")
        copy.write_text(text)
        checked.append(str(copy))
    program = shutil.which("systemd-analyze")
    if program is None:
        return
    command = [program, "verify", "--man=no", *checked]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    ours = [line for line in ran.stderr.splitlines() if str(tmp_path) in line or "ruche" in line]
    assert not ours, ran.stderr
