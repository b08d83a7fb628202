"""E-mail: a summary of what push could not bring, over the operator's own SMTP server."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib
from babel.dates import format_datetime as local_datetime

from channels.notifications.ports import Digest
from channels.notifications.rules import zone
from server.config import Settings
from web.languages import choose
from web.render import render

TIMEOUT_S = 30.0


class SmtpMailer:
    """Sends digests, one connection each, TLS wherever the server offers it.

    Source: `channels.notifications.ports.Mailer`.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._from = settings.mail_from
        self._root = settings.own_url

    async def send(self, digest: Digest) -> None:
        """Errors: those of aiosmtplib, which do not hold the password."""
        await deliver(self._url, to_message(digest, self._from, self._root))


def make_mailer(settings: Settings) -> SmtpMailer | None:
    """None where mail is not set up."""
    return SmtpMailer(settings) if settings.mail_works else None


async def deliver(smtp_url: str, message: EmailMessage) -> None:
    """Hand a mail to the server. Errors: SMTPException, OSError, TimeoutError."""
    async with signed_in(smtp_url) as client:
        await client.send_message(message)


@contextlib.asynccontextmanager
async def signed_in(smtp_url: str, timeout_s: float = TIMEOUT_S) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection to the server; a password is never sent in the clear to another machine."""
    parts = urlsplit(smtp_url)
    secure = parts.scheme == "smtps"
    host = parts.hostname or ""
    user = unquote(parts.username) if parts.username else None
    client = aiosmtplib.SMTP(
        hostname=host,
        port=parts.port or (465 if secure else 587 if user else 25),
        use_tls=secure,
        start_tls=True if user and not secure and not _is_here(host) else None,
        tls_context=ssl.create_default_context(),
        timeout=timeout_s,
    )
    async with asyncio.timeout(2 * timeout_s), client:
        if user:
            await client.login(user, unquote(parts.password or ""))
        yield client


def recipient(name: str, address: str) -> str:
    """Whom a mail is for; a domain in its own letters as mail servers know it (IDNA).

    Errors: ValueError for a local part beyond ASCII, or a domain that is none.
    """
    local, _, domain = address.rpartition("@")
    return formataddr((name, f"{local}@{domain.encode('idna').decode('ascii')}"))


def to_message(digest: Digest, sender: str, root: str) -> EmailMessage:
    """The mail, in the person's language: HTML and its twin in plain text."""
    language = choose(digest.language, "")
    values = {
        "digest": digest,
        "root": root,
        "stop": f"{root}/mail/stop/{digest.secret}",
        "when": lambda at_ms: _moment(at_ms, digest.time_zone, language),
    }
    said = {"count": len(digest.missed) + digest.more, "workspace": digest.workspace}
    message = EmailMessage()
    message["Subject"] = " ".join(render(language, "mail/subject.txt", said).split())
    message["From"] = sender
    message["To"] = recipient(digest.name, digest.address)
    message["Date"] = format_datetime(datetime.now(UTC))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "ruche.invalid"
    message["Message-ID"] = f"<{digest.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{values['stop']}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(render(language, "mail/digest.txt", values))
    message.add_alternative(render(language, "mail/digest.html", values), subtype="html")
    return message


def _moment(at_ms: int, time_zone: str, language: str) -> str:
    """By the person's own clock where it is known, else by UTC, and said so."""
    own = zone(time_zone)
    at = datetime.fromtimestamp(at_ms / 1_000, own or UTC)
    shown = local_datetime(at, "d MMM, HH:mm", locale=language)
    return shown if own is not None else f"{shown} UTC"


def _is_here(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")
