"""Bringing in people from a file: good rows, bad rows, and files as spreadsheets write them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.core.actor import SYSTEM, Actor, Kind
from channels.core.errors import Invalid
from channels.profiles import loading
from channels.profiles.csv_file import decode, read_people
from channels.profiles.fields import USUAL
from tests.house import House

HEAD = "E-mail,Name,Job title,Department,Manager,Skills\n"


async def bring(house: House, text: str, **options: Any) -> Any:
    first = report = await house.ask(SYSTEM, "profiles.import_people", content=text, **options)
    while report.next is not None:
        options["after"] = report.next
        report = await house.ask(SYSTEM, "profiles.import_people", content=text, **options)
    return first


async def people(house: House) -> list[str]:
    page = await house.ask(SYSTEM, "people.list")
    return [person.handle for person in page.items]


async def profile_of(house: House, handle: str) -> dict[str, list[str]]:
    found = (await house.ask(SYSTEM, "people.list", query=handle)).items[0]
    reader = Actor(SYSTEM.kind, found.id, SYSTEM.role)
    shown = await house.ask(reader, "profiles.get", person_id=found.id)
    return {value.key: value.values for value in shown.values}


def told(report: Any) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.column, one.problem, one.value) for one in report.problems]


async def test_new_people_get_an_account_that_waits_for_them(house: House) -> None:
    ada = await house.open()
    report = await bring(
        house, HEAD + "Bob@hive.example,Bob  Martin,Mason,Garden,ada@hive.example,Wax; Bees\n"
    )
    assert (report.added, report.changed, report.unchanged, report.written) == (1, 0, 0, True)
    assert told(report) == []
    bob = (await house.ask(ada, "people.list", query="bob")).items[0]
    assert (bob.name, bob.title, bob.dormant) == ("Bob Martin", "Mason", True)
    shown = await profile_of(house, "bob")
    assert shown["skills"] == ["Wax", "Bees"]
    assert shown["manager"] == [ada.person_id]
    invited = await house.ask(
        SYSTEM, "people.add", email="bob@hive.example", name="Bob", password="honey and wax"
    )
    assert invited.id == bob.id


async def test_again_is_harmless_and_an_empty_cell_changes_nothing(house: House) -> None:
    await house.open()
    await bring(house, HEAD + "bob@hive.example,Bob,Mason,Garden,,Wax\n")
    again = await bring(house, HEAD + "bob@hive.example,Bob,Mason,Garden,,Wax\n")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    later = await bring(house, HEAD + "bob@hive.example,,,Kitchen,,\n")
    assert (later.changed, (await profile_of(house, "bob"))["skills"]) == (1, ["Wax"])
    assert (await profile_of(house, "bob"))["department"] == ["Kitchen"]


BAD = (
    HEAD
    + "not an address,Zed,,,,\n"
    + "bob@hive.example,Bob,,Garden,,\n"
    + "chloe@hive.example,,,,,\n"
    + '"dora@hive.example","Dora\nMartin",,,nobody@hive.example,\n'
    + "BOB@hive.example,Other Bob,,,,\n"
    + "emil@hive.example,Emil,,,dora@hive.example,\n"
)
NOBODY = "Nobody here has this address or handle."
PROBLEMS = [
    (2, "e-mail", "Write an e-mail address, such as ada@example.org.", "not an address"),
    (4, "name", "A new person needs a name.", ""),
    (5, "manager", NOBODY, "nobody@hive.example"),
    (7, "e-mail", "The same address stands on line 3.", "BOB@hive.example"),
    (8, "manager", "This manager’s own row is bad.", "dora@hive.example"),
]


async def test_each_bad_row_is_told_by_its_line_and_nothing_is_done(house: House) -> None:
    await house.open()
    report = await bring(house, BAD)
    assert told(report) == PROBLEMS
    assert not report.written
    assert await people(house) == ["ada"]


async def test_all_that_is_wrong_with_a_row_is_told_with_what_it_says(house: House) -> None:
    await house.open()
    head = "E-mail,Name,Job title,Manager,Phone,Time zone,Links\n"
    long = "x" * 251
    report = await bring(
        house,
        head
        + f"bob@hive.example,{long},{long},@nobody,call me,Mars/Base,hive.example\n"
        + "nobody,,,zed@hive.example,,,\n"
        + 'BOB@hive.example,"B\u202eob","Ma\x07son",zoe@hive.example,,,\n'
        + "zoe@hive.example,Zoé,,@nobody,,,\n",
        keep_good=True,
    )
    cut = "x" * 59 + "…"
    assert told(report) == [
        (2, "name", "A name has at most 80 characters.", cut),
        (2, "title", "Use at most 250 characters.", cut),
        (2, "phones", "Write a phone number with digits, such as +33 1 23 45 67 89.", "call me"),
        (2, "time_zone", "Choose a time zone, such as Europe/Paris.", "Mars/Base"),
        (2, "links", "Write a web address, such as https://example.org.", "hive.example"),
        (2, "manager", NOBODY, "@nobody"),
        (3, "e-mail", "Write an e-mail address, such as ada@example.org.", "nobody"),
        (3, "manager", NOBODY, "zed@hive.example"),
        (4, "e-mail", "The same address stands on line 2.", "BOB@hive.example"),
        (4, "name", "Leave out control characters and invisible ones.", "B\\u202eob"),
        (4, "title", "Leave out control characters and invisible ones.", "Ma\\x07son"),
        (4, "manager", "This manager’s own row is bad.", "zoe@hive.example"),
        (5, "manager", NOBODY, "@nobody"),
    ]
    assert (report.bad, report.faults, report.added) == (4, 13, 0)


async def test_of_very_many_faults_the_first_are_told_and_all_are_counted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_FAULTS", 3)
    await house.open()
    report = await bring(house, "E-mail,Phone\n" + "nobody,call me\n" * 5, dry_run=True)
    assert (report.bad, report.faults) == (5, 10)
    assert [one.line for one in report.problems] == [2, 2, 3]


async def test_good_rows_are_kept_only_if_asked(house: House) -> None:
    await house.open()
    report = await bring(house, BAD, keep_good=True)
    assert (report.written, report.added) == (True, 1)
    assert told(report) == PROBLEMS
    assert await people(house) == ["ada", "bob"]


async def test_a_dry_run_tells_all_and_does_nothing(house: House) -> None:
    await house.open()
    report = await bring(house, HEAD + "bob@hive.example,Bob,,,,\n", dry_run=True)
    assert (report.added, report.written) == (1, False)
    assert await people(house) == ["ada"]


async def test_a_dry_run_tells_whom_each_row_makes_or_changes_and_what(house: House) -> None:
    await house.open()
    await bring(house, HEAD + "bob@hive.example,Bob,Mason,Garden,,Wax\n")
    text = (
        HEAD
        + "chloe@hive.example,Chloé,,,,\n"
        + "bob@hive.example,Bob,Joiner,Garden,ada@hive.example,Wax; Bees\n"
        + "ada@hive.example,Ada Lovelace,,,,\n"
    )
    report = await bring(house, text, dry_run=True)
    assert (report.added, report.changed, report.unchanged) == (1, 1, 1)
    seen = [(one.line, one.name, one.new, sorted(one.columns)) for one in report.effects]
    assert seen == [(2, "Chloé", True, []), (3, "Bob", False, ["manager", "skills", "title"])]
    assert (await bring(house, text)).effects == []


async def test_a_circle_is_refused_on_all_its_lines(house: House) -> None:
    await house.open()
    report = await bring(
        house,
        HEAD
        + "bob@hive.example,Bob,,,dora@hive.example,\n"
        + "chloe@hive.example,Chloé,,,bob@hive.example,\n"
        + "dora@hive.example,Dora,,,chloe@hive.example,\n"
        + "emil@hive.example,Emil,,,,\n",
        keep_good=True,
    )
    assert [line for line, _, _, _ in told(report)] == [2, 3, 4]
    assert all("→" in problem for _, _, problem, _ in told(report))
    assert await people(house) == ["ada", "emil"]


async def test_a_circle_with_those_who_are_here_is_refused_too(house: House) -> None:
    ada = await house.open()
    await bring(house, HEAD + "bob@hive.example,Bob,,,ada@hive.example,\n")
    report = await bring(house, HEAD + "ada@hive.example,,,,@bob,\n")
    assert "Ada Lovelace → Bob → Ada Lovelace" in told(report)[0][2]
    assert "manager" not in await profile_of(house, "ada")
    assert ada.person_id


async def test_a_guest_has_no_row(house: House) -> None:
    await house.open()
    await house.add("gil", "guest")
    report = await bring(house, HEAD + "gil@hive.example,Gil,,Garden,,\n")
    guest = "This is a guest, who has no profile."
    assert told(report) == [(2, "e-mail", guest, "gil@hive.example")]


async def test_a_changed_name_is_heard_and_found(house: House) -> None:
    ada = await house.open()
    await house.add("bob")
    await bring(house, HEAD + "bob@hive.example,Robert Martin,,,,\n")
    found = await house.ask(ada, "people.list", query="robert")
    assert [person.handle for person in found.items] == ["bob"]


@pytest.mark.parametrize(
    "content",
    [
        "E-mail;Prénom;Nom;Compétences\nzoé@ruche.example;Zoé;Lœw;Miel, Cire\n".encode(),
        b"\xef\xbb\xbf"
        + "Courriel,Nom complet,Skills\nzoé@ruche.example,Zoé Lœw,Miel|Cire\n".encode(),
        "E-mail;Prénom;Nom;Compétences\r\nzoé@ruche.example;Zoé;Lœw;Miel, Cire\r\n".encode(
            "cp1252"
        ),
        'Email\tName\tSkills\nzoé@ruche.example\tZoé Lœw\t"Miel;Cire"\n'.encode("utf-16"),
    ],
    ids=["utf-8", "bom", "windows", "tabs in utf-16"],
)
def test_files_as_spreadsheets_write_them(content: bytes) -> None:
    file = read_people(decode(content), USUAL)
    assert [(row.line, row.cells["email_address"]) for row in file.rows] == [
        (2, "zoé@ruche.example")
    ]
    assert file.rows[0].cells["name"] == "Zoé Lœw"
    assert "Miel" in file.rows[0].cells["skills"]
    assert file.ignored == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("Name,Skills\nBob,Wax\n", "E-mail"),
        ("E-mail,Courriel\na@b.c,a@b.c\n", "Two columns"),
    ],
)
def test_what_is_no_list_of_people_is_refused(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_people(text, USUAL)
    assert said in refused.value.detail


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(Invalid):
        decode(b"PK\x03\x04\0\0 a spreadsheet, not its text")


def test_columns_that_mean_nothing_are_named() -> None:
    assert read_people("E-mail,Shoe size,\nbob@hive.example,43,x\n", USUAL).ignored == ["Shoe size"]


def chain(people: str) -> str:
    """A file in which each reports to the next, and the last to ada."""
    rows = [
        f"{one}@hive.example,{one.title()},,Garden,{above}@hive.example,Wax\n"
        for one, above in zip(people.split(), [*people.split()[1:], "ada"], strict=True)
    ]
    return HEAD + "".join(rows)


async def test_a_long_file_goes_in_batches_and_each_manager_is_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "AT_ONCE", 2)
    ada = await house.open()
    report = await bring(house, chain("bob chloe dora emil fleur"))
    assert (report.added, report.written) == (5, True)
    for one, above in (("bob", "chloe"), ("dora", "emil")):
        named = (await house.ask(ada, "people.list", query=above)).items[0].id
        assert (await profile_of(house, one))["manager"] == [named]
    turned = await bring(house, chain("fleur emil dora chloe bob"))
    assert turned.changed == 5
    assert (await profile_of(house, "bob"))["manager"] == [ada.person_id]
    again = await bring(house, chain("fleur emil dora chloe bob"))
    assert (again.changed, again.unchanged) == (0, 5)


async def test_what_somebody_saves_during_the_import_stays(house: House) -> None:
    await house.open()
    await bring(house, HEAD + "bob@hive.example,Bob,,Garden,,\n")
    bob = (await house.ask(SYSTEM, "people.list", query="bob")).items[0]
    me = Actor(Kind.PERSON, bob.id)
    for number in range(5):
        await asyncio.gather(
            bring(house, HEAD + f"bob@hive.example,,,Garden {number},,\n"),
            house.ask(me, "profiles.update", values={"about": [f"I am {number}."]}),
        )
        shown = await profile_of(house, "bob")
        assert (shown["department"], shown["about"]) == ([f"Garden {number}"], [f"I am {number}."])
