"""The client previews a message before it is sent: what it must agree with is written here.

`RUCHE_WRITE_FIXTURES=1` writes `fixtures/typed_text.json`, which the web client's own tests read.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import msgspec

from channels.core.text import parse
from tests.channels.core.names import CHANNELS, PEOPLE, SmallWorkspace

FIXTURE = Path(__file__).parent / "fixtures" / "typed_text.json"
WRITES = os.environ.get("RUCHE_WRITE_FIXTURES") == "1"
NAMES = SmallWorkspace()
RANDOM_CASES = 300

WRITTEN = (
    *("", " \n ", "hello", "a\nb", "a  \nb", "*a* _b_", "**a**", "~~a~~ ~b~", "`a *b*`"),
    *("snake_case_name", "```py\nx = 1\n```", "```\na", "```see this\nthing\n```", "# A"),
    *("##### A", "> a\n> b", "- a\n- b", "3. a\n4. b", "a\n\nb", "---", "a\n---", "    indented"),
    *("<b>x</b> &amp; <script>", "<div>\nx", "[a]: https://example.org", "\\*a\\*", "#", ">"),
    *("| a | b |\n|---|---|\n| 1 | 2 |", "- a\n  - b", "1. a\n\n   b\n2. c", "> - a\n> - b"),
    *("hi @ada", "@ada, look", "l'avis d'@ada.", "_@ada_", "@bob_ and @bob__", "@chloé", "@adam"),
    *("@nobody ada@x.com", "#general", "#2026 and #2027", "#Été", "@channel @here", "`@ada`"),
    *("<@U1ADA> <#C1GENERAL> <@U999> <!here>", "[@ada](https://example.org)", "a#general #tag-"),
    *("\\@ada \\#general", ":smile: :+1::tada:!", "at 10:30:45", "std::vector::push", "#1 C# #-"),
    *("see https://example.org/a_b_c.", "(https://example.org/a_(b))", "**https://example.org**"),
    *("HTTPS://Example.org/é", "[x](https://example.org 'title')", "[](https://example.org)"),
    *("![alt](https://example.org/a.png)", "<mailto:ada@x.com> <ada@x.com>", "xhttp://x.y"),
    *("[x](javascript:alert(1)) [y](/here)", "<javascript:alert(1)> http:// https://?"),
    *("[![cat](https://example.org/a.png) https://x.y](https://example.org)", "a & b < c > d"),
    *("**gras** et *italique* — voilà", "* a\n* b\n\nfin", "1) un\n2) deux", "> cité\n\nréponse"),
    *("```\nconst a = `b`;\n```\nafter", "~~~py\na\n~~~", "``a`b``", "**a *b* c**", "***a***"),
    *("👍🏽 **👩‍👩‍👧** _é_", "a\\\nb", "\\", "__a__ *a", "** a**", "a*b*c", "é*b*"),
)
PIECES = (
    *("@ada", "@bob_", "@chloé", "@nobody", "@channel", "#general", "#2026", "#tag", "<@U1ADA>"),
    *("<@U9>", "<!here>", "ada@x.com", "http://x.y", "https://x.y/a_(b)", ":smile:", ":+1:"),
    *("&amp;", "```", "~~~", "---", "**", "__", "~~", "``", "](", "![", "##", "::", "1.", "é"),
    *("中", "🎉", " ", " ", "\n", "\n", "\n\n", "\t", "    ", *"*_`[]()<>&\\#>-+|!:/.,'ab1"),
)


def _typed() -> list[str]:
    chance = random.Random("typed text")
    made = ["".join(chance.choices(PIECES, k=chance.randint(2, 14))) for _ in range(RANDOM_CASES)]
    return list(dict.fromkeys([*WRITTEN, *made]))


def _cases() -> dict[str, Any]:
    return {
        "people": PEOPLE,
        "channels": CHANNELS,
        "cases": [
            {"typed": typed, "spans": msgspec.to_builtins(parse(typed, NAMES).spans)}
            for typed in _typed()
        ],
    }


def test_the_client_tests_what_the_server_reads() -> None:
    cases = json.loads(json.dumps(_cases()))
    if WRITES:
        FIXTURE.parent.mkdir(exist_ok=True)
        FIXTURE.write_text(json.dumps(cases, ensure_ascii=False, indent=0) + "\n")
    written = json.loads(FIXTURE.read_text())
    assert written == cases, "RUCHE_WRITE_FIXTURES=1 bin/test tests/channels/core writes them"
