"""What people do with apps in their clients: buttons, forms and slash commands.

None of it changes anything here: it is asked of the app, whose answer comes by its own ways.
"""

from __future__ import annotations

import msgspec

from channels.bots import protocol as p
from channels.bots import using as u
from channels.bots.showing import list_commands
from channels.core.context import Apps, Ctx
from channels.core.errors import Unavailable
from channels.core.protocol import Done, Page


async def press(ctx: Ctx, command: u.PressBlock) -> Done:
    """Errors: NotFound for what is not there, Unavailable for an app that does not answer."""
    message = (ctx.channel.id, command.message_id, 0)
    await apps_of(ctx).press(ctx.actor, message, command.action, command.values)
    return Done()


async def press_whisper(ctx: Ctx, command: u.PressWhisper) -> Done:
    """Errors: NotFound for what was whispered to nobody or another, Unavailable."""
    message = (command.channel_id, command.whisper_id, command.at)
    await apps_of(ctx).press(ctx.actor, message, command.action, command.values)
    return Done()


async def press_in_form(ctx: Ctx, command: u.PressInForm) -> Done:
    """Errors: NotFound for another's form, Unavailable for an app that does not answer."""
    await apps_of(ctx).press_in_form(ctx.actor, command.form_id, command.action, command.values)
    return Done()


async def options(ctx: Ctx, command: u.LoadOptions) -> u.OptionsView:
    """Errors: NotFound for a field that its app loads nothing for, Unavailable, Conflict."""
    return await _options(ctx, (ctx.channel.id, command.message_id, 0), command)


async def whisper_options(ctx: Ctx, command: u.LoadWhisperOptions) -> u.OptionsView:
    """Errors: as `options`."""
    return await _options(ctx, (command.channel_id, command.whisper_id, command.at), command)


async def form_options(ctx: Ctx, command: u.LoadFormOptions) -> u.OptionsView:
    """Errors: as `options`; NotFound for another's form."""
    return await _options(ctx, command.form_id, command)


async def _options(
    ctx: Ctx,
    where: tuple[str, str, int] | str,
    command: u.LoadOptions | u.LoadWhisperOptions | u.LoadFormOptions,
) -> u.OptionsView:
    field = (command.block_id, command.action_id, command.typed)
    found = await apps_of(ctx).options(ctx.actor, where, field, command.values)
    return msgspec.convert(found, u.OptionsView)


async def submit(ctx: Ctx, command: u.SubmitForm) -> u.FormAnswer:
    """Errors: NotFound for another's form, Unavailable for an app that does not answer."""
    errors = await apps_of(ctx).submit(ctx.actor, command.form_id, command.values)
    return u.FormAnswer(errors=errors)


async def close(ctx: Ctx, command: u.CloseForm) -> Done:
    """Errors: NotFound for another's form."""
    await apps_of(ctx).close(ctx.actor, command.form_id, command.whole)
    return Done()


async def run(ctx: Ctx, command: u.RunCommand) -> Done:
    """Errors: NotFound, NotAllowed outside the channel, Unavailable."""
    place = (command.channel_id, command.thread_id)
    await apps_of(ctx).run(ctx.actor, place, command.name, command.text)
    return Done()


async def commands(ctx: Ctx, command: u.ListCommands) -> Page[u.CommandView]:
    """By name; only those of apps that work."""
    page = await list_commands(ctx, p.ListApps())
    items = [
        u.CommandView(
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


async def shortcuts(ctx: Ctx, command: u.ListShortcuts) -> Page[u.ShortcutView]:
    """By app and in its order; only those of apps that work."""
    found = await apps_of(ctx).shortcuts(ctx.actor)
    return Page(items=msgspec.convert(found, list[u.ShortcutView]), next=None)


async def run_shortcut(ctx: Ctx, command: u.RunShortcut) -> Done:
    """Errors: NotFound for a shortcut or message that is not there, NotAllowed outside the
    message's channel, Unavailable for an app that does not answer."""
    shortcut = (command.app_id, command.callback_id)
    await apps_of(ctx).run_shortcut(ctx.actor, shortcut, command.message_id)
    return Done()


def apps_of(ctx: Ctx) -> Apps:
    """The way to apps. Errors: Unavailable where there is none."""
    if ctx.apps is None:
        raise Unavailable("Apps cannot be asked from here.", "app")
    return ctx.apps
