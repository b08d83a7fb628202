"""Administration: what an app was told, what became of it, and sending it again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from channels.bots import running as r
from channels.core.errors import NotFound
from channels.core.protocol import Page
from web.forms import read_form
from web.languages import mark, span
from web.pages.admin_app import working_app
from web.pages.admin_apps import only_admins
from web.pages.app_words import EVENTS, REASONS, REQUESTS, SENT_AS, STATES
from web.visit import Visit

_STATES: tuple[r.State, ...] = ("waiting", "sent", "failed")
_AGAIN = mark("It is sent again now.")
_ALL_AGAIN = mark("All that failed is sent again now.")


async def show_deliveries(visit: Visit) -> Response:
    """The newest first, of all states or one; or what people had the app do."""
    only_admins(visit)
    app = await working_app(visit)
    asked = visit.request.query_params
    state = next((one for one in _STATES if one == asked.get("state")), None)
    after = asked.get("after", "")[:80]
    kind: r.Kind | None = "request" if asked.get("kind") == "request" else None
    listing = r.ListDeliveries(app_id=app.id, state=state, kind=kind, after=after)
    page: Page[r.DeliveryView] = await visit.call("apps.deliveries", listing)
    counts = await visit.call("apps.delivery_counts", r.CountDeliveries(app_id=app.id))
    kept = {**({"state": state} if state else {}), **({"kind": kind} if kind else {})}
    onward = urlencode({**kept, "after": page.next}) if page.next else ""
    return visit.page(
        "admin_deliveries.html",
        after=after,
        app=app,
        counts=counts,
        done=visit.say(_ALL_AGAIN) if asked.get("done") else "",
        items=page.items,
        onward=onward,
        shown=kind or state or "",
        start=urlencode(kept),
        took=lambda ms: span(visit.language, ms),
        **_words(visit),
    )


async def show_delivery(visit: Visit) -> Response:
    """One with its bodies."""
    only_admins(visit)
    app = await working_app(visit)
    command = r.GetDelivery(delivery_id=visit.request.path_params["delivery_id"][:40])
    item: r.DeliveryBodyView = await visit.call("apps.delivery", command)
    if item.app_id != app.id:
        raise NotFound("There is no such page.")
    done = visit.say(_AGAIN) if visit.request.query_params.get("done") else ""
    return visit.page("admin_delivery.html", app=app, done=done, item=item, **_words(visit))


async def redeliver(visit: Visit) -> Response:
    """One, or all that failed."""
    only_admins(visit)
    form = await read_form(visit)
    app = await working_app(visit)
    delivery_id = form.get("delivery_id")[:40] or None
    await visit.call("apps.redeliver", r.Redeliver(app_id=app.id, delivery_id=delivery_id))
    place = f"/{delivery_id}" if delivery_id else ""
    return visit.go(f"/admin/apps/{app.id}/deliveries{place}?done=1")


def _words(visit: Visit) -> dict[str, Any]:
    return {
        "events": {name: visit.say(words) for name, words in {**EVENTS, **REQUESTS}.items()},
        "reasons": {name: visit.say(words) for name, words in REASONS.items()},
        "sent_as": {**SENT_AS, **{name: name for name in REQUESTS}},
        "states": {name: visit.say(words) for name, words in STATES.items()},
    }
