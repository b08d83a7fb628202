"""How often presence is told."""

import pytest

from server.gateway.present import BEAT_S, SLOWEST_BEAT_S, pause_after


@pytest.mark.parametrize(
    ("took_s", "pause_s"),
    [
        (0.0, BEAT_S),
        (0.019, BEAT_S),
        (0.05, 2.5),
        (0.1, 5.0),
        (0.2, SLOWEST_BEAT_S),
        (3.0, SLOWEST_BEAT_S),
    ],
)
def test_telling_takes_a_fiftieth_of_a_core_at_most(took_s: float, pause_s: float) -> None:
    assert pause_after(took_s) == pytest.approx(pause_s)
