"""Can the mail server be reached, and does it let us in?"""

from __future__ import annotations

import aiosmtplib

from server.config import Settings
from server.doctor import Finding, ok, warning, wrong
from server.mail import signed_in

MAIL_S = 10.0
_BOTH = "Set RUCHE_SMTP_URL and RUCHE_MAIL_FROM both, or neither."


async def check_mail(settings: Settings) -> Finding:
    """Without a mail server nothing is wrong: the feature is off."""
    if not settings.smtp_url and not settings.mail_from:
        return ok("e-mail", "Not set up: people are notified in their browsers alone.")
    if not settings.mail_works:
        return wrong("e-mail", "Only one of RUCHE_SMTP_URL and RUCHE_MAIL_FROM is set.", _BOTH)
    try:
        async with signed_in(settings.smtp_url, timeout_s=MAIL_S):
            return ok("e-mail", f"from {settings.mail_from}")
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        remedy = (
            "Are RUCHE_SMTP_URL's host, port, user and password right, and may we sign in there?"
        )
        reason = str(error).strip().splitlines()
        detail = f"The server does not take mail from us: {reason[0] if reason else 'no answer'}"
        return warning("e-mail", detail, remedy)
