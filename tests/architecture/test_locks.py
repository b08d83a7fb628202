"""The lock files hold what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture import tree


def pyproject() -> dict[str, Any]:
    return tomllib.loads(tree.text(Path("pyproject.toml")) or "")


def locked(name: str) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9-]+)==(\S+)", tree.text(Path(name)) or "", flags=re.MULTILINE)
    return {canonicalize_name(package): version for package, version in pins}


def wanted(lock: str) -> list[str]:
    project = pyproject()
    groups = project["dependency-groups"]
    runtime = [*project["project"]["dependencies"], *groups["build"]]
    by_lock: dict[str, list[str]] = {
        "requirements.txt": runtime,
        "requirements-dev.txt": [*runtime, *groups["dev"]],
        "requirements-node.txt": groups["node"],
    }
    return by_lock[lock]


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]
)
def test_each_lock_satisfies_the_project_file(lock: str) -> None:
    pins = locked(lock)
    for requirement in map(Requirement, wanted(lock)):
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in {lock}: run bin/lock"
        assert version in requirement.specifier, f"{lock} is behind {requirement}: run bin/lock"


def test_the_development_lock_agrees_with_the_runtime_lock() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()
