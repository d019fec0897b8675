"""The way from a provider back to the row: progress that only grows, not too often."""

import time

from PIL.Image import Image

from generation import leases
from generation.glimpses import keep_glimpse
from generation.heartbeat import Heartbeat, JobStopped
from generation.models import Generation

LEAST_SECONDS = 0.1
"""Between two updates of the same stage; nobody sees more, and each costs a transaction."""


class JobProgress:
    """`generation.providers.base.Progress` for one claimed generation."""

    def __init__(self, generation: Generation, heartbeat: Heartbeat) -> None:
        self._generation = generation
        self._heartbeat = heartbeat
        self._shown = -1
        self._stage = ""
        self._updated = 0.0

    def report(self, fraction: float, stage: str) -> None:
        """Show progress. Raises JobStopped when the work is no longer wanted."""
        self._heartbeat.check()
        percent = max(self._shown, min(99, int(fraction * 100)))
        now = time.monotonic()
        fresh = stage != self._stage
        if not fresh and (percent == self._shown or now - self._updated < LEAST_SECONDS):
            return
        self._shown, self._stage, self._updated = percent, stage, now
        if not leases.report(self._generation, progress=percent, stage=stage):
            self._heartbeat.stop()
            raise JobStopped

    def show(self, picture: Image) -> None:
        """Let the person see an unfinished picture. Raises JobStopped."""
        self._heartbeat.check()
        is_kept = keep_glimpse(self._generation, picture)
        if not (is_kept and leases.show_glimpse(self._generation)):
            self._heartbeat.stop()
            raise JobStopped

    def wait(self, seconds: float) -> None:
        self._heartbeat.wait(seconds)
