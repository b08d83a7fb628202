"""Entries go out as CSV and come back; a row that cannot be taken is named by its line."""

from __future__ import annotations

import pytest

from channels.core.actor import Actor
from channels.core.errors import Invalid, NotAllowed
from tests.house import House

SHEET = """\
question,answer,variants,language,owner,review_on
When is lunch?,"At noon.
On Fridays at one.",Food? | Midi ?,en,bob,2027-01-31
Où sont les clés ?,Chez Chloé.,,fr,@chloe,
"""
BAD = """\
question,answer,language,owner,review_on
,No question.,,,
Good?,"Two
lines.",,,
Bad language?,Yes.,de,,
Whose?,Somebody's.,,nobody,
When?,Soon.,,,31.1.2027
Too many?,Cells.,,,,here
"""


async def test_rows_become_entries_and_again_changes_nothing(
    house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    told = await house.ask(ada, "faq.import", csv=SHEET)
    assert (told.added, told.changed, told.bad) == (2, 0, [])
    lunch = next(
        one for one in (await house.ask(ada, "faq.list")).items if one.question == "When is lunch?"
    )
    assert lunch.answer == "At noon.\nOn Fridays at one."
    assert (lunch.variants, lunch.owner_id) == (["Food?", "Midi ?"], bob.person_id)
    again = await house.ask(ada, "faq.import", csv=SHEET.replace("Chez Chloé", "Chez Bob"))
    assert (again.added, again.changed) == (0, 1)


async def test_what_goes_out_comes_back_as_it_was(
    house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    await house.ask(ada, "faq.import", csv=SHEET)
    await house.ask(ada, "faq.add", question="=1+1?", answer='-2, "so"; @all')
    sheet = (await house.ask(ada, "faq.export")).csv
    assert "'=1+1?" in sheet  # a spreadsheet computes nothing of ours
    told = await house.ask(ada, "faq.import", csv=sheet)
    assert (told.added, told.changed, told.bad) == (0, 0, [])
    for entry in (await house.ask(ada, "faq.list")).items:
        await house.ask(ada, "faq.remove", entry_id=entry.id)
    assert (await house.ask(ada, "faq.import", csv=sheet)).added == 3
    assert "=1+1?" in [entry.question for entry in (await house.ask(ada, "faq.list")).items]


async def test_bad_rows_are_named_by_line_and_the_others_taken(house: House, ada: Actor) -> None:
    told = await house.ask(ada, "faq.import", csv=BAD)
    assert told.added == 1
    assert [(bad.line, bad.field) for bad in told.bad] == [
        (2, "question"),
        (5, "language"),
        (6, "owner"),
        (7, "review_on"),
        (8, ""),
    ]
    assert [bad.detail for bad in told.bad] == [
        "The question is empty or too long.",
        "The language is en or fr.",
        "There is nobody with this handle.",
        "Write the day like this: 2027-01-31.",
        "There are more cells than the first line has names.",
    ]


async def test_another_s_entry_is_not_changed_by_a_file(
    house: House, ada: Actor, bob: Actor, chloe: Actor
) -> None:
    await house.ask(bob, "faq.add", question="Mine?", answer="Yes.")
    told = await house.ask(chloe, "faq.import", csv="question,answer\nMine?,No.")
    assert (told.changed, [bad.line for bad in told.bad]) == (0, [2])
    assert (await house.ask(ada, "faq.import", csv="question,answer\nMine?,No.")).changed == 1


@pytest.mark.parametrize(
    "csv", ["", "question;reply\nA?;B.", "one\ntwo", 'question,answer\n"A?,B.', "\x00"]
)
async def test_what_is_no_sheet_is_refused_whole(house: House, ada: Actor, csv: str) -> None:
    with pytest.raises(Invalid) as refused:
        await house.ask(ada, "faq.import", csv=csv)
    assert refused.value.field == "csv"


async def test_semicolons_and_a_byte_order_mark_are_taken(house: House, ada: Actor) -> None:
    told = await house.ask(ada, "faq.import", csv="\ufeffQuestion;Answer\r\nA?;B, or C.\r\n\r\n")
    assert (told.added, told.bad) == (1, [])


async def test_a_guest_brings_nothing_in(house: House, gus: Actor) -> None:
    with pytest.raises(NotAllowed):
        await house.ask(gus, "faq.import", csv=SHEET)
