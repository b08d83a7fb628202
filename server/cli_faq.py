"""`ruche faq eval`, `ruche faq import`, `ruche faq export`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import msgspec
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from channels.core.errors import Invalid, NotFound
from channels.faq.evaluation import Evaluation, evaluate, held_out, judged
from channels.faq.learning import learners
from channels.faq.library import Library
from channels.faq.retrieval.fitting import Sample, fit
from channels.faq.retrieval.weights import BY_MEANING, BY_WORDS
from channels.faq.scopes import Scope
from channels.faq.service import LEARN
from channels.membership.names import name_key
from channels.membership.queries import channel_by_key
from persistence import migrate
from server.cli_channels import person_of
from server.cli_core import Visit, visit, visit_settings
from server.cli_output import Session, console
from server.meanings import make_meanings

QUESTION_LENGTH, ANSWER_LENGTH = 500, 8_000
ALL = Scope(workspace=True, channel_ids=None)
WEIGHTS = {"by_words": BY_WORDS, "by_meaning": BY_MEANING}
NAMES = {"by_words": "by words", "by_meaning": "by meaning"}
LABELS = {
    "p_at_1": "P@1",
    "mrr": "MRR",
    "coverage": "answered",
    "wrong_rate": "wrong, of those",
    "answered_absent": "answered, the right entry not there",
}

Key = int | str


class FileEntry(msgspec.Struct, frozen=True):
    """An entry of the file."""

    id: Key
    question: Annotated[str, msgspec.Meta(min_length=1)]
    answers: Annotated[list[str], msgspec.Meta(min_length=1)]
    variants: list[str] = []


class FileQuery(msgspec.Struct, frozen=True):
    """A question in somebody's own words, and the entry that answers it."""

    query: str
    faq_id: Key


class File(msgspec.Struct, frozen=True):
    """What is measured."""

    entries: Annotated[list[FileEntry], msgspec.Meta(min_length=1)]
    queries: Annotated[list[FileQuery], msgspec.Meta(min_length=1)]


def faq_eval(session: Session, path: Path, by_words: bool, folds: int) -> None:
    """Measure on a store of its own that holds just the file's entries.

    Errors: Invalid for a file that cannot be measured on, or in so many folds.
    """
    file = read_file(path)
    asked = asyncio.run(_evaluate(session, file, by_words))
    if folds:
        told = {name: _in_folds(samples, folds) for name, samples in asked.items()}
        session.answer({"folds": folds, **told}, _table(told))
        return
    name, samples = list(asked.items())[-1]
    evaluation = evaluate([judged(one, WEIGHTS[name]) for one in samples])
    session.answer(msgspec.to_builtins(evaluation), _sentence(evaluation))


def _in_folds(samples: Sequence[Sample], folds: int) -> dict[str, Any]:
    """Held out, and what the weights would be that all of the file's questions give."""
    told = msgspec.to_builtins(held_out(samples, folds))
    return {**told, "weights": msgspec.to_builtins(fit(samples))}


def read_file(path: Path) -> File:
    """Errors: Invalid for another format, or a question whose entry is not there."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=File)
    except msgspec.DecodeError as error:
        raise Invalid(f"{path.name} cannot be measured on: {error}.", "file") from None
    known = {entry.id for entry in file.entries}
    for query in file.queries:
        if query.faq_id not in known:
            raise Invalid(f"No entry has the id {query.faq_id!r} of a question.", "file")
    return file


async def _evaluate(session: Session, file: File, by_words: bool) -> dict[str, list[Sample]]:
    with TemporaryDirectory(prefix="ruche-faq-") as folder:
        settings = replace(session.settings(), data=Path(folder), database_url="", redis_url="")
        migrate.upgrade(settings.store_url)
        return await visit_settings(settings, lambda here: _ask(here, file, by_words), synced=False)


async def _ask(here: Visit, file: File, by_words: bool) -> dict[str, list[Sample]]:
    """Every question compared with all entries: by words, then by meaning where that is there."""
    meanings = None if by_words else make_meanings()
    library = Library(here.core.store, meanings)
    asked: dict[str, list[Sample]] = {"by_words": []}
    if meanings is not None:
        asked["by_meaning"] = []
    with _progress() as bar:
        task = bar.add_task("Reading", total=len(file.entries) + len(file.queries))
        ids = await _bring_in(here, file.entries)
        if meanings is not None:
            await _learn(here, library, meanings)
        bar.update(task, completed=len(file.entries), description="Asking")
        for query in file.queries:
            for name, samples in asked.items():
                words = name == "by_words"
                compared = await library.compare(query.query, ALL, by_words=words)
                samples.append(Sample(compared, ids[query.faq_id]))
            bar.advance(task)
    return asked


async def _bring_in(here: Visit, entries: Sequence[FileEntry]) -> dict[Key, str]:
    """The ids that the entries have here, by those of the file."""
    ids: dict[Key, str] = {}
    for entry in entries:
        arguments: dict[str, Any] = {
            "question": entry.question[:QUESTION_LENGTH],
            "answer": "\n\n".join(entry.answers)[:ANSWER_LENGTH],
            "variants": [variant[:QUESTION_LENGTH] for variant in entry.variants],
        }
        ids[entry.id] = (await here.call("faq.add", arguments)).id
    return ids


async def _learn(here: Visit, library: Library, meanings: Any) -> None:
    """Have the model read the entries, as the server's worker does."""
    dispatcher, store = here.core.dispatcher, here.core.store
    handlers = learners(dispatcher.call, store, library, meanings)
    await handlers[LEARN]({})


def _sentence(told: Evaluation) -> str:
    return (
        f"{told.queries} questions: the first entry is right for {told.p_at_1:.1%} (MRR "
        f"{told.mrr:.3f}). Sure enough to answer {told.coverage:.1%}, of which "
        f"{told.wrong_rate:.1%} wrong; of the surest 70 %, {told.wrong_at_70:.1%} wrong. Without "
        f"the right entry {told.answered_absent:.1%} would be answered."
    )


def _table(told: Mapping[str, Mapping[str, Any]]) -> str:
    """Held-out figures, a column for each way."""
    rows = [
        ["Held out", *(NAMES[name] for name in told)],
        *([LABELS[key], *(_figure(key, one[key]) for one in told.values())] for key in LABELS),
    ]
    for at, risk in enumerate(next(iter(told.values()))["risk"]):
        label = f"wrong, of the surest {risk['coverage']:.0%}"
        rows.append([label, *(f"{one['risk'][at]['wrong_rate']:.1%}" for one in told.values())])
    return "\n".join(f"{row[0]:<38}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in rows)


def _figure(key: str, value: float) -> str:
    return f"{value:.3f}" if key in ("p_at_1", "mrr") else f"{value:.1%}"


def faq_import(
    session: Session, path: Path, channel: str | None, owner: str, keep_good: bool
) -> int:
    """Add the rows of a CSV file; 1 where bad rows kept all of them out."""

    async def bring_in(here: Visit) -> dict[str, Any]:
        actor = await person_of(here, owner)
        place = await _channel(here, channel)
        arguments = {"csv": _text(path), "channel_id": place, "keep_good": keep_good}
        answer: dict[str, Any] = msgspec.to_builtins(
            await here.call("faq.import", arguments, actor)
        )
        return answer

    told = visit(session, bring_in)
    for bad in told["bad"]:
        where = f" ({bad['field']})" if bad.get("field") else ""
        session.note(f"{path.name}, line {bad['line']}{where}: {bad['detail']}")
    session.answer(told, _told_of_rows(told, keep_good))
    return 1 if told["bad"] and not keep_good else 0


def _told_of_rows(told: Mapping[str, Any], keep_good: bool) -> str:
    count = len(told["bad"])
    if count and not keep_good:
        return (
            f"Nothing was written: {count:,} bad rows. Mend them, or keep the good ones with "
            "--keep-good."
        )
    left = f" {count:,} bad rows were left out." if count else ""
    return f"Added {told['added']:,} entries and changed {told['changed']:,}.{left}"


def faq_export(session: Session, path: Path, channel: str | None) -> None:
    """Write entries as CSV."""

    async def bring_out(here: Visit) -> str:
        arguments = {"channel_id": await _channel(here, channel)}
        return str((await here.call("faq.export", arguments)).csv)

    text = visit(session, bring_out)
    path.write_text(text, encoding="utf-8", newline="")
    session.answer({"file": str(path)}, f"The entries are in {path}.")


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # the line ends as they are
    except UnicodeDecodeError:
        raise Invalid(
            f"{path.name} is not UTF-8. Save it as UTF-8 and try again.", "file"
        ) from None


async def _channel(here: Visit, name: str | None) -> str | None:
    """The id of a channel by its name. Errors: NotFound."""
    if name is None:
        return None
    async with here.core.store.read() as snapshot:
        found = await channel_by_key(snapshot, name_key(name.removeprefix("#")))
    if found is None:
        raise NotFound(f"There is no channel named {name}.", "channel")
    return found


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    return Progress(*columns, console=console())
