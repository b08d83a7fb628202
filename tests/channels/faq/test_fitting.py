"""Weights come from questions whose answers are known, and are judged on other entries' ones."""

from __future__ import annotations

import pytest

from channels.core.errors import Invalid
from channels.faq.evaluation import held_out
from channels.faq.retrieval.fitting import Sample, fit
from channels.faq.retrieval.judgement import Compared, decide


def asked(wanted: str, **fits: tuple[float, float]) -> Sample:
    return Sample(Compared(fits, set(fits), {}, {}), wanted)


def told_by_the_first_part(count: int) -> list[Sample]:
    """The second part says nothing: it is high for the wanted entry as often as for another."""
    return [
        asked(
            f"K{n}",
            **{f"K{n}": (0.8, 0.9 if n % 2 else 0.1), f"K{n + 1}": (0.2, 0.1 if n % 2 else 0.9)},
        )
        for n in range(count)
    ]


def test_the_part_that_tells_the_wanted_entry_decides() -> None:
    weights = fit(told_by_the_first_part(20))
    telling, silent = weights.ranking
    assert telling > 0.8 > 0.2 > abs(silent)
    assert telling + silent == pytest.approx(1, abs=1e-3)


def test_a_clear_lead_is_surer_than_none() -> None:
    weights = fit(told_by_the_first_part(20))
    clear = decide(Compared({"a": (0.8, 0.5), "b": (0.2, 0.5)}, {"a", "b"}, {}, {}), weights, 2)
    close = decide(Compared({"a": (0.3, 0.5), "b": (0.3, 0.5)}, {"a", "b"}, {}, {}), weights, 2)
    assert clear.sureness > close.sureness
    assert (clear.likely, close.likely) == (True, False)


def test_held_out_an_entry_teaches_nothing_about_itself() -> None:
    """What only the one entry shows is not known where it is held out, nor is it with it."""
    samples = told_by_the_first_part(20)
    odd = asked("odd", odd=(0.1, 0.9), other=(0.9, 0.1))
    told = held_out([*samples, odd], len(samples) + 1)
    assert (told.queries, told.p_at_1) == (21, round(20 / 21, 4))
    assert told.risk[-1].wrong_rate == round(1 / 21, 4)


def test_there_is_nothing_to_learn_without_a_right_answer() -> None:
    with pytest.raises(Invalid):
        fit([asked("gone", a=(0.1, 0.2))])
    with pytest.raises(Invalid):
        held_out([asked("a", a=(0.1, 0.2))], 2)
