"""What is done after the answer: jobs, the search index, and letting go of old log entries."""

from __future__ import annotations

import asyncio

import structlog

from channels.bots.tickets import Tickets
from channels.core.actor import SYSTEM
from channels.digest.jobs import Jobs as DigestJobs
from channels.digest.planner import Planner
from channels.discover import searched
from channels.extracts.jobs import handlers as extract_handlers
from channels.faq.answering import Answerer
from channels.faq.learning import learners
from channels.faq.library import Library, library_of
from channels.faq.reminding import Reminder
from channels.files.jobs import handlers as file_handlers
from channels.files.protocol import OpenFile
from channels.notifications.jobs import World
from channels.notifications.jobs import handlers as notification_handlers
from channels.notifications.notifier import Notifier
from channels.notifications.ports import Attendance
from channels.pictures.jobs import handlers as picture_handlers
from channels.pins.jobs import handlers as pin_handlers
from channels.previews.jobs import handlers as preview_handlers
from channels.scheduled.jobs import given_up as scheduled_given_up
from channels.scheduled.jobs import handlers as scheduled_handlers
from channels.search.indexer import Indexer
from channels.syndication.jobs import given_up as feeds_given_up
from channels.syndication.jobs import handlers as feed_handlers
from persistence import log
from persistence.blobs import Blobs
from persistence.clock import now_ms
from persistence.jobs import Lease, Worker
from persistence.snapshot import Snapshot
from server.core import Core
from server.digests import make_digests
from server.feeds import feed_world
from server.mail import make_mailer
from server.meanings import make_meanings
from server.outbound import Outbound
from server.pictures import picture_world
from server.previews import preview_world
from server.push import WebPush, subject
from server.reading import StoredReading
from server.slack.later import with_content

PRUNE_EVERY_S = 3_600.0
PICTURE_SLOTS = 2  # as for pages
PREVIEW_SLOTS = 2  # of their own: pages that do not answer hold up nothing else
DIGEST_SLOTS = 2  # thousands may be due in one hour: chat and notifications go first
FEED_SLOTS = 2  # as for pages
EXTRACT_SLOTS = 1  # one file is read at a time: it takes a core
DAY_MS = 24 * 3_600 * 1_000

_log = structlog.get_logger(__name__)


class Background:
    """The work of the worker process; in one process it runs beside the gateway."""

    def __init__(self, core: Core, blobs: Blobs, attendance: Attendance) -> None:
        self._core = core
        self._outbound = Outbound(allow_private=core.settings.allow_private_urls)
        self._web = Outbound(allow_private=core.settings.allow_private_urls)
        settings = core.settings
        sender = subject(settings.public_url, settings.mail_from)
        self._push = WebPush(self._outbound, core.clock, sender)
        reading = StoredReading()
        mailer = make_mailer(settings)
        told = World(core.store, core.access, reading, self._push, mailer, settings.own_url)
        meanings = make_meanings()
        library = library_of(core.store, lambda store: Library(store, meanings))
        handlers = {
            **file_handlers(blobs, core.dispatcher.call),
            **scheduled_handlers(with_content(core.dispatcher.call, Tickets(core.store))),
            **pin_handlers(core.dispatcher.call),
            **notification_handlers(told),
            **learners(core.dispatcher.call, core.store, library, meanings),
            **Reminder(core.dispatcher.call, core.store, core.access).handlers(),
            **Answerer(core.dispatcher.call, core.store, core.access, library).handlers(),
        }
        self._jobs = Worker(core.store, handlers, given_up=scheduled_given_up(core.dispatcher.call))
        extracts = extract_handlers(core.store, blobs, core.dispatcher.call, self._blob_of)
        self._extracts = Worker(core.store, extracts, Lease(slots=EXTRACT_SLOTS))
        previews = preview_handlers(preview_world(core, blobs, self._web))
        self._previews = Worker(core.store, previews, Lease(slots=PREVIEW_SLOTS))
        pictures = picture_handlers(picture_world(core, blobs, self._web))
        self._pictures = Worker(core.store, pictures, Lease(slots=PICTURE_SLOTS))
        digests = make_digests(settings)
        digest_jobs = DigestJobs(core.store, core.dispatcher.call, attendance, digests)
        self._digests = Worker(core.store, digest_jobs.handlers(), Lease(slots=DIGEST_SLOTS))
        self._planner = Planner(core.store) if digests is not None else None
        feeds = feed_world(core, self._web)
        self._feeds = Worker(
            core.store, feed_handlers(feeds), Lease(slots=FEED_SLOTS), feeds_given_up(feeds)
        )
        self._notifier = Notifier(
            core.store,
            core.access,
            attendance,
            reading,
            mail_works=mailer is not None,
            on_jobs=self._notify_jobs,
        )
        self._indexer = Indexer(core.store, searched())
        self._pruner: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to work; the store is open."""
        await self._push.start(self._core.store)
        self._core.store.on_jobs = self._notify_jobs
        self._core.relay.on_swept = self.look
        self._jobs.start()
        self._previews.start()
        self._pictures.start()
        self._extracts.start()
        self._feeds.start()
        self._indexer.start()
        self._notifier.start()
        self._digests.start()
        if self._planner is not None:
            self._planner.start()
        self._pruner = asyncio.create_task(self._prune_forever(), name="log-pruner")

    def look(self) -> None:
        """Somebody has committed, here or elsewhere, within the last fifth of a second."""
        self._notify_jobs()
        self._indexer.notify()
        self._notifier.notify()
        if self._planner is not None:
            self._planner.notify()

    async def stop(self) -> None:
        """Finish or give back what runs."""
        if self._pruner is not None:
            self._pruner.cancel()
            await asyncio.gather(self._pruner, return_exceptions=True)
        if self._planner is not None:
            await self._planner.stop()
        await self._notifier.stop()
        await self._indexer.stop()
        workers = (self._jobs, self._previews, self._pictures, self._extracts, self._digests)
        await asyncio.gather(*(one.stop() for one in (*workers, self._feeds)))
        await self._outbound.close()
        await self._web.close()

    def _notify_jobs(self) -> None:
        self._jobs.notify()
        self._previews.notify()
        self._pictures.notify()
        self._extracts.notify()
        self._digests.notify()
        self._feeds.notify()

    async def _blob_of(self, file_id: str) -> str:
        stored = await self._core.dispatcher.call(SYSTEM, "files.open", OpenFile(file_id=file_id))
        return str(stored.blob_key)

    async def prune(self) -> None:
        """Let go of log entries older than the days that the settings name."""
        before_ms = now_ms(self._core.clock) - self._core.settings.log_days * DAY_MS

        async def forget(snapshot: Snapshot) -> bool:
            return await log.prune(snapshot, before_ms)

        while await self._core.store.exclusively(forget):  # noqa: ASYNC110 (lets others write)
            await asyncio.sleep(0.1)

    async def _prune_forever(self) -> None:
        while True:
            try:
                await self.prune()
            except Exception as error:
                _log.warning("log_not_pruned", error=repr(error))
            await asyncio.sleep(PRUNE_EVERY_S)
