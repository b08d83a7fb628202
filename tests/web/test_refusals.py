"""What the server refuses is said in the reader's language: every sentence a client can meet."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from web.catalogues import CLIENT, known_words

ROOT = Path(__file__).resolve().parents[2]
FILES = [*(ROOT / "channels").rglob("*.py"), ROOT / "server" / "multipart.py"]
KINDS = ("Invalid", "TooLarge")

# The client never sends what these refuse: they are for programs, or for pages, which translate
# them themselves (the test of the catalogues sees to that).
NOT_MET = {
    "A logo must be a picture: PNG, JPEG, GIF, WebP or AVIF.",
    "Give before or after, not both.",
    "Give one of before, after, around and around_at.",
    "Name a channel or a thread, not both.",
    "Name a channel: a guest sees only those they are invited to.",
    "Name a channel, a thread or a message.",
    "Say whom: person_ids, or person_id for one.",
    "Say whose password it is.",
    "Say whose token it is: email or person_id.",
    "Send exactly one part named file, with a file name.",
    "Send the file as multipart/form-data.",
    "The first person makes the workspace; a guest cannot.",
    "This is not your current password.",
}


def _refusals() -> Iterator[str]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in KINDS and node.args and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def test_every_refusal_that_a_person_can_meet_has_words() -> None:
    met = set(_refusals()) - NOT_MET
    assert len(met) >= 20
    for language in ("en", "fr"):
        words = known_words(language)
        lacking = {
            text for text in met if not (found := words.get(text, CLIENT)) or not found.string
        }
        assert lacking == set(), language


@pytest.mark.parametrize("text", sorted(NOT_MET))
def test_what_is_not_met_is_still_said_somewhere(text: str) -> None:
    assert text in set(_refusals())
