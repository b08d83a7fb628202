"""Administration: making and revoking invitation links."""

from __future__ import annotations

import contextlib
import re
from typing import Any

from starlette.responses import Response

from channels.core.errors import DomainError, NotFound
from channels.core.protocol import Page
from channels.membership.names import name_key
from channels.membership.protocol import ChannelView, ListChannels
from channels.people.protocol import CreateInvitation, RevokeInvitation, SecretView
from web.forms import Form, note_error, read_form, send
from web.languages import mark
from web.pages.admin import EXPIRIES_DAYS, address_of, admin_page
from web.visit import Visit

DAY_MS = 24 * 3600 * 1000
MOST_CHANNELS = 50

_UNKNOWN = mark("You are in no channel called %(name)s.")
_MANY = mark("Name at most %(count)s channels.")
_BETWEEN = re.compile(r"[\s,;]+")


async def create_invitation(visit: Visit) -> Response:
    """A new link, which this one page shows."""
    form = await read_form(visit)
    channel_ids = await _channels_named(visit, form)
    if form.problem:
        return await admin_page(visit, invitation=form)
    days, uses = form.get("days"), form.get("uses")
    fields: dict[str, Any] = {
        "role": form.get("role"),
        "uses": int(uses) if uses.isascii() and uses.isdigit() and len(uses) < 9 else uses or None,
        "expires_at": None,
        "channel_ids": channel_ids,
        "email": form.get("email") or None,
    }
    if days in {str(choice) for choice in EXPIRIES_DAYS if choice}:
        fields["expires_at"] = visit.services.now_ms() + int(days) * DAY_MS
    made: SecretView | None = await send(
        visit, form, "invitations.create", CreateInvitation, fields
    )
    if made is None:
        return await admin_page(visit, invitation=form)
    return await admin_page(visit, link=f"{address_of(visit)}/invite/{made.secret}")


async def revoke_invitation(visit: Visit) -> Response:
    """Make a link useless."""
    await read_form(visit)
    command = RevokeInvitation(invitation_id=visit.request.path_params["id"])
    with contextlib.suppress(NotFound):  # it cannot be used any more, which is what was wanted
        await visit.call("invitations.revoke", command)
    return visit.go("/admin?done=invitation#invitations")


async def _channels_named(visit: Visit, form: Form) -> list[str]:
    """The ids of the channels that the form names; notes at the field what is no channel."""
    typed = form.get("channel_ids")
    names = [name for name in _BETWEEN.split(typed) if name.strip("#")]
    names = list(dict.fromkeys(name_key(name.removeprefix("#")) for name in names))
    if len(names) > MOST_CHANNELS:
        form.errors["channel_ids"] = visit.say(_MANY, count=MOST_CHANNELS)
        return []
    try:
        known = await _channels_joined(visit) if names else {}
    except DomainError as error:
        note_error(visit, form, error)
        return []
    for name in names:
        if name not in known:
            form.errors["channel_ids"] = visit.say(_UNKNOWN, name=name)
    return [known[name] for name in names if name in known]


async def _channels_joined(visit: Visit) -> dict[str, str]:
    """The ids of the channels that this person is in, by what is unique of their names."""
    found: dict[str, str] = {}
    after: str | None = None
    while True:
        listing = ListChannels(joined=True, archived=False, after=after)
        page: Page[ChannelView] = await visit.call("channels.list", listing)
        found.update((name_key(channel.name), channel.id) for channel in page.items)
        if page.next is None:
            return found
        after = page.next
