"""The thread beside a running job: renews its lease, watches for a cancel, keeps the clock."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from generation.leases import fail, interrupt, renew, still_held
from generation.models import Generation
from generation.settlement import settle

logger = logging.getLogger(__name__)

WATCH_SECONDS = 0.2
GRACE_SECONDS = 2.0
"""How long work may take to notice that it was stopped, before its process is ended."""


class JobStopped(Exception):
    """The work is no longer wanted: cancelled, over its time, taken over or shutting down."""


class Heartbeat:
    """Runs beside one claimed generation, as a context manager.

    `end_process` is called when the work does not stop within the grace: a call into a library
    that hangs cannot be stopped in any other way.
    """

    shutting_down = threading.Event()

    def __init__(self, generation: Generation, end_process: Callable[[], None]) -> None:
        self._generation = generation
        self._end_process = end_process
        self._stopped = threading.Event()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def check(self) -> None:
        """Raises JobStopped when the work is no longer wanted."""
        if self._stopped.is_set():
            raise JobStopped

    def stop(self) -> None:
        self._stopped.set()

    def wait(self, seconds: float) -> None:
        """Sleep. Raises JobStopped at once when the work is no longer wanted."""
        if self._stopped.wait(seconds):
            raise JobStopped

    def _watch(self) -> None:
        try:
            self._watch_until_done()
        finally:
            connection.close()
        if self._stopped.is_set() and not self._done.wait(GRACE_SECONDS):
            logger.warning("Generation %s does not stop; ending its worker", self._generation.pk)
            self._end_process()

    def _watch_until_done(self) -> None:
        started = renewed = time.monotonic()
        while not self._done.wait(WATCH_SECONDS) and not self._stopped.is_set():
            now = time.monotonic()
            try:
                if self.shutting_down.is_set():
                    if interrupt(self._generation):
                        settle(self._generation.pk)
                    self._stopped.set()
                elif now - started > settings.GENERATION_TIMEOUT:
                    self._time_out()
                elif now - renewed > settings.LEASE_SECONDS / 3:
                    self._keep_if(renew(self._generation))
                    renewed = now
                else:
                    self._keep_if(still_held(self._generation))
            except (DatabaseError, InterfaceError):
                # A database that is away for a moment must not end the work; the lease may.
                logger.exception("Heartbeat of generation %s failed", self._generation.pk)
                # A broken connection stays broken; the next beat makes a new one.
                connection.close()

    def _keep_if(self, held: bool) -> None:
        if not held:
            self._stopped.set()

    def _time_out(self) -> None:
        detail = f"This took longer than {settings.GENERATION_TIMEOUT} seconds and was stopped."
        if fail(self._generation, code="timeout", detail=detail, suggestions=[]):
            settle(self._generation.pk)
        self._stopped.set()
