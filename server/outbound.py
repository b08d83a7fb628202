"""HTTP to the world outside: bounded in time and size, and kept from internal addresses."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import certifi
import httpcore

from channels.core.web import Get, Got, Unanswered

TIMEOUT_S = 10.0
MOST_REDIRECTS = 5
MOST_ADDRESSES = 4
AT_ONCE = 20
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_URL_SIGNS = "%:/?#[]@!$&'()*+,;=~"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not public, whatever the standard library thinks of them: local NAT64 (RFC 8215), IPv4-compatible
# (RFC 4291), relays of 6to4 (RFC 7526), protocol assignments (RFC 6890).
_NEVER = [
    ipaddress.ip_network(one)
    for one in ("64:ff9b:1::/48", "::/96", "192.88.99.0/24", "192.0.0.0/24")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """Nobody answered as hoped: trying again later may help."""


class Forbidden(Unreachable):
    """The address is internal, or none that may be asked: trying again does not help."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `url` is where it came from in the end; header names are lower case; `cut`:
    the body was longer than asked for."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    cut: bool = False


@cache
def _trust() -> ssl.SSLContext:
    """Whose certificates are believed; read once, which takes some twenty milliseconds."""
    return ssl.create_default_context(cafile=certifi.where())


class Outbound:
    """Asks other servers over HTTP.

    Guarantees: an address that is not public is never connected to, whatever name, redirect or
    change of DNS led there (`allow_private` lifts this); an answer takes at most `timeout_s` and
    `limit_bytes`; no cookie, credential or proxy of the environment is used.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeout_s: float = TIMEOUT_S,
        at_once: int = AT_ONCE,
    ) -> None:
        self._timeout_s = timeout_s
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_trust(),
            max_connections=at_once,
            max_keepalive_connections=0,
            network_backend=_PublicNetwork(allow_private),
        )

    async def close(self) -> None:
        """Let go of what is open."""
        await self._pool.aclose()

    async def get(
        self, url: str, limit_bytes: int, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch, following redirects. Errors: Unreachable, Forbidden."""
        async with _bounded(self._timeout_s):
            for _ in range(MOST_REDIRECTS + 1):
                answer = await self._ask("GET", url, b"", headers or {}, limit_bytes)
                onward = answer.headers.get("location")
                if answer.status not in _REDIRECTS or not onward:
                    return answer
                url = _joined(url, onward)
        raise Unreachable("too many redirects")

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str], limit_bytes: int = 64 * 1024
    ) -> Answer:
        """Send; a redirect is an answer like any other. Errors: Unreachable, Forbidden."""
        async with _bounded(self._timeout_s):
            return await self._ask("POST", url, body, headers, limit_bytes)

    async def _ask(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], limit_bytes: int
    ) -> Answer:
        target = _checked(url)
        # No compression: a small answer could unpack to anything.
        sent = {"host": urlsplit(target).netloc, "accept-encoding": "identity", **headers}
        if body or method == "POST":
            sent["content-length"] = str(len(body))
        try:
            async with self._pool.stream(
                method, target, headers=list(sent.items()), content=body
            ) as response:
                return await _read(response, target, limit_bytes)
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        except httpcore.UnsupportedProtocol as error:
            raise Forbidden("only http and https") from error


def _joined(url: str, onward: str) -> str:
    try:
        return urljoin(url, onward)
    except ValueError as error:
        raise Forbidden("a redirect to no address") from error


def getting(outbound: Outbound) -> Get:
    """How slices ask the web."""

    async def get(url: str, limit_bytes: int, headers: Mapping[str, str]) -> Got | None:
        try:
            return await outbound.get(url, limit_bytes, headers)
        except Forbidden:
            return None
        except Unreachable as error:
            raise Unanswered(url) from error

    return get


async def _read(response: httpcore.Response, url: str, limit_bytes: int) -> Answer:
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_stream():
        chunks.append(chunk)
        size += len(chunk)
        if size > limit_bytes:
            break
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }
    body = b"".join(chunks)
    return Answer(response.status, url, headers, body[:limit_bytes], size > limit_bytes)


class _bounded:  # noqa: N801 (used like a function)
    """A time limit that speaks of `Unreachable`."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout = asyncio.timeout(timeout_s)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *error: Any) -> None:
        try:
            await self._timeout.__aexit__(*error)
        except TimeoutError:
            raise Unreachable("no answer in time") from None


class _PublicNetwork(httpcore.AsyncNetworkBackend):
    """Looks names up itself and connects to what it has checked: no second look-up lies between."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._below = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in (await self._addresses(host, port))[:MOST_ADDRESSES]:
            try:
                return await self._below.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> list[Address]:
        """Errors: Forbidden where any address of the name is internal."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} cannot be found") from error
        addresses = [ipaddress.ip_address(str(item[4][0]).partition("%")[0]) for item in found]
        if not self._allow_private and not all(map(is_public, addresses)):
            raise Forbidden(f"{host} is an internal address")
        return list(dict.fromkeys(addresses))


def is_public(address: Address) -> bool:
    """Whether an address belongs to the world; addresses that wrap another one count as that."""
    if any(address in network for network in _NEVER):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast


def _checked(url: str) -> str:
    """Errors: Forbidden for what is no plain http or https address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise Forbidden("only http and https")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("an address with a password")
    try:
        host = parts.hostname.encode("idna").decode()
    except UnicodeError as error:
        raise Forbidden("not an address") from error
    host = f"[{host}]" if ":" in host else host
    place = host if port is None else f"{host}:{port}"
    query = f"?{parts.query}" if parts.query else ""
    return quote(f"{parts.scheme}://{place}{parts.path or '/'}{query}", safe=_URL_SIGNS)
