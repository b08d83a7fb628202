"""Finding a Python, and saying what to do where there is none that fits."""

import sys
from pathlib import Path

import pytest

from tests.setup.shell import Checkout

PYTHON = Path(sys.executable).resolve()
NO_VENV = f'case "$*" in *ensurepip*) exit 1;; esac\nexec {PYTHON} "$@"'


def test_without_python_it_says_what_to_install(checkout: Checkout) -> None:
    ran = checkout.run("install_locked runtime")
    assert ran.returncode == 1
    assert "Python 3.11 or newer is needed" in ran.stderr
    assert "sudo apt-get install python3 python3-venv" in ran.stderr


def test_an_old_python_is_refused_by_its_version(checkout: Checkout) -> None:
    checkout.add_program("python3", '[ "$1" = -V ] && echo Python 3.9.2\nexit 1')
    ran = checkout.run("install_locked runtime")
    assert ran.returncode == 1
    assert "found Python 3.9.2" in ran.stderr


def test_a_newer_python_beside_the_old_one_is_found(checkout: Checkout) -> None:
    checkout.add_program("python3", "exit 1")
    checkout.add_program("python3.12", f'exec {PYTHON} "$@"')
    assert checkout.run("find_python").stdout.strip().endswith("/python3.12")


def test_a_python_that_makes_environments_is_preferred(checkout: Checkout) -> None:
    checkout.add_program("python3", NO_VENV)
    checkout.add_program("python3.13", f'exec {PYTHON} "$@"')
    assert checkout.run("find_python").stdout.strip().endswith("/python3.13")


def test_where_venv_is_missing_it_prints_the_exact_command(checkout: Checkout) -> None:
    checkout.add_program("python3", NO_VENV)
    ran = checkout.run("install_locked runtime")
    package = f"python3.{sys.version_info.minor}-venv"
    assert ran.returncode == 1
    assert f"sudo apt-get update && sudo apt-get install {package}" in ran.stderr


@pytest.mark.parametrize("user_id", [0, 1000])
def test_who_may_install_has_the_missing_package_installed(
    checkout: Checkout, user_id: int
) -> None:
    checkout.add_program("python3", NO_VENV)
    checkout.add_program("id", f"echo {user_id}")
    checkout.add_program("sudo", 'shift\nexec "$@"')
    checkout.add_program("apt-get", f'echo "$*" >> {checkout.root}/installed')
    ran = checkout.run("install_locked runtime")
    asked = (checkout.root / "installed").read_text()
    assert f"install python3.{sys.version_info.minor}-venv" in asked
    assert "cannot make virtual environments" in ran.stderr


def test_who_may_not_install_is_not_asked_for_a_password(checkout: Checkout) -> None:
    checkout.add_program("id", "echo 1000")
    checkout.add_program("apt-get", "exit 1")
    checkout.add_program("sudo", '[ "$1" = -n ] || read -r password\nexit 1')
    assert checkout.run("may_apt").returncode == 1


def test_a_checkout_that_moved_gets_a_new_environment(checkout: Checkout) -> None:
    script = 'mkdir -p "$VENV/bin"; ln -s "$(command -v python3)" "$VENV/bin/python"\n'
    script += 'printf /elsewhere > "$VENV/.ruche-path"; make_venv() { echo remade; exit; }\n'
    checkout.add_real_program("python3", PYTHON)
    assert checkout.run(script + "install_locked runtime").stdout.strip() == "remade"


def test_what_is_installed_is_not_installed_again(checkout: Checkout) -> None:
    script = 'mkdir -p "$VENV/bin"; ln -s "$(command -v python3)" "$VENV/bin/python"\n'
    script += 'touch "$VENV/bin/ruche"; chmod +x "$VENV/bin/ruche"\n'
    script += 'printf %s "$ROOT" > "$VENV/.ruche-path"\n'
    script += 'cat requirements.txt pyproject.toml | digest > "$VENV/.ruche-runtime"\n'
    script += "pip_install() { echo installed; exit; }\n"
    checkout.add_real_program("python3", PYTHON)
    assert checkout.run(script + "install_locked runtime").stdout == ""
    changed = script + "echo '# new' >> requirements.txt; install_locked runtime"
    (checkout.root / ".venv" / "bin" / "python").unlink()
    assert checkout.run(changed).stdout.strip() == "installed"
