"""Administration: the workspace's accent colour and logo."""

from __future__ import annotations

import re

from starlette.responses import Response

from channels.people.colours import TEXT_RATIO as READABLE
from channels.people.colours import best_ratio, nearest, passes
from channels.people.protocol import UpdateWorkspace
from web.forms import read_form, send
from web.languages import mark
from web.pages.admin import admin_page
from web.visit import Visit

OWN = "#f2a900"  # Ruche's honey
_HARD = mark("Words on this colour would be hard to read. The nearest one that works is %(near)s.")
_PALE = mark("This colour could hardly be seen on white. The nearest one that works is %(near)s.")
_ODD = mark("Write a colour as # and six of 0–9 and a–f, such as #f2a900.")
_NO_LOGO = mark("Choose a picture first.")


async def save_looks(visit: Visit) -> Response:
    """Another accent colour: the one chosen, the one suggested, or Ruche's own."""
    form = await read_form(visit)
    own = "own" in form.values
    accent = "" if own else (form.get("suggested") or form.get("accent")).lower()
    form.values["accent"] = accent
    if not own and not re.fullmatch(r"#[0-9a-f]{6}", accent):
        form.errors["accent"] = visit.say(_ODD)
    elif not own and not passes(accent):
        why = _HARD if best_ratio(accent) < READABLE else _PALE
        form.errors["accent"] = visit.say(why, near=nearest(accent))
        form.values["near"] = nearest(accent)
    fields = {"accent": "" if accent == OWN else accent}
    if form.errors:
        form.status = 422
        return await admin_page(visit, looks=form)
    if await send(visit, form, "workspace.update", UpdateWorkspace, fields) is None:
        return await admin_page(visit, looks=form)
    return visit.go("/admin?done=looks#looks")


async def save_logo(visit: Visit) -> Response:
    """Another logo, which the page's script has uploaded; or none."""
    form = await read_form(visit)
    file_id = form.get("logo_file_id")
    if not file_id and "remove" not in form.values:
        form.problem, form.status = visit.say(_NO_LOGO), 422
        return await admin_page(visit, logo=form)
    fields = {"logo_file_id": "" if "remove" in form.values else file_id}
    if await send(visit, form, "workspace.update", UpdateWorkspace, fields) is None:
        form.problem = form.problem or next(iter(form.errors.values()), "")
        return await admin_page(visit, logo=form)
    return visit.go("/admin?done=logo#logo")
