"""Claims and leases: every step of a worker is one conditional UPDATE that carries its claim.

A worker holds a row while its lease runs and renews it from a thread of its own; the reaper
puts back rows whose lease ran out. So a killed worker loses no job, and one that was only slow
cannot finish a job that somebody else has taken over.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from generation.models import Generation, Status

MAX_ATTEMPTS = 3
"""How often work is tried whose provider says that trying again may help."""

MAX_LOSSES = 10
"""How often work is started anew whose worker died. A machine may be restarted many times for
good reasons; only work that kills its worker each time must end some day."""


def lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)


def claim_next() -> Generation | None:
    """Take the waiting row whose turn it is; None if there is none."""
    while True:
        found = Generation.objects.waiting().values_list("pk", flat=True).first()
        if found is None:
            return None
        claim = secrets.token_hex(16)
        taken = Generation.objects.filter(pk=found, status=Status.PENDING).update(
            status=Status.PROCESSING,
            claim=claim,
            lease_until=lease_end(),
            attempts=F("attempts") + 1,
            started_at=timezone.now(),
            progress=0,
            glimpses=0,
            stage="Starting",
            version=F("version") + 1,
        )
        if taken:
            # Asked for by the claim: after a long pause the row may be somebody else's already.
            held = Generation.objects.held_by(claim).with_images().filter(pk=found).first()
            if held is not None:
                return held


def still_held(generation: Generation) -> bool:
    return Generation.objects.held_by(generation.claim).filter(pk=generation.pk).exists()


def renew(generation: Generation) -> bool:
    """Prolong the lease; False once the claim is lost."""
    row = Generation.objects.held_by(generation.claim).filter(pk=generation.pk)
    return bool(row.update(lease_until=lease_end()))


def report(generation: Generation, *, progress: int, stage: str) -> bool:
    """Show progress (0 to 100); False once the claim is lost."""
    return _change(generation, progress=progress, stage=stage[:80], lease_until=lease_end())


def hand_over(generation: Generation, **provider: Any) -> bool:
    """Let another provider do it; False once the claim is lost."""
    return _change(generation, lease_until=lease_end(), **provider)


def note_sent(generation: Generation, *, may_charge_twice: bool) -> bool:
    """Note, before it is asked, whether whoever is asked would charge for it once more; False once
    the claim is lost."""
    sent_at = timezone.now() if may_charge_twice else None
    return _change(generation, sent_at=sent_at, lease_until=lease_end())


def show_glimpse(generation: Generation) -> bool:
    """One more unfinished picture is there to be seen; False once the claim is lost."""
    return _change(generation, glimpses=F("glimpses") + 1, lease_until=lease_end())


def complete(generation: Generation, **result: Any) -> bool:
    """Finish with `result`'s fields; False if the claim was lost meanwhile."""
    now = timezone.now()
    started = generation.started_at or now
    return _change(
        generation,
        status=Status.COMPLETED,
        progress=100,
        stage="",
        suggestions=[],
        lease_until=None,
        completed_at=now,
        processing_time=int((now - started).total_seconds() * 1000),
        **result,
    )


def fail(generation: Generation, *, code: str, detail: str, suggestions: list[str]) -> bool:
    """Finish with an error fit for the person who asked; False if the claim was lost."""
    return _change(
        generation,
        status=Status.FAILED,
        stage="",
        lease_until=None,
        completed_at=timezone.now(),
        error_code=code[:40],
        error_detail=detail,
        suggestions=suggestions,
    )


def put_back(generation: Generation, *, counts: bool) -> bool:
    """Let another worker start afresh; `counts` says whether this attempt counts. False, too, for
    what was sent to somebody who would charge for it once more."""
    attempts = F("attempts") if counts else F("attempts") - 1
    return _change(generation, only={"sent_at": None}, attempts=attempts, **WAITING)


def interrupt(generation: Generation) -> bool:
    """Put back what can be put back; the rest fails, and whoever asked decides whether to ask, and
    to pay, again. False if the claim was lost."""
    if put_back(generation, counts=False):
        return True
    return fail(generation, code=INTERRUPTED, detail=MAY_BE_CHARGED, suggestions=[])


INTERRUPTED = "interrupted"
MAY_BE_CHARGED = (
    "The work was interrupted after this had been sent off, and it may have been paid for already. "
    "So it was not sent a second time by itself. Try again to have that."
)


WAITING: dict[str, Any] = {
    "status": Status.PENDING,
    "claim": "",
    "lease_until": None,
    "progress": 0,
    "stage": "",
}


def _change(generation: Generation, *, only: dict[str, Any] | None = None, **fields: Any) -> bool:
    row = Generation.objects.held_by(generation.claim).filter(pk=generation.pk, **(only or {}))
    return bool(row.update(version=F("version") + 1, **fields))


def expired(now: datetime) -> list[tuple[UUID, str, int]]:
    """Key, claim and earlier losses of the rows whose worker went silent."""
    rows = Generation.objects.filter(status=Status.PROCESSING, lease_until__lt=now)
    return list(rows.values_list("pk", "claim", "losses")[:200])
