"""Apps as administrators run them: made, changed, removed; secrets and webhooks."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import select

from channels.bots import protocol as p
from channels.bots import queries
from channels.bots.manifests import CommandTaken
from channels.bots.tables import (
    AppCommandRow,
    AppRow,
    AppTokenRow,
    AppViewRow,
    TicketRow,
    WebhookRow,
)
from channels.core.actor import PersonId
from channels.core.cards import ChannelCard
from channels.core.context import Ctx
from channels.core.errors import NotAllowed, NotFound
from channels.core.kinds import ChannelKind
from channels.core.protocol import Done, Page
from channels.membership import queries as membership
from channels.membership.moves import add_members
from channels.membership.names import name_key
from channels.people import queries as people
from channels.people.making import add_person, change_person, note_ended, prepare_bot
from channels.people.proofs import hash_secret, make_secret
from persistence.bulk import table_of
from persistence.decision import Decision, Delete, Insert, Update
from persistence.ids import new_id, new_secret
from persistence.snapshot import Snapshot
from persistence.streams import user_stream

BOT_PREFIX = "xoxb-"
_app = table_of(AppRow)
_command = table_of(AppCommandRow)
_webhook = table_of(WebhookRow)


async def create(ctx: Ctx, command: p.CreateApp) -> Decision:
    """An app and all that belongs to it, at once.

    Errors: NotFound for a channel, CommandTaken where another app has a slash command.
    """
    async with ctx.store.read() as snapshot:
        new = await prepare_bot(snapshot, command.bot_name)
        await _commands_are_free(snapshot, command.commands, "")
    cards = [await channel_named(ctx, name) for name in dict.fromkeys(command.channels)]
    hooked = await channel_named(ctx, command.webhook) if command.webhook else None
    decision = Decision(basis=ctx.basis)
    bot = add_person(decision, ctx, new)
    app_id = new_id("A")
    bot_token, bot_hash = make_secret(BOT_PREFIX)
    app_token, app_hash = make_secret(f"xapp-1-{app_id}-")
    client_secret, client_hash = make_secret("")
    row = {
        **_told(command),
        "id": app_id,
        "person_id": bot.id,
        "bot_id": new_id("B"),
        "signing_secret": new_secret(""),
        "verification": new_secret(""),
        "client_id": f"{app_id}.{bot.id}",
        "client_secret_hash": client_hash,
        "limit_calls": command.limit_calls,
        "limit_s": command.limit_s,
        "created_by": ctx.me,
        "created_at_ms": ctx.now_ms,
    }
    decision.changes += [
        Insert(AppRow, row),
        _token(ctx, app_id, "bot", bot_hash),
        _token(ctx, app_id, "link", app_hash),
        *_command_rows(app_id, command.commands),
    ]
    for card in cards:
        add_members(decision, card, [bot.id], ctx.now_ms)
    hook_id = hook_secret = ""
    if hooked is not None:
        hook_id, hook_secret = _add_webhook(decision, ctx, app_id, hooked.id)
    decision.reply = p.AppSecrets(
        app_id=app_id,
        person_id=bot.id,
        bot_id=str(row["bot_id"]),
        name=command.name,
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=str(row["signing_secret"]),
        client_id=str(row["client_id"]),
        client_secret=client_secret,
        webhook_id=hook_id,
        webhook_secret=hook_secret,
    )
    return decision


async def update(ctx: Ctx, command: p.UpdateApp) -> Decision:
    """Errors: NotFound; CommandTaken where another app has a slash command."""
    app = await app_of(ctx, command.app_id)
    async with ctx.store.read() as snapshot:
        await _commands_are_free(snapshot, command.commands, app.id)
    decision = Decision(
        reply=Done(), basis=ctx.basis, touches={user_stream(app.person_id): None}
    )  # who knows the app reads it anew
    told = {**_told(command), "paused": False, "failing_since_ms": 0}
    decision.changes += [
        Update(AppRow, {"id": app.id}, told),
        Delete(AppCommandRow, {"app_id": app.id}),
        *_command_rows(app.id, command.commands),
    ]
    return decision


async def remove(ctx: Ctx, command: p.RemoveApp) -> Decision:
    """The account is closed, so that what the bot wrote keeps its name."""
    app = await app_of(ctx, command.app_id)
    async with ctx.store.read() as snapshot:
        row = await people.person_by_id(snapshot, app.person_id)
        tokens = await queries.tokens_of(snapshot, app.id)
    decision = Decision(reply=Done(), basis=ctx.basis)
    decision.changes += [
        Update(AppRow, {"id": app.id}, {"active": False, "wants": ""}),
        Delete(AppTokenRow, {"app_id": app.id}),
        Delete(WebhookRow, {"app_id": app.id}),
        Delete(AppCommandRow, {"app_id": app.id}),
        Delete(TicketRow, {"app_id": app.id}),
        Delete(AppViewRow, {"app_id": app.id}),
    ]
    assert row is not None
    note_ended(decision, ctx, [one.secret_hash for one in tokens], "closed")
    change_person(decision, ctx, row, {"active": False})
    return decision


async def rotate(ctx: Ctx, command: p.RotateSecret) -> Decision:
    """The old secret is good no more, at once."""
    app = await app_of(ctx, command.app_id)
    decision = Decision(basis=ctx.basis, touches={user_stream(app.person_id): None})
    if command.kind == "signing":
        secret = new_secret("")
        decision.changes.append(Update(AppRow, {"id": app.id}, {"signing_secret": secret}))
        decision.reply = p.NewSecret(id=app.id, secret=secret)
        return decision
    prefix = BOT_PREFIX if command.kind == "bot" else f"xapp-1-{app.id}-"
    secret, secret_hash = make_secret(prefix)
    async with ctx.store.glance() as snapshot:
        tokens = await queries.tokens_of(snapshot, app.id)
    old = [one.secret_hash for one in tokens if one.kind == command.kind]
    note_ended(decision, ctx, old, "revoked")
    added = _token(ctx, app.id, command.kind, secret_hash)
    decision.changes += [Delete(AppTokenRow, {"app_id": app.id, "kind": command.kind}), added]
    decision.reply = p.NewSecret(id=app.id, secret=secret)
    return decision


async def revoke_token(ctx: Ctx, command: p.RevokeAppToken) -> Decision:
    """End the token that asks; again is harmless."""
    decision = Decision(reply=Done(), basis=ctx.basis, touches={user_stream(ctx.me): None})
    async with ctx.store.glance() as snapshot:
        tokens = await queries.token(snapshot, command.token_id)
    note_ended(decision, ctx, [one.secret_hash for one in tokens], "revoked")
    decision.changes.append(Delete(AppTokenRow, {"id": command.token_id}))
    return decision


async def create_webhook(ctx: Ctx, command: p.CreateWebhook) -> Decision:
    """Errors: NotFound for the app or the channel."""
    app = await app_of(ctx, command.app_id)
    card = await channel_named(ctx, command.channel)
    decision = Decision(basis=ctx.basis)
    hook_id, secret = _add_webhook(decision, ctx, app.id, card.id)
    decision.reply = p.NewSecret(id=hook_id, secret=secret)
    return decision


async def remove_webhook(ctx: Ctx, command: p.RemoveWebhook) -> Decision:
    """Again is harmless. Another app's stays."""
    where = {"id": command.webhook_id}
    if command.app_id is not None:
        where["app_id"] = command.app_id
    changes: list[Any] = [Delete(WebhookRow, where)]
    return Decision(reply=Done(), changes=changes, basis=ctx.basis)


async def list_apps(ctx: Ctx, command: p.ListApps) -> Page[p.AppFacts]:
    """All apps."""
    async with ctx.store.read() as snapshot:
        return Page(items=await queries.all_apps(snapshot), next=None)


async def get_app(ctx: Ctx, command: p.GetApp) -> p.AppFacts:
    """A removed one too, for what it has written. Errors: NotFound."""
    async with ctx.store.read() as snapshot:
        app = await queries.find_app(snapshot, command.app_id)
    if app is None:
        raise NotFound("There is no such app.", "app_id")
    return app


async def get_webhook(ctx: Ctx, command: p.GetWebhook) -> p.WebhookFacts:
    """Errors: NotFound for none such, NotAllowed for another's secret."""
    async with ctx.store.read() as snapshot:
        row = await snapshot.first(select(_webhook).where(_webhook.c.id == command.webhook_id))
        app = await queries.find_app(snapshot, row.app_id) if row is not None else None
    if row is None or app is None or app.disabled:
        raise NotFound("There is no such webhook.", "webhook_id")
    if not hmac.compare_digest(row.secret_hash, hash_secret(command.secret)):
        raise NotAllowed("This is not the webhook's secret.", "secret")
    return p.WebhookFacts(id=row.id, app=app, channel_id=row.channel_id)


async def list_webhooks(ctx: Ctx, command: p.ListWebhooks) -> Page[p.WebhookFacts]:
    """An app's webhooks, the oldest first."""
    app = await app_of(ctx, command.app_id)
    query = select(_webhook).where(_webhook.c.app_id == app.id).order_by(_webhook.c.id)
    async with ctx.store.read() as snapshot:
        rows = await snapshot.all(query)
    cards = [await ctx.access.peek_channel(row.channel_id) for row in rows]
    names = [card.facts.name if card and may_see(ctx, card) else "" for card in cards]
    items = [
        p.WebhookFacts(id=row.id, app=app, channel_id=row.channel_id, channel_name=name)
        for row, name in zip(rows, names, strict=True)
    ]
    return Page(items=items, next=None)


def _told(command: p.CreateApp | p.UpdateApp) -> dict[str, Any]:
    """What an app's row takes over from its manifest."""
    return {
        "name": command.name,
        "description": command.description,
        "manifest": command.manifest,
        "scopes": " ".join(dict.fromkeys(command.scopes)),
        "events": " ".join(dict.fromkeys(command.events)),
        "wants": " ".join(dict.fromkeys(command.wants)),
        "socket_mode": command.socket_mode,
        "events_url": command.events_url,
        "actions_url": command.actions_url,
        "options_url": command.options_url,
    }


def _token(ctx: Ctx, app_id: str, kind: str, secret_hash: str) -> Insert:
    row = {"id": new_id("K"), "app_id": app_id, "kind": kind, "secret_hash": secret_hash}
    return Insert(AppTokenRow, {**row, "created_at_ms": ctx.now_ms})


def _command_rows(app_id: str, commands: list[p.CommandSpec]) -> list[Insert]:
    return [
        Insert(
            AppCommandRow,
            {
                "name": one.name.lower(),
                "app_id": app_id,
                "url": one.url,
                "description": one.description,
                "hint": one.hint,
            },
        )
        for one in commands
    ]


def _add_webhook(decision: Decision, ctx: Ctx, app_id: str, channel_id: str) -> tuple[str, str]:
    hook_id = new_id("B")
    secret, secret_hash = make_secret("")
    row = {"id": hook_id, "app_id": app_id, "channel_id": channel_id, "secret_hash": secret_hash}
    decision.changes.append(Insert(WebhookRow, {**row, "created_at_ms": ctx.now_ms}))
    return hook_id, secret


async def _commands_are_free(
    snapshot: Snapshot, commands: list[p.CommandSpec], app_id: str
) -> None:
    names = [one.name.lower() for one in commands]
    query = select(_command.c.name, _app.c.name.label("app")).join(
        _app, _app.c.id == _command.c.app_id
    )
    others = query.where(_command.c.name.in_(names), _command.c.app_id != app_id)
    taken = await snapshot.first(others.order_by(_command.c.name)) if names else None
    if taken is not None:
        raise CommandTaken(taken.name, taken.app)


def may_see(ctx: Ctx, card: ChannelCard) -> bool:
    """May the administrator know of the channel and what is said there?"""
    public = card.facts.kind is ChannelKind.PUBLIC
    return public or ctx.is_system or PersonId(ctx.me) in card.members


async def channel_named(ctx: Ctx, name: str) -> ChannelCard:
    """A channel by its id or name, as the administrator sees it. Errors: NotFound, NotAllowed."""
    async with ctx.store.read() as snapshot:
        found = await membership.channel_by_key(snapshot, name_key(name.strip().lstrip("#")))
    card = await ctx.access.peek_channel(found or name)
    if card is None or not may_see(ctx, card):
        raise NotFound(f"There is no channel {name}.", "channels")
    if card.facts.archived:
        raise NotAllowed(f"#{card.facts.name} is archived. Reopen it first.", "channels")
    return card


async def app_of(ctx: Ctx, any_id: str) -> p.AppFacts:
    """An app that was not removed. Errors: NotFound."""
    async with ctx.store.read() as snapshot:
        app = await queries.find_app(snapshot, any_id)
    if app is None or not app.active:
        raise NotFound("There is no such app.", "app_id")
    return app
