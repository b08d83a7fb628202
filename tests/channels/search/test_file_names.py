"""A message is found by what its files are called, on both databases."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, text

from channels.core.actor import Actor
from channels.core.searching import Searched
from channels.discover import searched
from channels.files.tables import AttachmentRow, FileRow
from channels.messages.pending import SearchPendingRow
from channels.messages.tables import MessageRow
from channels.search.indexer import Indexer
from persistence import migrate
from persistence.bulk import table_of
from persistence.clock import WallClock
from persistence.fulltext import Question, Wanted
from persistence.fulltexts import fulltext_for
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.store_postgres import PostgresDialect
from persistence.store_sqlite import SqliteDialect
from tests.house import House

STEP = "persistence.migrations.versions.0014_file_names_found"


async def attach(house: House, who: Actor, channel_id: str, said: str, *names: str) -> str:
    """Post a message with files so called."""
    ids = []
    for number, name in enumerate(names):
        key = f"{house.now_ms:020x}{number:020x}"
        fields = {"blob_key": key, "name": name, "mime": "application/pdf", "size_bytes": 1}
        ids.append((await house.ask(who, "files.register", **fields)).id)
    house.clock.advance(1)
    posted = await house.ask(who, "messages.post", channel_id=channel_id, text=said, file_ids=ids)
    found: str = posted.id
    return found


@pytest.fixture
async def general(house: House, ada: Actor) -> str:
    found: str = (await house.ask(ada, "workspace.get")).general_channel_id
    return found


async def hits(house: House, indexer: Indexer, who: Actor, query: str) -> list[Any]:
    await indexer.run()
    found: list[Any] = (await house.ask(who, "search.messages", query=query)).items
    return found


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("rapport", ["rapport"]),
        ("crue", ["crue"]),
        ("RAPP", ["rapport"]),
        ("rapport-crue.pdf", ["rapport-crue.pdf"]),
        ('"crue pdf"', ["crue.pdf"]),
        ("ete", ["été"]),
        ("quai rapport", ["quai", "rapport"]),
    ],
)
async def test_a_hit_in_the_name_of_a_file_is_shown_and_marked(
    house: House, ada: Actor, general: str, indexer: Indexer, query: str, marked: list[str]
) -> None:
    names = ("photo.png", "rapport-crue.pdf", "plan été.odt")
    message = await attach(house, ada, general, "Sur le quai", *names)
    (hit,) = await hits(house, indexer, ada, query)
    assert hit.id == message
    assert hit.excerpt.startswith("Sur le quai · ")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == marked


async def test_a_message_without_words_is_found_by_its_file(
    house: House, ada: Actor, general: str, indexer: Indexer
) -> None:
    await attach(house, ada, general, "", "rapport-crue.pdf")
    (hit,) = await hits(house, indexer, ada, "crue")
    assert (hit.excerpt, hit.marks) == ("rapport-crue.pdf", [(8, 12)])


async def test_a_name_that_does_not_match_is_not_in_the_excerpt(
    house: House, ada: Actor, general: str, indexer: Indexer
) -> None:
    await attach(house, ada, general, "Sur le quai", "rapport-crue.pdf")
    (hit,) = await hits(house, indexer, ada, "quai")
    assert (hit.excerpt, hit.marks) == ("Sur le quai", [(7, 11)])


async def test_a_file_is_found_by_those_who_may_read_its_message(
    house: House, ada: Actor, bob: Actor, indexer: Indexer
) -> None:
    cellar = await house.ask(ada, "channels.create", name="cellar", kind="private")
    await attach(house, ada, cellar.id, "", "rapport-crue.pdf")
    assert await hits(house, indexer, bob, "rapport") == []
    await house.ask(ada, "channels.invite", channel_id=cellar.id, person_ids=[bob.person_id])
    assert len(await hits(house, indexer, bob, "rapport")) == 1


async def test_an_edited_message_keeps_its_file_and_a_deleted_one_is_not_found(
    house: House, ada: Actor, general: str, indexer: Indexer
) -> None:
    message = await attach(house, ada, general, "one", "rapport-crue.pdf")
    await house.ask(ada, "messages.edit", message_id=message, text="two")
    assert len(await hits(house, indexer, ada, "two crue")) == 1
    assert await hits(house, indexer, ada, "two -rapport") == []
    await house.ask(ada, "messages.delete", message_id=message)
    assert await hits(house, indexer, ada, "crue") == []


class Kept:
    """A database of either kind that holds messages from before names of files were indexed."""

    def __init__(self, url: str, store: Store) -> None:
        self.url = url
        self.store = store

    async def fill(self, count: int) -> None:
        """Messages `M0`, `M1` …, each with a file `rapport-crue-<number>.pdf`, already indexed."""

        async def write(snapshot: Snapshot) -> None:
            for number in range(count):
                await _add(snapshot, number)
            await snapshot.connection.execute(
                text("INSERT INTO search_pending (message_id) SELECT id FROM message")
            )

        await self.store.exclusively(write)
        await Indexer(self.store, []).run()

    async def post(self, number: int) -> str:
        """One more such message, which waits to be indexed."""

        async def write(snapshot: Snapshot) -> str:
            await _add(snapshot, number)
            waiting = {"message_id": f"M{number}"}
            await snapshot.connection.execute(insert(table_of(SearchPendingRow)), waiting)
            return waiting["message_id"]

        return await self.store.exclusively(write)

    async def is_upgraded(self) -> None:
        """The step that knows names of files is run, on what the program before has made."""

        def run(connection: Connection) -> None:
            with Operations.context(MigrationContext.configure(connection)):
                importlib.import_module(STEP).upgrade()

        async def step(snapshot: Snapshot) -> None:
            await snapshot.connection.run_sync(run)

        await self.store.exclusively(step)

    async def finds(self, word: str) -> set[str]:
        adapter = fulltext_for(self.store.dialect.name)
        async with self.store.read() as snapshot:
            question = Question(
                channel_ids=["C0HIVE"], wanted=(Wanted(exact=(word,)),), limit=1_000
            )
            return {hit.message_id for hit in await adapter.search(snapshot.connection, question)}


async def _add(snapshot: Snapshot, number: int) -> None:
    file_id, message_id = f"F{number}", f"M{number}"
    message = MessageRow(
        id=message_id, channel_id="C0HIVE", seq=number + 1, created_us=number + 1,
        author_id="U0ADA", text="Sur le quai", spans=b"", file_count=1,
    )  # fmt: skip
    file = FileRow(
        id=file_id, uploader_id="U0ADA", name=f"rapport-crue-{number}.pdf", blob_key="b" * 40,
        mime="application/pdf", size_bytes=1, created_at_ms=1,
    )  # fmt: skip
    hung = AttachmentRow(file_id=file_id, message_id=message_id, channel_id="C0HIVE")
    for row in (message, file, hung):
        await snapshot.connection.execute(insert(table_of(type(row))), row.model_dump())


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Kept]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/kept.db"
        store = Store(SqliteDialect(tmp_path / "kept.db"), WallClock())
    else:
        url = request.getfixturevalue("postgres_url")
        store = Store(PostgresDialect(url), WallClock())
    migrate.upgrade(url)
    await store.open()
    yield Kept(url, store)
    await store.close()


async def test_after_an_upgrade_older_files_are_found_by_their_names(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.BATCH", 3)  # the writer is held for few at a time
    await kept.fill(8)
    everyone = {f"M{number}" for number in range(8)}
    assert await kept.finds("quai") == everyone
    assert await kept.finds("rapport") == set()
    await kept.is_upgraded()
    assert await Indexer(kept.store, searched()).run() == 8
    assert await kept.finds("rapport") == await kept.finds("crue") == everyone
    assert await kept.finds("quai") == everyone


async def test_after_an_upgrade_a_new_message_is_indexed_before_all_that_waits(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.search.indexer.BATCH", 3)
    batches: list[set[str]] = []

    async def noted(_: Snapshot, message_ids: Sequence[str]) -> dict[str, Searched]:
        batches.append(set(message_ids))
        return {}

    await kept.fill(8)
    await kept.is_upgraded()
    new = await kept.post(8)
    assert await Indexer(kept.store, [*searched(), noted]).run() == 9
    assert new in batches[0]
    assert len(await kept.finds("rapport")) == 9
