"""Tables of the FAQ: entries, what they mean as vectors, channels that want answers, questions."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary
from sqlmodel import Field

from persistence.base import TableModel


class FaqEntryRow(TableModel, table=True):
    """A question with its answer.

    Without `channel_id` it is the whole workspace's. `variants` are lines. `revision` is new
    with each change of what retrieval reads. `folded` orders the list. `review_on` is a day
    (`2027-01-31`) or empty; `reminded_for` the one that its owner was told of. `weight`, from -1
    to 1, is what people made of the entry's answers. With `thread_id` it is a thread's accepted
    answer: the bot knows it, no page shows it.
    """

    __tablename__ = "faq_entry"
    id: str = Field(primary_key=True)
    channel_id: str | None = None
    question: str
    answer: str
    variants: str = ""
    language: str
    owner_id: str
    review_on: str = ""
    pinned: bool = False
    folded: str
    revision: str
    weight: float = 0.0
    helped: int = 0
    unhelped: int = 0
    message_id: str | None = Field(default=None, index=True)
    thread_id: str | None = Field(default=None, unique=True)
    reminded_for: str = ""
    created_at_ms: int = Field(sa_type=BigInteger)
    changed_at_ms: int = Field(sa_type=BigInteger)

    __table_args__ = (
        Index("ix_faq_entry_listed", "pinned", "folded", "id"),
        Index("ix_faq_entry_review_on", "review_on"),
    )


class FaqVectorRow(TableModel, table=True):
    """An entry of a revision as a model understands it: its questions, then its answer's parts."""

    __tablename__ = "faq_vector"
    entry_id: str = Field(primary_key=True)
    model: str
    revision: str
    questions: int
    pieces: int
    vectors: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class FaqVoiceRow(TableModel, table=True):
    """What one person said last of an entry: helped, unhelped, or empty once taken back.

    `voice` tells nobody who.
    """

    __tablename__ = "faq_voice"
    entry_id: str = Field(primary_key=True)
    voice: str = Field(primary_key=True)
    rating: str


class FaqDayRow(TableModel, table=True):
    """How many old questions of a day (counted from 1970) had an outcome and a rating."""

    __tablename__ = "faq_day"
    day: int = Field(
        sa_column=Column(BigInteger, primary_key=True, autoincrement=False, nullable=False)
    )
    outcome: str = Field(primary_key=True)
    rating: str = Field(primary_key=True)
    number: int = Field(sa_type=BigInteger)


class FaqChannelRow(TableModel, table=True):
    """A channel whose questions are answered; `asks_id` is who is asked where no entry is sure."""

    __tablename__ = "faq_channel"
    channel_id: str = Field(primary_key=True)
    answers: bool = True
    asks_id: str | None = None


class FaqQuestionRow(TableModel, table=True):
    """A question that the bot has looked at; it does not say who asked.

    `outcome` is silent, answered, unsure or handed; `rating` helped, unhelped or empty.
    `entry_ids` are separated by spaces, the one that was shown first. What was asked aside has a
    secret in place of `message_id`, which only who asked knows, and no `channel_id`.
    """

    __tablename__ = "faq_question"
    message_id: str = Field(primary_key=True)
    channel_id: str
    asked_at_ms: int = Field(sa_type=BigInteger, index=True)
    outcome: str
    rating: str = ""
    entry_ids: str = ""
    answer_id: str | None = Field(default=None, unique=True)
