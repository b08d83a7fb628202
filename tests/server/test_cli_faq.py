"""`ruche faq` as a person and as a program use it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.server.test_cli import answer, refusal, ruche

ENTRIES = [
    {"id": "lunch", "question": "When is lunch served?", "answers": ["At noon.", "Or one."]},
    {"id": "keys", "question": "Who has the keys of the store?", "answers": ["Chloe has them."]},
    {"id": "ladder", "question": "Where is the ladder kept?", "answers": ["Behind the shed."]},
    {"id": "leave", "question": "How do I ask for holidays?", "answers": ["Fill in the form."]},
]  # fmt: skip
QUERIES = [
    {"query": "At what time is lunch?", "faq_id": "lunch"},
    {"query": "I need the store's keys", "faq_id": "keys"},
    {"query": "looking for a ladder", "faq_id": "ladder"},
    {"query": "paperclips", "faq_id": "leave"},
]


def test_a_file_is_measured_on_a_store_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "faq.json"
    file.write_text(json.dumps({"entries": ENTRIES, "queries": QUERIES}))
    data = tmp_path / "data"
    told = answer("faq", "eval", file, "--words", "--data", data)
    assert (told["queries"], told["p_at_1"], told["mrr"]) == (4, 0.75, 0.75)
    assert (told["coverage"], told["wrong_rate"]) == (0.75, 0.0)
    assert not data.exists()


def test_held_out_every_question_is_judged_by_what_other_entries_taught(tmp_path: Path) -> None:
    file = tmp_path / "faq.json"
    file.write_text(json.dumps({"entries": ENTRIES, "queries": QUERIES}))
    told = answer("faq", "eval", file, "--words", "--folds", 2)
    assert told["folds"] == 2
    words = told["by_words"]
    assert (words["queries"], words["p_at_1"]) == (4, 0.75)
    assert [risk["coverage"] for risk in words["risk"]] == [0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert words["risk"][-1]["wrong_rate"] == 0.25
    assert len(words["weights"]["ranking"]) == 4
    said = ruche("faq", "eval", file, "--words", "--folds", 4).stdout
    assert "P@1" in said
    assert "wrong, of the surest 70%" in said
    assert refusal("faq", "eval", file, "--words", "--folds", 5)["field"] == "folds"
    assert refusal("faq", "eval", file, "--words", "--folds", 1)["field"] == "folds"


def test_a_file_that_cannot_be_measured_on_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "faq.json"
    for text in ("{", "{}", json.dumps({"entries": ENTRIES, "queries": []})):
        file.write_text(text)
        assert refusal("faq", "eval", file)["code"] == "invalid"
    file.write_text(
        json.dumps({"entries": ENTRIES, "queries": [{"query": "A?", "faq_id": "none"}]})
    )
    assert "'none'" in refusal("faq", "eval", file)["detail"]
    assert refusal("faq", "eval", tmp_path / "absent.json")["code"] == "invalid"


def test_entries_come_from_a_sheet_and_go_out_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    answer("user", "add", "--email", "ada@hive.example", "--name", "Ada", "--data", data)
    sheet, out = tmp_path / "in.csv", tmp_path / "out.csv"
    sheet.write_text("question,answer\nWhen?,Now.\n,Nothing.\n")
    owner = ("--owner", "ada@hive.example", "--data", data)
    told = answer("faq", "import", sheet, "--keep-good", *owner)
    assert (told["added"], [bad["line"] for bad in told["bad"]]) == (1, [3])
    answer("faq", "export", out, "--data", data)
    assert answer("faq", "import", out, *owner) == {"added": 0, "changed": 0, "bad": []}
    said = ruche("faq", "import", sheet, "--keep-good", *owner)
    assert said.returncode == 0
    assert "1 bad rows were left out" in said.stdout
    sheet.write_text("question,answer\nWho?,Ada.\n,Nothing.\n")
    said = ruche("faq", "import", sheet, *owner)
    assert said.returncode == 1
    assert "in.csv, line 3 (question)" in said.stderr
    assert "Nothing was written: 1 bad rows." in said.stdout
    assert answer("faq", "import", sheet, "--keep-good", *owner)["added"] == 1
    nowhere = refusal("faq", "import", sheet, "--channel", "cellar", *owner)
    assert nowhere["field"] == "channel"
    sheet.write_bytes(b"question,answer\n\xff,x")
    assert refusal("faq", "import", sheet, *owner)["field"] == "file"
