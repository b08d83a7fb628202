"""The addresses of the pages, and what is done when one of them fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from channels.core.errors import DomainError
from web.assets import STATIC, Assets, CachedStatic
from web.pages import (
    admin,
    admin_app,
    admin_apps,
    admin_deliveries,
    admin_import,
    admin_invitations,
    admin_looks,
    admin_profiles,
    brand,
    chat,
    digest,
    front,
    install,
    mail,
    passwords,
    settings,
)
from web.pages.errors import domain_error_page, error_page, http_error_page
from web.services import WebServices
from web.visit import Visit, open_visit

Page = Callable[[Visit], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]

# Addresses that the client's own router serves. Source: `web/client/src/ui/router.ts`.
CLIENT = (
    "/",
    "/archive",
    "/c/{path:path}",
    "/t/{path:path}",
    "/d/{path:path}",
    "/channels",
    "/direct",
    "/drafts",
    "/faq",
    "/faq/{path:path}",
    "/feed",
    "/me",
    "/me/notifications",
    "/me/profile",
    "/me/topics",
    "/mentions",
    "/people",
    "/people/{path:path}",
    "/saved",
    "/search",
    "/share",
    "/start",
    "/tag/{path:path}",
    "/threads",
)

# (address, page or None, what a form sent there does or None, for signed-in people only)
PAGES: tuple[tuple[str, Page | None, Page | None, bool], ...] = (
    ("/welcome", front.show_welcome, front.welcome, False),
    ("/sign-in", front.show_sign_in, front.sign_in, False),
    ("/sign-out", None, front.sign_out, False),
    ("/invite/{secret}", front.show_invitation, front.accept_invitation, False),
    ("/reset/{secret}", passwords.show_reset, passwords.reset, False),
    ("/mail/stop/{secret}", mail.show_stop, mail.stop, False),
    ("/mail/digest/{secret}", digest.show_stop, digest.stop, False),
    ("/settings", settings.show_settings, None, True),
    ("/settings/digest", digest.show_digest, digest.send_now, True),
    ("/settings/digest/mail", digest.show_mail, None, True),
    ("/settings/profile", None, settings.save_profile, True),
    ("/settings/photo", None, settings.save_photo, True),
    ("/settings/looks", None, settings.save_looks, True),
    ("/settings/password", None, settings.save_password, True),
    ("/settings/sessions/{id}/revoke", None, settings.revoke_session, True),
    ("/settings/tokens", None, settings.create_token, True),
    ("/settings/tokens/{id}/revoke", None, settings.revoke_token, True),
    ("/settings/feeds/{id}/revoke", None, settings.revoke_feed, True),
    ("/brand.css", brand.show_brand, None, False),
    ("/manifest.webmanifest", install.show_manifest, None, False),
    ("/share", None, install.refuse_share, False),
    ("/admin", admin.show_admin, None, True),
    ("/admin/workspace", None, admin.save_workspace, True),
    ("/admin/digest", None, digest.save_default, True),
    ("/admin/looks", None, admin_looks.save_looks, True),
    ("/admin/logo", None, admin_looks.save_logo, True),
    ("/admin/profiles", admin_profiles.show_profiles, None, True),
    ("/admin/profiles/fields", None, admin_profiles.save_fields, True),
    ("/admin/profiles/welcome", None, admin_profiles.save_welcome, True),
    ("/admin/apps", admin_apps.show_apps, None, True),
    ("/admin/apps/new", admin_apps.show_new, admin_apps.review, True),
    ("/admin/apps/install", None, admin_apps.install, True),
    ("/admin/apps/{id}", admin_app.show_app, None, True),
    ("/admin/apps/{id}/deliveries", admin_deliveries.show_deliveries, None, True),
    ("/admin/apps/{id}/redeliver", None, admin_deliveries.redeliver, True),
    ("/admin/apps/{id}/deliveries/{delivery_id}", admin_deliveries.show_delivery, None, True),
    ("/admin/apps/{id}/{act}", None, admin_app.act, True),
    ("/admin/people/import", admin_import.show_import, admin_import.send_import, True),
    ("/admin/people/import/sample.csv", admin_import.sample, None, True),
    ("/admin/people/{id}/role", None, admin.save_role, True),
    ("/admin/people/{id}/active", None, admin.save_active, True),
    ("/admin/people/{id}/password", None, admin.create_password_link, True),
    ("/admin/invitations", None, admin_invitations.create_invitation, True),
    ("/admin/invitations/{id}/revoke", None, admin_invitations.revoke_invitation, True),
)

_log = structlog.get_logger(__name__)


def routes(services: WebServices, assets: Assets | None = None) -> list[BaseRoute]:
    """All addresses of the pages and of static files."""
    assets = assets or Assets()
    found: list[BaseRoute] = [
        Route(path, _endpoint(services, assets, {"GET": chat.show_chat}), methods=["GET"])
        for path in CLIENT
    ]
    for path, show, act, signed_in in PAGES:
        by_method = {"GET": show or _only_sent, **({} if act is None else {"POST": act})}
        endpoint = _endpoint(services, assets, by_method, signed_in)
        found.append(Route(path, endpoint, methods=list(by_method)))
    found += [
        Route("/sw.js", install.worker_endpoint(assets, CLIENT)),
        Route("/favicon.ico", _favicon),
        Mount("/static", CachedStatic(directory=STATIC), name="static"),
    ]
    return found


def exception_handlers(assets: Assets | None = None) -> Mapping[Any, Any]:
    """For Starlette: pages for addresses that are not there, and for what breaks."""
    assets = assets or Assets()

    async def on_http(request: Request, error: HTTPException) -> Response:
        return http_error_page(assets, request, error)

    async def on_domain(request: Request, error: DomainError) -> Response:
        return domain_error_page(assets, request, error)

    async def on_fault(request: Request, error: Exception) -> Response:
        return error_page(assets, request, 500)

    return {HTTPException: on_http, DomainError: on_domain, Exception: on_fault}


def _endpoint(
    services: WebServices, assets: Assets, by_method: Mapping[str, Page], signed_in: bool = False
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        try:
            visit = await open_visit(services, assets, request)
            if signed_in and visit.me is None:
                return visit.go_sign_in() if method == "GET" else visit.go("/sign-in")
            return await by_method[method](visit)
        except DomainError as error:
            return domain_error_page(assets, request, error)
        except (ClientDisconnect, HTTPException):
            raise
        except Exception:
            _log.exception("page_failed", path=request.url.path)
            return error_page(assets, request, 500)

    return endpoint


async def _only_sent(visit: Visit) -> Response:
    """A form's address opened as a page, as after a reload: back to the page it stands on."""
    first = visit.request.url.path.split("/")[1]
    return visit.go(f"/{first}" if first in ("settings", "admin") else "/")


async def _favicon(_: Request) -> Response:
    return RedirectResponse("/static/favicon.svg", 308)
