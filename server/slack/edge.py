"""What all methods of the edge stand on: the door, the apps, the workspace, the addresses."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, NamedTuple

from channels.bots.protocol import AccountView, AppFacts, GetApp, ListAccounts
from channels.bots.tickets import Tickets
from channels.core.actor import SYSTEM, Actor, Role
from channels.core.cards import ChannelCard
from channels.core.errors import NotFound
from channels.core.protocol import Command
from channels.core.text import fold
from channels.people.protocol import GetWorkspace
from persistence.clock import Clock, now_ms
from persistence.decision import Patch
from persistence.streams import Stream
from server.core import Core
from server.slack.links import Links

KEPT_MS = 5_000
KEPT = 2_000


class Team(NamedTuple):
    """The workspace, as Slack's objects name it."""

    id: str
    name: str
    domain: str
    general_id: str
    owner_id: str = ""  # of those who own it, who came first


class Edge:
    """The one door with what is asked again and again kept for a moment."""

    def __init__(self, core: Core, public_url: str) -> None:
        self.core = core
        self.url = public_url.rstrip("/")
        self.clock: Clock = core.clock
        self.tickets = Tickets(core.store)
        self.links = Links(self.tickets, self.url)
        self._team: tuple[int, Team] | None = None
        self._apps: OrderedDict[str, tuple[int, AppFacts | None]] = OrderedDict()

    @property
    def now_ms(self) -> int:
        return now_ms(self.clock)

    async def call(self, actor: Actor, op: str, command: Command) -> Any:
        """The door. Errors: DomainError."""
        return await self.core.dispatcher.call(actor, op, command)

    async def ask(self, actor: Actor, op: str, **values: Any) -> Any:
        """The door, by the names of the command's fields. Errors: DomainError."""
        command = self.core.dispatcher.operations[op].command(**values)
        return await self.call(actor, op, command)

    async def card(self, channel_id: str) -> ChannelCard | None:
        """A channel with all its members, whoever asks."""
        return await self.core.access.peek_channel(channel_id)

    def clear(self) -> None:
        """Changes may have been missed."""
        self._apps.clear()
        self._team = None
        self.links.review_all()

    def touched(self, streams: Mapping[Stream, Patch | None]) -> None:
        """People have changed: what is known of apps may be old."""
        if any(stream.startswith("u:") for stream in streams):
            self._apps.clear()
            self.links.touched(streams)

    async def team(self) -> Team:
        """The workspace."""
        now = self.now_ms
        if self._team is None or now - self._team[0] > KEPT_MS:
            found = await self.call(SYSTEM, "workspace.get", GetWorkspace())
            domain = re.sub(r"[^a-z0-9]+", "-", fold(found.name)).strip("-") or "ruche"
            owners = await self.call(SYSTEM, "bots.people", ListAccounts(role=Role.OWNER, limit=1))
            owner_id = owners.items[0].id if owners.items else ""
            general_id = found.general_channel_id
            self._team = now, Team(found.id, found.name, domain, general_id, owner_id)
        return self._team[1]

    async def app(self, any_id: str) -> AppFacts | None:
        """An app by its id, its bot's or its bot's person's."""
        now = self.now_ms
        at_ms, app = self._apps.get(any_id, (0, None))
        if now - at_ms > KEPT_MS:
            try:
                app = await self.call(SYSTEM, "apps.get", GetApp(app_id=any_id))
            except NotFound:
                app = None
            self._apps[any_id] = now, app
            if len(self._apps) > KEPT:
                self._apps.popitem(last=False)
        return app

    async def accounts(self, actor: Actor, person_ids: list[str]) -> dict[str, AccountView]:
        """These people by id, those that the actor may see."""
        command = ListAccounts(person_ids=list(dict.fromkeys(person_ids))[:1_000])
        page = await self.call(actor, "bots.people", command)
        return {one.id: one for one in page.items}

    def archive_url(self, channel_id: str, ts: str) -> str:
        """Where a person sees a message."""
        return f"{self.url}/archives/{channel_id}/p{ts.replace('.', '')}"
