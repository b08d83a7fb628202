"""Commands and views of profiles: the directory, the chart, who knows about what."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from channels.core.protocol import Command, Id, Limit, Line, View
from channels.people.protocol import PersonView
from channels.profiles.fields import FieldKind, Visibility

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
Value = Annotated[str, msgspec.Meta(max_length=4_000)]
Values = Annotated[list[Value], msgspec.Meta(max_length=50)]
Letter = Annotated[str, msgspec.Meta(min_length=1, max_length=1, pattern=r"^[a-z#]$")]


# -- views


class ProfileFieldView(View, frozen=True, kw_only=True):
    """A field of profiles. `label` only for the administrator's own fields."""

    key: str
    kind: FieldKind
    used: bool
    visibility: Visibility
    label: str = ""


class ProfileFieldsView(View, frozen=True, kw_only=True):
    """All fields, in the order in which they are shown."""

    fields: list[ProfileFieldView]


class ProfileValueView(View, frozen=True, kw_only=True):
    """What a field says. `visibility`: who sees it, told only to the person it is about."""

    key: str
    values: list[str]
    visibility: Visibility | None = None


class ProfileView(View, frozen=True, kw_only=True):
    """A person with what I may see of their profile, and the channels that we are both in.

    `unasked` is told only to the person: they do not want to be named as one who knows.
    """

    person: PersonView
    values: list[ProfileValueView] = []
    manager: PersonView | None = None
    reports: int = 0
    channel_ids: list[str] = []
    unasked: bool = False


class ZonesView(View, frozen=True, kw_only=True):
    """Time zones (IANA names) by person, as far as they are shown to everyone."""

    zones: dict[str, str] = {}


class ListedProfileView(View, frozen=True, kw_only=True):
    """A person in the directory, with what everybody sees."""

    person: PersonView
    department: str = ""
    site: str = ""


class FacetView(View, frozen=True, kw_only=True):
    """A word by which the directory can be narrowed, and how many people that leaves."""

    value: str
    label: str
    count: int


class FacetsView(View, frozen=True, kw_only=True):
    """How many people the directory holds, by initial and by word, the most frequent first."""

    count: int
    letters: list[FacetView] = []
    departments: list[FacetView] = []
    sites: list[FacetView] = []
    skills: list[FacetView] = []
    languages: list[FacetView] = []


class ChartNodeView(View, frozen=True, kw_only=True):
    """A person in the chart, and how many report to them."""

    person: PersonView
    department: str = ""
    reports: int = 0


class ChartView(View, frozen=True, kw_only=True):
    """A piece of the chart: who is above, the topmost first; the person; who reports to them.

    Without a person `below` are those at the top, and `apart` those who stand nowhere: they have
    no manager and nobody reports to them; the first 50 of `apart_count`. At most 500 are named.
    """

    above: list[ChartNodeView] = []
    at: ChartNodeView | None = None
    below: list[ChartNodeView] = []
    more: bool = False
    apart: list[ChartNodeView] = []
    apart_count: int = 0


class ReasonView(View, frozen=True, kw_only=True):
    """Why somebody may know about it: a skill or an interest that they name, an answer of theirs
    that was accepted, a message of theirs that somebody recommends; `label` is how it begins."""

    kind: Literal["skill", "interest", "answer", "recommended"]
    label: str
    channel_id: str = ""
    message_id: str = ""


class ExpertView(View, frozen=True, kw_only=True):
    """A person who may know about it, and why."""

    person: PersonView
    department: str = ""
    reasons: list[ReasonView]


class TopicView(View, frozen=True, kw_only=True):
    """One reason to name me as one who knows; `hidden`: I do not want it to be one.

    Where I may not read the message any more, it has no label and no channel.
    """

    reason: ReasonView
    hidden: bool = False


class RowProblem(View, frozen=True, kw_only=True):
    """One thing that is wrong with a row of a file, by the line on which the row begins.

    `value` is what the cell says, shortened, with signs that cannot be seen written out.
    """

    line: int
    column: str = ""
    problem: str
    value: str = ""


class RowEffect(View, frozen=True, kw_only=True):
    """What a good row does: makes a person, or changes what these columns say of one."""

    line: int
    name: str
    email: str
    new: bool = False
    columns: list[str] = []


class ImportReport(View, frozen=True, kw_only=True):
    """What a file of people did, or would do: `written` tells which.

    The numbers are of what was still to do when it was asked; `bad` rows have one problem or more,
    of which `problems` are the first 2,000 of `faults` in all. `ignored` are columns whose heading
    means nothing here. `effects`, of a dry run alone, are the first that make or change somebody.
    `next`, where there is more to do, goes back as `after`.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    faults: int = 0
    problems: list[RowProblem] = []
    effects: list[RowEffect] = []
    ignored: list[str] = []
    written: bool = False
    next: int | None = None


# -- commands


class ListProfileFields(Command, frozen=True, kw_only=True):
    """The fields of profiles, and who sees them."""


class FieldChoiceInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an administrator wants of a field; a field of their own is used while it has a label."""

    key: Key
    used: bool = True
    visibility: Visibility
    label: Annotated[str, msgspec.Meta(max_length=40)] = ""


class SetProfileFields(Command, frozen=True, kw_only=True):
    """Choose which fields are used and who sees them; fields not named stay as they are."""

    fields: Annotated[list[FieldChoiceInput], msgspec.Meta(min_length=1, max_length=40)]


class GetZones(Command, frozen=True, kw_only=True):
    """By which clocks these people live; internal to edges."""

    person_ids: Annotated[list[Id], msgspec.Meta(max_length=1_000)]


class GetProfile(Command, frozen=True, kw_only=True):
    """A person's profile, as far as I may see it."""

    person_id: Id


class UpdateProfile(Command, frozen=True, kw_only=True):
    """Change my profile; fields not named stay, empty ones are cleared.

    `only` shows a field to fewer people than the administrator lets; it never widens. `manager` is
    a person's id.
    """

    values: Annotated[dict[Key, Values], msgspec.Meta(max_length=40)] = {}
    only: Annotated[dict[Key, Visibility], msgspec.Meta(max_length=40)] = {}
    unasked: bool | None = None


class Narrowed(Command, frozen=True, kw_only=True):
    """What narrows the directory; words are as a facet's `value` has them.

    Each word of `query` begins a word of the name, the handle or of what the profile says.
    """

    query: Line = ""
    letter: Letter | None = None
    department: Line = ""
    site: Line = ""
    skill: Line = ""
    language: Line = ""


class ListProfiles(Narrowed, frozen=True, kw_only=True):
    """The directory, by name. Guests have none."""

    limit: Limit = 50
    after: Line | None = None


class CountProfiles(Narrowed, frozen=True, kw_only=True):
    """How many people there are, by initial, department, site, skill and language."""


class GetChart(Command, frozen=True, kw_only=True):
    """The chart around a person, or its top."""

    person_id: Id | None = None


class FindExperts(Command, frozen=True, kw_only=True):
    """Who knows about something; those who do not want to be asked are not named."""

    query: Annotated[str, msgspec.Meta(min_length=1, max_length=250)]
    limit: Limit = 20


class ContestReason(Command, frozen=True, kw_only=True):
    """A message of mine is no reason to name me as one who knows; or (`contested` False) it is."""

    message_id: Id
    contested: bool = True


class ListTopics(Command, frozen=True, kw_only=True):
    """What names me to those who ask who knows: my words first, then messages, the latest first."""

    limit: Limit = 50
    after: Id | None = None


class HideTopic(Command, frozen=True, kw_only=True):
    """A word of my profile is no reason to name me; or (`hidden` False) it is. It stays there."""

    kind: Literal["skill", "interest"]
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    hidden: bool = True


class ImportPeople(Command, frozen=True, kw_only=True):
    """Bring in people from the text of a CSV file, none as long as a row is bad.

    `keep_good` leaves out the bad rows alone; `dry_run` only tells what would be done. A long file
    takes several calls, each with the `next` of the one before; whole again is harmless.
    """

    content: str
    after: int = 0
    keep_good: bool = False
    dry_run: bool = False
