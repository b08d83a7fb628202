"""Styles of the web client: a class belongs to one file, so that no part dresses another."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.architecture.tree import ROOT

_RULE = re.compile(r"^\.([a-z][a-z0-9-]*(?:__[a-z-]+)?(?:--[a-z-]+)?)\s*[,{]", re.MULTILINE)


def test_a_class_is_styled_by_one_file() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "web" / "client" / "src").rglob("*.css")):
        for name in _RULE.findall(path.read_text()):
            owners[name].add(path.name)
    assert len(owners) > 100
    assert not {name: files for name, files in owners.items() if len(files) > 1}
