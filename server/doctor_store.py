"""What can be wrong with the database and with Redis."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.actor import Role
from channels.people.tables import PersonRow
from persistence import migrate
from persistence.bulk import table_of
from persistence.redis_cluster import is_cluster
from persistence.redis_keys import RedisKeys
from persistence.tables import JobRow, LogRow
from server.config import Settings
from server.core import make_dialect
from server.doctor import Finding, ok, warning, wrong

AGO_MS = 60_000
REDIS_S = 3.0
DEAD_NAMED = 3
RESTORE = "Stop the server and restore the last backup."

_job, _log, _person = table_of(JobRow), table_of(LogRow), table_of(PersonRow)


async def check_store(settings: Settings) -> AsyncIterator[Finding]:
    """The database: reachable, current, whole, and nothing stuck in it."""
    path = migrate.sqlite_path(settings.store_url)
    if path is not None and not path.exists():
        yield ok("database", "There is none yet; the first start makes it.")
        return
    try:
        at = await asyncio.to_thread(migrate.current, settings.store_url)
    except (SQLAlchemyError, OSError, ValueError) as error:
        remedy = "Is the server running, and DATABASE_URL right? May the file be read?"
        yield wrong("database", f"It cannot be reached: {_first_line(error)}", remedy)
        return
    yield _schema(at)
    if at != migrate.newest():
        return
    engine = make_dialect(settings).engine(pool_size=1)
    try:
        async with engine.connect() as connection:
            if path is not None:
                async for finding in _sqlite(connection):
                    yield finding
            async for finding in _contents(connection, int(time.time() * 1_000)):
                yield finding
    except SQLAlchemyError as error:
        yield wrong("database", f"It cannot be read: {_first_line(error)}", RESTORE)
    finally:
        await engine.dispose()


async def check_redis(url: str) -> Finding:
    """Can the processes meet?"""
    try:
        client = RedisKeys(url, socket_timeout=REDIS_S, socket_connect_timeout=REDIS_S)
    except ValueError as error:
        return wrong("redis", _first_line(error), "Mend REDIS_URL.")

    async def look(redis: Redis) -> tuple[str, bool]:
        found = await redis.info()
        return str(found["redis_version"]), bool(found.get("cluster_enabled"))

    try:
        version, clustered = await client.run("ruche", look)
    except (RedisError, OSError, ValueError) as error:
        remedy = "Start Redis, or mend REDIS_URL; without it, `ruche serve` runs everything alone."
        return wrong("redis", f"It cannot be reached: {_first_line(error)}", remedy)
    finally:
        await client.close()
    if clustered and not is_cluster(url):
        remedy = "Write redis+cluster:// (and its nodes, with commas) in REDIS_URL."
        return wrong("redis", "This Redis is a node of a cluster.", remedy)
    return ok("redis", f"Redis {version}" + (", a cluster" if clustered else ""))


def _schema(at: str | None) -> Finding:
    newest = migrate.newest()
    if at == newest:
        return ok("schema", f"up to date (step {at})")
    if at is not None and at > newest:
        remedy = "Install the newer version of Ruche again."
        return wrong("schema", f"At step {at}; this version knows {newest} only.", remedy)
    return wrong("schema", f"At step {at or 'none'}, not {newest}.", "Run: ruche migrate")


async def _sqlite(connection: AsyncConnection) -> AsyncIterator[Finding]:
    mode = (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar_one()
    if mode == "wal":
        yield ok("journal", "as it should be (WAL)")
    else:
        remedy = "Keep the data folder on a local disk, not on a network share."
        yield wrong("journal", f"SQLite works in mode {mode}, not WAL.", remedy)
    damage = (await connection.exec_driver_sql("PRAGMA quick_check(3)")).scalars().all()
    if damage == ["ok"]:
        yield ok("integrity", "no damage found")
    else:
        yield wrong("integrity", "; ".join(map(str, damage)), RESTORE)


async def _contents(connection: AsyncConnection, now_ms: int) -> AsyncIterator[Finding]:
    async def ask(query: Any) -> int:
        return int((await connection.execute(query)).scalar() or 0)

    yield _clock(await ask(select(func.max(_log.c.at_ms))), now_ms)
    dead = await ask(select(func.count()).where(_job.c.dead.is_(True)))
    why = select(_job.c.kind, _job.c.error).where(_job.c.dead.is_(True)).limit(DEAD_NAMED)
    given_up = [f"{kind}: {_first(error)}" for kind, error in await connection.execute(why)]
    late = await ask(
        select(func.count()).where(
            _job.c.dead.is_(False),
            _job.c.run_at_ms < now_ms - 5 * AGO_MS,
            _job.c.leased_until_ms < now_ms,
        )
    )
    yield _jobs(dead, late, given_up)
    waiting = await ask(
        select(func.count()).where(
            _log.c.relayed.is_(False),
            or_(_log.c.at_ms < now_ms - AGO_MS, _log.c.relay_after_ms < now_ms - AGO_MS),
        )
    )
    yield _unsent(waiting)
    owner = (_person.c.role == Role.OWNER.value, _person.c.active.is_(True))
    owners = await ask(select(func.count()).where(*owner, _person.c.password_hash.is_not(None)))
    yield _owners(owners)


def _clock(latest_ms: int, now_ms: int) -> Finding:
    if latest_ms > now_ms + AGO_MS:
        ahead_s = (latest_ms - now_ms) // 1_000
        remedy = "Set this machine's clock (timedatectl set-ntp true)."
        return wrong("clock", f"The last event is {ahead_s:,} s in the future.", remedy)
    return ok("clock", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now_ms / 1_000)))


def _jobs(dead: int, late: int, given_up: Sequence[str]) -> Finding:
    if dead:
        more = "; …" if dead > len(given_up) else ""
        detail = f"{_count(dead, 'job')} given up after many tries: {'; '.join(given_up)}{more}"
        remedy = "They are not tried again. Mend what they say, so that it does not come back."
        return warning("jobs", detail, remedy)
    if late:
        detail = f"{_count(late, 'job')} should have been done five minutes ago."
        return warning("jobs", detail, "Is a server running, or with REDIS_URL a worker?")
    return ok("jobs", "no work in the background is stuck")


def _unsent(waiting: int) -> Finding:
    if waiting:
        remedy = "Start a server: it sends them within a second."
        return warning(
            "events", f"{_count(waiting, 'event')} stored, but not yet sent to browsers.", remedy
        )
    return ok("events", "all that is stored was sent to browsers")


def _owners(owners: int) -> Finding:
    if owners:
        return ok("owner", f"{_count(owners, 'owner')} can sign in")
    remedy = "Open Ruche in a browser, or: ruche user add --role owner --email … --name …"
    return warning("owner", "No owner can sign in yet.", remedy)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _first(text: str | None) -> str:
    return next(iter((text or "").splitlines()), "")


def _first_line(error: Exception) -> str:
    return _first(str(error)) or type(error).__name__
