"""The files derived from the wire structs: what they hold, and that they are not stale."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import msgspec
import pytest

from channels.core.protocol import Command, Event, Id, Limit, View
from channels.core.rights import Right
from server import generate
from server.contract import Contract, Operation, commented_members, load_contract, named_unions
from server.gateway.codes import CloseCode
from server.generate_docs import INTRODUCTION, render_docs
from server.generate_ts import render_typescript

Item = TypeVar("Item")


class Colour(StrEnum):
    """Of honey."""

    AMBER = "amber"
    WHITE = "white"


class Cell(msgspec.Struct, frozen=True, tag_field="t", tag="cell", omit_defaults=True):
    """One cell."""

    full: bool = False


class Comb(msgspec.Struct, frozen=True, tag_field="t", tag="comb"):
    """Cells of cells."""

    parts: list[Cell | Comb]


Wax = Cell | Comb


class Shelf(msgspec.Struct, Generic[Item], frozen=True):
    """What stands on it."""

    items: list[Item]
    next: str | None


class JarView(View, frozen=True, kw_only=True):
    """A jar, and what is in it."""

    id: str
    colour: Colour = Colour.AMBER
    places: list[tuple[int, int]] = []
    label: str | None = None
    wax: list[Wax] = []


class OpenJar(Command, frozen=True, kw_only=True):
    """Open a jar."""

    jar_id: Id
    limit: Limit = 20


class JarOpened(Event, frozen=True, kw_only=True):
    """A jar was opened."""

    wire_name: ClassVar[str] = "jar.opened"
    jar: JarView


@pytest.fixture
def contract() -> Contract:
    row = Operation("jars.open", OpenJar, Shelf[JarView], Right.READ, "NotFound where it is empty.")
    return Contract((row,), (JarOpened,), {frozenset({Cell, Comb}): "Wax"})


def test_what_may_be_absent_is_optional(contract: Contract) -> None:
    types = render_typescript(contract)
    assert (
        "/** Open a jar. */\nexport interface OpenJar {\n  jar_id: string;\n  limit?: number;\n}"
        in (types)
    )
    assert "  places?: [number, number][];\n  label?: string | null;\n" in types


def test_what_is_always_there_is_not_optional(contract: Contract) -> None:
    types = render_typescript(contract)
    assert "export interface Shelf<Item> {\n  items: Item[];\n  next: string | null;\n}" in types


def test_operations_and_events_are_maps_by_wire_name(contract: Contract) -> None:
    types = render_typescript(contract)
    assert '  "jars.open": { args: OpenJar; result: Shelf<JarView> };' in types
    assert '  "jar.opened": JarOpened;' in types


def test_members_of_a_named_union_carry_its_name(contract: Contract) -> None:
    types = render_typescript(contract)
    assert "export type Wax = CellWax | CombWax;" in types
    assert 'export interface CellWax {\n  t: "cell";\n  full?: boolean;\n}' in types
    assert "  wax?: Wax[];" in types
    assert 'export type Colour = "amber" | "white";' in types


def test_two_classes_of_one_name_are_refused() -> None:
    other = msgspec.defstruct("JarView", [("id", str)], frozen=True)
    rows = (
        Operation("jars.open", OpenJar, JarView, Right.READ),
        Operation("jars.other", OpenJar, other, Right.READ),
    )
    with pytest.raises(ValueError, match="two classes of the wire are called JarView"):
        render_typescript(Contract(rows, (), {}))


def test_the_page_tells_arguments_answer_right_and_errors(contract: Contract) -> None:
    page = render_docs(contract, "# Jars")
    assert "#### `jars.open`\n\nOpen a jar.\n\n- `jar_id`: text (2–40 characters)\n" in page
    assert "- `limit`: integer (1–500), `20` where absent" in page
    assert "Answers [Shelf](#shelf) of [JarView](#jarview). Right: `read`." in page
    assert "Errors: `not_found` where it is empty." in page
    assert '- `colour`: `"amber"` or `"white"`, `amber` where absent' in page


def test_the_page_holds_every_operation_event_and_code() -> None:
    contract = load_contract()
    page = render_docs(contract, (generate.ROOT / INTRODUCTION).read_text())
    names = [row.name for row in contract.operations]
    assert {"messages.post", "streams.resume", "presence.watch"} <= set(names)
    assert [name for name in names if f"#### `{name}`" not in page] == []
    assert [one.wire_name for one in contract.events if f"### `{one.wire_name}`" not in page] == []
    assert [code for code in CloseCode if f"| {code.value} |" not in page] == []


def test_every_code_and_right_says_what_it_is_for() -> None:
    for kind in (CloseCode, Right):
        assert [member for member, comment in commented_members(kind) if not comment] == []


def test_links_of_the_page_lead_somewhere() -> None:
    contract = load_contract()
    page = render_docs(contract, (generate.ROOT / INTRODUCTION).read_text())
    headings = {line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("### ")}
    targets = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert targets - headings == set()


def test_unions_are_found_by_their_name() -> None:
    module = type(msgspec)("jars")
    module.Wax, module.Number = Wax, int | str
    assert named_unions([module]) == {frozenset({Cell, Comb}): "Wax"}


def test_the_files_in_the_tree_are_fresh() -> None:
    assert generate.stale(generate.ROOT, generate.derived(generate.ROOT)) == []


def test_check_names_what_is_stale_and_writing_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / INTRODUCTION).write_text("# Ours\n")
    assert generate.main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err
    assert "web/client/src/protocol.ts and docs/protocol.md do not match the wire structs" in said
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    assert (tmp_path / "docs/protocol.md").read_text().startswith("<!-- Generated")


def test_an_unknown_argument_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--chekc"]) == 2
    assert "--chekc" in capsys.readouterr().err
