"""`ruche app create`."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from channels.core.errors import Invalid
from server.cli_core import Visit, visit
from server.cli_output import Session
from server.slack.provision import create_app, to_answer


def app_create(
    session: Session, manifest: Path, *, channels: str, webhook: str, rate_limit: str
) -> None:
    """Make an app from a manifest and put its bot to work; its secrets are shown once."""
    try:
        text = manifest.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{manifest} cannot be read: {error}", "manifest") from None
    settings = session.settings()
    own_url = settings.own_url

    async def create(here: Visit) -> Mapping[str, str]:
        async def ask(op: str, arguments: dict[str, Any]) -> Any:
            return await here.call(op, arguments)

        await here.call("workspace.prepare", {})
        made = await create_app(
            ask, text, channels=channels.split(","), webhook=webhook, rate_limit=rate_limit
        )
        team = await here.call("workspace.get", {})
        return to_answer(made, own_url, team.id)

    made = visit(session, create)
    lines = [f"{name.upper()}={shlex.quote(value)}" for name, value in made.items()]
    session.answer(made, "\n".join(lines))
    if webhook and not settings.public_url:
        session.note(
            f"{own_url} is only what the settings of this command say. Where the server listens "
            "elsewhere, put that address in its place, or set RUCHE_PUBLIC_URL."
        )
