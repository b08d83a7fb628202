"""What retrieval asks of a model that understands sentences, where one is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

PART_LENGTH, MOST_PARTS = 300, 4


@dataclass(frozen=True, slots=True)
class Vectors:
    """An entry as a model understands it: its questions, and the parts of its answer."""

    questions: Sequence[bytes]
    answers: Sequence[bytes]


class Meanings(Protocol):
    """A model on this machine, and the entries that it has read.

    May be called from several threads; reading and comparing compute, so call them in one.
    """

    @property
    def model(self) -> str:
        """Its name and version: vectors of one model say nothing to another."""
        ...

    def read(self, questions: Sequence[str], answers: Sequence[str]) -> Vectors:
        """An entry's texts as vectors; some 20 ms for each sentence."""
        ...

    def put(self, id: str, vectors: Vectors) -> None:
        """Know an entry by its vectors from now on."""
        ...

    def remove(self, id: str) -> None:
        """Forget an entry; again is harmless."""
        ...

    def compare(self, question: str) -> Mapping[str, tuple[float, float]]:
        """How like the question is to each entry's questions, and to its answer (cosines)."""
        ...


def parts_of(question: str, answer: str) -> list[str]:
    """The parts of an answer that a model reads, each after the question that it answers."""
    paragraphs = [" ".join(part.split()) for part in answer.split("\n\n")]
    parts: list[str] = []
    for paragraph in filter(None, paragraphs):
        if parts and len(parts[-1]) + len(paragraph) < PART_LENGTH:
            parts[-1] += f" {paragraph}"
        elif len(parts) < MOST_PARTS:
            parts.append(paragraph[:PART_LENGTH])
    return [f"{question} {part}" for part in parts]
