"""Threads as an Atom document. Pure. Source: RFC 4287."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from channels.core.text import plain
from channels.messages.protocol import MessageView
from channels.syndication.html import Labels, to_html
from channels.syndication.protocol import SyndicatedView

MIME = "application/atom+xml; charset=utf-8"
TITLE_LENGTH = 100
FORMAT = "2"  # another one makes every feed new to its readers

# What XML 1.0 cannot hold, whichever way it is written.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Names:
    """Names for `plain`."""

    def __init__(self, view: SyndicatedView) -> None:
        self._view = view

    def handle(self, person_id: str) -> str | None:
        return self._view.handles.get(person_id)

    def channel_name(self, channel_id: str) -> str | None:
        return self._view.channels.get(channel_id)


def fingerprint(view: SyndicatedView) -> str:
    """What changes when the document does: an ETag without its quotes."""
    said = [
        FORMAT,
        view.title,
        view.subtitle,
        *(
            f"{one.id} {one.edited_at} {one.title} {one.text}"
            + " ".join(file.name for file in one.files)
            for one in view.messages
        ),
        *(f"{id} {name}" for names in _names_of(view) for id, name in sorted(names.items())),
    ]
    return hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:32]


def _names_of(view: SyndicatedView) -> tuple[Mapping[str, str], ...]:
    return view.people, view.handles, view.channels


def changed_at_ms(view: SyndicatedView) -> int:
    """When the latest of the entries was written or changed; without one, when it was made."""
    return max((_changed(one) for one in view.messages), default=view.made_at)


def to_atom(view: SyndicatedView, own_url: str) -> bytes:
    """The document; its links begin with `own_url`. Its own address, a secret, is not in it."""
    base = own_url.rstrip("/")
    feed_id = f"urn:x-ruche:{view.workspace_id}:{view.path.strip('/').replace('/', ':')}"
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n',
        _tag("id", feed_id),
        _tag("title", view.title),
        _tag("subtitle", view.subtitle) if view.subtitle else "",
        _tag("updated", _time(changed_at_ms(view))),
        f'<link rel="alternate" type="text/html" href="{_safe(base + view.path)}"/>\n',
        "<generator>Ruche</generator>\n",
        *(_entry(view, one, base) for one in view.messages),
        "</feed>\n",
    ]
    return "".join(parts).encode()


def _entry(view: SyndicatedView, message: MessageView, base: str) -> str:
    author = message.author_name or view.people.get(message.author_id, "") or message.author_id
    address = f"{base}/c/{message.channel_id}/{message.id}"
    content = to_html(message.text, message.spans or (), Labels(view.handles, view.channels))
    files = "".join(f"<li>{escape(file.name)}</li>" for file in message.files)
    content += f"<ul>{files}</ul>" if files else ""
    return (
        "<entry>\n"
        + _tag("id", f"urn:x-ruche:{view.workspace_id}:{message.id}")
        + _tag("title", _title(view, message))
        + _tag("published", _time(message.created_at))
        + _tag("updated", _time(_changed(message)))
        + f"<author><name>{_safe(author)}</name></author>\n"
        + f'<link rel="alternate" type="text/html" href="{_safe(address)}"/>\n'
        + f'<content type="html">{_safe(content)}</content>\n'
        + "</entry>\n"
    )


def _title(view: SyndicatedView, message: MessageView) -> str:
    said = plain(message.spans, _Names(view)) if message.spans else message.text
    names = ", ".join(file.name for file in message.files)
    line = " ".join((message.title or said or names).split()) or "…"
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _changed(message: MessageView) -> int:
    return max(message.created_at, message.edited_at or 0)


def _time(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).isoformat(timespec="seconds")


def _tag(name: str, text: str) -> str:
    return f"<{name}>{_safe(text)}</{name}>\n"


def _safe(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text))
