"""Administration: the apps, and new ones from manifests, shown before they count."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from channels.bots.protocol import AppFacts, AppSecrets, CreateApp, ListApps
from channels.core.errors import DomainError, NotAllowed
from channels.core.protocol import Page
from channels.people.protocol import GetWorkspace
from web.forms import Form, read_form
from web.languages import mark
from web.pages.app_words import refused, scopes_in_groups
from web.services import AppPlan
from web.visit import Visit

_DONE = {"removed": mark("The app is removed. What it wrote stays.")}
_BOT_TOKEN = mark("Bot token")
_APP_TOKEN = mark("App token, for Socket Mode")
_SIGNING = mark("Signing secret")
_CLIENT = mark("Client secret")
_WEBHOOK = mark("Webhook address")


def only_admins(visit: Visit) -> None:
    """Errors: NotAllowed for who does not run the workspace."""
    if not visit.admin:
        raise NotAllowed("Only administrators can do this. Ask one of them.")


async def show_apps(visit: Visit) -> Response:
    """All apps."""
    only_admins(visit)
    page: Page[AppFacts] = await visit.call("apps.list", ListApps())
    done = _DONE.get(visit.request.query_params.get("done", ""), "")
    return visit.page("admin_apps.html", apps=page.items, done=visit.say(done))


async def show_new(visit: Visit) -> Response:
    """Where a manifest is put."""
    only_admins(visit)
    return visit.page("admin_app_new.html", form=Form(), plan=None, done="")


async def review(visit: Visit) -> Response:
    """What the manifest asks for; nothing is made yet."""
    only_admins(visit)
    form = await read_form(visit)
    if form.get("back"):
        return visit.page("admin_app_new.html", form=form, plan=None, done="")
    return _reviewed(visit, form)


async def install(visit: Visit) -> Response:
    """Make the app; its secrets stand on this one page."""
    only_admins(visit)
    form = await read_form(visit)
    names = form.get("channels").replace(",", " ").split()
    try:
        plan = visit.services.apps.read(form.raw("manifest"))
        command = CreateApp(
            **plan.fields,
            bot_name=plan.bot_name,
            channels=[name.removeprefix("#") for name in names][:100],
            webhook=form.get("webhook").removeprefix("#"),
        )
        made: AppSecrets = await visit.call("apps.create", command)
    except DomainError as error:
        form.problem, form.status = refused(visit, error), error.http_status
        return _reviewed(visit, form)
    return visit.page(
        "admin_app_made.html", made=made, secrets=await _secrets(visit, made), done=""
    )


def _reviewed(visit: Visit, form: Form) -> Response:
    plan: AppPlan | None = None
    try:
        plan = visit.services.apps.read(form.raw("manifest"))
    except DomainError as error:
        form.errors["manifest"], form.status = refused(visit, error), 422
        form.problem = ""
    shown: dict[str, Any] = {"form": form, "plan": plan, "done": ""}
    if plan is not None:
        shown["groups"] = scopes_in_groups(visit, plan.fields["scopes"])
    return visit.page("admin_app_new.html", form.status, **shown)


async def _secrets(visit: Visit, made: AppSecrets) -> list[tuple[str, str, str]]:
    """Each secret with its name in the page and for people."""
    found = [
        ("bot_token", visit.say(_BOT_TOKEN), made.bot_token),
        ("app_token", visit.say(_APP_TOKEN), made.app_token),
        ("signing_secret", visit.say(_SIGNING), made.signing_secret),
        ("client_secret", visit.say(_CLIENT), made.client_secret),
    ]
    if made.webhook_id:
        url = await webhook_url(visit, made.webhook_id, made.webhook_secret)
        found.append(("webhook_url", visit.say(_WEBHOOK), url))
    return found


async def webhook_url(visit: Visit, hook_id: str, secret: str) -> str:
    """The address of a new webhook."""
    workspace = await visit.call("workspace.get", GetWorkspace())
    return visit.services.apps.webhook_url(workspace.id, hook_id, secret)
