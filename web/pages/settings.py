"""Settings: profile, looks, password, sessions, tokens."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from channels.core.errors import NotFound
from channels.membership.protocol import GetChannel
from channels.people.protocol import (
    ChangePassword,
    CreateToken,
    ListSessions,
    ListTokens,
    RevokeSession,
    RevokeToken,
    SecretView,
    UpdateMe,
)
from channels.preferences.protocol import (
    GetPreferences,
    PreferencesView,
    SetPreferences,
    Theme,
)
from channels.syndication.protocol import AtomFeedView, ListAtomFeeds, RevokeAtomFeed
from web.forms import Form, read_form, send
from web.languages import mark
from web.pages.agents import agent_name
from web.visit import CONTRAST_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Visit

_NO_PHOTO = mark("Choose a picture first.")
# What is said after each change, by the word in the address.
_DONE: Mapping[str, str] = {
    "profile": mark("Your profile is saved."),
    "photo": mark("Your photo is saved."),
    "no-photo": mark("Your photo is removed."),
    "looks": mark("Your looks are saved, on all your devices."),
    "password": mark("Your password is changed. All other browsers are signed out."),
    "session": mark("The browser is signed out."),
    "token": mark("The token is revoked."),
    "feed": mark("The feed has ended."),
}


async def show_settings(visit: Visit) -> Response:
    """All settings of who asks."""
    return await settings_page(visit)


async def save_profile(visit: Visit) -> Response:
    """Name, handle, title and language."""
    form = await read_form(visit)
    fields = {name: form.get(name) for name in ("name", "handle", "title", "language")}
    if await send(visit, form, "people.update", UpdateMe, fields) is None:
        return await settings_page(visit, profile=form)
    response = visit.go("/settings?done=profile#profile")
    visit.remember(response, LANGUAGE_COOKIE, fields["language"])
    return response


async def save_photo(visit: Visit) -> Response:
    """Another photo, which the page's script has cut and uploaded; or none."""
    form = await read_form(visit)
    remove, file_id = "remove" in form.values, form.get("avatar_file_id")
    if not file_id and not remove:
        form.problem, form.status = visit.say(_NO_PHOTO), 422
        return await settings_page(visit, photo=form)
    fields = {"avatar_file_id": "" if remove else file_id}
    if await send(visit, form, "people.update", UpdateMe, fields) is None:
        form.problem = form.problem or next(iter(form.errors.values()), "")
        return await settings_page(visit, photo=form)
    return visit.go(f"/settings?done={'no-photo' if remove else 'photo'}#photo")


async def save_looks(visit: Visit) -> Response:
    """Theme and contrast, for all devices; kept in this browser for the pages before sign-in."""
    form = await read_form(visit)
    theme: Theme = next((one for one in THEMES if one == form.get("theme")), "system")
    high = bool(form.get("contrast"))
    await visit.call("preferences.set", SetPreferences(theme=theme, high_contrast=high))
    response = visit.go("/settings?done=looks#looks")
    visit.remember(response, THEME_COOKIE, theme)
    visit.remember(response, CONTRAST_COOKIE, "high" if high else "")
    return response


async def save_password(visit: Visit) -> Response:
    """A new password; the other browsers are signed out."""
    form = await read_form(visit)
    fields = {"current": form.raw("current"), "password": form.raw("password")}
    if await send(visit, form, "people.change_password", ChangePassword, fields) is None:
        return await settings_page(visit, password=form)
    return visit.go("/settings?done=password#password")


async def revoke_session(visit: Visit) -> Response:
    """Sign another browser out."""
    await read_form(visit)
    session_id = visit.request.path_params["id"]
    with contextlib.suppress(NotFound):  # it has ended meanwhile, which is what was wanted
        await visit.call("sessions.revoke", RevokeSession(session_id=session_id))
    return visit.go("/settings?done=session#sessions")


async def create_token(visit: Visit) -> Response:
    """A new token, whose secret this one page shows."""
    form = await read_form(visit)
    fields = {"label": form.get("label")}
    made: SecretView | None = await send(visit, form, "tokens.create", CreateToken, fields)
    if made is None:
        return await settings_page(visit, token=form)
    return await settings_page(visit, secret=made.secret)


async def revoke_token(visit: Visit) -> Response:
    """End a token."""
    await read_form(visit)
    with contextlib.suppress(NotFound):
        await visit.call("tokens.revoke", RevokeToken(token_id=visit.request.path_params["id"]))
    return visit.go("/settings?done=token#tokens")


async def revoke_feed(visit: Visit) -> Response:
    """End a private feed."""
    await read_form(visit)
    with contextlib.suppress(NotFound):
        wanted = RevokeAtomFeed(feed_id=visit.request.path_params["id"])
        await visit.call("syndication.revoke", wanted)
    return visit.go("/settings?done=feed#feeds")


async def _feeds(visit: Visit) -> list[tuple[AtomFeedView, str]]:
    """My private feeds with what they are of: a channel's name, or a hashtag."""
    feeds: list[AtomFeedView] = (await visit.call("syndication.addresses", ListAtomFeeds())).items
    named: list[tuple[AtomFeedView, str]] = []
    for feed in feeds:
        name = f"#{feed.target}" if feed.kind == "hashtag" else ""
        if not name:
            with contextlib.suppress(NotFound):
                channel = await visit.call("channels.get", GetChannel(channel_id=feed.target))
                name = f"#{channel.name}" if channel.name else ""
        named.append((feed, name))
    return named


async def settings_page(visit: Visit, secret: str = "", **forms: Form) -> Response:
    """The page, with the form that was wrong, or a secret that is shown once."""
    assert visit.me is not None
    sessions = (await visit.call("sessions.list", ListSessions())).items
    tokens = (await visit.call("tokens.list", ListTokens())).items
    chosen: PreferencesView = await visit.call("preferences.get", GetPreferences())
    kept = {"theme": chosen.theme, "contrast": chosen.high_contrast}
    looks = {name: value for name, value in kept.items() if value is not None}
    sent: dict[str, Any] = {
        name: forms.get(name, Form()) for name in ("profile", "photo", "password", "token")
    }
    if "profile" not in forms:
        fields = ("name", "handle", "title", "language")
        sent["profile"].values = {name: getattr(visit.me, name) for name in fields}
    status = max((form.status for form in forms.values()), default=200)
    done = _DONE.get(visit.request.query_params.get("done", ""), "")
    return visit.page(
        "settings.html",
        status,
        agent_name=agent_name,
        done=visit.say(done) if not forms and not secret else "",
        forms=sent,
        secret=secret,
        sessions=sessions,
        tokens=tokens,
        feeds=await _feeds(visit),
        **looks,
    )
