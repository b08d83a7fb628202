"""Files as Slack's objects; pure."""

from __future__ import annotations

from typing import Any

from channels.core.kinds import ChannelKind
from channels.messages.protocol import FileView

Item = dict[str, Any]

NOWHERE: Item = {"channels": [], "groups": [], "ims": []}

_TYPES = {"text/plain": "text", "application/pdf": "pdf", "image/jpeg": "jpg"}
_KINDS = {"text": "Plain Text", "binary": "Binary", "pdf": "PDF", "jpg": "JPEG", "png": "PNG"}


def file_of(url: str, view: FileView, user: str, created: int) -> Item:
    """A file, as far as the file itself says."""
    _, dot, ending = view.name.rpartition(".")
    known = {"txt": "text", "jpeg": "jpg"}
    kind = known.get(ending.lower(), ending.lower()) if dot else ""
    kind = kind or _TYPES.get(view.mime, "binary")
    address = f"{url}/files/{view.id}/{view.name.replace(' ', '_')}"
    item: Item = {
        "id": view.id,
        "created": created,
        "timestamp": created,
        "name": view.name,
        "title": view.title or view.name,
        "mimetype": view.mime,
        "filetype": kind,
        "pretty_type": _KINDS.get(kind, kind.upper()),
        "user": user,
        "size": view.size_bytes,
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": address,
        "url_private_download": address,
        "permalink": address,
        "file_access": "visible",
    }
    if view.width and view.height:
        item |= {"original_w": view.width, "original_h": view.height}
    if view.thumbnail:
        item["thumb_360"] = f"{url}/files/{view.id}/thumbnail"
    if view.alt:
        item["alt_txt"] = view.alt
    return item


def placed(channel_id: str, kind: ChannelKind | None, ts: str) -> Item:
    """Where a file is shared: in one message."""
    public = kind is ChannelKind.PUBLIC
    name = "channels" if public else ("ims" if kind is ChannelKind.DIRECT else "groups")
    share = {channel_id: [{"ts": ts}]}
    return {
        **NOWHERE,
        name: [channel_id],
        "is_public": public,
        "shares": {"public" if public else "private": share},
    }
