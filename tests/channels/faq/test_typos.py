"""Slips of the keyboard."""

from channels.faq.retrieval.typos import LONGEST, _forms


def test_a_word_beyond_all_words_has_no_forms() -> None:
    assert len(_forms("a" * LONGEST)) == 2  # every letter left out gives the same
    assert _forms("a" * (LONGEST + 1)) == set()
