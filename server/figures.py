"""The figures of a process, read from what its parts count anyway."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from channels.core.load import Load
from channels.search import queries as search
from persistence.backlog import backlog
from persistence.clock import now_ms
from persistence.store import Store
from persistence.tally import Tally
from presence.service import PresenceService
from server.core import Core
from server.doorstep import Doorstep
from server.gateway.hub import Hub
from server.limits import RateLimits
from server.requests import Requests

MOST_PENDING = 10_000  # messages that wait for the index are counted up to here


class CoreFigures(Collector):
    """What every process counts: its store, its relay and its links."""

    def __init__(self, core: Core, presence: PresenceService | None) -> None:
        self._core = core
        self._presence = presence

    def collect(self) -> Iterator[Metric]:
        """All figures, by name."""
        store, relay = self._core.store, self._core.relay
        for name, text, value in (
            ("writes_waiting", "Writes in the queue.", store.waiting),
            ("store_failing", "1 where the last write found no store.", store.failing),
            ("relay_waiting", "Entries committed here, not yet on the bus.", relay.waiting),
            ("bus_up", "1 while the bus (Redis) is in reach.", self._core.bus.in_reach),
        ):
            yield GaugeMetricFamily(f"ruche_{name}", text, float(value))
        if self._presence is not None:
            up = float(self._presence.in_reach)
            yield GaugeMetricFamily("ruche_presence_up", "1 while the roster is in reach.", up)
        yield CounterMetricFamily("ruche_writes", "Decisions committed.", store.writes)
        yield CounterMetricFamily("ruche_commits", "Groups committed.", store.groups)
        yield _histogram("ruche_commit_seconds", "How long a commit took.", store.commit_s)
        yield _histogram("ruche_group_size", "Decisions in a commit.", store.group_size)
        yield _histogram("ruche_relay_seconds", "From a commit to the bus.", relay.publish_s)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is watched of a process that serves people."""

    hub: Hub
    limits: RateLimits
    requests: Requests
    doorstep: Doorstep
    load: Load


class GatewayFigures(Collector):
    """What a process that serves people counts beside."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """All figures, by name."""
        yield from self._gauges()
        yield from self._counters()
        yield _histogram(
            "ruche_http_seconds", "How long an HTTP request took.", self._parts.requests.took_s
        )
        yield self._requests()
        yield self._limited()
        yield self._turned_away()

    def _gauges(self) -> Iterator[Metric]:
        parts = self._parts
        for name, text, value in (
            ("connections", "Open sockets.", len(parts.hub.connections())),
            ("strangers", "Connections that have not said what they want.", parts.doorstep.waiting),
            ("people_connected", "People with a socket open here.", parts.hub.people_count()),
            ("writes_under_way", "Writes let in and not answered.", parts.load.under_way),
        ):
            yield GaugeMetricFamily(f"ruche_{name}", text, float(value))

    def _counters(self) -> Iterator[Metric]:
        hub = self._parts.hub.counters
        for name, text, value in (
            ("deliveries", "Frames handed to sockets.", hub.deliveries),
            ("socket_writes", "System calls for deliveries.", hub.writes),
            ("gaps_filled", "Entries read again that the bus had lost.", hub.gaps_filled),
            ("slow_closed", "Sockets closed because they read too slowly.", hub.dropped_slow),
            ("refused", "Handshakes of sockets that were refused.", hub.refused),
            ("resumes", "Streams that clients asked to resume.", hub.resumes),
            ("resets", "Streams that could not be resumed.", hub.resets),
            ("replayed", "Entries sent again to clients that came back.", hub.replayed),
        ):
            yield CounterMetricFamily(f"ruche_{name}", text, value)

    def _requests(self) -> Metric:
        told = CounterMetricFamily(
            "ruche_http_requests", "HTTP requests answered.", labels=("operation", "code")
        )
        for (operation, code), count in sorted(self._parts.requests.answered.items()):
            told.add_metric((operation, str(code)), count)
        return told

    def _limited(self) -> Metric:
        told = CounterMetricFamily(
            "ruche_limited", "Requests refused by a rate limit.", labels=("limit",)
        )
        refused = {**self._parts.limits.refused, "writes": self._parts.load.turned_away}
        for limit, count in sorted(refused.items()):
            told.add_metric((limit,), count)
        return told

    def _turned_away(self) -> Metric:
        told = CounterMetricFamily(
            "ruche_turned_away",
            "Connections hung up on before they were known.",
            labels=("reason",),
        )
        for reason, count in sorted(self._parts.doorstep.turned_away.items()):
            told.add_metric((reason,), count)
        return told


class Backlogs(Collector):
    """What waits in the store for whichever process; each process tells the same."""

    def __init__(self) -> None:
        self._told: list[Metric] = []

    def collect(self) -> Iterator[Metric]:
        """What `read` has found."""
        yield from self._told

    async def read(self, store: Store) -> None:
        """Ask the store. Errors: StoreUnavailable; then nothing is told but that."""
        self._told = [GaugeMetricFamily("ruche_store_up", "1 where the store was read.", 0.0)]
        async with store.read() as snapshot:
            waits = await backlog(snapshot, now_ms(store.clock))
            pending = await search.count_pending(snapshot, MOST_PENDING)
        jobs = GaugeMetricFamily("ruche_jobs", "Jobs in the store.", labels=("state",))
        jobs.add_metric(("due",), waits.jobs_due)
        jobs.add_metric(("later",), waits.jobs_later)
        jobs.add_metric(("dead",), waits.jobs_dead)
        self._told = [
            GaugeMetricFamily("ruche_store_up", "1 where the store was read.", 1.0),
            jobs,
            GaugeMetricFamily(
                "ruche_jobs_oldest_due_seconds",
                "For how long the oldest due job has waited for a worker.",
                waits.oldest_due_s,
            ),
            GaugeMetricFamily(
                "ruche_relay_lag_seconds",
                "Age of the oldest entry that its own process has not relayed in time.",
                waits.oldest_unrelayed_s,
            ),
            GaugeMetricFamily(
                "ruche_search_pending",
                f"Messages that wait for the search index, at most {MOST_PENDING}.",
                pending,
            ),
        ]


def _histogram(name: str, text: str, tally: Tally) -> Metric:
    buckets = [
        ("+Inf" if math.isinf(bound) else f"{bound:g}", float(count))
        for bound, count in tally.cumulative()
    ]
    return HistogramMetricFamily(name, text, buckets=buckets, sum_value=tally.total)
