"""What people ask in their own words finds the entry that answers it."""

import pytest

from channels.faq.retrieval.index import Likeness
from channels.faq.retrieval.judgement import Found
from channels.faq.retrieval.lexicon import Text
from channels.faq.retrieval.terms import language_of
from tests.channels.faq.texts import ENTRIES, index, text


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("guest network password?", "wifi"),
        ("I was stung, what now? a sting hurts", "sting"),
        ("how to ask for a holiday", "leave"),  # another form of the word
        ("where do we keep bee-suits", "suit"),
        ("what is the pasword of the network", "wifi"),  # one slip
        ("which form for leave, two weeks?", "leave"),  # words of the answer
        ("comment demander un congé", "conges"),
        ("badge perdu", "badge"),
        ("QUI APPELER POUR DES ESSAIMS", "essaim"),
        ("j ai perdu mon bagde", "badge"),  # two letters swapped
        ("poser conges", "conges"),  # without accents
    ],
)
def test_other_words_find_the_entry(asked: str, wanted: str) -> None:
    assert index().ask(asked).ids[0] == wanted


@pytest.mark.parametrize("asked", ["lol", "the weather is fine today", "", "?!", "où est le chat"])
def test_what_no_entry_answers_is_not_likely(asked: str) -> None:
    assert not index().ask(asked).likely


def test_an_entry_s_own_question_is_likely() -> None:
    everything = index()
    for id, (question, _, _) in ENTRIES.items():
        found = everything.ask(question)
        assert (found.ids[0], found.likely) == (id, True)


def test_two_entries_that_fit_alike_are_less_sure_than_one() -> None:
    alone = index("keys", "suit", "sting").ask("keys of the honey store")
    both = index("keys", "suit", "sting")
    both.put(Text("twin", ("Who has the keys of the honey store?",), "Bob has.", "en"))
    assert both.ask("keys of the honey store").sureness < alone.sureness


def test_a_variant_is_found_as_the_question_is() -> None:
    everything = index()
    assert everything.ask("wlan code").ids[:1] != ("wifi",)
    everything.put(text("wifi", "WLAN code"))
    assert everything.ask("wlan code").ids[0] == "wifi"


def test_what_one_may_not_read_is_not_found() -> None:
    found = index().ask("guest network password", lambda id: id != "wifi")
    assert "wifi" not in found.ids


def test_a_removed_entry_is_found_no_more_and_leaves_nothing_behind() -> None:
    everything = index()
    before = everything.ask("badge perdu")
    everything.put(Text("new", ("Badge perdu ?", "Badge volé ?"), "Voir l'accueil.", "fr"))
    everything.put(Text("new", ("Badge égaré ?",), "Voir l'accueil.", "fr"))
    everything.remove("new")
    everything.remove("new")
    assert everything.ask("badge perdu") == before
    assert len(everything) == len(ENTRIES)


def test_of_few_entries_only_those_like_the_question_are_offered() -> None:
    few = index("wifi", "leave", "sting")
    likeness = {"wifi": Likeness(0.72, 0.7), "leave": Likeness(0.93, 0.9)}
    likeness["sting"] = Likeness(0.75, 0.71)
    found = few.ask("some days off", likeness=likeness)
    assert len(found.ids) == 3
    assert found.offered == ("leave",)
    nothing = few.ask("zebra quagga", likeness=dict.fromkeys(likeness, Likeness(0.72, 0.7)))
    assert nothing.offered == ()


def test_nothing_is_found_among_nothing() -> None:
    empty = index("wifi")
    empty.remove("wifi")
    assert empty.ask("password") == Found()


def test_what_people_said_decides_between_entries_alike_and_no_more() -> None:
    twins = index("sting")
    twins.put(Text("a", ("Where is the smoker?",), "On the left.", "en"))
    twins.put(Text("b", ("Where is the smoker?",), "On the left.", "en"))
    assert twins.ask("where is the smoker").ids[0] == "a"
    twins.put(Text("b", ("Where is the smoker?",), "On the left.", "en", weight=0.5))
    assert twins.ask("where is the smoker").ids[0] == "b"
    twins.put(text("sting", weight=1000.0))  # bounded, whatever is stored
    assert twins.ask("where is the smoker").ids[0] == "b"


def test_meaning_finds_what_no_word_does() -> None:
    likeness = {id: Likeness(0.8, 0.8) for id in ENTRIES}
    likeness["leave"] = Likeness(0.93, 0.9)
    found = index().ask("I would like some days off", likeness=likeness)
    assert (found.ids[0], found.likely) == ("leave", True)


@pytest.mark.parametrize(
    ("said", "language"),
    [("Où est la clé ?", "fr"), ("Where is the key?", "en"), ("VPN", "en"), ("", "en")],
)
def test_the_language_is_told_from_small_words(said: str, language: str) -> None:
    assert language_of(said) == language


def test_one_among_many_entries_is_found() -> None:
    large = index()
    for number in range(2_000):
        words = f"topic{number} subject{number % 50} area{number % 7}"
        large.put(Text(f"n{number}", (f"How about {words}?",), f"See page {number}.", "en"))
    assert large.ask("password of the guest network").ids[0] == "wifi"
    assert large.ask("what about topic77").ids[0] == "n77"
