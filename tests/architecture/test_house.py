"""The house rules that a linter does not know: sizes, places, and what no file may name."""

import re
import subprocess
from pathlib import Path

import pytest

from persistence.migrations import runner
from tests.architecture import tree

MOST_LINES = 500
TOP_LEVEL = frozenset(
    {
        "pyproject.toml", "server", "channels", "presence", "persistence", "web", "tests",
        "Procfile", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "bin", "docs",
        "bench", "examples", "deploy", ".ci", "requirements.txt", "requirements-dev.txt",
        "requirements-node.txt", ".gitignore", ".gitattributes", ".editorconfig",
        ".dockerignore",
    }
)  # fmt: skip
# Written in pieces, so that this file does not name what it looks for.
REGISTRY_HOSTS = tuple(
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
    )
)


def test_no_module_is_longer_than_500_lines() -> None:
    lengths = {path: len((tree.text(path) or "").splitlines()) for path in tree.modules()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_top_level_holds_only_what_any_project_needs() -> None:
    assert {path.parts[0] for path in tree.files()} - TOP_LEVEL == set()


def test_no_file_names_a_package_registry() -> None:
    named = {
        str(path): host
        for path in tree.files()
        for host in REGISTRY_HOSTS
        if host in (tree.text(path) or "")
    }
    assert named == {}


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        lock = tree.text(Path(name)) or ""
        packages = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)[1:]
        assert packages, name
        for package in packages:
            assert re.match(r"[a-z0-9-]+==\S+( ; .+)? \\\n", package), f"{name}: {package[:80]}"
            assert "--hash=sha256:" in package, f"{name}: {package[:80]}"
            assert "://" not in package, f"{name}: {package[:80]}"


@pytest.mark.parametrize("folder", ["web/client", "examples/node"])
def test_the_locks_of_npm_carry_hashes_and_no_addresses(folder: str) -> None:
    lock = tree.text(Path(folder, "package-lock.json")) or ""
    assert '"integrity"' in lock
    assert '"resolved"' not in lock


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in tree.files() if path.parts[0] == "tests"}
    with_modules = {path.parent for path in tree.files() if path.suffix == ".py"}
    missing = {
        folder
        for folder in folders & with_modules
        if not (tree.ROOT / folder / "__init__.py").exists()
    }
    assert missing == set()


def test_no_python_package_stands_beside_the_five() -> None:
    packages = {path.parts[0] for path in tree.files() if path.name == "__init__.py"}
    assert packages <= {*tree.PACKAGES, "tests", "bench", "examples"}


def test_the_migrations_are_one_line_of_history() -> None:
    assert len(runner.heads()) == 1


def test_every_script_can_be_run() -> None:
    scripts = [path for path in tree.files() if path.parts[0] == "bin" and not path.suffix]
    assert {"run", "test", "check"} <= {path.name for path in scripts}
    for path in [*scripts, Path(".ci/run")]:
        assert (tree.ROOT / path).stat().st_mode & 0o111, f"{path} is not executable"
        assert (tree.text(path) or "").startswith("#!"), f"{path} names no interpreter"


def test_the_procfile_starts_redis_two_gateways_presence_and_worker() -> None:
    procfile = tree.text(Path("Procfile")) or ""
    lines = dict(line.split(": ", 1) for line in procfile.splitlines())
    assert list(lines) == ["redis", "gateway1", "gateway2", "presence", "worker"]


@pytest.mark.parametrize("subcommand", ["gateway", "presence", "worker"])
def test_what_the_procfile_starts_is_a_command(subcommand: str) -> None:
    procfile = tree.text(Path("Procfile")) or ""
    assert f"bin/process {subcommand}" in procfile
    command = ["bin/process", subcommand, "--help"]
    shown = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0, shown.stderr
