"""What an app shows to one person: whispers and forms; and the slash commands that there are."""

from __future__ import annotations

import json

import msgspec

from channels.bots import protocol as p
from channels.bots import queries, queries_apps
from channels.bots.tables import TicketRow
from channels.core.context import Ctx
from channels.core.errors import NotFound
from channels.core.protocol import Done, Page
from channels.messages.mentions import parse_typed
from channels.messages.protocol import MessageView
from channels.messages.spans import shown_spans
from channels.people.proofs import hash_secret
from persistence.decision import Decision, Delete, Insert
from persistence.ids import new_id
from persistence.streams import user_stream


async def whisper(ctx: Ctx, command: p.Whisper) -> Decision:
    """Errors: NotFound for one who is not in the channel."""
    if command.person_id not in ctx.channel.members:
        raise NotFound("This person is not in the channel.", "person_id")
    text = await parse_typed(ctx, command.text)
    view = MessageView(
        id=new_id("M"),
        channel_id=ctx.channel.id,
        seq=0,
        author_id=ctx.me,
        text=text.source,
        created_at=ctx.now_ms,
        spans=shown_spans(text.source, text.spans),
        thread_id=command.thread_id,
        card=command.card,
    )
    event = p.MessageWhispered(message=view, replaces=command.replaces)
    decision = Decision(reply=view, unlogged=[(user_stream(command.person_id), event)])
    if command.key:  # kept before it is shown: it may be pressed at once
        by_id = whisper_key(view.channel_id, view.id, command.person_id)
        decision.changes += [_kept(ctx, command, view, key) for key in (command.key, by_id)]
    if command.replaces:
        decision.changes.append(_gone(view.channel_id, command.replaces, command.person_id))
    return decision


def whisper_key(channel_id: str, which: str, person_id: str) -> str:
    """What finds a whisper again; `which` is its time or its id."""
    return f"{channel_id}:{which}:{person_id}"


def _kept(ctx: Ctx, command: p.Whisper, view: MessageView, key: str) -> Insert:
    body = {
        "person_id": command.person_id,
        "view": msgspec.to_builtins(view),
        "source": command.source,
        "at_us": command.at_us,
    }
    row = {
        "id": hash_secret(key),
        "kind": "whisper",
        "app_id": command.card.app_id if command.card is not None else "",
        "body": json.dumps(body),
        "uses_left": 1,
        "expires_at_ms": ctx.now_ms + command.kept_ms,
    }
    return Insert(TicketRow, row)


async def unwhisper(ctx: Ctx, command: p.Unwhisper) -> Decision:
    """Told to all devices of the person; again is harmless."""
    event = p.MessageUnwhispered(message_id=command.message_id)
    return Decision(
        reply=Done(),
        changes=[_gone(command.channel_id, command.message_id, command.person_id)],
        unlogged=[(user_stream(command.person_id), event)],
    )


def _gone(channel_id: str, whisper_id: str, person_id: str) -> Delete:
    """Nothing of it is found by its id any more, its pictures neither."""
    return Delete(TicketRow, {"id": hash_secret(whisper_key(channel_id, whisper_id, person_id))})


async def show_form(ctx: Ctx, command: p.ShowForm) -> Decision:
    """Told to all devices of the person."""
    event = p.FormShown(
        form_id=command.form_id,
        app_id=command.app_id,
        body=command.body,
        open=command.open,
        root_id=command.root_id,
        whole=command.whole,
        app_name=command.app_name,
    )
    return Decision(reply=Done(), unlogged=[(user_stream(command.person_id), event)])


async def find_command(ctx: Ctx, command: p.FindCommand) -> p.CommandFacts:
    """Errors: NotFound."""
    async with ctx.store.read() as snapshot:
        row = await queries_apps.find_command(snapshot, command.name)
        app = await queries.find_app(snapshot, row.app_id) if row is not None else None
    if row is None or app is None or app.disabled:
        raise NotFound("There is no such command.", "name")
    return p.CommandFacts(
        name=row.name, app=app, url=row.url, description=row.description, hint=row.hint
    )


async def list_commands(ctx: Ctx, command: p.ListApps) -> Page[p.CommandFacts]:
    """All slash commands, by name."""
    async with ctx.store.read() as snapshot:
        rows = await queries_apps.all_commands(snapshot)
        known = await queries.all_apps(snapshot)
    apps = {app.id: app for app in known if not app.disabled}
    items = [
        p.CommandFacts(
            name=row.name,
            app=apps[row.app_id],
            url=row.url,
            description=row.description,
            hint=row.hint,
        )
        for row in rows
        if row.app_id in apps
    ]
    return Page(items=items, next=None)
