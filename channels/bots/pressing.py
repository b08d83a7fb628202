"""What people do with apps in their clients: buttons, forms and slash commands.

None of it changes anything here: it is asked of the app, whose answer comes by its own ways.
"""

from __future__ import annotations

from channels.bots import protocol as p
from channels.bots.showing import list_commands
from channels.core.context import Apps, Ctx
from channels.core.errors import Unavailable
from channels.core.protocol import Done, Page


async def press(ctx: Ctx, command: p.PressBlock) -> Done:
    """Errors: NotFound for what is not there, Unavailable for an app that does not answer."""
    message = (ctx.channel.id, command.message_id, 0)
    await _apps(ctx).press(ctx.actor, message, command.action, command.values)
    return Done()


async def press_whisper(ctx: Ctx, command: p.PressWhisper) -> Done:
    """Errors: NotFound for what was whispered to nobody or another, Unavailable."""
    message = (command.channel_id, command.whisper_id, command.at)
    await _apps(ctx).press(ctx.actor, message, command.action, command.values)
    return Done()


async def press_in_form(ctx: Ctx, command: p.PressInForm) -> Done:
    """Errors: NotFound for another's form, Unavailable for an app that does not answer."""
    await _apps(ctx).press_in_form(ctx.actor, command.form_id, command.action, command.values)
    return Done()


async def submit(ctx: Ctx, command: p.SubmitForm) -> p.FormAnswer:
    """Errors: NotFound for another's form, Unavailable for an app that does not answer."""
    errors = await _apps(ctx).submit(ctx.actor, command.form_id, command.values)
    return p.FormAnswer(errors=errors)


async def close(ctx: Ctx, command: p.CloseForm) -> Done:
    """Errors: NotFound for another's form."""
    await _apps(ctx).close(ctx.actor, command.form_id, command.whole)
    return Done()


async def run(ctx: Ctx, command: p.RunCommand) -> Done:
    """Errors: NotFound, NotAllowed outside the channel, Unavailable."""
    place = (command.channel_id, command.thread_id)
    await _apps(ctx).run(ctx.actor, place, command.name, command.text)
    return Done()


async def commands(ctx: Ctx, command: p.ListCommands) -> Page[p.CommandView]:
    """By name; only those of apps that work."""
    page = await list_commands(ctx, p.ListApps())
    items = [
        p.CommandView(
            name=one.name,
            app_name=one.app.name,
            person_id=one.app.person_id,
            description=one.description,
            hint=one.hint,
        )
        for one in page.items
        if one.app.active
    ]
    return Page(items=items, next=None)


def _apps(ctx: Ctx) -> Apps:
    if ctx.apps is None:
        raise Unavailable("Apps cannot be asked from here.", "app")
    return ctx.apps
