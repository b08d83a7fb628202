"""The web client is built when its sources changed, and with a Node.js that fits."""

import os
import time

import pytest

from tests.setup.shell import Checkout

NPM = """
shift 2
echo "$*" >> npm.log
mkdir -p web/client/node_modules web/static/app
touch web/client/node_modules/.package-lock.json
"""


def lay_client(checkout: Checkout) -> None:
    sources = checkout.root / "web" / "client" / "src"
    sources.mkdir(parents=True)
    (checkout.root / "web" / "locales").mkdir()
    (sources / "main.ts").write_text("export {};\n")
    for name in ("package.json", "package-lock.json"):
        (sources.parent / name).write_text("{}\n")
    checkout.add_program("node", "echo 22.12.0")
    checkout.add_program("npm", NPM)


def build(checkout: Checkout) -> list[str]:
    """Build the client; tell which commands npm was given."""
    log = checkout.root / "npm.log"
    log.write_text("")
    ran = checkout.run("build_client")
    assert ran.returncode == 0, ran.stderr
    return [line.partition(" --")[0] for line in log.read_text().splitlines()]


def test_the_first_build_installs_and_builds(checkout: Checkout) -> None:
    lay_client(checkout)
    assert build(checkout) == ["ci", "run build"]


def test_a_second_build_does_nothing(checkout: Checkout) -> None:
    lay_client(checkout)
    build(checkout)
    assert build(checkout) == []


def test_a_changed_source_is_built_without_installing(checkout: Checkout) -> None:
    lay_client(checkout)
    build(checkout)
    (checkout.root / "web/client/src/main.ts").write_text("export const one = 1;\n")
    assert build(checkout) == ["run build"]


def test_a_renamed_source_is_built(checkout: Checkout) -> None:
    lay_client(checkout)
    build(checkout)
    source = checkout.root / "web/client/src/main.ts"
    source.rename(source.with_name("start.ts"))
    assert build(checkout) == ["run build"]


def test_a_changed_lock_is_installed_anew(checkout: Checkout) -> None:
    lay_client(checkout)
    build(checkout)
    lock = checkout.root / "web/client/package-lock.json"
    lock.write_text("{} \n")
    soon = time.time() + 5
    os.utime(lock, (soon, soon))
    assert build(checkout) == ["ci", "run build"]


@pytest.mark.parametrize("version", ["20.19.0", "20.20.2", "22.12.0", "23.0.0", "24.19.0"])
def test_a_node_that_fits_is_used(checkout: Checkout, version: str) -> None:
    assert checkout.run(f"fits_node_version {version}").returncode == 0


@pytest.mark.parametrize("version", ["", "18.20.0", "20.18.3", "21.7.3", "22.11.0"])
def test_a_node_that_does_not_fit_is_refused(checkout: Checkout, version: str) -> None:
    assert checkout.run(f"fits_node_version '{version}'").returncode == 1


def test_without_npm_a_node_does_not_fit(checkout: Checkout) -> None:
    checkout.add_program("node", "echo 24.0.0")
    assert checkout.run("fits_node").returncode == 1
