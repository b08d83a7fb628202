"""What was counted once stands for its version alone."""

from persistence.memo import Memo


def test_an_answer_stands_for_its_version_and_its_sort() -> None:
    memo = Memo()
    memo.keep("members", "C1", 3, 20)
    assert memo.known("members", {"C1": 3, "C2": 0}) == {"C1": 20}
    assert memo.known("members", {"C1": 4}) == {}
    assert memo.known("files", {"C1": 3}) == {}


def test_a_later_version_takes_the_place_of_the_former() -> None:
    memo = Memo()
    memo.keep("members", "C1", 3, 20)
    memo.keep("members", "C1", 4, 21)
    assert memo.known("members", {"C1": 4}) == {"C1": 21}
    assert memo.known("members", {"C1": 3}) == {}


def test_what_was_used_longest_ago_goes_first() -> None:
    memo = Memo(size=2)
    memo.keep("members", "C1", 0, 1)
    memo.keep("members", "C2", 0, 2)
    memo.known("members", {"C1": 0})
    memo.keep("members", "C3", 0, 3)
    assert memo.known("members", {"C1": 0, "C2": 0, "C3": 0}) == {"C1": 1, "C3": 3}
