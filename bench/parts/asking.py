"""What a question costs the FAQ bot among 5,000 entries: by words, and by meaning if it can."""

from __future__ import annotations

import gc
import itertools
import json
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figures, waits
from channels.faq.meanings import Meanings, Vectors
from channels.faq.retrieval.index import Index, Likeness
from channels.faq.retrieval.lexicon import Text
from server import collector
from server.meanings import make_meanings

ENTRIES, QUESTIONS, VOCABULARY, PARTS = 5_000, 200, 20_000, 4
OWN_WORDS = Path(__file__).parents[2] / "tests" / "channels" / "faq" / "own_questions.json"


async def asking() -> Figures:
    """Made-up entries of a question of nine words and an answer of 120, most words rare.

    The model reads questions in people's own words: it takes as long as they are, and made-up words
    are as long to it as sentences.
    """
    chance = random.Random(5)
    words = [f"w{number}" for number in range(VOCABULARY)]
    weights = [1 / (rank + 1) for rank in range(VOCABULARY)]

    def said(count: int) -> str:
        return " ".join(chance.choices(words, weights, k=count))

    texts = [Text(f"K{n}", (said(9),), said(120), "en") for n in range(ENTRIES)]
    index = Index()
    for text in texts:
        index.put(text)
    questions = [f"{text.questions[0]} {said(3)}" for text in chance.sample(texts, QUESTIONS)]
    with _as_in_the_server():
        figures = waits("faq_words", _asked(index, questions, None))
    meanings = make_meanings()
    if meanings is None:
        return figures
    read = meanings.read([texts[0].questions[0]], [texts[1].questions[0]])
    for text in texts:  # what is compared costs the same whatever it says
        meanings.put(text.id, Vectors(read.questions, list(read.answers) * PARTS))
    meanings.compare(questions[0])  # the model and its matrix are read in once
    with _as_in_the_server():
        return figures | waits("faq_meaning", _asked(index, questions, meanings))


def _in_own_words() -> Iterator[str]:
    """What people ask, again and again."""
    return itertools.cycle(one["query"] for one in json.loads(OWN_WORDS.read_text())["queries"])


@contextmanager
def _as_in_the_server() -> Iterator[None]:
    """The collector leaves alone what was there before, as after the server's start."""
    before = gc.get_threshold()
    collector.settle()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def _asked(index: Index, questions: list[str], meanings: Meanings | None) -> list[float]:
    taken = []
    for question, own in zip(questions, _in_own_words(), strict=False):
        begun = time.perf_counter()
        likeness: Mapping[str, Likeness] | None = None
        if meanings is not None:
            likeness = {id: Likeness(*two) for id, two in meanings.compare(own).items()}
        index.ask(question, likeness=likeness)
        taken.append((time.perf_counter() - begun) * 1_000)
    return taken
