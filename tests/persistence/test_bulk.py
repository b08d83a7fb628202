"""Many changes in few statements, and in which order."""

from __future__ import annotations

from channels.hashtags.tables import HashtagRow
from persistence.bulk import to_batches
from persistence.decision import Insert


def named(tag: str, used_us: int) -> Insert:
    row = {"tag": tag, "label": tag, "used_us": used_us}
    return Insert(HashtagRow, row, update=("used_us",), greatest=("used_us",))


def test_rows_that_may_be_there_already_go_by_their_keys_on_postgresql() -> None:
    (batch,) = to_batches([named("wax", 1), named("bees", 2), named("wax", 3)], "postgresql")
    written = [(one["tag"], one["used_us"]) for one in batch.parameters]
    assert written == [("bees", 2), ("wax", 1), ("wax", 3)]


def test_new_rows_keep_the_order_in_which_they_were_decided() -> None:
    rows = [Insert(HashtagRow, {"tag": tag, "label": tag}) for tag in ("wax", "bees")]
    (batch,) = to_batches(rows, "postgresql")
    assert [one["tag"] for one in batch.parameters] == ["wax", "bees"]
