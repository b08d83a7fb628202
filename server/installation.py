"""The installation's own key, from which tokens of forms are made."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from persistence.bulk import table_of
from persistence.decision import Decision, Insert
from persistence.store import Store
from persistence.tables import StoreFact

_NAME = "key"
_fact = table_of(StoreFact)


async def installation_key(store: Store) -> bytes:
    """The key, the same for all processes of an installation; made at the first call."""
    fresh = {"key": _NAME, "value": secrets.token_hex(32)}
    query = select(_fact.c.value).where(_fact.c.key == _NAME)
    async with store.read() as snapshot:
        found = await snapshot.scalar(query)
    if found is None:
        await store.write(Decision(changes=[Insert(StoreFact, fresh, ignore=True)]))
        async with store.read() as snapshot:
            found = await snapshot.scalar(query)
    return bytes.fromhex(found)
