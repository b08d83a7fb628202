"""The `ruche` command: what there is to say, and where it is done.

The parts behind the subcommands are loaded when they are called: together they take longer to
load than `ruche --help` may take.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from server.cli_arguments import hoisted, is_bare_group
from server.cli_output import Session
from server.config import BadSetting

EPILOG = "Every command also takes --data DIR (or RUCHE_DATA) and --json."
USAGE, FAILED, INTERRUPTED = 2, 1, 130


class RoleName(StrEnum):
    """The roles of `ruche user add`."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    GUEST = "guest"


app = typer.Typer(
    name="ruche",
    help="Ruche: a self-hosted, real-time, chat-first collaboration server.",
    epilog="--data and --json may stand before or after the subcommand.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
user = typer.Typer(help="Accounts.", no_args_is_help=True)
token = typer.Typer(help="Personal access tokens.", no_args_is_help=True)
channel = typer.Typer(help="Channels.", no_args_is_help=True)
faq = typer.Typer(help="Questions and their answers.", no_args_is_help=True)
imports = typer.Typer(help="History and people from elsewhere.", no_args_is_help=True)
apps = typer.Typer(help="Apps and their bots.", no_args_is_help=True)
app.add_typer(user, name="user")
app.add_typer(token, name="token")
app.add_typer(channel, name="channel")
app.add_typer(apps, name="app")
app.add_typer(imports, name="import")
app.add_typer(faq, name="faq")

Host = Annotated[str | None, typer.Option(help="Address to listen at (RUCHE_HOST, 127.0.0.1).")]
Port = Annotated[int | None, typer.Option(min=0, max=65_535, help="Port (RUCHE_PORT, 8000).")]
Probe = Annotated[
    int | None,
    typer.Option(
        min=0, max=65_535, help="Port that answers /up, /ready and /metrics; none if absent."
    ),
]
Email = Annotated[str, typer.Option(help="The person's e-mail address.")]
KeepGood = Annotated[
    bool, typer.Option("--keep-good", help="Leave out bad rows instead of doing nothing.")
]


@app.callback()
def options(
    ctx: typer.Context,
    data: Annotated[
        Path | None, typer.Option(help="Where everything is kept (RUCHE_DATA).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Ruche: a self-hosted, real-time, chat-first collaboration server."""
    ctx.obj = Session(data, json)


@app.command(epilog=EPILOG)
def serve(ctx: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve everything in one process."""
    _part("serve").serve(ctx.obj, host, port)


@app.command(epilog=EPILOG)
def gateway(ctx: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve sockets and pages; one of several processes (needs REDIS_URL)."""
    _part("serve").gateway(ctx.obj, host, port)


@app.command(epilog=EPILOG)
def presence(ctx: typer.Context, host: Host = None, port: Probe = None) -> None:
    """Notice who goes away; one of several processes (needs REDIS_URL)."""
    _part("serve").presence(ctx.obj, host, port)


@app.command(epilog=EPILOG)
def worker(ctx: typer.Context, host: Host = None, port: Probe = None) -> None:
    """Do jobs and housekeeping; one of several processes (needs REDIS_URL)."""
    _part("serve").worker(ctx.obj, host, port)


@app.command(epilog=EPILOG)
def migrate(ctx: typer.Context) -> None:
    """Bring the database's schema up to date."""
    _part("migrate").migrate(ctx.obj)


@app.command(epilog=EPILOG)
def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the copy goes; again adds what is new.")],
) -> None:
    """Copy the database (SQLite) and the files, also while servers run."""
    _part("backup").backup(ctx.obj, folder)


@app.command(epilog=EPILOG)
def restored(ctx: typer.Context) -> None:
    """After a backup was put back: have every client load afresh."""
    _part("backup").restored(ctx.obj)


@user.command("add", epilog=EPILOG)
def user_add(
    ctx: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(help="The name that others see.")],
    role: Annotated[
        RoleName | None,
        typer.Option(help="What they may do: member if absent, owner for the first."),
    ] = None,
    password: Annotated[
        str | None, typer.Option(help="At least 8 characters; one is made and shown otherwise.")
    ] = None,
) -> None:
    """Add a person, and the workspace where there is none yet."""
    _part("people").user_add(
        ctx.obj, email=email, name=name, role=role and role.value, password=password
    )


@user.command("password", epilog=EPILOG)
def user_password(
    ctx: typer.Context,
    email: Email,
    password: Annotated[
        str | None, typer.Option(help="The new password; a link to choose one is made otherwise.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Type the new password, unseen.")] = False,
) -> None:
    """Help a person who forgot their password: a link that works once, or a new password."""
    if ask and password is None:
        password = typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True)
    _part("people").user_password(ctx.obj, email=email, password=password)


@token.command("create", epilog=EPILOG)
def token_create(ctx: typer.Context, email: Email) -> None:
    """Make a personal access token; it is shown once."""
    _part("people").token_create(ctx.obj, email)


@channel.command("add", epilog=EPILOG)
def channel_add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The channel's name.")],
    private: Annotated[bool, typer.Option("--private", help="Only for those invited.")] = False,
    members: Annotated[str, typer.Option(help="E-mail addresses, separated by commas.")] = "",
) -> None:
    """Add a channel; its owner is the first member, or the workspace's owner.

    Makes the workspace where there is none yet; the first visitor then comes to own it.
    """
    emails = [email.strip() for email in members.split(",") if email.strip()]
    _part("channels").channel_add(ctx.obj, name, private, emails)


@apps.command("create", epilog=EPILOG)
def app_create(
    ctx: typer.Context,
    manifest: Annotated[Path, typer.Option(help="The app's manifest, JSON or YAML.")],
    channels: Annotated[str, typer.Option(help="Where its bot is put, by commas.")] = "",
    webhook: Annotated[str, typer.Option(help="A channel to make a webhook into.")] = "",
    rate_limit: Annotated[
        str, typer.Option(help="How many calls in how many seconds, such as 10/10.")
    ] = "",
) -> None:
    """Make an app and its bot from a manifest; its secrets are shown once."""
    _part("apps").app_create(
        ctx.obj, manifest, channels=channels, webhook=webhook, rate_limit=rate_limit
    )


@imports.command("slack", epilog=EPILOG)
def import_slack(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The export's ZIP file.")],
) -> None:
    """Bring in a Slack export; again is harmless."""
    _part("import").import_slack(ctx.obj, file)


@faq.command("eval", epilog=EPILOG)
def faq_eval(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Entries, questions.")],
    words: Annotated[
        bool, typer.Option("--words", help="By words alone, also where a model is installed.")
    ] = False,
    folds: Annotated[
        int,
        typer.Option(min=0, help="Choose all weights anew, on the entries of the other folds."),
    ] = 0,
) -> None:
    """Measure how well a file's questions find its entries (JSON; see docs/faq.md)."""
    _part("faq").faq_eval(ctx.obj, file, words, folds)


@faq.command("import", epilog=EPILOG)
def faq_import(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file.")],
    owner: Annotated[str, typer.Option(help="E-mail address of who brings them in.")],
    name: Annotated[str | None, typer.Option("--channel", help="For this channel alone.")] = None,
    keep_good: KeepGood = False,
) -> int:
    """Add entries from CSV; again is harmless."""
    code: int = _part("faq").faq_import(ctx.obj, file, name, owner, keep_good)
    return code


@faq.command("export", epilog=EPILOG)
def faq_export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where the CSV goes.")],
    name: Annotated[str | None, typer.Option("--channel", help="Of this channel alone.")] = None,
) -> None:
    """Write all entries as CSV."""
    _part("faq").faq_export(ctx.obj, file, name)


@imports.command("people", epilog=EPILOG)
def import_people(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV file; its first line names the columns.")],
    keep_good: KeepGood = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
) -> int:
    """Bring in people with department, site, manager and so on; again is harmless."""
    code: int = _part("import").import_people(ctx.obj, file, keep_good=keep_good, dry_run=dry_run)
    return code


@app.command(epilog=EPILOG)
def reindex(ctx: typer.Context) -> None:
    """Index all messages anew for the search, beside a running server or without one."""
    _part("reindex").reindex(ctx.obj)


@app.command(epilog=EPILOG)
def features(ctx: typer.Context) -> None:
    """Show every feature's operations, rights, events and reactors."""
    _part("features").features(ctx.obj)


@app.command(epilog=EPILOG)
def doctor(ctx: typer.Context) -> None:
    """Say what is wrong with the installation, and what to do."""
    _part("doctor").doctor(ctx.obj)


def main() -> None:
    """The entry of the `ruche` command."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; answers the exit code."""
    arguments = hoisted(arguments)
    session = Session(None, arguments[:1] == ["--json"])
    if session.json and is_bare_group(arguments, {group.name for group in app.registered_groups}):
        session.refuse("invalid", "Missing command.")
        return FAILED
    try:
        code = app(arguments, standalone_mode=False, prog_name="ruche")
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        return _misused(session, error)
    except BadSetting as error:
        session.refuse("invalid", str(error), error.field if session.json else None)
    except Exception as error:
        _refused(session, error)
    else:
        return code if isinstance(code, int) else 0
    return FAILED


def _misused(session: Session, error: typer.TyperException) -> int:
    """Wrong arguments: a typed error for programs, the usage for people."""
    show: Any = getattr(error, "show", None)
    if session.json:
        field = getattr(getattr(error, "param", None), "name", None)
        session.refuse("invalid", error.format_message() or "Say what to do.", field)
        return FAILED
    if show is not None:
        show()
    return getattr(error, "exit_code", USAGE)


def _refused(session: Session, error: Exception) -> None:
    """What the domain refuses has a code; what nobody foresaw is shown whole."""
    detail: str | None = getattr(error, "detail", None)
    if detail is not None and hasattr(error, "http_status"):
        session.refuse(str(getattr(error, "code", "error")), detail, getattr(error, "field", None))
    elif isinstance(error, OSError) or type(error).__module__.startswith("sqlalchemy."):
        session.refuse("unavailable", str(error))
    else:
        traceback.print_exception(error)
        session.refuse("internal", f"{type(error).__name__}: {error}")


def _part(name: str) -> Any:
    return importlib.import_module(f"server.cli_{name}")
