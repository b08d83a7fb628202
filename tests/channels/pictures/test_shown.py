"""What a process remembers of pictures that one person is shown."""

from __future__ import annotations

from channels.pictures.shown import AGAIN_S, KEPT_BYTES, OF_APP_BYTES, Found, Kept

HOUR_S = 3_600.0


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s


def large(size_bytes: int) -> Found:
    return Found(width=1, height=1, large=bytes(size_bytes), small=b"")


def test_a_picture_stays_an_hour_and_what_failed_for_the_moment_a_minute() -> None:
    clock = Hand()
    kept = Kept(clock)
    kept.put(("A", "bee"), large(10))
    kept.put(("A", "away"), Found("unanswered"))
    kept.put(("A", "drawing"), Found("kind"))
    clock.now_s += AGAIN_S
    assert kept.get(("A", "away")) is None
    assert kept.get(("A", "bee")) == large(10)
    assert kept.get(("A", "drawing")) == Found("kind")
    clock.now_s += HOUR_S - AGAIN_S
    assert kept.get(("A", "bee")) is None
    assert kept.size_bytes() == 0


def test_an_app_that_has_too_much_loses_its_own_oldest() -> None:
    kept = Kept(Hand())
    kept.put(("B", "comb"), large(10))
    for name in ("one", "two", "three"):
        kept.put(("A", name), large(OF_APP_BYTES // 2 - 10_000))
    assert kept.get(("A", "one")) is None
    assert kept.get(("A", "two")) is not None
    assert kept.get(("A", "three")) is not None
    assert kept.get(("B", "comb")) is not None


def test_all_apps_together_are_bounded() -> None:
    kept = Kept(Hand())
    for number in range(2 * KEPT_BYTES // OF_APP_BYTES):
        kept.put((f"A{number}", "bee"), large(OF_APP_BYTES - 10_000))
    assert kept.size_bytes() <= KEPT_BYTES
    assert kept.get(("A0", "bee")) is None


def test_refusals_are_bounded_too() -> None:
    kept = Kept(Hand())
    for number in range(2 * OF_APP_BYTES // 4_096):
        kept.put(("A", str(number)), Found("kind"))
        if number % 500 == 0:
            assert kept.size_bytes("A") <= OF_APP_BYTES
    assert kept.get(("A", "0")) is None
