"""When frames are written at once, and when they wait for one another."""

from __future__ import annotations

from server.gateway.pace import MAX_WAIT_S, Pace


def test_few_listeners_never_wait_while_the_gateway_is_calm() -> None:
    assert Pace().wait_s(50) == 0.0


def test_many_listeners_gather_up_to_ten_milliseconds() -> None:
    assert 0.005 < Pace().wait_s(1_000) <= 0.0101
    assert Pace().wait_s(100_000) == MAX_WAIT_S


def test_a_busy_gateway_makes_all_streams_wait_and_calms_down_again() -> None:
    pace = Pace()
    now_s = 0.0
    for _ in range(30):
        now_s += 0.1
        pace.wrote(20_000, now_s)
    assert pace.wait_s(100) > 0.005
    for _ in range(60):
        now_s += 0.1
        pace.wrote(100, now_s)
    assert pace.wait_s(100) <= 0.0011
