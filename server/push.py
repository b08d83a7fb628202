"""Web Push: the workspace's own keys, and messages encrypted for one browser alone."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import http_ece
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from sqlalchemy import select

from channels.notifications.devices import PUBLIC_KEY
from channels.notifications.ports import Device, Notice, Outcome, Sent
from channels.notifications.rules import URGENT
from persistence.bulk import table_of
from persistence.clock import Clock
from persistence.decision import Decision, Insert
from persistence.store import Store
from persistence.tables import StoreFact
from server.outbound import Answer, Forbidden, Outbound, Unreachable
from web.languages import choose, mark, say

PRIVATE_KEY = "vapid"
TTL_S = 24 * 3_600
TOKEN_S = 12 * 3_600  # RFC 8292, section 2: at most 24 hours
MOST_RETRY_S = 3_600.0
PADDED_TO = 128  # so that the length says less of the words

_log = structlog.get_logger(__name__)
_fact = table_of(StoreFact)

_WORDS = {
    "open": mark("Open"),
    "read": mark("Mark as read"),
    "test": mark("Notifications reach this device."),
    "file": mark("Sent a file"),
}


class WebPush:
    """Sends push messages with the workspace's own keys; no relay of a vendor lies between.

    Source: RFC 8030, RFC 8188, RFC 8291, RFC 8292; `channels.notifications.ports.Sender`.
    """

    def __init__(self, outbound: Outbound, clock: Clock, subject: str) -> None:
        self._outbound = outbound
        self._clock = clock
        self._subject = subject
        self._vapid: Vapid02 | None = None
        self._tokens: dict[str, tuple[int, str]] = {}

    async def start(self, store: Store) -> None:
        """Read the keys, which the first start makes."""
        self._vapid = Vapid02.from_raw((await vapid_key(store)).encode())

    async def send(self, device: Device, notice: Notice) -> Sent:
        try:
            headers = self._headers(device, notice)
            body = encrypt(device, packed(device, notice))
            answer = await self._outbound.post(device.endpoint, body, headers)
        except Forbidden:
            return Sent(Outcome.REFUSED)
        except Unreachable:
            return Sent(Outcome.LATER)
        except ValueError:  # keys that are none
            return Sent(Outcome.GONE)
        sent = outcome(answer, self._clock.now_us() / 1e6)
        if sent.outcome is not Outcome.SENT:  # an endpoint is a secret: only its host is named
            host = urlsplit(device.endpoint).hostname
            _log.info("push.not_taken", service=host, status=answer.status)
        return sent

    def _headers(self, device: Device, notice: Notice) -> dict[str, str]:
        headers = {
            "authorization": self._authorization(device.endpoint),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(TTL_S),
            "urgency": "high" if notice.why is None or notice.why in URGENT else "normal",
        }
        if notice.channel_id:
            headers["topic"] = topic(notice.thread_id or notice.channel_id)
        return headers

    def _authorization(self, endpoint: str) -> str:
        """Proof of who sends, for one push service; the same one for half a day."""
        assert self._vapid is not None
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        now_s = self._clock.now_us() // 1_000_000
        until_s, token = self._tokens.get(audience, (0, ""))
        if until_s < now_s + TOKEN_S // 2:
            until_s = now_s + TOKEN_S
            claims = {"aud": audience, "exp": until_s, "sub": self._subject}
            token = self._vapid.sign(claims)["Authorization"]
            if len(self._tokens) > 100:
                self._tokens.clear()
            self._tokens[audience] = (until_s, token)
        return token


async def vapid_key(store: Store) -> str:
    """The private key (base64url), the same for all processes; made at the first call.

    Its public half is kept beside it, and written anew where it is not this key's.
    """
    private, public = await _kept_keys(store)
    if private is None:
        private = _new_key()
        public = public_key(private)
        await _keep(store, (PRIVATE_KEY, private), (PUBLIC_KEY, public), ignore=True)
        private, public = await _kept_keys(store)  # another process may have been faster
    assert private is not None
    if public != public_key(private):
        await _keep(store, (PUBLIC_KEY, public_key(private)), update=("value",))
    return private


async def _kept_keys(store: Store) -> tuple[str | None, str | None]:
    query = select(_fact.c.key, _fact.c.value).where(_fact.c.key.in_([PRIVATE_KEY, PUBLIC_KEY]))
    async with store.read() as snapshot:
        kept = {row.key: str(row.value) for row in await snapshot.all(query)}
    return kept.get(PRIVATE_KEY), kept.get(PUBLIC_KEY)


async def _keep(store: Store, *facts: tuple[str, str], **how: Any) -> None:
    changes = [Insert(StoreFact, {"key": key, "value": value}, **how) for key, value in facts]
    await store.write(Decision(changes=list(changes)))


def _new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _base64(number.to_bytes(32, "big"))


def public_key(private: str) -> str:
    """The public half (base64url of the uncompressed point) of a private key."""
    point = Vapid02.from_raw(private.encode()).public_key
    return _base64(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def subject(public_url: str, mail_from: str) -> str:
    """Whom a push service may write to about us. Source: RFC 8292, section 2.1."""
    address = mail_from.rpartition("<")[2].rstrip("> ")
    if address:
        return f"mailto:{address}"
    parts = urlsplit(public_url)
    if parts.scheme == "https" and "." in (parts.hostname or ""):
        return f"https://{parts.hostname}"
    return "mailto:nobody@localhost"


def packed(device: Device, notice: Notice) -> bytes:
    """What the service worker gets. Source: `web/client/src/sw/push.ts`."""
    language = choose(device.language, "")
    words = {name: say(language, text) for name, text in _WORDS.items()}
    content: dict[str, Any] = {
        "id": notice.push_id,
        "title": " · ".join(filter(None, (notice.author, notice.channel))) or "Ruche",
        "text": notice.text or words["file" if notice.message_id else "test"],
        "url": notice.url,
        "badge": notice.badge,
        "language": language,
    }
    if notice.message_id:
        content |= {
            "channel_id": notice.channel_id,
            "thread_id": notice.thread_id or None,
            "message_id": notice.message_id,
            "seq": notice.seq,
            "actions": {"open": words["open"], "read": words["read"]},
        }
    raw = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return raw + b" " * (-len(raw) % PADDED_TO)


def encrypt(device: Device, content: bytes) -> bytes:
    """The body for this browser alone. Source: RFC 8291. Errors: ValueError for bad keys."""
    try:
        body: bytes = http_ece.encrypt(
            content,
            salt=os.urandom(16),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_bytes(device.p256dh),
            auth_secret=_bytes(device.auth),
            version="aes128gcm",
        )
    except http_ece.ECEException as error:
        raise ValueError("not the keys of a browser") from error
    return body


def topic(place: str) -> str:
    """What makes a later message take the place of one that still waits. RFC 8030, 5.4."""
    return _base64(hashlib.sha256(place.encode()).digest())[:32]


def outcome(answer: Answer, now_s: float) -> Sent:
    """What a push service's answer means. Source: RFC 8030, sections 5 and 7.3."""
    if 200 <= answer.status < 300:
        return Sent(Outcome.SENT)
    if answer.status in (404, 410):
        return Sent(Outcome.GONE)
    if answer.status == 429 or answer.status >= 500:
        return Sent(Outcome.LATER, _retry_after(answer.headers.get("retry-after", ""), now_s))
    return Sent(Outcome.REFUSED)


def _retry_after(value: str, now_s: float) -> float | None:
    """Seconds to wait, at least one and at most an hour; None where nothing is said."""
    try:
        wait_s = float(value) if value else None
    except ValueError:
        try:
            wait_s = parsedate_to_datetime(value).timestamp() - now_s
        except (TypeError, ValueError):
            return None
    if wait_s is None or not math.isfinite(wait_s):
        return None
    return min(MOST_RETRY_S, max(1.0, wait_s))


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    bare = text.rstrip("=")
    return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
