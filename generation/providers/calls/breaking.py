"""A circuit breaker for each vendor, or each of its models, which may be down by themselves: after
several outages in a row nobody waits for the next.

After Nygard, "Release It!": closed, open for a while, then one call may try. Each process counts
for itself: a worker that has seen five outages knows enough.
"""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generation.providers.base import ProviderError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_OUTAGES = 5
OPEN_SECONDS = 30.0


class Breaker:
    """The state of one vendor or model as one process has seen it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._outages = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return self._clock() < self._open_until

    @contextmanager
    def guard(self, fault: ProviderError) -> "Iterator[None]":
        """Around a call: raises `fault` at once while the breaker is open, and counts outages."""
        if not self._may_pass():
            raise fault
        try:
            yield
        except ProviderError as error:
            if error.is_outage:
                self._count()
            else:
                self._reset()
            raise
        self._reset()

    def _may_pass(self) -> bool:
        """Once the time is over, one caller may try; the others wait for what comes of it."""
        with self._lock:
            if self._clock() < self._open_until:
                return False
            if self._outages >= MOST_OUTAGES:
                self._open_until = self._clock() + OPEN_SECONDS
            return True

    def _count(self) -> None:
        with self._lock:
            self._outages += 1
            if self._outages >= MOST_OUTAGES:
                self._open_until = self._clock() + OPEN_SECONDS

    def _reset(self) -> None:
        with self._lock:
            self._outages, self._open_until = 0, 0.0
