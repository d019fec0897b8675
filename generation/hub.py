"""Brings changes of generations from the database to any number of open event streams.

One watcher thread per web process. A hint, or a poll every two seconds, makes it read the
subscribed rows again; a stream holds no thread and no database connection while it waits.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from generation.hints import ChangeHint, change_hint
from generation.models import Generation
from generation.positions import queue_positions

logger = logging.getLogger(__name__)

SAFETY_POLL_SECONDS = 2.0

Shape = Callable[[Generation, int | None], str]
"""Turns a row and its place in the queue into the event's text, as its reader may see it."""

Said = dict[Hashable, str]


@dataclass(eq=False)
class Subscription:
    """One open stream: where to put events, and how its reader sees a generation."""

    generation_id: UUID
    shape: Shape
    audience: Hashable
    """Streams with the same one see the same text, which is then made once for all of them."""
    loop: asyncio.AbstractEventLoop
    events: "asyncio.Queue[str | None]"
    seen: tuple[int, int | None] = (0, None)

    def end(self) -> None:
        """End the stream."""
        self._put(None)

    def offer(self, generation: Generation | None, position: int | None, said: Said) -> None:
        """Queue an event if the row changed since the last; None ends the stream. `said` holds
        the texts that this round has made already."""
        if generation is None:
            self.end()
            return
        state = (generation.version, position)
        if state == self.seen:
            return
        self.seen = state
        key = (generation.pk, state, self.audience)
        if key not in said:
            said[key] = self.shape(generation, position)
        self._put(said[key])
        if not generation.is_active:
            self.end()

    def _put(self, event: str | None) -> None:
        try:
            self.loop.call_soon_threadsafe(self.events.put_nowait, event)
        except RuntimeError:
            # The loop has closed: the process is ending and nobody reads any more.
            logger.debug("An event came after its stream had closed")


class Hub:
    """The subscriptions of one process."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        # `end_all` runs in a signal's handler, maybe in the middle of `subscribe`.
        self._lock = threading.RLock()
        self._is_over = False
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None

    def subscribe(self, subscription: Subscription) -> None:
        with self._lock:
            if self._is_over:
                subscription.end()
            self._subscriptions.add(subscription)
            self._wanted.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="hub", daemon=True)
                self._thread.start()

    def unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)
            if not self._subscriptions:
                self._wanted.clear()

    def end_all(self) -> None:
        """End every open stream, and each that comes late: the process is to end, and its readers
        ask another."""
        with self._lock:
            self._is_over = True
            for subscription in list(self._subscriptions):
                subscription.end()

    def _watch(self) -> None:
        while True:
            try:
                self._watch_with(change_hint())
            except Exception:
                # The boundary of a thread that must not end: every open stream hangs on it.
                logger.exception("The hub could not read the database")
                connection.close()
                time.sleep(SAFETY_POLL_SECONDS)

    def _watch_with(self, hint: ChangeHint) -> None:
        try:
            while True:
                self._wanted.wait()
                self._deliver()
                hint.wait(SAFETY_POLL_SECONDS)
        finally:
            hint.close()

    def _deliver(self) -> None:
        with self._lock:
            waiting = list(self._subscriptions)
        keys = {subscription.generation_id for subscription in waiting}
        versions = dict(Generation.objects.filter(pk__in=keys).values_list("pk", "version"))
        positions = queue_positions(keys)
        changed = {
            item.generation_id
            for item in waiting
            if item.seen != (versions.get(item.generation_id), positions.get(item.generation_id))
        }
        rows = Generation.objects.with_images().in_bulk(changed) if changed else {}
        said: Said = {}
        for item in waiting:
            if item.generation_id in changed:
                key = item.generation_id
                self._offer(item, rows.get(key), positions.get(key), said)

    def _offer(
        self, item: Subscription, row: Generation | None, position: int | None, said: Said
    ) -> None:
        try:
            item.offer(row, position, said)
        except Exception:
            # One reader's trouble is not the others'; the stream ends and its browser asks anew.
            logger.exception("An event could not be made")
            item.end()


hub = Hub()
