"""Names in a text as ids, where its sender asks for it: `link_names`, `parse=full`."""

from __future__ import annotations

import re

from server.slack.call import Call
from server.slack.errors import SlackError

MOST = 20  # different names in a text
_NAME = re.compile(
    r"```.+?```|`[^`\n]+`|<[^<>\n]+>|(?<![\w@#/.&;])(?P<sign>[@#])(?P<name>\w[\w.-]*\w|\w)",
    re.DOTALL,
)
_ALL = {"here": "<!here>", "channel": "<!channel>", "everyone": "<!everyone>"}


async def name_in_text(call: Call) -> None:
    """Put ids for `@name` and `#channel` in the argument `text`; code and what is an id already
    stay, and so do names of nobody."""
    args = call.args
    if not (args.flag("link_names") or args.text("parse") == "full"):
        return
    text = args.text("text")
    known: dict[str, str] = {}
    for found in _NAME.finditer(text):
        if found["sign"] and found[0] not in known and len(known) < MOST:
            known[found[0]] = await _meant(call, found["sign"], found["name"].lower()) or found[0]
    args.values["text"] = _NAME.sub(lambda found: known.get(found[0], found[0]), text)


async def _meant(call: Call, sign: str, name: str) -> str:
    if sign == "#":
        try:
            return f"<#{(await call.named(name)).id}>"
        except SlackError:
            return ""
    if name in _ALL:
        return _ALL[name]
    page = await call.ask("bots.people", handle=name[:80], limit=1)
    return next((f"<@{one.id}>" for one in page.items if one.active), "")
