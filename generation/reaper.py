"""Puts right what dead workers left: every two seconds, in every worker."""

import logging
import threading
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.merging import sweep_merged
from generation import leases
from generation.glimpses import drop_glimpse
from generation.models import ACTIVE, Generation, Status
from generation.pulse import Pulse
from generation.queue import prune_tickets, top_up_tickets
from generation.settlement import settle

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
SWEEP_EVERY = 5
"""Rounds between two looks for what came late to merged visitors."""

UNSETTLED_AFTER = timedelta(seconds=5)
"""Time for the process that finished a row to settle it itself."""


def reap() -> None:
    """One round; safe to run in any number of processes at once."""
    now = timezone.now()
    for key, claim, losses in leases.expired(now):
        _put_right(key, claim, losses)
    finished = Generation.objects.exclude(status__in=ACTIVE).filter(is_settled=False)
    late = finished.filter(completed_at__lt=now - UNSETTLED_AFTER)
    for key in list(late.values_list("pk", flat=True)[:200]):
        settle(key)
    top_up_tickets()
    prune_tickets()


def _put_right(key: UUID, claim: str, losses: int) -> None:
    row = Generation.objects.held_by(claim).filter(pk=key, lease_until__lt=timezone.now())
    lost = {"attempts": F("attempts") - 1, "losses": F("losses") + 1}
    if losses + 1 >= leases.MAX_LOSSES:
        _end(row, key, "worker_lost", "The work was interrupted several times. Try again.")
    elif row.filter(sent_at=None).update(version=F("version") + 1, **lost, **leases.WAITING):
        drop_glimpse(key)
        logger.warning("Generation %s lost its worker and waits again", key)
    else:
        _end(row, key, leases.INTERRUPTED, leases.MAY_BE_CHARGED)


def _end(row: QuerySet[Generation], key: UUID, code: str, detail: str) -> None:
    failed = row.update(
        status=Status.FAILED,
        stage="",
        lease_until=None,
        completed_at=timezone.now(),
        error_code=code,
        error_detail=detail,
        version=F("version") + 1,
    )
    if failed:
        drop_glimpse(key)
        settle(key)
        logger.warning("Generation %s lost its worker and ended (%s)", key, code)


def reap_forever(stop: threading.Event) -> None:
    """Rounds until `stop` is set; a database that is away is waited for."""
    pulse, rounds = Pulse(), count()
    while not stop.is_set():
        try:
            pulse.beat()
            reap()
            if next(rounds) % SWEEP_EVERY == 0:
                sweep_merged()
        except Exception:
            # The boundary of a thread that must not end: whatever broke, the next round tries.
            logger.exception("A round of the reaper failed")
        finally:
            connection.close()
        stop.wait(EVERY_SECONDS)
    pulse.end()
    connection.close()
