"""Questions about apps and the messages that came through their edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, or_, select, true

from channels.bots.protocol import AppFacts, ReadTimes, StoredMessage
from channels.bots.tables import AppRow, AppTokenRow, MessageCardRow, WebhookRow
from channels.core.actor import PersonId
from channels.messages.protocol import CardView, MessageView
from channels.messages.queries import to_view
from channels.messages.tables import MessageRow
from persistence.bulk import table_of
from persistence.snapshot import Snapshot

_app = table_of(AppRow)
_token = table_of(AppTokenRow)
_webhook = table_of(WebhookRow)
_TOKENS = select(_token.c.id, _token.c.kind, _token.c.secret_hash)
_card = table_of(MessageCardRow)
_message = table_of(MessageRow)


class AppProof(NamedTuple):
    """Which app a token belongs to. Source: `channels.people.proofs.Proof`."""

    id: str
    person_id: PersonId
    used_at_ms: int
    expires_at_ms: int | None
    kind: str
    app: AppFacts


async def prove(snapshot: Snapshot, secret_hashes: Sequence[str]) -> dict[str, AppProof]:
    """The tokens of apps under these secrets, by hash; of those that are switched off too.

    Source: `persistence.snapshot.Question`.
    """
    query = (
        select(
            _token.c.secret_hash,
            _token.c.id.label("token_id"),
            _token.c.kind,
            *(column for column in _app.c),
        )
        .join_from(_token, _app, _app.c.id == _token.c.app_id)
        .where(_token.c.secret_hash.in_(secret_hashes))
    )
    return {
        row.secret_hash: AppProof(
            row.token_id, PersonId(row.person_id), 0, None, row.kind, to_facts(row)
        )
        for row in await snapshot.all(query)
    }


async def tokens_of(snapshot: Snapshot, app_id: str) -> list[Any]:
    """`id kind secret_hash` of an app's tokens."""
    return list(await snapshot.all(_TOKENS.where(_token.c.app_id == app_id)))


async def token(snapshot: Snapshot, id: str) -> list[Any]:
    """The same of one token; empty where it has ended."""
    return list(await snapshot.all(_TOKENS.where(_token.c.id == id)))


def to_facts(row: Any) -> AppFacts:
    """An app's row as facts."""
    return AppFacts(
        id=row.id,
        person_id=row.person_id,
        bot_id=row.bot_id,
        name=row.name,
        description=row.description,
        manifest=row.manifest,
        scopes=row.scopes.split(),
        events=row.events.split(),
        wants=row.wants.split(),
        signing_secret=row.signing_secret,
        verification=row.verification,
        client_id=row.client_id,
        socket_mode=row.socket_mode,
        events_url=row.events_url,
        actions_url=row.actions_url,
        options_url=row.options_url,
        verified_url=row.verified_url,
        limit_calls=row.limit_calls,
        limit_s=row.limit_s,
        active=row.active,
        disabled=row.disabled,
        paused=row.paused,
        failing_since=row.failing_since_ms,
        created_by=row.created_by,
        created_at=row.created_at_ms,
    )


async def all_apps(snapshot: Snapshot) -> list[AppFacts]:
    """Every app, by name."""
    query = select(_app).where(_app.c.active == true()).order_by(_app.c.name, _app.c.id)
    return [to_facts(row) for row in await snapshot.all(query)]


async def find_app(snapshot: Snapshot, any_id: str) -> AppFacts | None:
    """An app by its own id, its bot's, its bot's person's or one of its webhooks'."""
    hooked = select(_webhook.c.app_id).where(_webhook.c.id == any_id)
    ids = or_(
        _app.c.id == any_id,
        _app.c.bot_id == any_id,
        _app.c.person_id == any_id,
        _app.c.id.in_(hooked),
    )
    row = await snapshot.first(select(_app).where(ids))
    return to_facts(row) if row is not None else None


async def cards_of(snapshot: Snapshot, message_ids: Sequence[str]) -> Mapping[str, Any]:
    """The cards' rows by message."""
    rows = await snapshot.all(select(_card).where(_card.c.message_id.in_(message_ids)))
    return {row.message_id: row for row in rows}


def to_card(row: Any) -> CardView | None:
    """A card as it is shown; None for a message that has nothing but words."""
    if not (row.app_id or row.blocks or row.attachments):
        return None
    return CardView(
        app_id=row.app_id,
        icon=row.icon,
        blocks=msgspec.json.decode(row.blocks) if row.blocks else [],
        attachments=msgspec.json.decode(row.attachments) if row.attachments else [],
        unfurls=row.unfurls,
    )


# -- messages by time


async def by_time(snapshot: Snapshot, asked: ReadTimes, limit: int) -> list[Any]:
    """Rows of messages within the bounds, in the order asked for."""
    order = _message.c.created_us
    query = select(_message).where(
        _message.c.channel_id == asked.channel_id,
        order >= asked.oldest_us,
        order <= asked.latest_us,
    )
    if asked.thread_id is not None:
        query = query.where(_message.c.thread_id == asked.thread_id, _message.c.deleted.is_(False))
    else:
        query = query.where(_message.c.in_channel == true())
    ascending = asked.thread_id is not None or asked.oldest_first
    ordered = query.order_by(order if ascending else order.desc())
    return list(await snapshot.all(ordered.limit(limit)))


async def at_time(snapshot: Snapshot, channel_id: str, at_us: int) -> Any | None:
    """The row of the message with this time; not of one that is gone without a place."""
    return await snapshot.first(
        select(_message).where(
            _message.c.channel_id == channel_id,
            _message.c.created_us == at_us,
            or_(_message.c.deleted.is_(False), _message.c.in_channel == true()),
        )
    )


async def time_at(snapshot: Snapshot, channel_id: str, seq: int) -> int:
    """The time of the last message of a channel up to a seq."""
    query = (
        select(_message.c.created_us)
        .where(_message.c.channel_id == channel_id, _message.c.seq <= seq)
        .order_by(_message.c.seq.desc())
        .limit(1)
    )
    return int(await snapshot.scalar(query) or 0)


async def rows_of(snapshot: Snapshot, message_ids: Sequence[str], deleted: bool) -> list[Any]:
    """Rows by id."""
    query = select(_message).where(_message.c.id.in_(message_ids))
    if not deleted:
        query = query.where(_message.c.deleted.is_(False))
    return list(await snapshot.all(query))


async def to_stored(
    snapshot: Snapshot, rows: Sequence[Any], views: Sequence[MessageView]
) -> list[StoredMessage]:
    """Rows and their decorated views with exact times; three queries at most."""
    cards = await cards_of(snapshot, [row.id for row in rows])
    roots = await _roots(snapshot, [row.thread_id for row in rows if row.thread_id is not None])
    threads = [view.id for view in views if view.thread is not None]
    last = await _last_replies(snapshot, threads) if threads else {}
    return [
        _stored(row, view, cards.get(row.id), roots, last.get(row.id, 0))
        for row, view in zip(rows, views, strict=True)
    ]


def _stored(
    row: Any, view: MessageView, card: Any, roots: Mapping[str, Any], last_us: int
) -> StoredMessage:
    root = roots.get(row.thread_id or "")
    unchanged = card is not None and card.edited_at_ms == row.edited_at_ms
    return StoredMessage(
        view=view,
        at_us=row.created_us,
        root_us=root.created_us if root is not None else None,
        root_author_id=root.author_id if root is not None else "",
        last_reply_us=last_us,
        source=card.source if unchanged else None,
        hook_id=card.hook_id if card is not None else "",
        marks=card.marks if card is not None else "",
    )


async def _roots(snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, Any]:
    if not thread_ids:
        return {}
    query = select(_message.c.id, _message.c.created_us, _message.c.author_id).where(
        _message.c.id.in_(set(thread_ids))
    )
    return {row.id: row for row in await snapshot.all(query)}


async def _last_replies(snapshot: Snapshot, thread_ids: Sequence[str]) -> dict[str, int]:
    query = (
        select(_message.c.thread_id, func.max(_message.c.created_us).label("last_us"))
        .where(_message.c.thread_id.in_(thread_ids), _message.c.deleted.is_(False))
        .group_by(_message.c.thread_id)
    )
    return {row.thread_id: row.last_us for row in await snapshot.all(query)}


def to_views(rows: Sequence[Any]) -> list[MessageView]:
    """Undecorated views of rows."""
    return [to_view(row) for row in rows]
