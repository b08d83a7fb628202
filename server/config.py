"""The configuration; the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1")
SWITCHES = {"on": True, "off": False}


class BadSetting(ValueError):
    """A setting that cannot be understood; the message names it and says what it takes."""

    def __init__(self, name: str, takes: str) -> None:
        super().__init__(f"{name} takes {takes}")
        self.field = name


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a process, read once at its start."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    redis_url: str = ""
    public_url: str = ""
    rate_limits: float | None = 1.0  # a factor; None is off
    slack_limits: bool = False  # apps may do as much as at Slack, and no more
    connections_per_person: int = 50
    upload_limit_bytes: int = 100_000_000
    session_days: int = 30
    log_days: int = 30
    log_level: str = "info"
    log_format: str = "text"
    trusted_proxies: tuple[str, ...] = LOOPBACK
    drain_s: float = 10.0
    metrics: bool = False
    allow_private_urls: bool = False
    link_previews: bool = True
    smtp_url: str = ""
    mail_from: str = ""

    @property
    def shared(self) -> bool:
        """Do several processes work together?"""
        return bool(self.redis_url)

    @property
    def mail_works(self) -> bool:
        """Is there a way to send mail?"""
        return bool(self.smtp_url and self.mail_from)

    @property
    def sqlite_path(self) -> Path:
        return self.data / "ruche.sqlite"

    @property
    def store_url(self) -> str:
        """Where the store is, as a URL."""
        return self.database_url or f"sqlite:///{self.sqlite_path}"

    @property
    def own_url(self) -> str:
        """The address that people use, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @classmethod
    def from_env(
        cls,
        environ: Mapping[str, str] | None = None,
        *,
        data: Path | None = None,
        host: str | None = None,
        port: int | None = None,
    ) -> Settings:
        """Read the environment; what the command line says goes first.

        Errors: BadSetting.
        """
        env = os.environ if environ is None else environ
        folder = data or Path(env.get("RUCHE_DATA") or "data")
        return cls(
            data=folder.expanduser().resolve(),
            host=host or env.get("RUCHE_HOST") or "127.0.0.1",
            port=port if port is not None else _whole(env, "RUCHE_PORT", 8000, 0, 65_535),
            database_url=env.get("DATABASE_URL", ""),
            redis_url=env.get("REDIS_URL", ""),
            public_url=_url(env, "RUCHE_PUBLIC_URL"),
            rate_limits=_rate_limits(env),
            slack_limits=_limits_word(env) == "slack",
            connections_per_person=_whole(env, "RUCHE_CONNECTIONS_PER_PERSON", 50, 1, 100_000),
            upload_limit_bytes=_whole(env, "RUCHE_UPLOAD_LIMIT_MB", 100, 1, 100_000) * 1_000_000,
            session_days=_whole(env, "RUCHE_SESSION_DAYS", 30, 1, 3_650),
            log_days=_whole(env, "RUCHE_LOG_DAYS", 30, 1, 3_650),
            metrics=_switch(env, "RUCHE_METRICS"),
            allow_private_urls=_switch(env, "RUCHE_ALLOW_PRIVATE_URLS"),
            link_previews=_switch(env, "RUCHE_LINK_PREVIEWS", "on"),
            smtp_url=_smtp_url(env, "RUCHE_SMTP_URL"),
            mail_from=_mail_from(env, "RUCHE_MAIL_FROM"),
            log_level=_one_of(env, "RUCHE_LOG_LEVEL", ("info", "debug", "warning", "error")),
            log_format=_one_of(env, "RUCHE_LOG_FORMAT", ("text", "json")),
            trusted_proxies=_networks(env, "RUCHE_TRUSTED_PROXIES", LOOPBACK),
            drain_s=float(_whole(env, "RUCHE_DRAIN_S", 10, 1, 600)),
        )


def elsewhere(settings: Settings, port: int) -> str:
    """What is doubtful about the public address: it is this machine's at another port; or nothing.

    A proxy on this machine may stand there, so this is a note and no refusal.
    """
    parts = urlsplit(settings.public_url)
    if not parts.hostname or not is_loopback(parts.hostname):
        return ""
    named = parts.port or (443 if parts.scheme == "https" else 80)
    if named == port:
        return ""
    return (
        f"RUCHE_PUBLIC_URL says {settings.own_url}, but this server listens at port {port}. "
        "Unless something there forwards to it, links, invitations and bots lead nowhere: "
        "change RUCHE_PUBLIC_URL (perhaps in .env) or remove it."
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _whole(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise BadSetting(name, f"a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    text = env.get(name, "").strip().lower() or values[0]
    if text not in values:
        raise BadSetting(name, f"one of {', '.join(values)}, not {text!r}.")
    return text


def _switch(env: Mapping[str, str], name: str, default: str = "off") -> bool:
    return SWITCHES[_one_of(env, name, (default, *(SWITCHES.keys() - {default})))]


def _url(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").strip()
    if text and not text.startswith(("http://", "https://")):
        raise BadSetting(name, "an address that begins with http:// or https://.")
    try:
        urlsplit(text).port  # noqa: B018 (asking is the check)
    except ValueError:
        raise BadSetting(
            name, f"an address such as https://chat.example.org, not {text!r}."
        ) from None
    return text


def _networks(env: Mapping[str, str], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    text = env.get(name, "").strip()
    if not text:
        return default
    if text.lower() in ("off", "none"):
        return ()
    found = tuple(part.strip() for part in text.split(","))
    try:
        for part in found:
            ip_network(part)
    except ValueError:
        takes = f"addresses or networks such as 10.0.0.2, 172.16.0.0/12, not {part!r}."
        raise BadSetting(name, takes) from None
    return found


def _smtp_url(env: Mapping[str, str], name: str) -> str:
    """Errors: BadSetting, which does not show the address: it may hold a password."""
    text = env.get(name, "").strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise BadSetting(name, "an address such as smtp://user:password@host:587.")
    return text


def _mail_from(env: Mapping[str, str], name: str) -> str:
    text = env.get(name, "").strip()
    if text and ("@" not in text or not text.isprintable()):
        raise BadSetting(name, "an address such as Ruche <ruche@example.org>.")
    return text


def _limits_word(env: Mapping[str, str]) -> str:
    return env.get("RUCHE_RATE_LIMITS", "").strip().lower()


def _rate_limits(env: Mapping[str, str]) -> float | None:
    text = _limits_word(env)
    if text in SWITCHES or not text or text == "slack":
        return 1.0 if SWITCHES.get(text, True) else None
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0.001 <= factor <= 1_000_000:
        raise BadSetting("RUCHE_RATE_LIMITS", f"on, off, slack or a factor, not {text!r}.")
    return factor
