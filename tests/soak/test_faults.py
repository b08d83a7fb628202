"""Each bad day once, shortened: what was answered is kept, and everybody hears it once, in order.

`bin/soak` plays them long and at random. Faults of one kind of city share one, to save its start.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.faults import FAULTS, by_plan
from tests.soak.rounds import play

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_this_machine_can_do_all_faults() -> None:
    missing = [name for name, fault in FAULTS.items() if not fault.possible]
    if missing:
        pytest.skip(f"no {missing} without redis-server and postgresql (apt-get install)")


@pytest.mark.parametrize("names", by_plan(list(FAULTS)).values(), ids=" ".join)
async def test_nothing_is_lost_doubled_reordered_or_miscounted(
    names: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = await play(names, tmp_path, seed=1, brief=True)
    with capsys.disabled():
        print(
            f"\n{figures.posts} posts answered, {figures.deliveries} deliveries checked; ", end=""
        )
        print(*(f"{name}: well in {s:.2f} s" for name, s in figures.recovery_s.items()), sep=", ")
    assert figures.complaints == []
    assert figures.faults == dict.fromkeys(names, 1)
    assert figures.posts > 0
    assert figures.deliveries >= figures.posts
