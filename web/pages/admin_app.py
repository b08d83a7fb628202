"""Administration: one app, with its channels, secrets, webhooks, manifest and end."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.responses import Response

from channels.bots import protocol as p
from channels.bots import running as r
from channels.core.errors import DomainError, NotFound
from channels.core.protocol import Command
from web.forms import Form, read_form
from web.languages import mark
from web.pages.admin_apps import only_admins, webhook_url
from web.pages.app_words import refused, scopes_in_words
from web.visit import Visit

_DONE: Mapping[str, str] = {
    "resumed": mark("The address is tried again now."),
    "on": mark("The app is on."),
    "off": mark("The app is off: its tokens and addresses are good for nothing until it is on."),
    "channels": mark("The channels are changed."),
    "webhook": mark("The webhook is removed: its address is good for nothing."),
    "manifest": mark("The manifest is taken over. It counts at once."),
}
_KINDS: Mapping[str, str] = {
    "bot": mark("Your new bot token"),
    "link": mark("Your new app token"),
    "signing": mark("Your new signing secret"),
    "webhook": mark("Your new webhook address"),
}


async def show_app(visit: Visit) -> Response:
    """The whole page of an app."""
    return await app_page(visit)


async def act(visit: Visit) -> Response:
    """What one of the page's forms asks for."""
    only_admins(visit)
    form = await read_form(visit)
    does = _ACTS.get(visit.request.path_params["act"])
    if does is None:
        raise NotFound("There is no such page.")
    try:
        return await does(visit, form, visit.request.path_params["id"])
    except DomainError as error:
        form.status, said = error.http_status, refused(visit, error)
        part = visit.request.path_params["act"]
        return await app_page(visit, wrong={part: said}, form=form)


async def app_page(
    visit: Visit,
    secret: tuple[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    form: Form | None = None,
) -> Response:
    """The page, with a new secret (its kind and itself), or what went wrong in which form.

    Errors: NotAllowed, NotFound.
    """
    only_admins(visit)
    app = await working_app(visit)
    channels = await visit.call("apps.channels", r.ListAppChannels(app_id=app.id))
    hooks = await visit.call("webhooks.list", p.ListWebhooks(app_id=app.id))
    counts = await visit.call("apps.delivery_counts", r.CountDeliveries(app_id=app.id))
    done = _DONE.get(visit.request.query_params.get("done", ""), "")
    form = form or Form()
    return visit.page(
        "admin_app.html",
        form.status,
        app=app,
        channels=channels,
        counts=counts,
        done=visit.say(done) if secret is None and not wrong else "",
        form=form,
        hooks=hooks.items,
        manifest=json.dumps(json.loads(app.manifest), ensure_ascii=False, indent=2),
        scopes=scopes_in_words(visit, app.scopes),
        secret=secret,
        secret_name=visit.say(_KINDS[secret[0]]) if secret is not None else "",
        wrong=wrong or {},
    )


async def working_app(visit: Visit) -> p.AppFacts:
    """The app of the address. Errors: NotFound for a removed one too."""
    app: p.AppFacts = await visit.call(
        "apps.get", p.GetApp(app_id=visit.request.path_params["id"][:40])
    )
    if not app.active:
        raise NotFound("There is no such page.")
    return app


# -- what its forms do


async def _done(visit: Visit, op: str, command: Command, app_id: str, done: str) -> Response:
    await visit.call(op, command)
    part = {"channels": "#channels", "webhook": "#webhooks", "manifest": "#manifest"}.get(done, "")
    return visit.go(f"/admin/apps/{app_id}?done={done}{part}")


async def _resume(visit: Visit, form: Form, app_id: str) -> Response:
    return await _done(visit, "apps.resume", r.ResumeApp(app_id=app_id), app_id, "resumed")


async def _enable(visit: Visit, form: Form, app_id: str) -> Response:
    command = r.EnableApp(app_id=app_id, enabled=form.get("enabled") == "1")
    done = "on" if command.enabled else "off"
    return await _done(visit, "apps.enable", command, app_id, done)


async def _remove(visit: Visit, form: Form, app_id: str) -> Response:
    await visit.call("apps.remove", p.RemoveApp(app_id=app_id))
    return visit.go("/admin/apps?done=removed")


async def _rotate(visit: Visit, form: Form, app_id: str) -> Response:
    kind = form.get("kind")
    if kind not in ("bot", "link", "signing"):
        raise NotFound("There is no such page.")
    command = p.RotateSecret(app_id=app_id, kind=kind)
    made: p.NewSecret = await visit.call("apps.rotate", command)
    return await app_page(visit, secret=(kind, made.secret))


async def _place(visit: Visit, form: Form, app_id: str) -> Response:
    name = form.get("channel").removeprefix("#")[:80]
    command = r.PlaceApp(app_id=app_id, channel=name or "#")
    return await _done(visit, "apps.place", command, app_id, "channels")


async def _displace(visit: Visit, form: Form, app_id: str) -> Response:
    command = r.DisplaceApp(app_id=app_id, channel_id=form.get("channel_id")[:40])
    return await _done(visit, "apps.displace", command, app_id, "channels")


async def _hook(visit: Visit, form: Form, app_id: str) -> Response:
    name = form.get("channel").removeprefix("#")[:80]
    command = p.CreateWebhook(app_id=app_id, channel=name or "#")
    made: p.NewSecret = await visit.call("webhooks.create", command)
    url = await webhook_url(visit, made.id, made.secret)
    return await app_page(visit, secret=("webhook", url))


async def _unhook(visit: Visit, form: Form, app_id: str) -> Response:
    command = p.RemoveWebhook(webhook_id=form.get("webhook_id")[:40], app_id=app_id)
    return await _done(visit, "webhooks.remove", command, app_id, "webhook")


async def _change(visit: Visit, form: Form, app_id: str) -> Response:
    fields: Mapping[str, Any] = visit.services.apps.read(form.raw("manifest")).fields
    command = p.UpdateApp(app_id=app_id, **fields)
    return await _done(visit, "apps.update", command, app_id, "manifest")


_ACTS: Mapping[str, Callable[[Visit, Form, str], Awaitable[Response]]] = {
    "resume": _resume,
    "enable": _enable,
    "remove": _remove,
    "rotate": _rotate,
    "place": _place,
    "displace": _displace,
    "hook": _hook,
    "unhook": _unhook,
    "manifest": _change,
}
