"""How well a message answers: as it was asked, in other forms of the words, by beginnings; pure.

A rank is what must occur in a message of this rank or a better one, so each holds the one before.
"""

from __future__ import annotations

from collections.abc import Sequence

from channels.search.kin import joined, joined_kin, stem_kin, stem_words
from persistence.fulltext import Wanted, words

Rank = tuple[Wanted, ...]

SHORTEST_JOINED = 4
# French words that lose a letter before a vowel.
ELIDED = frozenset({"l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu"})


def ranks_of(asked: Sequence[str], phrases: Sequence[str]) -> list[Rank]:
    """The ranks for folded words and phrases, the best first; phrases hold in each of them.

    Words in the order and beside one another; each as it is; in any form; beginning so, or
    written as one.
    """
    always = tuple(Wanted(exact=(phrase,)) for phrase in phrases)
    terms = [words(word) for word in asked]
    if not terms:
        return [always]
    exact = [_exact(term) for term in terms]
    row = " ".join(part for term in terms for part in term)
    ranks = [
        (Wanted(exact=(row,)), *always),
        (*exact, *always),
        (*map(_forms, terms), *always),
        (*(_beginning(terms, at) for at in range(len(terms))), *always),
    ]
    return [rank for rank, better in zip(ranks, [None, *ranks], strict=False) if rank != better]


def widened(rank: Rank, ways: Sequence[Sequence[str]]) -> Rank:
    """The rank with more words or phrases in whose place each of its first parts may stand."""
    more = [(*part.exact, *found) for part, found in zip(rank, ways, strict=False)]
    first = [
        Wanted(exact=exact, begins=part.begins, kin=part.kin)
        for part, exact in zip(rank, more, strict=False)
    ]
    return (*first, *rank[len(first) :])


def _exact(term: Sequence[str]) -> Wanted:
    return Wanted(exact=(" ".join(term),))


def _forms(term: Sequence[str]) -> Wanted:
    """Any form of a word; of several, only the last behind an elision has forms."""
    whole = " ".join(term)
    if len(term) == 1:
        return Wanted(exact=(whole, *stem_words(whole)), kin=tuple(stem_kin(whole)))
    if len(term) == 2 and term[0] in ELIDED:
        word = term[1]
        return Wanted(exact=(whole, word, *stem_words(word)), kin=tuple(stem_kin(word)))
    return Wanted(exact=(whole,))


def _beginning(terms: Sequence[Sequence[str]], at: int) -> Wanted:
    """Any form, any word that begins so, and the compounds of which the word is written."""
    forms = _forms(terms[at])
    whole = " ".join(terms[at])
    compounds = [one for one in _compounds(terms, at) if len(one) >= SHORTEST_JOINED]
    forms_too = [form for one in compounds for form in (one, *stem_words(one))]
    other = [one for one in forms_too if one != whole]
    elided = len(terms[at]) == 2 and terms[at][0] in ELIDED
    return Wanted(
        exact=(*forms.exact, *other),
        begins=(whole, *terms[at][1:]) if elided else (whole,),
        kin=(*forms.kin, *(kin for one in compounds for kin in joined_kin(one))),
    )


def _compounds(terms: Sequence[Sequence[str]], at: int) -> list[str]:
    """The word with its parts as one, and with the word before or after it."""
    runs = [terms[at]]
    runs += [[*terms[at - 1], *terms[at]]] if at > 0 else []
    runs += [[*terms[at], *terms[at + 1]]] if at + 1 < len(terms) else []
    return list(dict.fromkeys(one for one in map(joined, runs) if one))
