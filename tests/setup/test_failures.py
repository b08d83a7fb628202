"""What a person reads when the set-up fails."""

import pytest

from tests.setup.shell import Checkout


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("Temporary failure in name resolution", "check the network"),
        ("npm error code EAI_AGAIN", "check the network"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "A package differs from its lock"),
        ("npm error code EINTEGRITY", "A package differs from its lock"),
        ("PermissionError: [Errno 13] Permission denied", "Permission was denied"),
        ("something else", "Its last lines are above"),
    ],
)
def test_the_reason_is_a_sentence(checkout: Checkout, output: str, sentence: str) -> None:
    checkout.add_program("install", f"echo '{output}' >&2; exit 1")
    ran = checkout.run("attempt 'Installing' install")
    assert ran.returncode == 1
    assert output in ran.stderr
    assert "ruche: Installing failed." in ran.stderr
    assert sentence in ran.stderr


def test_a_command_that_succeeds_says_nothing(checkout: Checkout) -> None:
    checkout.add_program("install", "echo a lot")
    ran = checkout.run("attempt 'Installing' install")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_second_set_up_waits_for_the_first(checkout: Checkout) -> None:
    script = "lock_setup; (. bin/lib/setup.sh; lock_setup; echo second) & sleep 0.2\n"
    script += "echo first; unlock_setup; wait"
    ran = checkout.run(script, PATH=f"{checkout.programs}:/usr/bin:/bin")
    assert ran.stdout.split() == ["first", "second"]
    assert "Another set-up is at work here" in ran.stderr
