"""Entries of a house of beekeepers, for the tests of retrieval."""

from channels.faq.retrieval.index import Index
from channels.faq.retrieval.lexicon import Text

ENTRIES = {
    "wifi": ("What is the password of the guest network?", "It hangs beside the door.", "en"),
    "leave": ("How do I ask for holidays?", "Fill in the leave form two weeks ahead.", "en"),
    "keys": ("Who has the keys of the honey store?", "Chloe keeps them in her office.", "en"),
    "suit": ("Where are the bee suits?", "In the cupboard behind the extractor.", "en"),
    "sting": ("What do I do after a sting?", "Scrape the sting out, then cool the skin.", "en"),
    "conges": ("Comment poser des congés ?", "Remplissez la demande deux semaines avant.", "fr"),
    "badge": ("J'ai perdu mon badge, que faire ?", "Prévenez l'accueil, qui le désactive.", "fr"),
    "essaim": ("Qui appeler pour un essaim ?", "L'apiculteur de garde, jour et nuit.", "fr"),
}  # fmt: skip


def text(id: str, *variants: str, weight: float = 0.0) -> Text:
    question, answer, language = ENTRIES[id]
    return Text(id, (question, *variants), answer, language, weight)  # type: ignore[arg-type]


def index(*ids: str) -> Index:
    """An index of these entries, or of all."""
    made = Index()
    for id in ids or ENTRIES:
        made.put(text(id))
    return made
