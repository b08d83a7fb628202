"""A push service as browsers' vendors run them, and the browser's side of it: for tests.

It takes what a server sends, checks the sender's proof (RFC 8292) and decrypts the body by
RFC 8291 and RFC 8188, step by step from the documents and with no code of the server's.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HEARD_S = 30.0


def to_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class Browser:
    """One browser that subscribed: its keys, its address at the service."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen bytes of"
        self.public = _point(self._private.public_key())

    @property
    def subscription(self) -> dict[str, str]:
        """What its PushSubscription says, as `push.subscribe` takes it."""
        return {
            "endpoint": self.endpoint,
            "p256dh": to_base64(self.public),
            "auth": to_base64(self._auth),
        }

    def decrypt(self, body: bytes) -> dict[str, Any]:
        """The content that was meant for this browser alone."""
        salt, size = body[:16], int.from_bytes(body[16:20], "big")
        sender = body[21 : 21 + body[20]]
        record = body[21 + body[20] :]
        assert len(record) <= size, "one record, as RFC 8291 section 4 asks"
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self._private.exchange(ec.ECDH(), public)
        label = b"WebPush: info\0" + self.public + sender
        secret = HKDF(hashes.SHA256(), 32, self._auth, label).derive(shared)
        key = _expand(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _expand(salt, secret, b"Content-Encoding: nonce\0", 12)
        plain = AESGCM(key).decrypt(nonce, record, None)
        content, _, padding = plain.rpartition(b"\x02")
        assert not padding.strip(b"\0")
        parsed: dict[str, Any] = json.loads(content)
        return parsed


def _expand(salt: bytes, secret: bytes, label: bytes, size: int) -> bytes:
    return HKDF(hashes.SHA256(), size, salt, label).derive(secret)


@dataclass
class Came:
    """A message that a server sent to the service."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Takes messages for all paths; `answers` are given first, then 201."""

    url: str = ""
    came: list[Came] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def browser(self, name: str) -> Browser:
        """A browser with an address here."""
        return Browser(f"{self.url}/push/{name}")

    def to(self, browser: Browser) -> list[Came]:
        """What came for this browser."""
        return [one for one in self.came if self.url + one.path == browser.endpoint]

    def waits_for(self, browser: Browser, count: int = 1) -> list[Came]:
        """Until so many messages have come for the browser. Errors: TimeoutError."""
        until = time.monotonic() + HEARD_S
        with self.news:
            while len(self.to(browser)) < count:
                if not self.news.wait(until - time.monotonic()):
                    raise TimeoutError(f"{len(self.to(browser))} of {count} messages came")
        return self.to(browser)


def check_sender(came: Came, public_key: str, service_url: str) -> dict[str, Any]:
    """The claims of the sender's token, which the workspace's own key signed."""
    scheme, _, parts = came.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    given = dict(part.strip().split("=", 1) for part in parts.split(","))
    assert given["k"].rstrip("=") == public_key.rstrip("=")
    head, claims, signature = given["t"].split(".")
    raw = from_base64(signature)
    assert len(raw) == 64
    numbers = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64(public_key))
    signed = f"{head}.{claims}".encode()
    public.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
    assert json.loads(from_base64(head))["alg"] == "ES256"
    said: dict[str, Any] = json.loads(from_base64(claims))
    assert said["aud"] == service_url
    return said


@contextmanager
def running_push_service() -> Iterator[PushService]:
    """The service on a free port."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with service.news:
                service.came.append(Came(self.path, headers, body))
                status, more = service.answers.pop(0) if service.answers else (201, {})
                service.news.notify_all()
            self.send_response(status)
            for name, value in {"content-length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
