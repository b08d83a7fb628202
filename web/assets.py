"""Addresses of static files: the built client's by Vite's manifest, ours by their content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.compressed import compressed

STATIC = Path(__file__).parent / "static"
BUILD = "bin/run"  # what builds the client, for those who find it missing

OWN = ("favicon.svg", "tokens.css", "shell.css")  # what the shell names beside the client

_ENTRY = "src/main.tsx"
_FOREVER = "public, max-age=31536000, immutable"


class Client(NamedTuple):
    """Addresses of the built client: its script, its styles, and what the script imports."""

    script: str
    styles: tuple[str, ...]
    imports: tuple[str, ...]


class Chunk(msgspec.Struct):
    """One entry of Vite's manifest. Source: Vite, "Backend Integration"."""

    file: str
    css: list[str] = []
    imports: list[str] = []


class Assets:
    """Finds static files; a build or an edit while the server runs is noticed."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._manifest = folder / "app" / ".vite" / "manifest.json"
        self._client: tuple[int, Client] | None = None
        self._hashes: dict[str, tuple[int, str]] = {}

    def client(self) -> Client | None:
        """The built client, or None where it has not been built."""
        try:
            changed = self._manifest.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if self._client is None or self._client[0] != changed:
            chunks = msgspec.json.decode(self._manifest.read_bytes(), type=dict[str, Chunk])
            self._client = (changed, to_client(chunks))
        return self._client[1]

    def worker(self) -> str | None:
        """The built service worker, or None where it has not been built."""
        try:
            return (self._folder / "app" / "sw.js").read_text()
        except FileNotFoundError:
            return None

    def files(self) -> list[str]:
        """Addresses of all files of the built client, also of those that load when needed."""
        if self.client() is None:
            return []
        chunks = msgspec.json.decode(self._manifest.read_bytes(), type=dict[str, Chunk])
        found = {name for chunk in chunks.values() for name in (chunk.file, *chunk.css)}
        return [f"/static/app/{name}" for name in sorted(found)]

    def build(self) -> str:
        """A name for all that the shell consists of; another one as soon as any of it changes."""
        own = [self.address(name) for name in OWN]
        text = "\n".join([*own, *self.files(), self.worker() or ""])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def address(self, name: str) -> str:
        """Where the browser finds one of our own files; changes when its content does."""
        path = self._folder / name
        changed = path.stat().st_mtime_ns
        known = self._hashes.get(name)
        if known is None or known[0] != changed:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            known = self._hashes[name] = (changed, digest)
        return f"/static/{name}?v={known[1]}"


def to_client(chunks: dict[str, Chunk]) -> Client:
    """All that the entry needs at once; the order of styles is that of imports."""
    styles: dict[str, None] = {}
    imports: dict[str, None] = {}

    def walk(name: str, seen: frozenset[str]) -> None:
        chunk = chunks[name]
        for imported in chunk.imports:
            if imported not in seen:
                walk(imported, seen | {name})
                imports[chunks[imported].file] = None
        styles.update(dict.fromkeys(chunk.css))

    walk(_ENTRY, frozenset())
    return Client(
        script=f"/static/app/{chunks[_ENTRY].file}",
        styles=tuple(f"/static/app/{file}" for file in styles),
        imports=tuple(f"/static/app/{file}" for file in imports),
    )


class CachedStatic(StaticFiles):
    """Static files, packed; those whose address names their content are kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if any(part.startswith(".") for part in Path(path).parts):
            return await super().get_response("", scope)
        response = await compressed(await super().get_response(path, scope), scope)
        named = path.startswith("app/assets/") or b"v=" in scope.get("query_string", b"")
        lasting = named and response.status_code in (200, 304)
        response.headers["cache-control"] = _FOREVER if lasting else "no-cache"
        return response
