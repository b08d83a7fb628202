"""Apps made from manifests, for the command line and the pages of administrators."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from channels.bots.protocol import AppSecrets
from channels.core.errors import Invalid
from server.slack.manifest import (
    WANTS,
    bot_name,
    has_home_tab,
    read_manifest,
    shortcuts,
    to_fields,
)
from web.services import AppPlan

_LIMIT = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,4})")


class Ask(Protocol):
    """The door, as whoever makes the app."""

    async def __call__(self, op: str, arguments: dict[str, Any]) -> Any: ...


def parse_limit(text: str) -> tuple[int, int]:
    """`10/10`, calls in seconds. Errors: Invalid (field `rate_limit`)."""
    if not text:
        return 0, 0
    found = _LIMIT.fullmatch(text.strip())
    if found is None:
        raise Invalid("A rate limit is calls/seconds, such as 10/10.", "rate_limit")
    return int(found[1]), int(found[2])


async def create_app(
    ask: Ask,
    manifest: str,
    *,
    channels: Sequence[str] = (),
    webhook: str = "",
    rate_limit: str = "",
) -> AppSecrets:
    """An app, installed: in these channels, with a webhook. Errors: DomainError."""
    fields = read_manifest(manifest)
    calls, seconds = parse_limit(rate_limit)
    made: AppSecrets = await ask(
        "apps.create",
        {
            **to_fields(fields),
            "bot_name": bot_name(fields),
            "channels": [one.strip() for one in channels if one.strip()],
            "webhook": webhook,
            "limit_calls": calls,
            "limit_s": seconds,
        },
    )
    return made


async def update_app(ask: Ask, app_id: str, manifest: str) -> None:
    """Take over a changed manifest. Errors: DomainError."""
    await ask("apps.update", {**to_fields(read_manifest(manifest)), "app_id": app_id})


def webhook_url(public_url: str, team_id: str, hook_id: str, secret: str) -> str:
    """The address that posts into a channel."""
    return f"{public_url.rstrip('/')}/services/{team_id}/{hook_id}/{secret}"


class AppTools:
    """For the pages of administrators. Source: `web.services.AppTools`."""

    def __init__(self, public_url: str) -> None:
        self._url = public_url

    def read(self, manifest: str) -> AppPlan:
        """What a manifest asks for. Errors: BadManifest."""
        found = read_manifest(manifest)
        fields = to_fields(found)
        untold = [event for event in fields["events"] if event not in WANTS]
        names = [one["name"] for one in shortcuts(found)]
        return AppPlan(fields, bot_name(found), untold, has_home_tab(found), names)

    def webhook_url(self, team_id: str, hook_id: str, secret: str) -> str:
        """The address that posts into a channel."""
        return webhook_url(self._url, team_id, hook_id, secret)


def to_answer(made: AppSecrets, public_url: str, team_id: str) -> Mapping[str, str]:
    """What the command line prints of a new app."""
    answer = {
        "app_id": made.app_id,
        "bot_id": made.bot_id,
        "bot_user_id": made.person_id,
        "name": made.name,
        "bot_token": made.bot_token,
        "app_token": made.app_token,
        "signing_secret": made.signing_secret,
        "client_id": made.client_id,
        "client_secret": made.client_secret,
    }
    if made.webhook_id:
        answer["webhook_url"] = webhook_url(
            public_url, team_id, made.webhook_id, made.webhook_secret
        )
    return answer
