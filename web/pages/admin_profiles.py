"""Administration: which fields profiles have, who sees them, and what newcomers are told."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from channels.core.errors import NotAllowed
from channels.profiles.fields import OWN, Visibility
from channels.profiles.protocol import (
    FieldChoiceInput,
    ListProfileFields,
    ProfileFieldsView,
    SetProfileFields,
)
from channels.welcome.protocol import GetWelcome, SetWelcome, WelcomeView
from web.forms import Form, read_form, send
from web.languages import mark
from web.pages.import_words import FIELD_NAMES
from web.visit import Visit

_SEEN: Mapping[Visibility, str] = {
    Visibility.EVERYONE: mark("Everyone but guests"),
    Visibility.TEAM: mark("Their team"),
    Visibility.ME: mark("Themselves alone"),
}
_DONE: Mapping[str, str] = {
    "fields": mark("The fields are saved. They count at once."),
    "welcome": mark("The welcome message is saved."),
}


async def show_profiles(visit: Visit) -> Response:
    """The page, for administrators."""
    return await profiles_page(visit)


async def save_fields(visit: Visit) -> Response:
    """Which fields there are, and who sees them."""
    form = await read_form(visit)
    fields = [_choice(form, key) for key in (*FIELD_NAMES, *OWN)]
    asked = {"fields": [field for field in fields if field is not None]}
    if await send(visit, form, "profiles.set_fields", SetProfileFields, asked) is None:
        return await profiles_page(visit, fields=form)
    return visit.go("/admin/profiles?done=fields#fields")


async def save_welcome(visit: Visit) -> Response:
    """What newcomers are told."""
    form = await read_form(visit)
    asked = {"text": form.get("text")}
    if await send(visit, form, "welcome.set", SetWelcome, asked) is None:
        return await profiles_page(visit, welcome=form)
    return visit.go("/admin/profiles?done=welcome#welcome")


def _choice(form: Form, key: str) -> FieldChoiceInput | None:
    seen = next((one for one in Visibility if one == form.get(f"{key}.seen")), None)
    if seen is None:
        return None
    used, label = bool(form.get(f"{key}.used")), form.get(f"{key}.label")[:40]
    return FieldChoiceInput(key=key, used=used, visibility=seen, label=label)


async def profiles_page(visit: Visit, **forms: Form) -> Response:
    """The page, with the form that was wrong. Errors: NotAllowed."""
    if not visit.admin:
        raise NotAllowed("Only administrators can do this. Ask one of them.")
    known: ProfileFieldsView = await visit.call("profiles.fields", ListProfileFields())
    welcome: WelcomeView = await visit.call("welcome.get", GetWelcome())
    sent = {name: forms.get(name, Form()) for name in ("fields", "welcome")}
    if "welcome" not in forms:
        sent["welcome"].values = {"text": welcome.text}
    done = _DONE.get(visit.request.query_params.get("done", ""), "")
    return visit.page(
        "admin_profiles.html",
        max((form.status for form in forms.values()), default=200),
        done=visit.say(done) if not forms else "",
        fields=[field for field in known.fields if field.key in FIELD_NAMES],
        forms=sent,
        names={key: visit.say(name) for key, name in FIELD_NAMES.items()},
        own=[field for field in known.fields if field.key in OWN],
        seen={one.value: visit.say(words) for one, words in _SEEN.items()},
    )
