"""Redis, PostgreSQL and Chromium for the tests: brought, or left out aloud."""

from tests.setup.shell import Checkout


def test_it_says_which_tests_are_left_out(checkout: Checkout) -> None:
    checkout.add_program("redis-server", "")
    checkout.add_program("initdb", "")
    ran = checkout.run("bring_test_programs")
    assert ran.returncode == 0
    assert "Left out: browser tests." in ran.stderr
    assert "Redis" not in ran.stderr
    assert "sudo apt-get install chromium" in ran.stderr


def test_under_ci_nothing_is_left_out(checkout: Checkout) -> None:
    ran = checkout.run("bring_test_programs", CI="true")
    assert ran.returncode == 1
    assert "under CI none may be left out" in ran.stderr


def test_with_all_programs_nothing_is_said(checkout: Checkout) -> None:
    for name in ("redis-server", "initdb", "chromium"):
        checkout.add_program(name, "")
    ran = checkout.run("bring_test_programs", CI="true")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
