"""Sentences by their meaning, with the model that the `semantic` extra brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.faq.learning import learners
from channels.faq.library import Library
from channels.faq.scopes import Scope
from channels.faq.service import LEARN
from server.meanings import PACKAGES, make_meanings
from tests.house import open_house

for package in PACKAGES:
    pytest.importorskip(package)

ALL = Scope(workspace=True, channel_ids=None)
ENTRIES = {
    "How do I delete my account?": "Open the settings and choose to close it.",
    "When is lunch?": "At noon, in the canteen.",
    "Comment changer mon mot de passe ?": "Dans les réglages, sous Sécurité.",
    "Who repairs bicycles?": "The workshop behind the gate.",
}


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("I want to get rid of my profile for good", "How do I delete my account?"),
        ("à quelle heure mange-t-on", "When is lunch?"),  # across languages
        ("I would like another password", "Comment changer mon mot de passe ?"),
    ],
)
async def test_entries_are_found_that_share_no_word(
    tmp_path: Path, asked: str, wanted: str
) -> None:
    async with open_house(tmp_path) as house:
        ada = await house.open()
        ids = {}
        for question, answer in ENTRIES.items():
            made = await house.ask(ada, "faq.add", question=question, answer=answer)
            ids[question] = made.id
        meanings = make_meanings()
        library = Library(house.store, meanings)
        learn = learners(house.door.call, house.store, library, meanings)[LEARN]
        assert len(await library.unread()) == len(ENTRIES)
        await learn({})
        assert await library.unread() == []
        assert (await library.ask(asked, ALL)).ids[0] == ids[wanted]
        await house.ask(ada, "faq.change", entry_id=ids[wanted], question="Something else?")
        assert [id for id, _ in await library.unread()] == [ids[wanted]]
        await house.ask(ada, "faq.remove", entry_id=ids[wanted])
        assert ids[wanted] not in (await library.ask(asked, ALL)).ids
