"""Keeps work on pictures from taking up all of a web process's threads and memory."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from files.errors import TooBusy

RETRY_SECONDS = 3


class Crowd:
    """At most `most` threads are in here at once, at work or waiting; the next is sent away."""

    def __init__(self, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises TooBusy at once where all places are taken."""
        if not self._places.acquire(blocking=False):
            raise TooBusy(retry_after=RETRY_SECONDS)
        try:
            yield
        finally:
            self._places.release()


picture_work = Crowd(max(2, settings.WEB_THREADS * 5 // 8))
"""For decoding and encoding on a visitor's behalf: the other threads go on answering."""
