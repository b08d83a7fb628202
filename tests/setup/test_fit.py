"""The coefficients of a model, from points that are known."""

import pytest

from bench.fit import Point, fit, said, worst

COUNTS = [(1, 0, 0), (1, 1, 10), (1, 1, 40), (0, 1, 1), (0, 1, 40)]


def test_points_without_error_give_the_coefficients_back() -> None:
    points = [
        Point(f"{at}", one, 250 * one[0] + 30 * one[1] + 8 * one[2])
        for at, one in enumerate(COUNTS)
    ]
    found = fit(points)
    assert found == pytest.approx([250, 30, 8])
    assert worst(points, found) == pytest.approx(0, abs=1e-9)


def test_points_that_differ_are_missed_by_the_same_share_and_the_worst_is_told() -> None:
    points = [Point("a", (1.0, 0.0), 90.0), Point("b", (1.0, 0.0), 110.0), Point("c", (0, 1), 5.0)]
    found = fit(points)
    assert found == pytest.approx([(1 / 90 + 1 / 110) / (1 / 90**2 + 1 / 110**2), 5])
    assert worst(points, [100.0, 5.0]) == pytest.approx(1 / 9)
    assert said(points[0], [100.0, 5.0]) == 100


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        fit([Point("a", (1.0, 1.0), 5.0)])
