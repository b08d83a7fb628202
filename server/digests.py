"""Digests go out by the operator's own SMTP server, with what makes one click stop them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

import aiosmtplib

from channels.digest.ports import Envelope, NotTaken, Send
from channels.digest.protocol import MissedView
from server.config import Settings
from server.mail import recipient, signed_in
from web.letters import Stops, digest_letter

PASSING = range(400, 500)  # RFC 5321, section 4.2.1: "try again"


class SmtpDigests:
    """Source: `channels.digest.ports.DigestMailer`."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.smtp_url
        self._from = settings.mail_from
        self._root = settings.own_url

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Send]:
        async with signed_in(self._url) as client:

            async def send(envelope: Envelope, missed: MissedView) -> None:
                try:
                    message = to_message(envelope, missed, self._from, self._root)
                    await client.send_message(message)
                except ValueError as error:  # such as a local part that mail knows no letters for
                    raise NotTaken(f"no mail can be made: {error}"[:200], passing=False) from None
                except aiosmtplib.SMTPRecipientsRefused as refused:
                    raise _not_taken(refused.recipients[0]) from None
                except aiosmtplib.SMTPResponseException as refused:
                    raise _not_taken(refused) from None

            yield send


def make_digests(settings: Settings) -> SmtpDigests | None:
    """None where mail is not set up."""
    return SmtpDigests(settings) if settings.mail_works else None


def to_message(envelope: Envelope, missed: MissedView, sender: str, root: str) -> EmailMessage:
    """The mail with its twin in plain text. Source: RFC 8058 (one-click unsubscribe)."""
    stop = f"{root}/mail/digest/{envelope.secret}"
    letter = digest_letter(missed, root, Stops(stop, envelope.cause))
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = recipient(missed.person, envelope.address)
    message["Date"] = format_datetime(datetime.now(UTC))
    domain = parseaddr(sender)[1].rpartition("@")[2] or "ruche.invalid"
    message["Message-ID"] = f"<digest-{envelope.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _not_taken(refused: aiosmtplib.SMTPResponseException) -> NotTaken:
    return NotTaken(f"{refused.code} {refused.message}"[:200], passing=refused.code in PASSING)
