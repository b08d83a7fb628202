"""Forms that apps have open for people, and their home pages: kept, changed, stacked, closed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from channels.bots.tables import AppViewRow
from persistence.bulk import table_of
from persistence.ids import new_id
from persistence.snapshot import Snapshot
from persistence.store import Store

_view = table_of(AppViewRow)
DEEP = 3


class Form(NamedTuple):
    """A form as it is now."""

    id: str
    app_id: str
    person_id: str
    kind: str
    external_id: str
    root_id: str
    previous_id: str
    body: dict[str, Any]
    hash: str
    open: bool


class NameTaken(Exception):
    """Another open form of the app has this name of its own."""


class Forms:
    """The rows of `app_view`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def get(self, form_id: str) -> Form | None:
        """A form by id."""
        async with self._store.glance() as snapshot:
            row = await snapshot.first(select(_view).where(_view.c.id == form_id))
        return _to_form(row) if row is not None else None

    async def by_name(self, app_id: str, external_id: str) -> Form | None:
        """The app's open form with a name of its own."""
        query = select(_view).where(
            _view.c.app_id == app_id, _view.c.external_id == external_id, _view.c.open.is_(True)
        )
        async with self._store.glance() as snapshot:
            row = await snapshot.first(query.order_by(_view.c.id.desc()))
        return _to_form(row) if row is not None else None

    async def top(self, app_id: str, person_id: str) -> Form | None:
        """The form that an app opened last for a person, while it is open."""
        query = select(_view).where(
            _view.c.app_id == app_id,
            _view.c.person_id == person_id,
            _view.c.kind == "modal",
            _view.c.open.is_(True),
        )
        async with self._store.glance() as snapshot:
            row = await snapshot.first(query.order_by(_view.c.id.desc()))
        return _to_form(row) if row is not None else None

    async def home(self, app_id: str, person_id: str) -> Form | None:
        """The app's home page for a person."""
        query = select(_view).where(
            _view.c.app_id == app_id, _view.c.person_id == person_id, _view.c.kind == "home"
        )
        async with self._store.glance() as snapshot:
            row = await snapshot.first(query)
        return _to_form(row) if row is not None else None

    async def publish(
        self, app_id: str, person_id: str, body: dict[str, Any], known: str = ""
    ) -> Form | None:
        """The app's home page for a person, made or changed; None where it is not the one whose
        hash is `known`."""
        there = await self.home(app_id, person_id)
        if there is None:
            try:
                return await self.open(app_id, person_id, body, id=_home_id(app_id, person_id))
            except IntegrityError:  # published from elsewhere at this very moment
                there = await self.home(app_id, person_id)
        if there is None or known not in ("", there.hash):
            return None
        return await self.change(there, body)

    async def open(
        self,
        app_id: str,
        person_id: str,
        body: dict[str, Any],
        below: Form | None = None,
        id: str = "",
    ) -> Form:
        """A new form, on top of another where one is given."""
        form_id = id or new_id("V")
        now_ms = self._store.clock.now_us() // 1_000
        row = {
            "id": form_id,
            "app_id": app_id,
            "person_id": person_id,
            "kind": str(body.get("type", "modal")),
            "external_id": str(body.get("external_id") or ""),
            "root_id": below.root_id if below is not None else form_id,
            "previous_id": below.id if below is not None else "",
            "body": json.dumps(body),
            "hash": _hash(now_ms, body),
            "open": True,
            "created_at_ms": now_ms,
        }

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(insert(_view), [row])

        await self._store.exclusively(write)
        return Form(**{**{k: v for k, v in row.items() if k != "created_at_ms"}, "body": body})  # type: ignore[arg-type]

    async def change(self, form: Form, body: dict[str, Any]) -> Form:
        """The form with another body, and the name that the body has. Errors: NameTaken."""
        changed = _hash(self._store.clock.now_us() // 1_000, body)
        name = str(body.get("external_id") or form.external_id)
        values = {"body": json.dumps(body), "hash": changed, "external_id": name}

        async def write(snapshot: Snapshot) -> None:
            if name != form.external_id:
                await _check_free(snapshot, form, name)
            await snapshot.connection.execute(
                update(_view).where(_view.c.id == form.id).values(**values)
            )

        await self._store.exclusively(write)
        return form._replace(body=body, hash=changed, external_id=name)

    async def depth(self, form: Form) -> int:
        """How many are stacked."""
        query = select(_view.c.id).where(_view.c.root_id == form.root_id, _view.c.open.is_(True))
        async with self._store.glance() as snapshot:
            return len(await snapshot.scalars(query))

    async def close(self, form: Form, *, all: bool = False) -> None:
        """The form is closed, or the whole stack."""
        which = _view.c.root_id == form.root_id if all else _view.c.id == form.id

        async def write(snapshot: Snapshot) -> None:
            await snapshot.connection.execute(update(_view).where(which).values(open=False))

        await self._store.exclusively(write)


async def _check_free(snapshot: Snapshot, form: Form, name: str) -> None:
    """Errors: NameTaken."""
    query = select(_view.c.id).where(
        _view.c.app_id == form.app_id,
        _view.c.external_id == name,
        _view.c.open.is_(True),
        _view.c.id != form.id,
    )
    if await snapshot.first(query.limit(1)) is not None:
        raise NameTaken(name)


def _home_id(app_id: str, person_id: str) -> str:
    """There is one for each app and person."""
    return f"V{hashlib.sha256(f'{app_id} {person_id}'.encode()).hexdigest()[:20].upper()}"


def _hash(now_ms: int, body: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:8]
    return f"{now_ms // 1_000}.{digest}"


def _to_form(row: Any) -> Form:
    return Form(
        row.id,
        row.app_id,
        row.person_id,
        row.kind,
        row.external_id,
        row.root_id,
        row.previous_id,
        json.loads(row.body),
        row.hash,
        row.open,
    )
