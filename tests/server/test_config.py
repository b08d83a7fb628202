"""What is doubtful about the settings is said plainly."""

from __future__ import annotations

import pytest

from server.config import BadSetting, Settings, elsewhere


@pytest.mark.parametrize(
    ("public_url", "port", "doubtful"),
    [
        ("http://127.0.0.1:8000", 8080, True),
        ("http://localhost", 8000, True),
        ("http://127.0.0.1:8080/", 8080, False),
        ("https://chat.example.org", 8000, False),
        ("", 8000, False),
    ],
)
def test_a_public_address_of_another_port_here_is_told(
    public_url: str, port: int, *, doubtful: bool
) -> None:
    said = elsewhere(Settings.from_env({"RUCHE_PUBLIC_URL": public_url}), port)
    assert bool(said) is doubtful
    if doubtful:
        assert public_url in said
        assert f"port {port}" in said


def test_an_address_without_a_possible_port_is_refused() -> None:
    with pytest.raises(BadSetting, match="RUCHE_PUBLIC_URL"):
        Settings.from_env({"RUCHE_PUBLIC_URL": "http://127.0.0.1:80000"})
