"""Options that an app loads while somebody types in a field of many choices.

Source: the contract's section 12, `block_suggestion`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from channels.bots.protocol import AppFacts, StoredMessage
from server.slack.asking.interactions import Interactions
from server.slack.call import Call
from server.slack.elements import filled_in, loads, of_blocks, of_message, option_of
from server.slack.errors import SlackError
from server.slack.objects import Item

MOST_OPTIONS, MOST_GROUPS = 100, 100
LEAST_TYPED, MOST_LABEL = 3, 75


class Asked(NamedTuple):
    """A field, and what was typed in it."""

    block_id: str
    action_id: str
    typed: str


class Options:
    """Asks apps for options."""

    def __init__(self, interactions: Interactions) -> None:
        self._does = interactions

    async def in_message(self, caller: Call, stored: StoredMessage, asked: Asked) -> Item:
        """Of a field of a message. Errors: SlackError."""
        app = await self._does.app_of(stored.view)
        elements = of_message(stored.view)
        if _too_short(elements, asked):
            return {}
        return await self._ask(
            caller, app, asked, await self._does.of_message(caller, stored, elements)
        )

    async def in_form(self, caller: Call, form_id: str, asked: Asked) -> Item:
        """Of a field of a form. Errors: SlackError."""
        form, app = await self._does.form(caller, form_id)
        elements = of_blocks(form.body.get("blocks") or [])
        if _too_short(elements, asked):
            return {}
        state = filled_in(elements, caller.args.structured("state"))
        about = {
            "container": {"type": "view", "view_id": form.id},
            "view": await self._does.view_of(app, form, state),
        }
        return await self._ask(caller, app, asked, about)

    async def _ask(self, caller: Call, app: AppFacts, asked: Asked, about: Item) -> Item:
        payload = {
            **await self._does.begun("block_suggestion", caller, app),
            **about,
            "block_id": asked.block_id,
            "action_id": asked.action_id,
            "value": asked.typed,
        }
        url = app.options_url or app.actions_url
        return _offered(await self._does.ask(app, "interactive", payload, url))


def _too_short(elements: list[Item], asked: Asked) -> bool:
    """Errors: SlackError `action_not_found` for a field that its app loads nothing for."""
    least = loads(elements, asked.block_id, asked.action_id).get("min_query_length")
    return len(asked.typed) < (least if isinstance(least, int) else LEAST_TYPED)


def _offered(answer: Any) -> Item:
    """What an app offers, cut to what can be shown. Errors: SlackError `invalid_options`."""
    if isinstance(answer, Mapping) and isinstance(answer.get("options"), list):
        return {"options": _options(answer["options"])}
    if not isinstance(answer, Mapping) or not isinstance(answer.get("option_groups"), list):
        raise SlackError("invalid_options")
    groups = []
    for group in answer["option_groups"][:MOST_GROUPS]:
        if not isinstance(group, Mapping) or not isinstance(group.get("options"), list):
            raise SlackError("invalid_options")
        label = group.get("label")
        words = label.get("text") if isinstance(label, Mapping) else ""
        options = _options(group["options"])
        groups.append({"label": str(words)[:MOST_LABEL], "options": options})
    return {"groups": groups}


def _options(given: list[Any]) -> list[Item]:
    found = [option_of(one) for one in given[:MOST_OPTIONS]]
    kept = [one for one in found if one is not None]
    if len(kept) < len(found):
        raise SlackError("invalid_options")
    return kept
