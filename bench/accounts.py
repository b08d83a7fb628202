"""Accounts by the thousand, as no command line makes them."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from pathlib import Path


def make_accounts(data: Path, people: int) -> dict[str, str]:
    """Accounts and a token for each, straight into the store of a server that does not run yet."""
    tokens = {f"U{n:013d}": f"xoxp-{secrets.token_urlsafe(24)}" for n in range(people)}
    with sqlite3.connect(data / "ruche.sqlite") as store:
        store.executemany(
            "INSERT INTO person (id, name, handle, folded, role, active, bot, dormant, title,"
            " language, status_emoji, status_text, created_at_ms)"
            " VALUES (?, ?, ?, ?, 'member', 1, 0, 0, '', '', '', '', 0)",
            [(one, f"Person {one}", one.lower(), one.lower()) for one in tokens],
        )
        store.executemany(
            "INSERT INTO token (id, person_id, secret_hash, label, created_at_ms)"
            " VALUES (?, ?, ?, '', 0)",
            [
                (f"K{one}", one, hashlib.sha256(token.encode()).hexdigest())
                for one, token in tokens.items()
            ],
        )
    store.close()
    return tokens
