"""When frames are written at once, and when they wait for one another."""

from __future__ import annotations

from server.gateway.pace import MAX_REST_S, Pace


def test_a_quick_write_needs_no_rest_while_the_gateway_is_calm() -> None:
    assert Pace().rest_s(0.0005, 100.0) == 0.0


def test_a_stream_rests_as_long_as_its_writing_took_up_to_a_bound() -> None:
    assert Pace().rest_s(0.008, 100.0) == 0.008
    assert Pace().rest_s(0.050, 100.0) == MAX_REST_S


def test_a_busy_gateway_makes_all_streams_rest_and_calms_down_again() -> None:
    pace = Pace()
    now_s = 100.0
    for _ in range(3_000):  # quick writes, but they fill the time
        now_s += 0.001
        rest_s = pace.rest_s(0.0009, now_s)
    assert 0.005 < rest_s <= MAX_REST_S
    for _ in range(60):
        now_s += 0.1
        rest_s = pace.rest_s(0.0009, now_s)
    assert rest_s == 0.0
