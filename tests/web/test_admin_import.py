"""People from a CSV file on the administrators' page: tried first, then done, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from channels.profiles.csv_file import HEADINGS
from tests.web.reader import Page, Reader
from tests.world import World
from web.pages import admin_import
from web.pages.import_words import COLUMNS

HERE = "/admin/people/import"
HEAD = "E-mail,Name,Department,Manager,Skills\n"
GOOD = "bob@hive.example,Bob,Garden,ada@hive.example,Wax; Bees\n"
BAD = HEAD + GOOD + "nobody,Zed,,,\n" + "dora@hive.example,Dora,,nobody@hive.example,\n"


async def tries(reader: Reader, content: str | bytes, name: str = "people.csv") -> Page:
    """Send a file with the page's form, as a browser does."""
    page = await reader.opens(HERE)
    return await posts(reader, page.form(HERE).fields, {"file": (name, content)})


async def posts(reader: Reader, fields: dict[str, str], files: Any) -> Page:
    origin = {"origin": str(reader.client.base_url).rstrip("/")}
    answer = await reader.client.post(HERE, data=fields, files=files, headers=origin)
    reader.page = Page(answer)
    return reader.page


async def handles(reader: Reader) -> list[str]:
    answer = await reader.client.post("/api/v1/people.list", json={}, headers={"x-ruche": "1"})
    return sorted(person["handle"] for person in answer.json()["result"]["items"])


async def test_a_file_is_tried_and_then_brought_in(ada: Reader) -> None:
    assert HERE in (await ada.opens("/admin")).links
    page = await tries(ada, HEAD + GOOD)
    assert "What the file would do" in page.text
    assert "Line 2\nBob\nbob@hive.example\nnew" in page.text
    assert "Bring one person in" in page.text
    assert await handles(ada) == ["ada"]
    page = await ada.sends(HERE, do="1")
    assert "Done: one person is made or changed." in page.text
    assert await handles(ada) == ["ada", "bob"]
    page = await tries(ada, HEAD + "bob@hive.example,Bob,Kitchen,,Wax;Bees\n")
    assert "Changes: Department" in page.text
    page = await tries(ada, HEAD + GOOD)
    assert "there is nothing to bring in" in page.text


async def test_each_bad_row_is_told_by_its_line_and_nothing_is_written_unasked(
    ada: Reader,
) -> None:
    page = await tries(ada, BAD)
    assert (
        "Line 3\nWrite an e-mail address, such as ada@example.org.\nE-mail: “nobody”" in page.text
    )
    nobody = "Nobody here has this address or handle."
    assert f"Line 4\n{nobody}\nManager: “nobody@hive.example”" in page.text
    page = await ada.sends(HERE, do="1")
    assert (page.status, await handles(ada)) == (409, ["ada"])
    assert "Nothing was written" in page.text
    page = await ada.sends(HERE, do="1", keep_good="1")
    assert "Done: one person" in page.text
    assert "Line 4\nNobody here has" in page.text
    assert await handles(ada) == ["ada", "bob"]


async def test_every_fault_counts_for_its_row_once_and_nothing_is_markup(ada: Reader) -> None:
    row = "zed,<b>Zed</b>\u202e,,,\n"
    page = await tries(ada, HEAD + GOOD + row)
    assert "1\nbad row" in page.text
    assert page.text.count("Line 3\n") == 2
    assert "Name: “<b>Zed</b>\\u202e”" in page.text
    assert "<b>Zed" not in page.source


async def test_what_comes_next_is_said_and_leads_on(world: World, ada: Reader) -> None:
    await tries(ada, HEAD + GOOD)
    page = await ada.sends(HERE, do="1")
    assert "How the new people get in" in page.text
    assert "nothing was sent to them" in page.text
    assert {"/admin#invitations", "/admin#people"} <= set(page.links)
    page = await tries(ada, HEAD + "bob@hive.example,Bob,Kitchen,,\n")
    page = await ada.sends(HERE, do="1")
    assert "How the new people get in" not in page.text


async def test_what_is_wrong_is_said_in_french_too(ada: Reader) -> None:
    ada.client.cookies.set("ruche_language", "fr")
    circle = HEAD + "bob@hive.example,Bob,,zoe@hive.example,\n"
    circle += "zoe@hive.example,Zoé,,bob@hive.example,\n" + "BOB@hive.example,Bob,,,\n"
    page = await tries(ada, circle + "nil@hive.example,Nil,,@zed,\n")
    assert "Ligne 2\nCela fait une boucle : Bob → Zoé → Bob.\nResponsable" in page.text
    assert "Ligne 4\nLa même adresse est à la ligne 2." in page.text
    assert "Personne ici n’a cette adresse ou cet identifiant.\nResponsable : « @zed »" in page.text
    page = await tries(ada, "Courriel,E-mail\na@b.example,a@b.example\n")
    assert "Deux colonnes veulent dire la même chose" in page.text
    page = await tries(ada, "Nom\nZoé\n")
    assert page.status == 422
    assert "La première ligne nomme les colonnes" in page.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\0\0", "This is no text file."),
        (b"", "The file is empty."),
        (b"x" * (admin_import.MOST_BYTES + 1), "The file is over 400 KB."),
        (b"x" * (admin_import.MOST_SENT_BYTES + 1), "The file is over 400 KB."),
    ],
    ids=["no text", "empty", "too large", "far too large"],
)
async def test_what_is_no_list_is_refused(ada: Reader, content: bytes, said: str) -> None:
    page = await tries(ada, content)
    assert page.status in (413, 422)
    assert said in page.text
    assert "What the file would do" not in page.text


async def test_without_a_file_one_is_asked_for(ada: Reader) -> None:
    page = await tries(ada, b"", name="")
    assert "Choose a file first." in page.text


async def test_a_long_file_is_brought_in_whole(ada: Reader, monkeypatch: Any) -> None:
    monkeypatch.setattr("channels.profiles.loading.AT_ONCE", 3)
    rows = [f"p{at}@hive.example,Person {at},,ada@hive.example,\n" for at in range(10)]
    await tries(ada, HEAD + "".join(rows))
    page = await ada.sends(HERE, do="1")
    assert "Done: 10 people are made or changed." in page.text
    assert len(await handles(ada)) == 11


async def test_the_sample_can_be_brought_in_as_it_is(ada: Reader) -> None:
    for language in ("en", "fr"):
        ada.client.cookies.set("ruche_language", language)
        sample = await ada.client.get(f"{HERE}/sample.csv")
        assert "attachment" in sample.headers["content-disposition"]
        page = await tries(ada, sample.content)
        assert page.status == 200
        assert page.text.count("Béatrice Martin") == 1
        assert ("left out" if language == "en" else "laissées") not in page.text
        fields = page.form(HERE).fields
        assert fields["do"] == "1"
        assert "keep_good" not in page.source


def test_each_column_of_the_page_is_one_of_the_file() -> None:
    assert set(COLUMNS) == set(HEADINGS.values()) - {"first_name", "last_name"}


async def test_others_are_refused_and_no_other_page_may_send_it(world: World, ada: Reader) -> None:
    fields = {"csrf": "guessed", "do": "1", "content": HEAD + GOOD}
    assert (await posts(ada, fields, None)).status == 403
    await world.member("bob", password="honey and wax")
    bob = Reader(world.url)
    await bob.signs_in("bob@example.org", "honey and wax")
    assert (await bob.opens(HERE)).status == 403
    fields["csrf"] = (await bob.opens("/settings")).form("/sign-out").fields["csrf"]
    assert (await posts(bob, fields, None)).status == 403
    assert (await bob.client.get(f"{HERE}/sample.csv")).status_code == 403
    await bob.client.aclose()
    assert len(await handles(ada)) == 2
