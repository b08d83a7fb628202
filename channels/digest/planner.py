"""Wakes every quarter of an hour, in one of all processes, to find whose digest is due."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from channels.digest.calendar import DAY_MS
from channels.digest.jobs import planning
from persistence.bulk import table_of
from persistence.clock import now_ms
from persistence.decision import Decision, Insert
from persistence.gatherer import Gatherer
from persistence.jobs_rows import job_rows
from persistence.snapshot import Snapshot
from persistence.store import Store
from persistence.tables import JobRow, StoreFact

QUARTER_MS = 15 * 60_000  # all time zones begin their hours at one
POLL_S = 20.0
PLANNED = "digest_planned"

_fact = table_of(StoreFact)


class Planner:
    """Guarantees: each quarter is planned once, in order, also after a crash and whichever
    process sees it first. What passed while no process ran is made up for, up to a day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._planned_ms = 0
        self._gatherer = Gatherer("digests", self.run, trouble="digests.unplanned")

    def notify(self) -> None:
        """Time may have passed."""
        if self._quarter_ms() > self._planned_ms:
            self._gatherer.notify()

    def start(self) -> None:
        """Begin to look, every twenty seconds."""
        self._gatherer.start(POLL_S)

    async def stop(self) -> None:
        """Stop; what is due by then is found at the next start."""
        await self._gatherer.stop()

    async def run(self) -> bool:
        """Plan up to the last quarter, unless that is done."""
        until_ms = self._quarter_ms()
        if until_ms <= self._planned_ms:
            return False
        query = select(_fact.c.value).where(_fact.c.key == PLANNED)
        async with self._store.glance() as snapshot:
            value = await snapshot.scalar(query)
        if value is None:  # the first time there is nothing to make up for
            value = str(until_ms - QUARTER_MS)
            first = Insert(StoreFact, {"key": PLANNED, "value": value}, ignore=True)
            await self._store.write(Decision(changes=[first]))
        mine = False
        if int(value) < until_ms:
            mine = await self._plan(value, until_ms)
        self._planned_ms = until_ms
        if mine:
            self._store.on_jobs()
        return mine

    async def _plan(self, value: str, until_ms: int) -> bool:
        """Note it and leave the job, both or neither; False where another process was faster."""
        job = planning(max(int(value), until_ms - DAY_MS), until_ms)
        noted = (
            update(_fact)
            .where(_fact.c.key == PLANNED, _fact.c.value == value)
            .values(value=str(until_ms))
            .returning(_fact.c.key)
        )

        async def plan(snapshot: Snapshot) -> bool:
            if await snapshot.first(noted) is None:
                return False
            await snapshot.connection.execute(insert(table_of(JobRow)), job_rows([job]))
            return True

        return await self._store.exclusively(plan)

    def _quarter_ms(self) -> int:
        return now_ms(self._store.clock) // QUARTER_MS * QUARTER_MS
