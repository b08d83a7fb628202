"""`python -m server.generate_emoji`: the table of emoji names, from the client's installed data."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "web/client/node_modules/emojibase-data/en/shortcodes"
TARGET = ROOT / "channels/reactions/emoji.json"
_TONE = re.compile("1F3F[B-F]")


def table() -> dict[str, list[str]]:
    """Name -> its character, then its other names. Names are those of chats, then of code hosts.

    A name that means two emoji means the one that chats mean.
    """
    chats, hosts = (_names(f"{name}.json") for name in ("iamcal", "github"))
    taken = {alias for names in chats.values() for alias in names}
    found: dict[str, list[str]] = {}
    for code, (name, *others) in chats.items():
        more = [alias for alias in hosts.get(code, ()) if alias not in taken]
        found[name] = [_character(code), *others, *more]
    return dict(sorted(found.items()))


def _names(file: str) -> dict[str, list[str]]:
    """Names by code points, emoji with a skin tone left out."""
    read = json.loads((SOURCE / file).read_text())
    return {
        code: [names] if isinstance(names, str) else names
        for code, names in read.items()
        if _TONE.search(code) is None
    }


def _character(code: str) -> str:
    return "".join(chr(int(point, 16)) for point in code.split("-")).replace("\ufe0f", "")


if __name__ == "__main__":
    rows = (f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in table().items())
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"wrote {TARGET.relative_to(ROOT)}")
