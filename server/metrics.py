"""Figures for Prometheus at `/metrics`, where the settings switch it on."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from persistence.store import Store
from server.gateway.hub import Hub


class Figures(Collector):
    """Reads the counters that the parts keep anyway, at the moment they are asked for."""

    def __init__(self, store: Store, hub: Hub) -> None:
        self._store = store
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """All figures, by name."""
        hub, store = self._hub.counters, self._store
        connections = len(self._hub.connections())
        yield GaugeMetricFamily("ruche_connections", "Open sockets.", connections)
        yield GaugeMetricFamily("ruche_writes_waiting", "Writes in the queue.", store.waiting)
        for name, text, value in (
            ("ruche_writes", "Decisions committed.", store.writes),
            ("ruche_commits", "Groups committed.", store.groups),
            ("ruche_deliveries", "Frames handed to sockets.", hub.deliveries),
            ("ruche_socket_writes", "System calls for deliveries.", hub.writes),
            ("ruche_gaps_filled", "Entries read again that the bus had lost.", hub.gaps_filled),
            ("ruche_slow_closed", "Sockets closed because they read too slowly.", hub.dropped_slow),
            ("ruche_refused", "Handshakes of sockets that were refused.", hub.refused),
            ("ruche_replayed", "Entries sent again to clients that came back.", hub.replayed),
        ):
            yield CounterMetricFamily(name, text, value)


class Metrics:
    """The page that Prometheus reads."""

    def __init__(self, store: Store, hub: Hub) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(Figures(store, hub))

    async def endpoint(self, request: Request) -> Response:
        """The figures as text."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
