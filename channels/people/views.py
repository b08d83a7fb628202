"""Rows of accounts as views; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.core.actor import Role
from channels.people.protocol import (
    InvitationView,
    ListedPersonView,
    MeView,
    PersonView,
    SessionView,
    TokenView,
    WorkspaceView,
)

Row = Mapping[str, Any]


def to_person(row: Row, now_ms: int) -> PersonView:
    """A person as everybody sees them; a status or silence that is over is left out."""
    return PersonView(**_shared(row, now_ms))


def to_listed(row: Row, now_ms: int, *, in_channel: bool) -> ListedPersonView:
    """A person in a list of those whom a channel could have, or has."""
    return ListedPersonView(**_shared(row, now_ms), in_channel=in_channel)


def to_me(row: Row, now_ms: int) -> MeView:
    """A person as they see themselves."""
    return MeView(
        **_shared(row, now_ms),
        email=row["email"] or "",
        language=row["language"],
        has_password=row["password_hash"] is not None,
    )


def _shared(row: Row, now_ms: int) -> dict[str, Any]:
    status_until, dnd_until = row["status_until_ms"], row["dnd_until_ms"]
    status = status_until is None or status_until > now_ms
    return {
        "id": row["id"],
        "name": row["name"],
        "handle": row["handle"],
        "role": Role(row["role"]),
        "bot": row["bot"],
        "active": row["active"],
        "dormant": row["dormant"],
        "title": row["title"],
        "avatar_file_id": row["avatar_file_id"],
        "status_emoji": row["status_emoji"] if status else "",
        "status_text": row["status_text"] if status else "",
        "status_until_at": status_until if status else None,
        "dnd_until_at": dnd_until if dnd_until is not None and dnd_until > now_ms else None,
    }


def to_workspace(row: Row, upload_limit_bytes: int) -> WorkspaceView:
    """The workspace."""
    return WorkspaceView(
        id=row["id"],
        name=row["name"],
        created_at=row["created_at_ms"],
        general_channel_id=row["general_channel_id"],
        upload_limit_bytes=upload_limit_bytes,
        accent=row["accent"],
        logo_file_id=row["logo_file_id"],
    )


def to_session(row: Row, current_id: str) -> SessionView:
    """A signed-in browser."""
    return SessionView(
        id=row["id"],
        created_at=row["created_at_ms"],
        seen_at=row["seen_at_ms"],
        agent=row["agent"],
        current=row["id"] == current_id,
    )


def to_token(row: Row) -> TokenView:
    """A personal access token."""
    return TokenView(
        id=row["id"], label=row["label"], created_at=row["created_at_ms"], used_at=row["used_at_ms"]
    )


def to_invitation(row: Row) -> InvitationView:
    """An invitation link."""
    return InvitationView(
        id=row["id"],
        role=Role(row["role"]),
        created_at=row["created_at_ms"],
        expires_at=row["expires_at_ms"],
        uses_left=row["uses_left"],
        channel_ids=row["channel_ids"].split(),
        email=row["email"],
    )
