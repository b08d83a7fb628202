"""Apps, and a world in which they work, for tests with Slack's own SDKs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from channels.bots.protocol import AppSecrets
from channels.core.actor import SYSTEM
from server.slack.provision import create_app, webhook_url
from tests.world import Person, World

SCOPES = """app_mentions:read bookmarks:read bookmarks:write channels:read channels:history
channels:join channels:manage chat:write chat:write.customize chat:write.public commands
emoji:read files:read files:write groups:read groups:write groups:history im:read im:write
im:history incoming-webhook mpim:read mpim:write mpim:history pins:read pins:write
reactions:read reactions:write team:read users:read users:read.email users:write
users.profile:read""".split()


def manifest(name: str = "Drone", scopes: list[str] | None = None, **settings: Any) -> str:
    """A manifest as Slack writes them."""
    whole = {
        "display_information": {"name": name},
        "features": {
            "bot_user": {"display_name": name.lower(), "always_online": True},
            "slash_commands": settings.pop("commands", []),
            "shortcuts": settings.pop("shortcuts", []),
        },
        "oauth_config": {"scopes": {"bot": SCOPES if scopes is None else scopes}},
        "settings": settings,
    }
    return json.dumps(whole)


@dataclass
class App:
    """An app that works in a world."""

    world: World
    made: AppSecrets
    team_id: str

    @property
    def base_url(self) -> str:
        return f"{self.world.url}/api/"

    @property
    def client(self) -> WebClient:
        return WebClient(token=self.made.bot_token, base_url=self.base_url)

    @property
    def webhook_url(self) -> str:
        return webhook_url(
            self.world.url, self.team_id, self.made.webhook_id, self.made.webhook_secret
        )


async def app_in(
    world: World, text: str | None = None, *, channels: tuple[str, ...] = ("general",), **more: Any
) -> App:
    """An app from a manifest, put into these channels."""

    async def ask(op: str, arguments: dict[str, Any]) -> Any:
        command = world.server.core.dispatcher.operations[op].command(**arguments)
        return await world.system(op, command)

    made = await create_app(ask, text or manifest(), channels=channels, **more)
    workspace = await world.server.core.dispatcher.call(
        SYSTEM, "workspace.get", world.command("workspace.get")
    )
    return App(world, made, workspace.id)


def client_of(person: Person) -> WebClient:
    """A person's own client."""
    return WebClient(token=person.token, base_url=f"{person.world.url}/api/")


async def off(call: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """A blocking call of an SDK, beside the server."""
    return await asyncio.to_thread(call, *args, **named)
