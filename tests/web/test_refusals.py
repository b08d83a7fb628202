"""What the server refuses is said in the reader's language: every sentence a client can meet."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from channels.core import errors
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
    "Nobody owns this workspace yet: the first account does. Add it with --role owner, "
    "or without --role.",  # of the command line
    "No question has a word of the entry that answers it.",  # of the command line
    "Name a channel, a thread or a message.",
    "Nobody here has this address or handle.",  # of a file of people
    "Say whom: person_ids, or person_id for one.",
    "Say whose password it is.",
    "Say whose token it is: email or person_id.",
    "Send exactly one part named file, with a file name.",
    "Send the file as multipart/form-data.",
    "The first person makes the workspace; a guest cannot.",
    "This invitation is for another e-mail address.",
    "This is not your current password.",
    "This manager’s own row is bad.",
}


def _said(file: Path, kinds: Collection[str]) -> Iterator[ast.expr]:
    """What refusals of these kinds say, as it stands in the file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in kinds and node.args:
            yield node.args[0]


def _refusals() -> Iterator[str]:
    for file in FILES:
        for said in _said(file, KINDS):
            if isinstance(said, ast.Constant):
                yield str(said.value)


def test_a_refusal_is_written_out_where_it_is_raised() -> None:
    """Words are gathered there: a constant with a name would lose its translations unseen."""
    known = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    kinds = {kind.__name__ for kind in known if issubclass(kind, errors.DomainError)}
    assert {"NotAllowed", "NotFound", *KINDS} <= kinds
    folders = [ROOT / "channels", ROOT / "server", ROOT / "web" / "pages"]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    named = [
        f"{file.relative_to(ROOT)}:{said.lineno} {ast.unparse(said)}"
        for file in [*files, *(ROOT / "web").glob("*.py")]
        for said in _said(file, kinds)
        if isinstance(said, ast.Name | ast.Attribute)
        and ast.unparse(said).rpartition(".")[2].isupper()
    ]
    assert named == []


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
