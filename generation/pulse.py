"""A worker's sign of life, for readiness checks."""

import os
import socket
from datetime import timedelta

from django.utils import timezone

from generation.models import WorkerPulse

FORGET_AFTER = timedelta(hours=1)


class Pulse:
    """One worker process."""

    def __init__(self) -> None:
        self._row = WorkerPulse(name=f"{socket.gethostname()}:{os.getpid()}"[:120])

    def beat(self) -> None:
        """Say that this worker lives, and forget those that long do not."""
        now = timezone.now()
        mine = WorkerPulse.objects.filter(pk=self._row.pk)
        if not mine.update(seen_at=now):
            WorkerPulse.objects.filter(seen_at__lt=now - FORGET_AFTER).delete()
            self._row.save(force_insert=True)

    def end(self) -> None:
        WorkerPulse.objects.filter(pk=self._row.pk).delete()
