"""How Alembic reads and writes our schema."""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel.sql.sqltypes import AutoString


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """SQLModel's own string type is written as the plain one."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def is_ours(_item: object, name: str | None, kind: str, reflected: bool, _to: object) -> bool:
    """Whether a difference is worth a step: full-text tables belong to their own adapters."""
    return not (kind == "table" and reflected and (name or "").startswith("fulltext"))


OPTIONS: dict[str, Any] = {
    "render_as_batch": True,
    "render_item": render_item,
    "include_object": is_ours,
    "compare_type": True,
    "compare_server_default": False,
    "transaction_per_migration": False,
}
