"""Files that people give in forms: looked at, lent to the app, and shown to it as objects.

They stay the person's own and are in no conversation; the app's bot alone may read them, for a
while. Source: the contract's section 12.
"""

from __future__ import annotations

from typing import Any

from channels.bots.protocol import AppFacts
from channels.core.errors import NotFound
from server.slack.blocks import MOST_FILES
from server.slack.call import Call
from server.slack.elements import ids_of_files
from server.slack.file_objects import file_of
from server.slack.methods.files import file_item
from server.slack.objects import Item
from web.languages import choose, mark, say

LENT_MS = 30 * 24 * 3600 * 1_000
FILES = "file_input"
_SAME = {"jpeg": "jpg", "txt": "text", "htm": "html", "tiff": "tif", "yml": "yaml"}
NEEDED = mark("Add a file.")
TOO_MANY = mark("Too many files: at most %(most)s.")
GONE = mark("A file is not there any more. Add it again.")
WRONG_KIND = mark("%(name)s does not fit here. What fits: %(kinds)s.")


class GivenFiles:
    """What one person gives in one form."""

    def __init__(self, call: Call, blocks: list[Item]) -> None:
        self._call = call
        self._fields = [one for one in blocks if _is_field(one)]
        self._found: dict[tuple[str, str], list[Any]] = {}

    async def problems(self, state: Any) -> dict[str, str]:
        """What must be mended before the form can go, by block, in the person's language."""
        wrong: dict[str, str] = {}
        for block in self._fields:
            said = await self._problem(block, ids_of_files(state, *_key(block)))
            if said is not None:
                text, values = said
                wrong[block["block_id"]] = say(await self._language(), text, **values)
        return wrong

    async def lend(self, app: AppFacts, state: Item) -> Item:
        """The state with the files as objects, which the app may read from now on."""
        values = dict(state["values"])
        for (block_id, action_id), found in self._found.items():
            if found:
                ids = [one.file.id for one in found]
                await self._call.ask(
                    "files.grant", file_ids=ids, person_id=app.person_id, lasts_ms=LENT_MS
                )
            files = [await file_item(self._call, one) for one in found]
            said = {"type": FILES, "files": files}
            values[block_id] = {**values.get(block_id, {}), action_id: said}
        return {"values": values}

    async def _problem(self, block: Item, ids: list[str]) -> tuple[str, dict[str, object]] | None:
        element = block["element"]
        most = element.get("max_files") or MOST_FILES
        if len(ids) > most:
            return TOO_MANY, {"most": most}
        if not ids and block.get("optional") is not True:
            return NEEDED, {}
        found = [await self._own(one) for one in ids]
        kept = [one for one in found if one is not None]
        if len(kept) < len(ids):
            return GONE, {}
        kinds = [one.lstrip(".").lower() for one in element.get("filetypes") or []]
        for facts in kept:
            if kinds and not self._fits(facts, kinds):
                return WRONG_KIND, {"name": facts.file.name, "kinds": ", ".join(kinds)}
        self._found[_key(block)] = kept
        return None

    async def _own(self, file_id: str) -> Any | None:
        """A file of the person's own that hangs on no message."""
        try:
            facts = await self._call.ask("files.facts", file_id=file_id)
        except NotFound:
            return None
        return facts if facts.uploader_id == self._call.me and not facts.message_id else None

    def _fits(self, facts: Any, kinds: list[str]) -> bool:
        item = file_of(self._call.edge.url, facts.file, facts.uploader_id, facts.created_at)
        kind = item["filetype"]
        return _SAME.get(kind, kind) in {_SAME.get(one, one) for one in kinds}

    async def _language(self) -> str:
        return choose((await self._call.ask("people.me")).language, "")


def _is_field(block: Item) -> bool:
    element = block.get("element")
    return block.get("type") == "input" and isinstance(element, dict) and element["type"] == FILES


def _key(block: Item) -> tuple[str, str]:
    return str(block["block_id"]), str(block["element"]["action_id"])
