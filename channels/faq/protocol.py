"""Commands, events and views of the FAQ."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

import msgspec

from channels.core.protocol import ClientId, Command, Event, Id, Limit, Line, View
from channels.core.text import Span
from channels.messages.protocol import FaqCard

MOST_VARIANTS = 20

AskedText = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
AnswerText = Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]
Variants = Annotated[list[AskedText], msgspec.Meta(max_length=MOST_VARIANTS)]
EntryLanguage = Literal["en", "fr"]
Day = Annotated[str, msgspec.Meta(max_length=10, pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
QuestionId = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
CsvText = Annotated[str, msgspec.Meta(max_length=4_000_000)]

# -- views


class FaqEntryView(View, frozen=True, kw_only=True):
    """A question with its answer; without `channel_id` it is the whole workspace's.

    `spans` is the answer's parsed form. `review_on` is a day such as `2027-01-31`, from which on
    somebody should look at it again. `message_id` names the message that the answer came from.
    """

    id: str
    question: str
    answer: str
    spans: list[Span] = []
    variants: list[str] = []
    language: EntryLanguage
    owner_id: str
    channel_id: str | None = None
    review_on: str = ""
    pinned: bool = False
    helped: int = 0
    unhelped: int = 0
    message_id: str | None = None
    changed_at: int


class BadRow(View, frozen=True, kw_only=True):
    """A row of a CSV file that was left out, by its line, and why."""

    line: int
    field: str
    detail: str


class FaqImportView(View, frozen=True, kw_only=True, omit_defaults=False):
    """What became of the rows of a CSV file."""

    added: int
    changed: int
    bad: list[BadRow]


class FaqExportView(View, frozen=True, kw_only=True):
    """Entries as CSV, with a first line of names."""

    csv: str


# -- commands


class AddEntry(Command, frozen=True, kw_only=True):
    """A new entry of mine, for the workspace or for those who may read a channel.

    Without `language` it is told from the words. `message_id` names the message that answered.
    """

    question: AskedText
    answer: AnswerText
    variants: Variants = []
    language: EntryLanguage | None = None
    channel_id: Id | None = None
    review_on: Day = ""
    message_id: Id | None = None


class ChangeEntry(Command, frozen=True, kw_only=True):
    """Change an entry of mine, of a channel that I run, or as an administrator any.

    What is absent stays.
    """

    entry_id: Id
    question: AskedText | None = None
    answer: AnswerText | None = None
    variants: Variants | None = None
    language: EntryLanguage | None = None
    owner_id: Id | None = None
    review_on: Day | None = None
    pinned: bool | None = None


class RemoveEntry(Command, frozen=True, kw_only=True):
    """Take an entry away; again is harmless."""

    entry_id: Id


class GetEntry(Command, frozen=True, kw_only=True):
    """One entry."""

    entry_id: Id


class ListEntries(Command, frozen=True, kw_only=True):
    """The entries that I may read: pinned ones first, then by their questions.

    With `query` those that fit it, the best first, on one page. `review_by` (a day) gives those
    that are to be looked at again by then.
    """

    query: Line = ""
    channel_id: Id | None = None
    review_by: Day = ""
    limit: Limit = 50
    after: Line | None = None


class ImportEntries(Command, frozen=True, kw_only=True):
    """Add the rows of a CSV file as entries; those with a known id or question are changed.

    Rows that cannot be taken are told; without `keep_good` nothing is written then.
    """

    csv: CsvText
    channel_id: Id | None = None
    keep_good: bool = True


class ExportEntries(Command, frozen=True, kw_only=True):
    """The entries that I may read, or those of one channel, as CSV."""

    channel_id: Id | None = None


# -- events


class FaqEntryChanged(Event, frozen=True, kw_only=True):
    """An entry is there, or is another (stream of its channel, else of the workspace)."""

    wire_name: ClassVar[str] = "faq.entry_changed"
    entry: FaqEntryView


class FaqEntryRemoved(Event, frozen=True, kw_only=True):
    """An entry is gone."""

    wire_name: ClassVar[str] = "faq.entry_removed"
    entry_id: str
    channel_id: str | None = None


class FaqImported(Event, frozen=True, kw_only=True):
    """Many entries came or changed at once: who shows them asks for them again."""

    wire_name: ClassVar[str] = "faq.imported"
    channel_id: str | None = None


# -- within the server


class KeptVectors(View, frozen=True, kw_only=True):
    """An entry of a revision as a model understands it."""

    entry_id: str
    revision: str
    questions: int
    pieces: int
    vectors: bytes


class KeepVectors(Command, frozen=True, kw_only=True):
    """Keep what a model made of entries."""

    model: str
    kept: list[KeptVectors]


# -- the bot

Outcome = Literal["answered", "unsure", "handed", "silent"]


class FaqChannelView(View, frozen=True, kw_only=True, omit_defaults=False):
    """Does the bot answer the questions of a channel, and whom does it ask where it is unsure?"""

    channel_id: str
    answers: bool
    asks_id: str | None


class FaqFound(View, frozen=True, kw_only=True, omit_defaults=False):
    """Entries that answer best, the best first; `likely`: sure enough to be the answer."""

    entries: list[FaqEntryView]
    likely: bool


class FaqReport(View, frozen=True, kw_only=True, omit_defaults=False):
    """What became of the questions of the last days; it names nobody.

    `answered` by an entry, of which `confirmed` (that helped) and `denied`; `handed_over` to a
    person; `unsure`: only said so; `silent`: nothing was said.
    """

    days: int
    asked: int
    answered: int
    confirmed: int
    denied: int
    handed_over: int
    unsure: int
    silent: int


class ConfigureFaq(Command, frozen=True, kw_only=True):
    """Let the bot answer questions in a channel, or no more; again is harmless.

    `asks_id` is a member whom it asks where it has no sure answer; without one it stays silent.
    It comes into the channel, and stays for mentions where it no longer answers.
    """

    channel_id: Id
    answers: bool = True
    asks_id: Id | None = None


class GetFaqSettings(Command, frozen=True, kw_only=True):
    """What a channel wants of the bot."""

    channel_id: Id


class AskFaq(Command, frozen=True, kw_only=True):
    """What the bot would answer me; nothing is noted."""

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3


class AskHere(Command, frozen=True, kw_only=True):
    """What the bot answers me alone, as a message of its own that nobody keeps."""

    channel_id: Id
    thread_id: Id | None = None
    question: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class RateAnswer(Command, frozen=True, kw_only=True):
    """Say whether the bot's answer to my question helped; what is said last counts."""

    message_id: Id
    helped: bool


class ChooseAnswer(Command, frozen=True, kw_only=True):
    """Have the bot's answer to my question show another of the entries that it offers."""

    message_id: Id
    entry_id: Id


class RateAside(Command, frozen=True, kw_only=True):
    """Say whether what the bot answered me alone helped; what is said last counts."""

    question_id: QuestionId
    helped: bool


class ChooseAside(Command, frozen=True, kw_only=True):
    """What the bot answers me alone, by another of the entries that it offered."""

    channel_id: Id
    thread_id: Id | None = None
    question_id: QuestionId
    entry_id: Id


class GetFaqReport(Command, frozen=True, kw_only=True):
    """How many questions the bot took off people's hands."""

    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30


class FaqCardChanged(Event, frozen=True, kw_only=True):
    """What stands under an answer of the bot is another (channel's stream)."""

    wire_name: ClassVar[str] = "faq.card_changed"
    message_id: str
    channel_id: str
    thread_id: str | None = None
    card: FaqCard


class SayAnswer(Command, frozen=True, kw_only=True):
    """What the bot found for a question, to be said in its channel."""

    channel_id: Id
    message_id: Id
    outcome: Outcome
    entry_ids: list[str] = []
    thread_id: Id | None = None
    client_id: ClientId | None = None
    asks_id: Id | None = None


class RemindOwner(Command, frozen=True, kw_only=True):
    """Tell an owner, in their conversation with the bot, of entries whose day has come."""

    channel_id: Id
    owner_id: Id
    entry_ids: list[str]
